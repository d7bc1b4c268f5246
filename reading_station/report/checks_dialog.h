// What the checks found before a signature: read, then mended or signed all the same.
#pragma once

#include <vector>

#include <QDialog>

#include "reading_station/report/report_checks.h"

class QLabel;
class QPushButton;

namespace rdc::station {

// Accepted: sign all the same, offered only when nothing blocks. Delete on close. GUI thread only.
class ChecksDialog final : public QDialog {
  Q_OBJECT
 public:
  ChecksDialog(std::vector<CheckFinding> findings, QWidget* parent);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  const std::vector<CheckFinding> findings_;
  QLabel* title_;
  QLabel* list_;
  QPushButton* back_;
  QPushButton* sign_;
};

}  // namespace rdc::station
