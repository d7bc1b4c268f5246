// Times of the contract and of the program.
#pragma once

#include <cstdint>

#include <google/protobuf/timestamp.pb.h>

#include "common/base/clock.h"

namespace rdc::station {

inline google::protobuf::Timestamp to_wire(base::Timestamp time) {
  const std::int64_t micros = base::to_micros(time);
  google::protobuf::Timestamp out;
  out.set_seconds(micros / 1'000'000);
  out.set_nanos(static_cast<std::int32_t>(micros % 1'000'000) * 1000);
  return out;
}

inline std::int64_t micros_of(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

}  // namespace rdc::station
