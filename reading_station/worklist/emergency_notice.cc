#include "reading_station/worklist/emergency_notice.h"

#include <algorithm>

namespace rdc::station {

std::vector<v1::WorklistItem> EmergencyNotice::news(const std::vector<v1::WorklistItem>& items) {
  std::vector<v1::WorklistItem> made;
  for (const auto& item : items) {
    const bool waits = item.urgency() == v1::URGENCY_EMERGENCY && item.status() == v1::WORKLIST_STATUS_UNREAD &&
                       std::ranges::find(item.modalities(), "ECG") == item.modalities().end();
    if (!waits)
      told_.erase(item.item_id());
    else if (told_.insert(item.item_id()).second)
      made.push_back(item);
  }
  return made;
}

void EmergencyNotice::begin(const std::vector<v1::WorklistItem>& items) {
  told_.clear();
  (void)news(items);
}

}  // namespace rdc::station
