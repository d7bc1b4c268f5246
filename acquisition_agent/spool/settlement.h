// Items whose row and whose bytes are on their way to the disk at the same time, and those that arrived since.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace rdc::agent {

// Thread-safe.
class Settlement {
 public:
  // One item on its way; over when destroyed. Without a word before that it did not become durable and has no row.
  class Passage {
   public:
    Passage(Settlement& settlement, std::string item_id);
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    ~Passage();
    void settled() { end_ = End::kSettled; }
    // It did not become durable, and its row could not be taken back: whoever sends the same bytes must not be told
    // that they are here.
    void stranded() { end_ = End::kStranded; }

   private:
    Settlement& settlement_;
    const std::string item_id_;
    enum class End { kGone, kSettled, kStranded } end_ = End::kGone;
  };

  // Returns once the item is no longer on its way; at once for an item that never was. False when it is stranded.
  bool wait_for(const std::string& item_id);
  // What was settled since the last call and is not recorded as such yet; empty while there are fewer than `at_least`.
  std::vector<std::string> take_unrecorded(std::size_t at_least = 1);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> on_their_way_;
  std::set<std::string> stranded_;  // until the next start mends them
  std::vector<std::string> unrecorded_;
};

}  // namespace rdc::agent
