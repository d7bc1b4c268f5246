#include "common/ui/case_timeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include <QEvent>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>

#include "common/ui/tone.h"

namespace rdc::ui {
namespace {

constexpr double kLeastSpanMs = 10 * 60 * 1000.0;  // an axis of at least ten minutes
constexpr int kTickMs = 1000;

std::int64_t ms_of(const google::protobuf::Timestamp& time) { return time.seconds() * 1000 + time.nanos() / 1'000'000; }
// Corrected to the router's clock where the router did.
std::int64_t at_ms(const v1::TimePoint& point) {
  return ms_of(point.has_centre_time() ? point.centre_time() : point.at());
}

QString label_words(const v1::Words& both) {
  const bool chinese = QLocale().language() == QLocale::Chinese;
  return QString::fromStdString(chinese || both.en().empty() ? both.zh() : both.en());
}

struct TimeAxis {
  double left = 0.0, width = 1.0;
  std::int64_t from = 0, to = 1;

  double x(std::int64_t ms) const {
    const double part = static_cast<double>(ms - from) / static_cast<double>(to - from);
    return left + std::clamp(part, 0.0, 1.0) * width;
  }
};

// Minutes between labels, so that they do not touch.
int label_minutes(const TimeAxis& axis, double label_width) {
  const double per_minute = axis.width / (static_cast<double>(axis.to - axis.from) / 60'000.0);
  for (const int step : {1, 2, 5, 10, 15, 30, 60, 120, 240, 480}) {
    if (step * per_minute > label_width * 1.5) return step;
  }
  return 1440;
}

struct TimelineBrush {
  QPainter& painter;
  const v1::AlertCase& alert_case;
  const TimelineColours& colours;
  std::vector<const v1::TimePoint*> points;
  std::int64_t now_ms;
  int chosen;
  QFontMetricsF metrics;
  QRectF chart, bars;
  double row = 1.0;
  TimeAxis axis;

  void lay_out(const QRectF& area) {
    row = metrics.height() * 1.45;
    double label = metrics.horizontalAdvance(QStringLiteral("00:00:00"));
    double name = 0.0;
    for (const auto* point : points) name = std::max(name, metrics.horizontalAdvance(point_name(point->kind())));
    for (const auto& interval : alert_case.intervals())
      name = std::max(name, metrics.horizontalAdvance(label_words(interval.label())));
    const double left = std::min(area.width() * 0.45, name + label + 26.0);
    const double chart_height = (static_cast<double>(points.size()) + 1.4) * row;
    chart = QRectF(area.left(), area.top(), area.width(), chart_height);
    bars = QRectF(area.left(), chart.bottom() + 0.5 * row, area.width(), area.bottom() - chart.bottom() - 0.5 * row);
    axis.left = area.left() + left;
    axis.width = area.width() - left - 18.0;
    // Symptoms may have begun the day before: their point stands at the edge.
    const auto first = std::find_if(points.begin(), points.end(),
                                    [](const auto* point) { return point->kind() != v1::POINT_KIND_ONSET; });
    axis.from = first == points.end() ? now_ms : at_ms(**first);
    axis.to = points.empty() ? now_ms : at_ms(*points.back());
    for (const auto& interval : alert_case.intervals()) {
      if (!interval.has_started_at()) continue;
      axis.from = std::min(axis.from, ms_of(interval.started_at()));
      axis.to = std::max(axis.to, interval.has_ended_at() ? ms_of(interval.ended_at()) : now_ms);
    }
    axis.to = std::max(axis.to, axis.from + static_cast<std::int64_t>(kLeastSpanMs));
    axis.to += (axis.to - axis.from) / 20;
  }

  double row_y(std::size_t index) const { return chart.top() + (static_cast<double>(index) + 0.5) * row; }
  std::optional<std::size_t> row_of(v1::PointKind kind) const {
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (points[i]->kind() == kind) return i;
    }
    return std::nullopt;
  }

  void grid() const {
    const double bottom = chart.bottom() - 1.2 * row;
    const int step = label_minutes(axis, metrics.horizontalAdvance(QStringLiteral("00:00")));
    const std::int64_t step_ms = step * 60'000LL;
    for (std::int64_t at = axis.from; at <= axis.to; at += step_ms) {
      const double x = axis.x(at);
      painter.setPen(QPen(colours.grid, 1));
      painter.drawLine(QPointF(x, chart.top()), QPointF(x, bottom));
      painter.setPen(colours.quiet);
      const auto minutes = (at - axis.from) / 60'000;
      painter.drawText(QRectF(x - 60, bottom, 120, row), Qt::AlignHCenter | Qt::AlignVCenter,
                       QStringLiteral("+%1:%2").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0')));
    }
  }

  void targets() const {
    painter.setPen(QPen(colours.target, 1.4, Qt::DashLine));
    for (const auto& interval : alert_case.intervals()) {
      const auto from = row_of(interval.from()), to = row_of(interval.to());
      if (!interval.has_started_at() || !from || interval.target_ms() == 0) continue;
      const auto due = ms_of(interval.started_at()) + static_cast<std::int64_t>(interval.target_ms());
      const std::size_t end = to ? *to : points.size() - 1;
      painter.drawLine(QPointF(axis.x(ms_of(interval.started_at())), row_y(*from)), QPointF(axis.x(due), row_y(end)));
      painter.drawLine(QPointF(axis.x(due), row_y(end) - 0.35 * row), QPointF(axis.x(due), row_y(end) + 0.35 * row));
    }
  }

  void line() const {
    QPolygonF joined;
    for (std::size_t i = 0; i < points.size(); ++i) joined << QPointF(axis.x(at_ms(*points[i])), row_y(i));
    painter.setPen(QPen(colours.line, 2.0));
    painter.drawPolyline(joined);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const bool is_chosen = static_cast<int>(i) == chosen;
      if (is_chosen) {
        QColor wash = colours.line;
        wash.setAlpha(45);
        painter.fillRect(QRectF(chart.left(), row_y(i) - 0.5 * row, chart.width(), row), wash);
      }
      painter.setPen(QPen(colours.ground, 1));
      painter.setBrush(points[i]->source() == v1::POINT_SOURCE_TYPED ? colours.running : colours.line);
      painter.drawEllipse(joined[static_cast<qsizetype>(i)], 4.5, 4.5);
      painter.setBrush(Qt::NoBrush);
      painter.setPen(colours.text);
      const QRectF label(chart.left() + 6, row_y(i) - 0.5 * row, axis.left - chart.left() - 16, row);
      painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, point_name(points[i]->kind()));
      painter.setPen(colours.quiet);
      painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter,
                       time_of_day(points[i]->has_centre_time() ? points[i]->centre_time() : points[i]->at()));
    }
  }

