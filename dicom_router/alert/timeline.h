// When things happened by one clock, and how long they took: pure, without any I/O.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

inline constexpr std::uint32_t kUnknownUncertainty = 0xFFFFFFFF;  // as TimePoint.uncertainty_ms
inline constexpr std::uint32_t kTypedUncertaintyMs = 60'000;      // a minute on a person's watch

// Sets centre_time and uncertainty_ms from `at`, the source and the measured clock. The router's own clock is exact by
// definition; a typed time without a measured clock is right within a minute; any other source that was never measured
// is taken as it is, its uncertainty unknown.
void correct(v1::TimePoint& point);

// kInvalid/BAD_POINT names the field. `allowed`: the sources this caller may speak for. The time may lie between 2020
// and a day after `now`, for clocks are wrong; a measured offset within ten years.
Result<void> check_point(const v1::TimePoint& point, const std::set<v1::PointSource>& allowed, std::int64_t now_micros);

// The clocks of a chest-pain centre (CLINICAL.md section 2), in the order of a patient's way. `targets`: minutes by
// name, where they differ from the defaults. Superseded points do not count. Of several points of a kind the earliest
// counts; one whose clock is unknown only when there is no other.
std::vector<v1::CaseInterval> intervals_of(const std::vector<v1::TimePoint>& points,
                                           const std::map<std::string, std::int64_t>& targets);
const std::set<std::string>& interval_names();

}  // namespace rdc::router
