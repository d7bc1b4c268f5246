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
  // One item on its way; ended by settled(), or by the destructor when it did not become durable.
  class Passage {
   public:
    Passage(Settlement& settlement, std::string item_id);
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    ~Passage();
    void settled() { settled_ = true; }

   private:
    Settlement& settlement_;
    const std::string item_id_;
    bool settled_ = false;
  };

  // Returns once the item is no longer on its way, whatever became of it. At once for an item that never was.
  void wait_for(const std::string& item_id);
  // What was settled since the last call and is not recorded as such yet; empty while there are fewer than `at_least`.
  std::vector<std::string> take_unrecorded(std::size_t at_least = 1);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> on_their_way_;
  std::vector<std::string> unrecorded_;
};

}  // namespace rdc::agent
