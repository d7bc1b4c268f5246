#include "ecg/measurement/early_axis.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ecg/measurement/intervals.h"

namespace rdc::ecg {
namespace {

// Microvolts times milliseconds, against the level at QRS onset.
std::optional<double> early_area(const MedianBeat& median, Lead which) {
  const auto* lead = median.find(which);
  const Channel* channel = median.strip.find(which);
  if (lead == nullptr || !lead->usable || channel == nullptr) return std::nullopt;
  const double per_ms = median.strip.rate_hz / 1000.0;
  const auto at = [&](double ms) { return std::lround(ms * per_ms) + static_cast<long>(median.r_index); };
  const auto length = static_cast<long>(channel->samples.size());
  const long from = std::clamp(at(median.qrs->onset_ms), 0L, length - 1);
  const long to = std::clamp(at(std::min(median.qrs->onset_ms + kEarlyQrsMs, median.qrs->offset_ms)), from, length - 1);
  const auto level = static_cast<double>(channel->samples[static_cast<std::size_t>(from)]);
  double sum = 0.0;
  for (long i = from; i <= to; ++i) sum += static_cast<double>(channel->samples[static_cast<std::size_t>(i)]) - level;
  return sum / per_ms;
}

}  // namespace

Measure early_axis_deg(const MedianBeat& median) {
  if (!median.qrs) return Missing::kNoWave;
  const auto one = early_area(median, Lead::kI), avf = early_area(median, Lead::kAvf);
  if (!one || !avf) return Missing::kLeadNotRecorded;
  return frontal_axis_deg(*one, *avf, 1000.0);
}

}  // namespace rdc::ecg
