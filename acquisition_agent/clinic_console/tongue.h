// The console's two languages. Chinese first; the other by one key.
#pragma once

#include <QString>
#include <QStringList>

#include "rdc/v1/agent.pb.h"

namespace rdc::console {

enum class Language { kChinese, kEnglish };

// What is said of the contract's words, in one language. A value.
class Tongue {
 public:
  explicit Tongue(Language language = Language::kChinese) : language_(language) {}
  Language language() const { return language_; }

  QString operator()(const char* chinese, const char* english) const {
    return QString::fromUtf8(language_ == Language::kChinese ? chinese : english);
  }
  QString of(const v1::Words& words) const;
  QString of(v1::ClinicProgress progress) const;
  QString of(v1::PointKind kind) const;
  QString of(v1::AlertState state) const;
  QString of(v1::TreatmentPlan plan) const;
  QString of(v1::DecisionVerdict verdict) const;
  // "王小明 男 66岁", or that nobody is known yet.
  QString patient(const v1::Patient& patient) const;
  // Of a failed call, by its stable reason; the agent's own sentence where there is none.
  QString problem(const QString& reason, const QString& message) const;

 private:
  Language language_;
};

// Local time, "08:15".
QString clock_time(const google::protobuf::Timestamp& at);
// "4:07", "1:04:07"; a minus before what is negative.
QString duration(qint64 milliseconds);
// Several sentences as one, "A；B" or "A; B" as what is said is Chinese or not. Full stops at their ends go.
QString in_one_line(const QStringList& sentences);

}  // namespace rdc::console
