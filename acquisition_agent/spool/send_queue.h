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
  // When the lane's next item is due; any time that has passed is as good as another.
  std::optional<base::MonotonicTime> next_due(v1::Urgency urgency, base::MonotonicTime now);
  void offered(std::size_t lane) { offered_[lane].notify_all(); }

  const base::Clock& clock_;
  std::mutex mutex_;
  std::array<Lane, 3> lanes_;
  // One for each lane: a device's next image waits for the processor, and threads that have no work would take it.
  std::array<std::condition_variable_any, 3> offered_;
  std::condition_variable_any woken_;
  std::uint64_t wakes_ = 0;
  std::map<std::string, v1::Urgency> taken_;  // with a raised urgency for when it comes back
};

}  // namespace rdc::agent
