// Whether the router can be reached at this moment, and how fast the link is, as the lanes and the inbox see it.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace rdc::agent {

// Thread-safe.
class LinkStatus {
 public:
  // part: "inbox", "alert", "emergency", "urgent", "routine".
  void up(const std::string& part) {
    const std::lock_guard lock(mutex_);
    parts_[part] = "";
    changed_.notify_all();
  }
  void down(const std::string& part, const std::string& why) {
    const std::lock_guard lock(mutex_);
    parts_[part] = why.empty() ? "not connected" : why;
  }
  bool connected() const {
    const std::lock_guard lock(mutex_);
    for (const auto& [part, why] : parts_)
      if (why.empty()) return true;
    return false;
  }
  // Blocks until all of these are up; false when time ran out.
  bool wait_until_up(const std::vector<std::string>& wanted, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] {
      return std::ranges::all_of(wanted, [&](const std::string& part) {
        const auto found = parts_.find(part);
        return found != parts_.end() && found->second.empty();
      });
    });
  }
  // Why not; "" while connected.
  std::string detail() const {
    const std::lock_guard lock(mutex_);
    std::string first;
    for (const auto& [part, why] : parts_) {
      if (why.empty()) return "";
      if (first.empty()) first = why;
    }
    return parts_.empty() ? "connecting" : first;
  }

  // Bytes a second that a busy lane last measured; 0 before the first.
  double rate() const {
    const std::lock_guard lock(mutex_);
    return rate_;
  }
  void measured(double bytes_per_second) {
    const std::lock_guard lock(mutex_);
    if (bytes_per_second > 0) rate_ = bytes_per_second;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, std::string> parts_;
  double rate_ = 0;
};

}  // namespace rdc::agent
