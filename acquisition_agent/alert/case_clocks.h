// The chest-pain clocks of a case as the clinic sees them, also without a link.
#pragma once

#include <vector>

#include "common/base/clock.h"
#include "rdc/v1/agent.pb.h"

namespace rdc::agent {

struct TimedPoint {
  v1::PointKind kind = v1::POINT_KIND_UNSPECIFIED;
  base::Timestamp at;  // all points and `now` on one clock
};

// Those whose first point is there, in the order of CLINICAL.md section 2, whose targets they are. Of a kind that
// occurs several times the first counts. Pure.
std::vector<v1::ClinicClock> case_clocks(const std::vector<TimedPoint>& points, base::Timestamp now);

}  // namespace rdc::agent
