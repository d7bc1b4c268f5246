// A point of a timeline that a person types, or a change of one, with its reason.
#pragma once

#include <optional>

#include <QDialog>

#include "reading_station/alert/alert_desk.h"

class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace rdc::station {

// GUI thread only; to be opened, not executed.
class PointDialog final : public QDialog {
  Q_OBJECT
 public:
  // replaced: the point to change; nullptr: a new one. now: where a new one starts.
  PointDialog(const v1::TimePoint* replaced, base::Timestamp now, QWidget* parent = nullptr);

 Q_SIGNALS:
  void given(const rdc::station::AlertDesk::Point& point);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void judge();
  void retranslate();

  const std::optional<v1::TimePoint> replaced_;
  const base::Timestamp now_;
  QLabel* kind_label_;
  QComboBox* kind_;
  QLabel* at_label_;
  QDateTimeEdit* at_;
  QLabel* reason_label_;
  QLineEdit* reason_;
  QLabel* note_label_;
  QLineEdit* note_;
  QLabel* error_;
  QPushButton* accept_;
  QPushButton* cancel_;
};

}  // namespace rdc::station
