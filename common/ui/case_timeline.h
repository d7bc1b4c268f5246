// The points of a case as a line through time, against the chest-pain centre's targets.
#pragma once

#include <vector>

#include <QPainter>
#include <QTimer>
#include <QWidget>

#include "common/base/clock.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::ui {

// ---- Words, in the program's language -------------------------------------------------------------------------------

QString point_name(v1::PointKind kind);
QString point_source_name(v1::PointSource source);
// "8 min 20 s", "1 h 12 min"; with a minus sign where points contradict each other.
QString duration_words(qint64 milliseconds);
// "14:03:20", the date before it when it is not `day`'s.
QString time_of_day(const google::protobuf::Timestamp& time);
// Source, clock offset and who entered or changed it, on one line.
QString point_provenance(const v1::TimePoint& point);

// ---- The chart
// --------------------------------------------------------------------------------------------------------

// What counts on a timeline: no superseded points, the first of each kind, in the order of time.
std::vector<const v1::TimePoint*> counting_points(const v1::AlertCase& alert_case);

struct TimelineColours {
  QColor ground, grid, text, quiet, line, target, met, missed, running;
};
TimelineColours timeline_colours_dark();
TimelineColours timeline_colours_paper();

// Above: a row for each kind of point, the points joined by a line, targets dashed from where each clock begins to when
// it should end. Below: a bar for each interval with its target. `now` moves running clocks; `chosen`: index into
// counting_points() that is marked, -1 for none. Any thread.
void paint_timeline(QPainter& painter, const QRectF& area, const v1::AlertCase& alert_case, base::Timestamp now,
                    const TimelineColours& colours, int chosen = -1);
// Height that everything fits into with the painter's font, at this width.
double timeline_height(const v1::AlertCase& alert_case, const QFontMetricsF& metrics);

// GUI thread only. Borrows clock (corrected to the centre's by the offset given). Up and Down go through the points;
// Enter on one asks to change it.
class CaseTimeline final : public QWidget {
  Q_OBJECT
 public:
  explicit CaseTimeline(const base::Clock& clock, QWidget* parent = nullptr);

  void show_case(const v1::AlertCase& alert_case);
  void clear() { show_case({}); }
  // To add to this machine's time to get the centre's.
  void set_clock_offset(std::chrono::milliseconds offset) { offset_ = offset; }
  const v1::TimePoint* chosen() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void point_chosen(const QString& point_id);
  void change_wanted(const QString& point_id);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void choose(int index);

  const base::Clock& clock_;
  v1::AlertCase case_;
  std::chrono::milliseconds offset_{0};
  int chosen_ = -1;
  QTimer tick_;
};

}  // namespace rdc::ui
