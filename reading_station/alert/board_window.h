// The chest-pain board for a wall screen: open cases, elapsed against limit, who holds them. Read from across the room.
#pragma once

#include <QTimer>
#include <QWidget>

#include "reading_station/alert/case_model.h"

namespace rdc::station {

// GUI thread only. Borrows the model and the clock. F11: whole screen; Escape: back.
class BoardWindow final : public QWidget {
  Q_OBJECT
 public:
  BoardWindow(CaseModel& cases, const QString& centre_name, QWidget* parent = nullptr);

  // Whether the centre is reached: a board that does not change must say so.
  void set_live(bool live);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void paint_case(QPainter& painter, const QRectF& box, const v1::AlertCase& alert_case) const;

  CaseModel& cases_;
  const QString centre_name_;
  bool live_ = false;
  QTimer tick_;
};

}  // namespace rdc::station
