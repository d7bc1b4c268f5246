// The right time of a step that was recorded wrong, and why: the old one stays on record.
#pragma once

#include <QDateTime>
#include <QDialog>

#include "acquisition_agent/clinic_console/tongue.h"

class QComboBox;
class QPushButton;
class QTimeEdit;

namespace rdc::console {

// GUI thread only. Open it with open(): nothing waits for it.
class CorrectionDialog final : public QDialog {
  Q_OBJECT
 public:
  CorrectionDialog(const v1::ClinicPoint& point, const Tongue& say, QWidget* parent);

  // `now`: the centre's time.
  QDateTime time(const QDateTime& now) const;
  QString reason() const;

 private:
  QTimeEdit* time_;
  QComboBox* reason_;
  QPushButton* accept_;
};

// The day of a time of day just typed: today's, or yesterday's when today's is still to come.
QDateTime latest_at(QTime time, const QDateTime& now);

}  // namespace rdc::console
