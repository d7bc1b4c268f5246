#include "dicom_router/alert/alert_rules.h"

#include <algorithm>

namespace rdc::router {
namespace {

using enum v1::AlertState;

bool is_of_ischaemia(v1::AlertCause cause) {
  return cause == v1::ALERT_CAUSE_SUSPECTED_STEMI || cause == v1::ALERT_CAUSE_AGENT_FINDING ||
         cause == v1::ALERT_CAUSE_READER;
}

bool says_no_more(const AlertFacts& known, const AlertFacts& finding) {
  if (finding.cause == v1::ALERT_CAUSE_CHEST_PAIN_ORDER) return true;
  if (finding.tier > known.tier) return false;
  return finding.cause == known.cause || (is_of_ischaemia(finding.cause) && is_of_ischaemia(known.cause));
}

}  // namespace

Result<v1::AlertState> after(v1::AlertState state, AlertEvent event) {
  if (state == ALERT_STATE_CLOSED) {
    if (event != AlertEvent::kConfirmed && event != AlertEvent::kRefuted) return state;
    return fail(ErrorCode::kConflict, "CLOSED", "the case is closed: nothing is decided any more");
  }
  switch (event) {
    case AlertEvent::kDisplayed:
      return state == ALERT_STATE_RAISED ? ALERT_STATE_DELIVERED : state;
    case AlertEvent::kAcknowledged:
      return is_sounding(state) ? ALERT_STATE_ACKNOWLEDGED : state;
    case AlertEvent::kConfirmed:
      return ALERT_STATE_CONFIRMED;
    case AlertEvent::kRefuted:
      return ALERT_STATE_REFUTED;
    case AlertEvent::kClosed:
      if (!is_undecided(state)) return ALERT_STATE_CLOSED;
      return fail(ErrorCode::kConflict, "NOT_DECIDED", "confirm or refute first: an open alert cannot be closed");
  }
  return state;
}

v1::AlertState state_of(const std::vector<AlertFacts>& alerts, bool confirmed, bool closed) {
  if (closed) return ALERT_STATE_CLOSED;
  auto least = ALERT_STATE_CLOSED;
  for (const auto& alert : alerts)
    if (is_undecided(alert.state)) least = std::min(least, alert.state);
  if (least != ALERT_STATE_CLOSED) return least;
  return confirmed ? ALERT_STATE_CONFIRMED : ALERT_STATE_REFUTED;
}

bool is_undecided(v1::AlertState state) { return is_sounding(state) || state == ALERT_STATE_ACKNOWLEDGED; }

bool is_sounding(v1::AlertState state) { return state == ALERT_STATE_RAISED || state == ALERT_STATE_DELIVERED; }

void mark_addressed(v1::AlertCase& seen, const std::string& user_id) {
  for (const auto& alert : seen.alerts()) {
    if (!is_sounding(alert.state()) || user_id.empty()) continue;
    for (const auto& step : alert.steps()) {
      if (!step.has_fired_at()) continue;  // its people are those who would be alarmed next
      for (const auto& person : step.people())
        if (person.user_id() == user_id) seen.set_addressed_to_me(true);
    }
  }
}

MergeDecision merge_of(const std::vector<AlertFacts>& alerts, const AlertFacts& finding) {
  for (std::size_t i = 0; i < alerts.size(); ++i)
    if (is_sounding(alerts[i].state)) return {finding.tier > alerts[i].tier ? Merge::kRaise : Merge::kRepeat, i};
  if (finding.cause == v1::ALERT_CAUSE_UNANSWERED_ECG) return {};
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    const auto& known = alerts[i];
    if (known.state == ALERT_STATE_REFUTED) {
      if (!finding.sha256.empty() && finding.sha256 == known.sha256 && says_no_more(known, finding))
        return {Merge::kRepeat, i};
    } else if (known.state != ALERT_STATE_CLOSED && says_no_more(known, finding)) {
      return {Merge::kRepeat, i};
    }
  }
  return {};
}

}  // namespace rdc::router
