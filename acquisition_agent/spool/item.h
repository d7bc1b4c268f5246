// What the agent knows of one thing it acquired.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "rdc/v1/ingest.pb.h"
#include "rdc/v1/types.pb.h"

namespace rdc::agent {

// kSpooled      durable here, owed to the router, none of it sent
// kSending      durable here, owed; some of it may be at the router
// kStored       the router acknowledged it as durable and indexed
// kQuarantined  kept aside for a person, never sent as it is
// kMissing      the row is here and the bytes are not: a gap that reconciliation shows
// The time of receipt is received_at. An item is seen by others than the spool only once it is durable, so no row says
// "received".
enum class ItemState { kSpooled, kSending, kStored, kQuarantined, kMissing };

// As written in the catalog: "spooled", "sending", "stored", "quarantined", "missing".
const char* to_string(ItemState state);
ItemState item_state(std::string_view text);

struct Item {
  std::string item_id;  // UUIDv7
  std::string sha256;   // of the original bytes, 64 hexadecimal digits
  std::uint64_t size = 0;
  v1::ItemKind kind = v1::ITEM_KIND_DICOM_INSTANCE;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  std::string source;  // calling AE title, "drop:NAME" or "file:NAME"; at most 64 characters
  std::string charset_override;
  std::string sop_class_uid;     // "" for an ECG file
  std::string sop_instance_uid;  // "" for an ECG file
  bool ecg = false;              // in whichever form, a picture or a PDF of one included
  ItemState state = ItemState::kSpooled;
  bool uid_conflict = false;                   // other bytes under the same SOP Instance UID are here too
  base::Timestamp received_at;                 // the first byte was complete here
  base::Timestamp spooled_at;                  // checked, and handed to the disk
  base::Timestamp sending_at;                  // first byte handed to the link; 1970 if never
  base::Timestamp stored_at;                   // acknowledged; 1970 if not
  std::uint64_t bytes_sent = 0;                // on the wire, repeats included
  v1::Coding coding = v1::CODING_UNSPECIFIED;  // chosen when sending began; a resumed upload must not change it
  std::string reason;                          // of quarantine: stable word
  std::string message;                         // of quarantine: sentence
};

}  // namespace rdc::agent
