// What the reader makes of the machine's analysis: judgements of its statements and corrections of its numbers, kept
// apart from it. No widget in it.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <QObject>
#include <QString>

#include "common/ecg_message/reader_values.h"
#include "rdc/v1/ecg.pb.h"

namespace rdc::station {

// GUI thread only.
class Overread final : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  // Starts anew, or from a stored revision.
  void begin(const v1::EcgAnalysis& analysis, const v1::EcgOverread* stored = nullptr);
  void clear() { begin({}); }

  // nullptr: not judged yet.
  const v1::StatementJudgement* judgement(const std::string& code) const;
  void accept(const std::string& code);
  void edit(const std::string& code, const QString& text);
  void reject(const std::string& code, const QString& reason);
  void unjudge(const std::string& code);
  // The reader's own; `code` of the catalogue, or "" for free words.
  void add(const std::string& code, const QString& text);
  void remove_added(int index);
  const std::vector<v1::StatementJudgement>& added() const { return added_; }

  // The reader's value; lead "" for the whole tracing. nullopt: the machine's stands.
  std::optional<double> correction(const std::string& name, const std::string& lead = "") const;
  // False, and nothing changes, when the value is outside what a heart can do (see .cc); nullopt takes the correction
  // back.
  bool correct(const std::string& name, const std::string& lead, std::optional<double> value);
  // The reader's value, what follows from their corrections (QTc from QT or rate), or nullopt.
  std::optional<double> readers_value(const std::string& name) const;

  bool is_empty() const { return judged_.empty() && added_.empty() && corrections_.empty(); }
  bool all_judged() const;
  // For the report: accepted, edited and added statements in the analysis' order, and their codes.
  QStringList standing_texts() const;
  std::vector<std::string> standing_codes() const;
  // Everything but ids, study and reader.
  v1::EcgOverread message() const;

 Q_SIGNALS:
  void judgement_changed(const QString& code);
  void added_changed();
  void correction_changed();
  void changed();

 private:
  void judge(const std::string& code, v1::StatementVerdict verdict, const QString& text, const QString& reason);

  v1::EcgAnalysis analysis_;
  std::map<std::string, v1::StatementJudgement> judged_;
  std::vector<v1::StatementJudgement> added_;
  ecg_message::Corrections corrections_;
};

}  // namespace rdc::station
