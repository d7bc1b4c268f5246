// Typing aids in a report's text fields: ";key" and Tab writes a phrase; with a choice {左|右} marked, 1 to 9 takes
// one.
#pragma once

#include <QObject>

#include "reading_station/report/measurement_source.h"
#include "reading_station/report/report_library.h"

class QPlainTextEdit;

namespace rdc::station {

// GUI thread only. An event filter on the fields given to watch(), which must outlive it.
class ReportTyping final : public QObject {
  Q_OBJECT
 public:
  explicit ReportTyping(QObject* parent = nullptr) : QObject(parent) {}

  void set_library(ReportLibrary library) { library_ = std::move(library); }
  const ReportLibrary& library() const { return library_; }
  // Borrowed; nullptr: nothing is measured.
  void set_measurements(const MeasurementSource* source) { source_ = source; }
  void set_language(const QString& language) { language_ = language; }
  void watch(QPlainTextEdit* field);
  // With what the viewer has measured by now.
  QString filled(const QString& text) const;
  // Marks the next field behind the cursor, going from one watched text to the next. false: there is none.
  bool mark_next_field();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool write_phrase(QPlainTextEdit* field) const;
  bool take_choice(QPlainTextEdit* field, int number);

  ReportLibrary library_;
  const MeasurementSource* source_ = nullptr;
  QString language_ = QStringLiteral("zh_CN");
  QList<QPlainTextEdit*> fields_;
};

}  // namespace rdc::station
