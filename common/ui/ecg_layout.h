// Where on an electrocardiogram sheet each lead lies, in millimetres. No painting in it.
#pragma once

#include <vector>

#include <QString>

#include "ecg/recording.h"

namespace rdc::ui {

enum class SheetFormat { k3x4, k6x2, k12x1 };
enum class SheetColours { kPaper, kDark };
enum class LeadOrder {
  kStandard,  // I II III aVR aVL aVF V1…V6
  kCabrera,   // aVL I −aVR II aVF III V1…V6: neighbours on the sheet are neighbours on the heart
};

struct SheetStyle {
  SheetFormat format = SheetFormat::k3x4;
  SheetColours colours = SheetColours::kPaper;
  LeadOrder order = LeadOrder::kStandard;
  double mm_per_second = 25.0;     // 5, 10, 12.5, 25, 50, 100
  double mm_per_millivolt = 10.0;  // 2.5, 5, 10, 20, 40
  double row_mm = 30.0;            // distance of baselines; lowered when the area is too small
  bool rhythm_strip = true;        // a lead over the whole width below the columns (not in 12x1)
  ecg::Lead rhythm_lead = ecg::Lead::kII;
  double begin_s = 0.0;  // of the recording; a sheet shows ten seconds from here
  QString filters;       // already applied to what is shown, for the caption; "" when as recorded
};

// One lead on the sheet. `channel` when the lead has no standard code; then `lead` is kUnknown.
struct SheetCell {
  ecg::Lead lead = ecg::Lead::kUnknown;
  const ecg::Channel* channel = nullptr;
  double begin_s = 0.0, seconds = 0.0;
  double left_mm = 0.0, baseline_mm = 0.0;
  std::size_t row = 0;
};

struct SheetLayout {
  std::vector<SheetCell> cells;
  std::vector<double> rows_mm;  // baselines
  std::size_t marked_row = 0;   // where beats are named: the rhythm strip, else the first row
  double width_mm = 0.0, height_mm = 0.0;
};

inline constexpr double kSheetSeconds = 10.0;
inline constexpr double kSheetPulseMm = 8.0;    // room for the calibration pulse left of every row
inline constexpr double kSheetCaptionMm = 6.0;  // speed and gain below the tracings

// The twelve in the order; leads beyond them (V7, V3R, Frank's) follow in rows of their own, at most eight.
std::vector<ecg::Lead> leads_in(LeadOrder order);
// Seconds that a sheet of this style shows: ten, or what is left of the recording.
double shown_seconds(const ecg::Recording& recording, const SheetStyle& style);
SheetLayout lay_out_sheet(const ecg::Recording& recording, const SheetStyle& style);
// "V2", "−aVR"; a channel's own label where there is no standard code.
QString lead_text(ecg::Lead lead);

}  // namespace rdc::ui
