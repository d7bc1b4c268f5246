// What each lane sends next. Kept in memory; the catalog's owed items fill it at the start.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "acquisition_agent/spool/item.h"

namespace rdc::agent {

// Oldest first within a lane (item ids are ordered by time); an item that failed waits for its own time and holds up
// nobody. Thread-safe. Borrows the clock.
class SendQueue {
 public:
  explicit SendQueue(const base::Clock& clock) : clock_(clock) {}

  // An item already queued or taken is only moved to the more urgent lane, once.
  void add(const Item& item);
  // The lane's next item that is due. nullopt at once when there is none.
  std::optional<Item> take(v1::Urgency urgency);
  // A taken item goes back, not to be taken again before `due`.
  void put_back(const Item& item, base::MonotonicTime due);
  // A taken item is settled.
  void finish(const std::string& item_id);

  // Blocks until the lane has an item due, wake() was called after `ticket` was drawn, stop is requested or `until`
  // passes.
  void wait(v1::Urgency urgency, std::uint64_t ticket, base::MonotonicTime until, std::stop_token stop);
  // The same without regard to items.
  void rest(std::uint64_t ticket, base::MonotonicTime until, std::stop_token stop);
  std::uint64_t ticket();
  void wake();

 private:
  struct Waiting {
    Item item;
    base::MonotonicTime due;
  };
  using Lane = std::map<std::string, Waiting>;
  Lane& lane(v1::Urgency urgency) { return lanes_[lane_index(urgency)]; }
  static std::size_t lane_index(v1::Urgency urgency);
  std::optional<base::MonotonicTime> next_due(v1::Urgency urgency);

  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::array<Lane, 3> lanes_;
  std::uint64_t wakes_ = 0;
  std::map<std::string, v1::Urgency> taken_;  // with a raised urgency for when it comes back
};

}  // namespace rdc::agent
