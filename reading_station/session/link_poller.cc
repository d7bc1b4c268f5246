#include "reading_station/session/link_poller.h"

#include <grpc/support/time.h>

namespace rdc::station {
namespace {

constexpr int kLookMs = 250;

}  // namespace

void LinkPoller::run(const std::stop_token& stop) {
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  while (!stop.stop_requested()) {
    std::shared_ptr<grpc::Channel> channel;
    {
      const std::lock_guard lock(mutex_);
      channel = channel_;
    }
    const auto until = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(kLookMs, GPR_TIMESPAN));
    channel->NotifyOnStateChange(channel->GetState(true), until, &queue, nullptr);
    queue.Next(&tag, &ok);
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

LinkPoller::LinkPoller(std::shared_ptr<grpc::Channel> channel)
    : channel_(std::move(channel)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void LinkPoller::poll(std::shared_ptr<grpc::Channel> channel) {
  const std::lock_guard lock(mutex_);
  channel_ = std::move(channel);
}

}  // namespace rdc::station