  void interval(const v1::CaseInterval& interval, double y) const {
    const double height = 0.62 * row;
    const QRectF label(bars.left() + 6, y, axis.left - bars.left() - 16, row);
    painter.setPen(colours.text);
    painter.drawText(label, Qt::AlignLeft | Qt::AlignVCenter, label_words(interval.label()));
    if (!interval.has_started_at()) {
      painter.setPen(colours.quiet);
      painter.drawText(QRectF(axis.left, y, axis.width, row), Qt::AlignLeft | Qt::AlignVCenter,
                       CaseTimeline::tr("not begun"));
      return;
    }
    const bool running = !interval.has_ended_at();
    const qint64 took = running ? now_ms - ms_of(interval.started_at()) : interval.duration_ms();
    const auto target = static_cast<qint64>(interval.target_ms());
    // Its own scale: twice the target over the whole width, so that every clock reads alike.
    const double scale = axis.width / (2.0 * static_cast<double>(std::max<qint64>(target, 1)));
    const double length = std::clamp(static_cast<double>(took) * scale, 2.0, axis.width);
    const bool late = target > 0 && (took > target || took < 0);
    const QColor colour = late ? colours.missed : running ? colours.running : colours.met;
    const QRectF bar(axis.left, y + 0.5 * (row - height), length, height);
    painter.fillRect(bar, colour);
    const double due = axis.left + static_cast<double>(target) * scale;
    painter.setPen(QPen(colours.target, 2));
    painter.drawLine(QPointF(due, y + 1), QPointF(due, y + row - 1));
    QString words = duration_words(took);
    if (target > 0) words += QStringLiteral("  ≤ ") + duration_words(target);
    if (running) words += QStringLiteral("  ") + CaseTimeline::tr("running");
    if (took < 0) words += QStringLiteral("  ") + CaseTimeline::tr("points contradict each other");
    const double width = metrics.horizontalAdvance(words) + 10;
    QRectF box(bar.right() + 8, y, width, row);
    if (box.left() < due + 6 && box.right() > due - 6) box.moveLeft(due + 8);
    if (box.right() > axis.left + axis.width) box.moveRight(axis.left + axis.width);
    QColor patch = colours.ground;
    patch.setAlpha(205);
    painter.fillRect(box.adjusted(-3, 2, 3, -2), patch);
    painter.setPen(late ? colours.missed : colours.text);
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, words);
  }
};

}  // namespace

TimelineColours timeline_colours_dark() {
  return {QColor(0x17, 0x19, 0x1c), QColor(0x2b, 0x2f, 0x34), QColor(0xf1, 0xf3, 0xf5),
          QColor(0xad, 0xb5, 0xbd), QColor(0x4d, 0xab, 0xf7), QColor(0xff, 0xd4, 0x3b),
          QColor(0x2f, 0x9e, 0x44), QColor(0xf0, 0x3e, 0x3e), QColor(0xe8, 0x90, 0x0c)};
}

