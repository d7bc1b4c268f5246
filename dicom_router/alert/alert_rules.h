// How far an alert is, how far a case is, and what a further finding does to it: pure, without any I/O.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "rdc/v1/alert.pb.h"

namespace rdc::router {

enum class AlertEvent { kDisplayed, kAcknowledged, kConfirmed, kRefuted, kClosed };

// The state after the event; the same state where it says nothing new (a display reported after the acknowledgement).
// kConflict/NOT_DECIDED: only what was decided can be closed. kConflict/CLOSED: a closed alert is not decided again.
Result<v1::AlertState> after(v1::AlertState state, AlertEvent event);

struct AlertFacts {
  std::string alert_id;
  v1::AlertCause cause = v1::ALERT_CAUSE_UNSPECIFIED;
  v1::EcgTier tier = v1::ECG_TIER_UNSPECIFIED;
  v1::AlertState state = v1::ALERT_STATE_RAISED;
  std::string sha256;
};

// A case is as far as its least advanced undecided alert; all decided: as its last decision says (`confirmed`).
v1::AlertState state_of(const std::vector<AlertFacts>& alerts, bool confirmed, bool closed);

bool is_undecided(v1::AlertState state);
// Somebody is being alarmed: the timetable runs.
bool is_sounding(v1::AlertState state);
// Sets addressed_to_me when one of the steps that were fired for a sounding alert names this person; "" is nobody.
void mark_addressed(v1::AlertCase& seen, const std::string& user_id);

enum class Merge {
  kNew,     // a new alert, which alarms
  kRepeat,  // counted with an existing alert, which goes on as it is
  kRaise,   // the existing alert, still sounding, becomes louder and takes the finding's reason
};
struct MergeDecision {
  Merge merge = Merge::kNew;
  std::size_t with = 0;  // index of the existing alert
};

// Duplicates never alarm twice, and nothing that is news is swallowed:
//   - a sounding alert of the case takes up everything; a louder finding raises it;
//   - an acknowledged or confirmed one takes up what says no more than it does: the same kind of cause, not louder, or
//     an order or agent's finding, which is what the ECG already said;
//   - a refuted one takes up only the very same ECG;
//   - the watchdog's alarm is news unless something sounds.
MergeDecision merge_of(const std::vector<AlertFacts>& alerts, const AlertFacts& finding);

}  // namespace rdc::router
