// A full-screen page to judge a monitor by eye, after TG18-QC (AAPM On-line Report 03): 16 steps of grey, 5 % in black
// and 95 % in white, ramps, line pairs in the middle and the corners; and what PS3.14 wants of the monitor.
#pragma once

#include <QWidget>

namespace rdc::station {

// GUI thread only. Greys are drawn as driving levels, untouched. Esc or a double click closes.
class GreyscalePage final : public QWidget {
  Q_OBJECT
 public:
  explicit GreyscalePage(QWidget* parent = nullptr);

  // Measured at the middle of the monitor with the room's light on, cd/m2; used for the explanation.
  void set_luminances(double black, double white);
  // Least steps of grey the eye could tell apart on this monitor (PS3.14), and per driving level.
  double noticeable_steps() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  void draw_steps(QPainter& painter, const QRect& area) const;
  void draw_contrasts(QPainter& painter, const QRect& area) const;
  void draw_lines(QPainter& painter, const QRect& area) const;
  void draw_words(QPainter& painter, const QRect& area) const;

  // Defaults: a diagnostic colour monitor (AAPM TG18: white at least 170, white/black at least 250).
  double black_ = 0.5, white_ = 350;
};

}  // namespace rdc::station
