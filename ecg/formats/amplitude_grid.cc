#include "ecg/formats/amplitude_grid.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rdc::ecg {
namespace {

struct Range {
  double lowest = 0.0;  // zero included
  double highest = 0.0;
  bool gaps = false;
};

Range range_of(const std::vector<const Channel*>& channels) {
  Range range;
  for (const Channel* channel : channels) {
    for (const float sample : channel->samples) {
      if (!std::isfinite(sample)) {
        range.gaps = true;
        continue;
      }
      range.lowest = std::min(range.lowest, static_cast<double>(sample));
      range.highest = std::max(range.highest, static_cast<double>(sample));
    }
  }
  return range;
}

// The lowest and highest of what was recorded, zero or not.
Range span_of(const std::vector<const Channel*>& channels) {
  Range range{HUGE_VAL, -HUGE_VAL, false};
  for (const Channel* channel : channels) {
    for (const float sample : channel->samples) {
      if (!std::isfinite(sample)) continue;
      range.lowest = std::min(range.lowest, static_cast<double>(sample));
      range.highest = std::max(range.highest, static_cast<double>(sample));
    }
  }
  if (range.lowest > range.highest) range = {0.0, 0.0, true};
  return range;
}

bool is_exact(const std::vector<const Channel*>& channels, double step) {
  for (const Channel* channel : channels) {
    for (const float sample : channel->samples) {
      if (!std::isfinite(sample)) continue;
      if (static_cast<float>(std::nearbyint(static_cast<double>(sample) / step) * step) != sample) return false;
    }
  }
  return true;
}

// The smallest difference between two values: the grid itself, if there is one.
double smallest_difference(const std::vector<const Channel*>& channels) {
  std::vector<float> values;
  for (const Channel* channel : channels) {
    for (const float sample : channel->samples) {
      if (std::isfinite(sample)) values.push_back(std::abs(sample));
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  double smallest = 0.0;
  float before = 0.0F;
  for (const float value : values) {
    const double difference = static_cast<double>(value) - static_cast<double>(before);
    if (difference > 0 && (smallest == 0.0 || difference < smallest)) smallest = difference;
    before = value;
  }
  return smallest;
}

std::vector<double> candidates_for(const std::vector<const Channel*>& channels) {
  std::vector<double> candidates;
  for (const Channel* channel : channels) {
    if (channel->step_uv > 0) {
      candidates.push_back(channel->step_uv);
      candidates.push_back(channel->step_uv / 2);  // grids that EDF shifts by half a step; aVR of two recorded leads
    }
  }
  for (const double usual : {1.0, 5.0, 2.5, 10.0, 4.88, 1.25, 3.75, 2.0, 0.5, 0.25, 0.1, 0.01})
    candidates.push_back(usual);
  std::vector<double> once;
  for (const double step : candidates) {
    if (std::find(once.begin(), once.end(), step) == once.end()) once.push_back(step);
  }
  return once;
}

bool fits(const Range& range, const Range& span, double step, const GridRules& rules) {
  const auto largest = static_cast<double>(rules.largest);
  if (rules.can_shift)
    return (span.highest - span.lowest) / step <= 2 * largest - 2 && std::abs(span.highest / step) < 1e15;
  return -range.lowest / step <= largest && range.highest / step <= largest;
}

}  // namespace

Result<GriddedLeads> put_on_grid(const std::vector<const Channel*>& channels, const GridRules& rules) {
  const Range range = range_of(channels), span = span_of(channels);
  if (range.gaps && !rules.stores_gaps) {
    return fail(ErrorCode::kInvalid, "NO_ROOM", "a lead has gaps, which this format cannot store");
  }
  double step = 0.0;
  const auto try_step = [&](double wanted) {
    if (step != 0.0 || !(wanted > 0)) return;
    const double stated = rules.stated(wanted);
    if (stated > 0 && fits(range, span, stated, rules) && is_exact(channels, stated)) step = stated;
  };
  for (const double candidate : candidates_for(channels)) try_step(candidate);
  if (step == 0.0) {
    const double difference = smallest_difference(channels);
    try_step(difference);
    try_step(difference / 2);
  }
  if (step == 0.0) {
    const double widest = std::max(-range.lowest, range.highest);
    const double multiple = std::max(1.0, std::ceil(widest / rules.rounding_uv / static_cast<double>(rules.largest)));
    step = rules.stated(multiple * rules.rounding_uv);
    if (!(step > 0) || !fits(range, span, step, rules)) {
      return fail(ErrorCode::kInvalid, "NO_ROOM", "the amplitudes do not fit into this format's range");
    }
  }
  GriddedLeads gridded;
  gridded.step_uv = step;
  std::int64_t lowest = 0, highest = 0;
  bool any = false;
  for (const Channel* channel : channels) {
    std::vector<std::int64_t> steps;
    steps.reserve(channel->samples.size());
    for (const float sample : channel->samples) {
      if (!std::isfinite(sample)) {
        steps.push_back(kGapStep);
        continue;
      }
      const auto value = static_cast<std::int64_t>(std::nearbyint(static_cast<double>(sample) / step));
      const auto restored = static_cast<double>(static_cast<float>(static_cast<double>(value) * step));
      gridded.largest_error_uv = std::max(gridded.largest_error_uv, std::abs(restored - static_cast<double>(sample)));
      lowest = any ? std::min(lowest, value) : value;
      highest = any ? std::max(highest, value) : value;
      any = true;
      steps.push_back(value);
    }
    gridded.steps.push_back(std::move(steps));
  }
  if (rules.can_shift && (lowest < -rules.largest || highest > rules.largest)) {
    gridded.shift = lowest + (highest - lowest) / 2;
  }
  return gridded;
}

}  // namespace rdc::ecg
