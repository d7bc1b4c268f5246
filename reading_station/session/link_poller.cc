#include "reading_station/session/link_poller.h"

#include <grpc/support/time.h>

namespace rdc::station {
namespace {

constexpr int kLookMs = 250;

void poll(const std::stop_token& stop, grpc::Channel& channel) {
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  while (!stop.stop_requested()) {
    const auto until = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(kLookMs, GPR_TIMESPAN));
    channel.NotifyOnStateChange(channel.GetState(true), until, &queue, nullptr);
    queue.Next(&tag, &ok);
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

}  // namespace

LinkPoller::LinkPoller(std::shared_ptr<grpc::Channel> channel)
    : thread_([channel = std::move(channel)](const std::stop_token& stop) { poll(stop, *channel); }) {}

}  // namespace rdc::station
