// Keeps channels connecting while no call is under way. gRPC moves a connection on only while somebody polls it: at
// the log-in page nobody would, and a router that came back would go unnoticed.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

namespace rdc::station {

// The destructor takes up to a quarter of a second.
class LinkPoller {
 public:
  explicit LinkPoller(std::vector<std::shared_ptr<grpc::Channel>> channels);

 private:
  std::jthread thread_;  // stops and joins by itself
};

}  // namespace rdc::station
