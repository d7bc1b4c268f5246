#include "common/ui/median_painting.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rdc::ui {
namespace {

constexpr double kBeforeMs = 260.0;  // of R
constexpr double kAfterMs = 560.0;
constexpr double kGapMm = 4.0;  // between columns
constexpr double kMarginMm = 2.0;
constexpr double kLeastMedianRowMm = 36.0;
// Three leads below each other; or, where there is room, limb leads above and chest leads below, neighbours side by
// side.
constexpr std::size_t kNarrow = 4, kWide = 6;

struct BeatCell {
  ecg::Lead lead;
  std::size_t column, row;
};

std::vector<BeatCell> cells_of(const MedianPage& page, LeadOrder order, std::size_t columns) {
  std::vector<BeatCell> cells;
  const auto leads = leads_in(order);
  const std::size_t rows = leads.size() / columns;
  for (std::size_t i = 0; i < leads.size(); ++i)
    cells.push_back(columns == kWide ? BeatCell{leads[i], i % columns, i / columns}
                                     : BeatCell{leads[i], i / rows, i % rows});
  const ecg::MedianBeat* beat = page.measured != nullptr ? page.measured->dominant() : nullptr;
  if (beat == nullptr) return cells;
  std::size_t extra = 0;
  for (const auto& channel : beat->strip.channels) {
    const bool known =
        std::any_of(cells.begin(), cells.end(), [&](const BeatCell& cell) { return cell.lead == channel.lead; });
    if (known || channel.lead == ecg::Lead::kAvr || channel.lead == ecg::Lead::kUnknown || extra >= 8) continue;
    cells.push_back({channel.lead, extra % columns, rows + extra / columns});
    ++extra;
  }
  return cells;
}

double beat_width_mm(const SheetStyle& style) { return (kBeforeMs + kAfterMs) / 1000.0 * style.mm_per_second; }

double gaps_mm(std::size_t columns) { return 2 * kMarginMm + static_cast<double>(columns - 1) * kGapMm; }

std::size_t rows_of(const std::vector<BeatCell>& cells) {
  std::size_t rows = 0;
  for (const auto& cell : cells) rows = std::max(rows, cell.row + 1);
  return rows;
}

// A median beat's lead as a curve over ms from R, its level at QRS onset zero; −aVR is aVR upside down.
class LeadCurve {
 public:
  LeadCurve(const ecg::MedianBeat& beat, ecg::Lead lead)
      : beat_(beat), sign_(lead == ecg::Lead::kMinusAvr ? -1.0 : 1.0) {
    const ecg::Lead real = lead == ecg::Lead::kMinusAvr ? ecg::Lead::kAvr : lead;
    channel_ = beat.strip.find(real);
    measured_ = beat.find(real);
    if (channel_ == nullptr || channel_->samples.empty()) return;
    zero_ = beat.qrs ? level(beat.qrs->onset_ms) : 0.0;
  }
  bool drawable() const { return channel_ != nullptr && !channel_->samples.empty(); }
  std::optional<double> j_uv() const {
    if (measured_ == nullptr || !measured_->usable || !measured_->j_uv) return std::nullopt;
    return sign_ * *measured_->j_uv;
  }
  std::size_t size() const { return channel_->samples.size(); }
  double ms(std::size_t i) const {
    return (static_cast<double>(i) - static_cast<double>(beat_.r_index)) * 1000.0 / beat_.strip.rate_hz;
  }
  struct End {
    double ms = 0.0;
    double uv = 0.0;
  };
  // Of what is drawn; the zero line is part of it.
  std::pair<End, End> lowest_and_highest() const {
    std::pair<End, End> ends;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!is_drawn(i)) continue;
      if (uv(i) < ends.first.uv) ends.first = {ms(i), uv(i)};
      if (uv(i) > ends.second.uv) ends.second = {ms(i), uv(i)};
    }
    return ends;
  }
  bool is_drawn(std::size_t i) const { return ms(i) >= -kBeforeMs && ms(i) <= kAfterMs && !std::isnan(uv(i)); }
  double uv(std::size_t i) const { return sign_ * (static_cast<double>(channel_->samples[i]) - zero_); }

 private:
  double level(double at_ms) const {
    const double centre = static_cast<double>(beat_.r_index) + at_ms / 1000.0 * beat_.strip.rate_hz;
    const double half = 0.004 * beat_.strip.rate_hz;  // as the measurement takes levels: the mean of 8 ms
    const auto last = static_cast<double>(channel_->samples.size() - 1);
    const auto from = static_cast<std::size_t>(std::clamp(std::round(centre - half), 0.0, last));
    const auto to = static_cast<std::size_t>(std::clamp(std::round(centre + half), 0.0, last));
    double sum = 0.0;
    for (std::size_t i = from; i <= to; ++i) sum += static_cast<double>(channel_->samples[i]);
    return sum / static_cast<double>(to - from + 1);
  }

  const ecg::MedianBeat& beat_;
  const ecg::Channel* channel_ = nullptr;
  const ecg::LeadMeasurements* measured_ = nullptr;
  double zero_ = 0.0;
  double sign_ = 1.0;
};

