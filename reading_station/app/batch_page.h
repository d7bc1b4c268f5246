// Normal ECGs one after the other: Space signs, S leaves for an ordinary reading; the PIN once, at the end.
#pragma once

#include <QWidget>

#include "common/ui/ecg_sheet.h"
#include "common/ui/screen_calibration.h"
#include "reading_station/app/batch_signing.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace rdc::station {

// GUI thread only. Borrows the batch and the settings.
class BatchPage final : public QWidget {
  Q_OBJECT
 public:
  BatchPage(BatchSigning& batch, QSettings& settings, QWidget* parent = nullptr);

  void begin(const std::vector<v1::WorklistItem>& items);
  ui::EcgSheet* sheet() const { return sheet_; }

 Q_SIGNALS:
  void close_requested();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void refresh();
  void retranslate();
  void sign();

  BatchSigning& batch_;
  ui::ScreenCalibrations calibrations_;
  bool asked_ = false;  // the centre has said which
  std::optional<Error> problem_;
  bool pin_refused_ = false;
  QLabel* title_;
  QLabel* patient_;
  QLabel* said_;
  ui::EcgSheet* sheet_;
  QLabel* result_;
  QPushButton* back_;
  QPushButton* count_;
  QPushButton* skip_;
  QLineEdit* pin_;
  QPushButton* sign_;
  QProgressBar* progress_;
};

}  // namespace rdc::station
