// Timestamps as the wire carries them.
#pragma once

#include <google/protobuf/util/time_util.h>

#include "common/base/clock.h"

namespace rdc::agent {

inline google::protobuf::Timestamp to_wire(base::Timestamp t) {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(base::to_micros(t));
}
inline base::Timestamp from_wire(const google::protobuf::Timestamp& t) {
  return base::from_micros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(t));
}

}  // namespace rdc::agent
