// How good the alarms are: counted from what readers decided and reported, never from what machines said.
//
// An alarm is a case with an alert by an ECG of the tier or louder. It was right when the cardiologist's last decision
// confirmed it, or when a signed report of one of its ECGs says that there is an acute infarction; wrong when it was
// refuted and no report says so. Missed is an infarction that a person found (a report says so, or a case without an
// alarm was confirmed with reperfusion as its plan) without an alarm.
#pragma once

#include <cstdint>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

// Wilson's score interval at 95 % (z = 1.959964): right also for few cases and shares near 0 and 1.
v1::Share share(std::uint64_t count, std::uint64_t of);

// kInvalid/BAD_REQUEST for a period that ends before it begins.
Result<v1::GetPerformanceReply> performance_of(soci::session& session, const v1::GetPerformanceRequest& request);

}  // namespace rdc::router
