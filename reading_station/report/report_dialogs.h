// What opens over the report editor to be read: the printed page, and an earlier revision.
#pragma once

#include <optional>
#include <vector>

#include <QDialog>
#include <QImage>

#include "rdc/v1/report.pb.h"
#include "reading_station/report/report_text.h"

class QCheckBox;
class QTextEdit;

namespace rdc::station {

// The pages as they will be printed. Delete on close.
class PreviewDialog final : public QDialog {
  Q_OBJECT
 public:
  PreviewDialog(const QList<QImage>& pages, QWidget* parent);

 protected:
  void changeEvent(QEvent* event) override;
};

// The words of one revision, to be read and copied; beside them, on demand, what the text being written changes in
// them. Delete on close.
class RevisionDialog final : public QDialog {
  Q_OBJECT
 public:
  enum class Kind { kImaging, kEcg };
  RevisionDialog(const QString& title, const ReportText& text, Kind kind, QWidget* parent,
                 std::optional<ReportText> written = std::nullopt);
  // What reviewers wrote when they returned this revision: shown below its words.
  void set_comments(std::vector<v1::ReportReturn> comments);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  const ReportText text_;
  const Kind kind_;
  const std::optional<ReportText> written_;
  std::vector<v1::ReportReturn> comments_;
  QCheckBox* compare_;
  QTextEdit* view_;
};

}  // namespace rdc::station
