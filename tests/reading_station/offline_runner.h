// A runner of calls whose router is nowhere: what needs its threads, not its calls.
#pragma once

#include "reading_station/session/call_runner.h"

namespace rdc::station {

inline std::vector<std::shared_ptr<grpc::Channel>> dead_channel() {
  // Port 1 of this machine: refused at once.
  return {grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials())};
}

}  // namespace rdc::station
