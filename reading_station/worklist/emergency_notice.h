// Which emergencies have come while the reader looked elsewhere.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "rdc/v1/worklist.pb.h"

namespace rdc::station {

// Emergency images that wait unread. An ECG is not among them: it has an alarm of its own. GUI thread only.
class EmergencyNotice {
 public:
  // What was there before: nothing of it is news.
  void begin(const std::vector<v1::WorklistItem>& items);
  // Those that became waiting emergencies now, each once: it is told anew only after it was taken, or done, and waits
  // again.
  std::vector<v1::WorklistItem> news(const std::vector<v1::WorklistItem>& items);
  void clear() { told_.clear(); }

 private:
  std::set<std::string> told_;  // item ids
};

}  // namespace rdc::station
