#include "dicom_router/worklist/lease_keeper.h"

#include <algorithm>

#include "common/base/logging.h"

namespace rdc::router {

// The wall clock may be set forward: never sleep past a lease by more than this.
constexpr std::chrono::microseconds kLongestWait = std::chrono::seconds(10);
constexpr std::chrono::microseconds kShortestWait = std::chrono::milliseconds(20);

LeaseKeeper::LeaseKeeper(Catalog& catalog, WorklistStore& worklist, const base::Clock& clock, AuditSink audit)
    : catalog_(catalog),
      worklist_(worklist),
      clock_(clock),
      audit_(std::move(audit)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

LeaseKeeper::~LeaseKeeper() {
  thread_.request_stop();
  changed_.notify_all();
}

void LeaseKeeper::look_again() {
  const std::lock_guard lock(mutex_);
  look_ = true;
  changed_.notify_all();
}

void LeaseKeeper::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      look_ = false;
    }
    const auto wait = free_expired();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, wait, [this] { return look_; });
  }
}

std::chrono::microseconds LeaseKeeper::free_expired() {
  auto earliest = catalog_.read<std::int64_t>([&](soci::session& session) { return worklist_.next_expiry(session); });
  if (!earliest || *earliest == 0) return kLongestWait;
  const auto left = std::chrono::microseconds(*earliest - base::to_micros(clock_.now()));
  if (left.count() > 0) return std::clamp(left, kShortestWait, kLongestWait);
  auto freed = catalog_.write<int>([&](soci::session& session) -> Result<int> {
    auto count = worklist_.free_expired(session);
    if (!count || *count == 0) return count;
    if (auto noted = audit_(session, {"", "router", "worklist.lease_expired", std::to_string(*count), "ok", ""});
        !noted)
      return fail(noted);
    return count;
  });
  if (!freed) spdlog::error("expired claims could not be freed: {}", freed.error().message);
  return freed ? kShortestWait : kLongestWait;
}

}  // namespace rdc::router
