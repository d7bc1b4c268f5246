#include "acquisition_agent/spool/item.h"

namespace rdc::agent {

const char* to_string(ItemState state) {
  switch (state) {
    case ItemState::kSpooled:
      return "spooled";
    case ItemState::kSending:
      return "sending";
    case ItemState::kStored:
      return "stored";
    case ItemState::kQuarantined:
      return "quarantined";
    case ItemState::kMissing:
      return "missing";
  }
  return "missing";
}

ItemState item_state(std::string_view text) {
  if (text == "spooled") return ItemState::kSpooled;
  if (text == "sending") return ItemState::kSending;
  if (text == "stored") return ItemState::kStored;
  if (text == "quarantined") return ItemState::kQuarantined;
  return ItemState::kMissing;
}

}  // namespace rdc::agent
