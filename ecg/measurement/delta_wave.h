// The start of the QRS: quick through the His bundle, slow where an accessory pathway begins it. Pure.
#pragma once

#include <optional>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

struct QrsStart {
  double slow_ms = 0.0;        // from QRS onset until all leads together move at half of their greatest speed
  double slow_share = 0.0;     // of the QRS's size that is reached by then
  double pr_segment_ms = 0.0;  // P offset to QRS onset; 0 where they meet
  double p_to_quick_ms = 0.0;  // P onset until that speed: hardly changed by where the onset of a delta wave is put
};

// nullopt: no QRS, or fewer than three usable leads.
std::optional<QrsStart> start_of_qrs(const MedianBeat& median);

}  // namespace rdc::ecg
