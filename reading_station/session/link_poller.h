// Keeps a channel connecting while no call is under way. gRPC moves a connection on only while somebody polls it: at
// the log-in page nobody would, and a router that came back would go unnoticed.
#pragma once

#include <memory>
#include <mutex>
#include <thread>

#include <grpcpp/grpcpp.h>

namespace rdc::station {

// Thread-safe. The destructor takes up to a quarter of a second.
class LinkPoller {
 public:
  explicit LinkPoller(std::shared_ptr<grpc::Channel> channel);
  // From now on this one: one at a time, so that a dead address beside the one in use costs nothing.
  void poll(std::shared_ptr<grpc::Channel> channel);

 private:
  void run(const std::stop_token& stop);

  std::mutex mutex_;
  std::shared_ptr<grpc::Channel> channel_;
  std::jthread thread_;  // stops and joins by itself
};

}  // namespace rdc::station
