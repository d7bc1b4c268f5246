#include "common/rpc/change_feed.h"

#include <grpc/support/time.h>

#include <exception>

#include "common/base/logging.h"

namespace rdc::rpc {

void FeedHub::notify() {
  std::vector<std::shared_ptr<Wake>> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, wake] : wakes_) all.push_back(wake);
  }
  for (const auto& wake : all) (*wake)(false);
}

void FeedHub::close() {
  std::vector<std::shared_ptr<Wake>> all;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (const auto& [id, wake] : wakes_) all.push_back(wake);
  }
  for (const auto& wake : all) (*wake)(true);
}

std::uint64_t FeedHub::subscribe(Wake wake) {
  const auto shared = std::make_shared<Wake>(std::move(wake));
  std::uint64_t id = 0;
  bool closed = false;
  {
    const std::lock_guard lock(mutex_);
    id = next_++;
    wakes_.emplace(id, shared);
    closed = closed_;
  }
  if (closed) (*shared)(true);
  return id;
}

void FeedHub::unsubscribe(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  wakes_.erase(id);
}

Result<void> run_guarded(const std::function<Result<void>()>& work) {
  try {
    return work();
  } catch (const std::exception& thrown) {
    spdlog::error("a handler failed: {}", thrown.what());
  } catch (...) {
    spdlog::error("a handler failed with something that is no exception");
  }
  return fail(ErrorCode::kInternal, "INTERNAL", "the router failed at this: the administrator finds why in its log");
}

namespace internal {

void set_alarm(grpc::Alarm& alarm, std::chrono::milliseconds delay, std::function<void(bool)> ring) {
  alarm.Set(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(delay.count(), GPR_TIMESPAN)),
            std::move(ring));
}

}  // namespace internal
}  // namespace rdc::rpc
