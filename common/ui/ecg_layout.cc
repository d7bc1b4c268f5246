#include "common/ui/ecg_layout.h"

#include <algorithm>
#include <array>

namespace rdc::ui {
namespace {

constexpr std::size_t kMostExtraLeads = 8;

std::size_t columns_of(SheetFormat format) {
  if (format == SheetFormat::k12x1) return 1;
  return format == SheetFormat::k6x2 ? 2 : 4;
}

bool is_of_the_twelve(ecg::Lead lead) {
  return lead == ecg::Lead::kMinusAvr ||
         std::find(ecg::kTwelveLeads.begin(), ecg::kTwelveLeads.end(), lead) != ecg::kTwelveLeads.end();
}

std::vector<const ecg::Channel*> extra_channels(const ecg::Recording& recording) {
  std::vector<const ecg::Channel*> extra;
  for (const auto& channel : recording.rhythm.channels) {
    if (extra.size() < kMostExtraLeads && !is_of_the_twelve(channel.lead)) extra.push_back(&channel);
  }
  return extra;
}

}  // namespace

QString lead_text(ecg::Lead lead) {
  if (lead == ecg::Lead::kMinusAvr) return QStringLiteral("−aVR");
  const auto name = ecg::name_of(lead);
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

std::vector<ecg::Lead> leads_in(LeadOrder order) {
  std::vector<ecg::Lead> leads(ecg::kTwelveLeads.begin(), ecg::kTwelveLeads.end());
  if (order == LeadOrder::kCabrera) {
    using ecg::Lead;
    const std::array<Lead, 6> frontal = {Lead::kAvl, Lead::kI, Lead::kMinusAvr, Lead::kII, Lead::kAvf, Lead::kIII};
    std::copy(frontal.begin(), frontal.end(), leads.begin());
  }
  return leads;
}

double shown_seconds(const ecg::Recording& recording, const SheetStyle& style) {
  return std::clamp(recording.rhythm.seconds() - style.begin_s, 0.0, kSheetSeconds);
}

SheetLayout lay_out_sheet(const ecg::Recording& recording, const SheetStyle& style) {
  const std::size_t columns = columns_of(style.format);
  const std::size_t rows = 12 / columns;
  const double all_s = shown_seconds(recording, style);
  const double column_s = all_s / static_cast<double>(columns);
  SheetLayout layout;
  const auto add = [&](ecg::Lead lead, const ecg::Channel* channel, std::size_t column, std::size_t row, double width) {
    const double from = static_cast<double>(column) * column_s;
    layout.cells.push_back({lead, channel, style.begin_s + from, width, kSheetPulseMm + from * style.mm_per_second,
                            (static_cast<double>(row) + 0.55) * style.row_mm, row});
  };
  const auto leads = leads_in(style.order);
  for (std::size_t i = 0; i < leads.size(); ++i) add(leads[i], nullptr, i / rows, i % rows, column_s);
  std::size_t count = rows;
  const auto extra = extra_channels(recording);
  for (std::size_t i = 0; i < extra.size(); ++i) {
    add(extra[i]->lead, extra[i], i % columns, rows + i / columns, column_s);
    count = rows + i / columns + 1;
  }
  if (style.rhythm_strip && columns > 1) {
    layout.marked_row = count;
    add(style.rhythm_lead, nullptr, 0, count++, all_s);
  }
  for (std::size_t row = 0; row < count; ++row)
    layout.rows_mm.push_back((static_cast<double>(row) + 0.55) * style.row_mm);
  layout.width_mm = kSheetPulseMm + all_s * style.mm_per_second + 2.0;
  layout.height_mm = static_cast<double>(count) * style.row_mm + kSheetCaptionMm;
  return layout;
}

}  // namespace rdc::ui