QString millivolts(double uv) {
  return (uv < 0 ? QStringLiteral("−%1") : QStringLiteral("+%1")).arg(std::abs(uv) / 1000.0, 0, 'f', 2);
}

struct MedianBrush {
  QPainter& painter;
  const MedianPage& page;
  const SheetStyle& style;
  const SheetPalette& palette;
  double per_mm;
  double cell_mm;  // at least the beat's own width, which stands in its middle

  double x_scale() const { return style.mm_per_second * per_mm / 1000.0; }
  double y_scale() const { return style.mm_per_millivolt * per_mm / 1000.0; }

  void curve(const LeadCurve& lead, QPointF at, const QColor& colour, double width_mm) const {
    QPolygonF stroke;
    for (std::size_t i = 0; i < lead.size(); ++i) {
      if (!lead.is_drawn(i)) continue;
      stroke << QPointF(at.x() + lead.ms(i) * x_scale(), at.y() - lead.uv(i) * y_scale());
    }
    painter.setPen(QPen(colour, std::max(width_mm * per_mm, 0.7), Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    painter.drawPolyline(stroke);
  }

  // Level of QRS onset, J point and the threshold beyond it.
  void levels(const ecg::MedianBeat& beat, const LeadCurve& lead, std::optional<double> threshold, QPointF at) const {
    if (!beat.qrs) return;
    const auto x = [&](double ms) { return at.x() + ms * x_scale(); };
    painter.setPen(QPen(palette.quiet, std::max(0.12 * per_mm, 0.6), Qt::DotLine));
    painter.drawLine(QPointF(x(beat.qrs->onset_ms), at.y()), QPointF(x(beat.qrs->offset_ms + 160.0), at.y()));
    if (threshold) {
      const double y = at.y() - *threshold * y_scale();
      painter.setPen(QPen(palette.threshold, std::max(0.25 * per_mm, 1.0), Qt::DashLine));
      painter.drawLine(QPointF(x(beat.qrs->offset_ms - 30.0), y), QPointF(x(beat.qrs->offset_ms + 160.0), y));
    }
    const auto j = lead.j_uv();
    if (!j) return;
    const QPointF point(x(beat.qrs->offset_ms), at.y() - *j * y_scale());
    painter.setPen(QPen(palette.threshold, std::max(0.2 * per_mm, 1.0)));
    painter.drawLine(QPointF(point.x(), at.y()), point);
    painter.setBrush(palette.threshold);
    painter.setPen(QPen(palette.paper, std::max(0.15 * per_mm, 0.8)));
    painter.drawEllipse(point, 0.75 * per_mm, 0.75 * per_mm);
    painter.setBrush(Qt::NoBrush);
  }

  // An end that lies outside the cell: an arrow at its edge, with the value.
  void cut_end(const QRectF& box, double zero_x, const LeadCurve::End& end) const {
    const bool above = end.uv > 0.0;
    const double size = 1.1 * per_mm;
    const QPointF tip(zero_x + end.ms * x_scale(), above ? box.top() + 0.3 * per_mm : box.bottom() - 0.3 * per_mm);
    const double base = tip.y() + (above ? size : -size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.trace);
    painter.drawPolygon(QPolygonF{tip, QPointF(tip.x() - 0.6 * size, base), QPointF(tip.x() + 0.6 * size, base)});
    painter.setBrush(Qt::NoBrush);
    QFont font = painter.font();
    font.setBold(false);
    font.setPixelSize(std::max(12, static_cast<int>(std::lround(3.1 * per_mm))));
    painter.setFont(font);
    painter.setPen(palette.text);
    const QString value = millivolts(end.uv);
    const QFontMetricsF metrics(font);
    // Below the line of J and threshold; beside the stroke, not on it.
    const double top = above ? box.top() + 1.4 * metrics.height() : box.bottom() - metrics.height();
    painter.drawText(QRectF(tip.x() + size, top, metrics.horizontalAdvance(value) + 1.0, metrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, value);
  }

  // On a patch of paper: the tracing of a tall beat may run through.
  void words(const QRectF& box, Qt::Alignment side, const QString& what, const QColor& colour) const {
    QColor patch = palette.paper;
    patch.setAlpha(190);
    const QRectF bounds = painter.boundingRect(box, static_cast<int>(side | Qt::AlignTop), what);
    painter.fillRect(bounds.adjusted(-0.3 * per_mm, 0, 0.3 * per_mm, 0), patch);
    painter.setPen(colour);
    painter.drawText(box, static_cast<int>(side | Qt::AlignTop), what);
  }

  void text(const QRectF& box, ecg::Lead name, const LeadCurve& lead, std::optional<double> threshold,
            std::optional<double> before) const {
    QFont font = painter.font();
    font.setPixelSize(std::max(13, static_cast<int>(std::lround(3.6 * per_mm))));
    font.setBold(true);
    painter.setFont(font);
    const double height = painter.fontMetrics().height();
    words(box, Qt::AlignLeft, lead_text(name), palette.text);
    font.setBold(false);
    font.setPixelSize(std::max(12, static_cast<int>(std::lround(3.1 * per_mm))));
    const auto j = lead.j_uv();
    const bool met = j && threshold && *j >= *threshold;
    QString value = j ? QStringLiteral("J %1").arg(millivolts(*j)) : QStringLiteral("J —");
    if (j && threshold)
      value += (met ? QStringLiteral(" ≥ %1") : QStringLiteral(" < %1")).arg(*threshold / 1000.0, 0, 'f', 2);
    font.setBold(met);
    painter.setFont(font);
    words(box, Qt::AlignRight, value, met ? palette.threshold : palette.text);
    if (!j || !before) return;
    font.setBold(false);
    painter.setFont(font);
    words(box.adjusted(0, height, 0, 0), Qt::AlignRight, QStringLiteral("Δ %1").arg(millivolts(*j - *before)),
          palette.prior);
  }

  void cell(const BeatCell& which, const ecg::MedianBeat* beat, const ecg::MedianBeat* prior, QPointF corner,
            double row_mm) const {
    const double left = (kMarginMm + static_cast<double>(which.column) * (cell_mm + kGapMm)) * per_mm;
    const QRectF box(corner.x() + left, corner.y() + static_cast<double>(which.row) * row_mm * per_mm, cell_mm * per_mm,
                     row_mm * per_mm);
    const auto& chosen = page.highlighted;
    if (std::find(chosen.begin(), chosen.end(), which.lead) != chosen.end()) painter.fillRect(box, palette.highlight);
    if (beat == nullptr) return text_only(box, which.lead);
    const LeadCurve lead(*beat, which.lead);
    if (!lead.drawable()) return text_only(box, which.lead);
    const auto [lowest, highest] = lead.lowest_and_highest();
    const MedianPlacement placed = place_median(row_mm, style.mm_per_millivolt, highest.uv, lowest.uv);
    const double beside = (cell_mm - beat_width_mm(style)) / 2.0 * per_mm;
    const QPointF at(box.left() + beside + kBeforeMs * x_scale(), box.top() + placed.zero_mm * per_mm);
    std::optional<double> threshold, before;
    for (const auto& known : page.thresholds) {
      if (known.lead == which.lead) threshold = known.uv;
    }
    painter.save();
    painter.setClipRect(box, Qt::IntersectClip);
    if (prior != nullptr) {
      const LeadCurve earlier(*prior, which.lead);
      if (earlier.drawable()) curve(earlier, at, palette.prior, 0.25);
      before = earlier.j_uv();
    }
    curve(lead, at, palette.trace, 0.34);
    levels(*beat, lead, threshold, at);
    if (placed.cut_above) cut_end(box, at.x(), highest);
    if (placed.cut_below) cut_end(box, at.x(), lowest);
    painter.restore();
    text(box.adjusted(0.8 * per_mm, 0.4 * per_mm, -0.8 * per_mm, 0), which.lead, lead, threshold, before);
  }

  void text_only(const QRectF& box, ecg::Lead name) const {
    painter.setPen(palette.text);
    painter.drawText(box.adjusted(0.8 * per_mm, 0.4 * per_mm, 0, 0), Qt::AlignLeft | Qt::AlignTop,
                     lead_text(name) + QStringLiteral("  —"));
  }
};

}  // namespace

MedianPlacement place_median(double row_mm, double mm_per_millivolt, double highest_uv, double lowest_uv) {
  constexpr double kEdgeMm = 0.5;  // half a stroke, so that a peak is seen to be one
  const double above = highest_uv / 1000.0 * mm_per_millivolt + kEdgeMm;
  const double below = -lowest_uv / 1000.0 * mm_per_millivolt + kEdgeMm;
  const double usual = 0.62 * row_mm;
  if (above + below <= row_mm) return {std::clamp(usual, above, row_mm - below), false, false};
  return {usual, above > usual, below > row_mm - usual};
}

SheetStyle median_style(const SheetStyle& sheet) {
  SheetStyle style = sheet;
  style.mm_per_second = std::min(100.0, 2.0 * sheet.mm_per_second);
  style.mm_per_millivolt = std::min(40.0, 2.0 * sheet.mm_per_millivolt);
  return style;
}

namespace {

QSizeF size_with(std::size_t columns, const MedianPage& page, const SheetStyle& style) {
  const auto rows = static_cast<double>(rows_of(cells_of(page, style.order, columns)));
  return {gaps_mm(columns) + static_cast<double>(columns) * beat_width_mm(style),
          rows * kLeastMedianRowMm + kSheetCaptionMm};
}

std::size_t columns_in(double width_mm, const MedianPage& page, const SheetStyle& style) {
  return width_mm >= size_with(kWide, page, style).width() ? kWide : kNarrow;
}

}  // namespace

QSizeF median_size_mm(const MedianPage& page, const SheetStyle& style) { return size_with(kNarrow, page, style); }

double largest_median_scale(const QSizeF& area, const MedianPage& page, const SheetStyle& style) {
  double largest = 0.0;
  for (const std::size_t columns : {kNarrow, kWide}) {
    const QSizeF size = size_with(columns, page, style);
    largest = std::max(largest, std::min(area.width() / size.width(), area.height() / size.height()));
  }
  return largest * (1.0 - 1e-9);
}

SheetGeometry fit_medians(const QRectF& area, const MedianPage& page, const SheetStyle& style, double units_per_mm) {
  const double per_mm = std::min(units_per_mm, area.width() / median_size_mm(page, style).width());
  const std::size_t columns = columns_in(area.width() / per_mm, page, style);
  const auto rows = static_cast<double>(rows_of(cells_of(page, style.order, columns)));
  const double row_mm = std::clamp((area.height() / per_mm - kSheetCaptionMm) / rows, 18.0, 100.0);
  return {area, per_mm, style.mm_per_second, style.mm_per_millivolt, row_mm, per_mm < units_per_mm - 1e-9};
}

SheetGeometry paint_medians(QPainter& painter, const QRectF& area, const MedianPage& page, const SheetStyle& style,
                            double units_per_mm) {
  const SheetGeometry geometry = fit_medians(area, page, style, units_per_mm);
  const SheetPalette palette = sheet_palette(style.colours);
  const double width_mm = area.width() / geometry.units_per_mm;
  const std::size_t columns = columns_in(width_mm, page, style);
  // All of the width: cells become wider, never what is drawn to scale in them.
  const double cell_mm = std::max(beat_width_mm(style), (width_mm - gaps_mm(columns)) / static_cast<double>(columns));
  const MedianBrush brush{painter, page, style, palette, geometry.units_per_mm, cell_mm};
  painter.save();
  painter.setClipRect(area);
  paint_grid(painter, area, geometry.units_per_mm, palette);
  QFont font = painter.font();
  font.setPixelSize(std::max(12, static_cast<int>(std::lround(3.2 * geometry.units_per_mm))));
  painter.setFont(font);
  const ecg::MedianBeat* beat = page.measured != nullptr ? page.measured->dominant() : nullptr;
  const ecg::MedianBeat* prior = page.prior != nullptr ? page.prior->dominant() : nullptr;
  for (const auto& cell : cells_of(page, style.order, columns))
    brush.cell(cell, beat, prior, area.topLeft(), geometry.row_mm);
  font.setPixelSize(std::max(11, static_cast<int>(std::lround(3.0 * geometry.units_per_mm))));
  painter.setFont(font);
  painter.setPen(palette.text);
  QString caption = QStringLiteral("%1 mm/s   %2 mm/mV").arg(style.mm_per_second).arg(style.mm_per_millivolt);
  if (beat != nullptr) caption += QStringLiteral("   n = %1").arg(beat->beats);
  painter.drawText(
      area.adjusted(2 * geometry.units_per_mm, 0, -2 * geometry.units_per_mm, -1.2 * geometry.units_per_mm),
      Qt::AlignLeft | Qt::AlignBottom, caption);
  painter.restore();
  return geometry;
}

}  // namespace rdc::ui