TimelineColours timeline_colours_paper() {
  return {QColor(Qt::white),        QColor(0xdd, 0xdd, 0xdd), QColor(Qt::black),
          QColor(0x55, 0x55, 0x55), QColor(0x1c, 0x5f, 0xc4), QColor(0xa0, 0x70, 0x00),
          QColor(0x2b, 0x8a, 0x3e), QColor(0xc9, 0x1d, 0x1d), QColor(0xd9, 0x80, 0x0a)};
}

std::vector<const v1::TimePoint*> counting_points(const v1::AlertCase& alert_case) {
  std::vector<const v1::TimePoint*> points;
  for (const auto& point : alert_case.points()) {
    if (!point.superseded()) points.push_back(&point);
  }
  std::stable_sort(points.begin(), points.end(), [](const auto* a, const auto* b) { return at_ms(*a) < at_ms(*b); });
  std::set<v1::PointKind> seen;
  std::erase_if(points, [&](const auto* point) { return !seen.insert(point->kind()).second; });
  return points;
}

double timeline_height(const v1::AlertCase& alert_case, const QFontMetricsF& metrics) {
  const auto rows = static_cast<double>(counting_points(alert_case).size()) + 1.4 + 0.5;
  return (rows + alert_case.intervals_size()) * metrics.height() * 1.45 + 8.0;
}

void paint_timeline(QPainter& painter, const QRectF& area, const v1::AlertCase& alert_case, base::Timestamp now,
                    const TimelineColours& colours, int chosen) {
  TimelineBrush brush{painter,
                      alert_case,
                      colours,
                      counting_points(alert_case),
                      base::to_micros(now) / 1000,
                      chosen,
                      QFontMetricsF(painter.font(), painter.device()),
                      {},
                      {},
                      1.0,
                      {}};
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(area, colours.ground);
  brush.lay_out(area);
  if (!brush.points.empty()) {
    brush.grid();
    brush.targets();
    brush.line();
  }
  double y = brush.bars.top();
  for (const auto& interval : alert_case.intervals()) {
    brush.interval(interval, y);
    y += brush.row;
  }
  painter.restore();
}

CaseTimeline::CaseTimeline(const base::Clock& clock, QWidget* parent) : QWidget(parent), clock_(clock) {
  setObjectName(QStringLiteral("case_timeline"));
  setFocusPolicy(Qt::StrongFocus);
  connect(&tick_, &QTimer::timeout, this, qOverload<>(&QWidget::update));
  tick_.start(kTickMs);
}

void CaseTimeline::show_case(const v1::AlertCase& alert_case) {
  const std::string before = chosen() != nullptr ? chosen()->point_id() : std::string();
  case_ = alert_case;
  chosen_ = -1;
  const auto points = counting_points(case_);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!before.empty() && points[i]->point_id() == before) chosen_ = static_cast<int>(i);
  }
  updateGeometry();
  update();
}

const v1::TimePoint* CaseTimeline::chosen() const {
  const auto points = counting_points(case_);
  return chosen_ >= 0 && chosen_ < static_cast<int>(points.size()) ? points[static_cast<std::size_t>(chosen_)]
                                                                   : nullptr;
}

void CaseTimeline::choose(int index) {
  const auto count = static_cast<int>(counting_points(case_).size());
  if (count == 0) return;
  chosen_ = std::clamp(index, 0, count - 1);
  setToolTip(point_provenance(*chosen()));
  update();
  Q_EMIT point_chosen(QString::fromStdString(chosen()->point_id()));
}

QSize CaseTimeline::sizeHint() const { return {900, static_cast<int>(timeline_height(case_, QFontMetricsF(font())))}; }
QSize CaseTimeline::minimumSizeHint() const {
  return {420, static_cast<int>(timeline_height(case_, QFontMetricsF(font())))};
}

void CaseTimeline::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setFont(font());
  paint_timeline(painter, rect(), case_, clock_.now() + offset_,
                 is_dark_theme() ? timeline_colours_dark() : timeline_colours_paper(), chosen_);
}

void CaseTimeline::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Down:
      return choose(chosen_ + 1);
    case Qt::Key_Up:
      return choose(std::max(0, chosen_ - 1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (chosen() != nullptr) Q_EMIT change_wanted(QString::fromStdString(chosen()->point_id()));
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void CaseTimeline::mousePressEvent(QMouseEvent* event) {
  const double row = QFontMetricsF(font()).height() * 1.45;
  const int index = static_cast<int>(event->position().y() / row);
  if (index < static_cast<int>(counting_points(case_).size())) choose(index);
}

void CaseTimeline::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) {
    updateGeometry();
    update();
  }
  QWidget::changeEvent(event);
}

}  // namespace rdc::ui
