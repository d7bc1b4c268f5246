// From microvolts back to the whole steps that files store: which step makes a lead exact.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg {

// What a format can store.
struct GridRules {
  std::int64_t largest = 32767;  // steps, either sign
  // The step as a reader of the file will understand it: formats state it in whole nanovolts, as a rounded decimal, ...
  std::function<double(double)> stated = [](double step) { return step; };
  bool can_shift = false;    // the zero may be any step, so that only the span has to fit
  bool stores_gaps = true;   // has a value for "nothing recorded"
  double rounding_uv = 1.0;  // the step, or a multiple, for samples that lie on no grid
};

inline constexpr std::int64_t kGapStep = INT64_MIN;

struct GriddedLeads {
  double step_uv = 1.0;                          // one for all leads, as stated() gives it
  std::vector<std::vector<std::int64_t>> steps;  // sample = step x step_uv, exactly unless rounded; kGapStep for NaN
  std::int64_t shift = 0;                        // to subtract so that all steps fit
  double largest_error_uv = 0.0;                 // 0: every sample is exact
};

// One step for all the channels. Tries the recorder's own step, the usual ones and the smallest difference between
// samples; rounds when none is exact. kInvalid NO_ROOM when a lead has gaps the format cannot store.
Result<GriddedLeads> put_on_grid(const std::vector<const Channel*>& channels, const GridRules& rules);

}  // namespace rdc::ecg
