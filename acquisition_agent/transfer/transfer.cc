#include "acquisition_agent/transfer/transfer.h"

#include "common/base/logging.h"
#include "common/rpc/status.h"

namespace rdc::agent {
namespace {

const char* name_of(v1::Urgency lane) {
  if (lane == v1::URGENCY_EMERGENCY) return "emergency";
  return lane == v1::URGENCY_URGENT ? "urgent" : "routine";
}

constexpr std::chrono::milliseconds kFirstPause{300};
// An emergency does not wait out a long pause.
std::chrono::milliseconds longest_pause(v1::Urgency lane) {
  return std::chrono::milliseconds(lane == v1::URGENCY_EMERGENCY ? 2'000 : 10'000);
}

}  // namespace

UploadLane::UploadLane(v1::Urgency lane, TransferParts& parts, RouterLink& link)
    : lane_(lane),
      name_(name_of(lane)),
      parts_(parts),
      link_(link),
      item_backoff_(parts.clock, parts.random),
      thread_([this](std::stop_token stop) { run(stop); }) {}

void UploadLane::run(std::stop_token stop) {
  int attempt = 0;
  while (!stop.stop_requested()) {
    UploadSession session(lane_, name_, parts_, item_backoff_, link_.own_channel());
    const grpc::Status status = session.run(stop);
    if (stop.stop_requested()) return;
    const Error error = rpc::from_status(status);
    parts_.status.down(name_, status.ok() ? "the router closed the connection" : error.message);
    attempt = session.answered() ? 1 : attempt + 1;
    if (!session.answered()) link_.failed();
    if (attempt <= 2) spdlog::info("lane {}: stream ended ({}): {}", name_, error.reason, error.message);
    const auto pause = backoff(attempt, kFirstPause, longest_pause(lane_), parts_.random);
    parts_.queue.rest(parts_.queue.ticket(), parts_.clock.monotonic() + pause, stop);
  }
}

Result<std::unique_ptr<Transfer>> Transfer::start(TransferParts parts, RouterLink& link) {
  const auto owed = parts.spool.items().owed();
  if (!owed) return fail(owed);
  for (const Item& item : *owed) parts.queue.add(item);
  parts.spool.on_owed([&queue = parts.queue](const Item& item) { queue.add(item); });
  return std::unique_ptr<Transfer>(new Transfer(parts, link));
}

Transfer::Transfer(TransferParts parts, RouterLink& link)
    : parts_(parts),
      emergency_(v1::URGENCY_EMERGENCY, parts_, link),
      urgent_(v1::URGENCY_URGENT, parts_, link),
      routine_(v1::URGENCY_ROUTINE, parts_, link) {}

}  // namespace rdc::agent
