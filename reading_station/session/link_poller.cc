#include "reading_station/session/link_poller.h"

#include <grpc/support/time.h>

namespace rdc::station {
namespace {

constexpr int kLookMs = 250;

void poll(const std::stop_token& stop, const std::vector<std::shared_ptr<grpc::Channel>>& channels) {
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  while (!stop.stop_requested()) {
    const auto until = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(kLookMs, GPR_TIMESPAN));
    for (const auto& channel : channels) channel->NotifyOnStateChange(channel->GetState(true), until, &queue, nullptr);
    for (std::size_t i = 0; i < channels.size(); ++i) queue.Next(&tag, &ok);  // each is over by then
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

}  // namespace

LinkPoller::LinkPoller(std::vector<std::shared_ptr<grpc::Channel>> channels)
    : thread_([channels = std::move(channels)](const std::stop_token& stop) { poll(stop, channels); }) {}

}  // namespace rdc::station
