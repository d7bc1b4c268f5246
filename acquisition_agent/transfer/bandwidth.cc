#include "acquisition_agent/transfer/bandwidth.h"

#include <algorithm>
#include <ctime>

namespace rdc::agent {

void Bandwidth::spend(std::uint64_t bytes, v1::Urgency lane, std::stop_token stop) {
  if (limits_.bytes_per_second == 0) return;
  const std::chrono::nanoseconds cost{bytes * 1'000'000'000ULL / limits_.bytes_per_second};
  std::unique_lock lock(mutex_);
  const auto now = clock_.monotonic();
  const auto start = std::max(now, free_at_);
  free_at_ = start + cost;
  if (lane == v1::URGENCY_EMERGENCY || start <= now) return;
  never_.wait_for(lock, stop, start - now, [&] { return clock_.monotonic() >= start; });
}

bool Bandwidth::within_hours(v1::Urgency lane) const {
  if (lane != v1::URGENCY_ROUTINE || limits_.routine_from == limits_.routine_to) return true;
  const std::time_t now = base::to_micros(clock_.now()) / 1'000'000;
  std::tm local{};
  localtime_r(&now, &local);
  const int minute = local.tm_hour * 60 + local.tm_min;
  if (limits_.routine_from < limits_.routine_to) return minute >= limits_.routine_from && minute < limits_.routine_to;
  return minute >= limits_.routine_from || minute < limits_.routine_to;
}

}  // namespace rdc::agent
