// The state machine and the merging of findings, row by row.
#include <gtest/gtest.h>

#include "dicom_router/alert/alert_rules.h"

namespace rdc::router {
namespace {

using enum v1::AlertState;

struct Transition {
  v1::AlertState from;
  AlertEvent event;
  v1::AlertState to;   // UNSPECIFIED: refused
  const char* reason;  // of the refusal
};

// Every state with every event; nothing here is computed.
const Transition kTransitions[] = {
    {ALERT_STATE_RAISED, AlertEvent::kDisplayed, ALERT_STATE_DELIVERED, ""},
    {ALERT_STATE_RAISED, AlertEvent::kAcknowledged, ALERT_STATE_ACKNOWLEDGED, ""},
    {ALERT_STATE_RAISED, AlertEvent::kConfirmed, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_RAISED, AlertEvent::kRefuted, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_RAISED, AlertEvent::kClosed, ALERT_STATE_UNSPECIFIED, "NOT_DECIDED"},
    {ALERT_STATE_DELIVERED, AlertEvent::kDisplayed, ALERT_STATE_DELIVERED, ""},
    {ALERT_STATE_DELIVERED, AlertEvent::kAcknowledged, ALERT_STATE_ACKNOWLEDGED, ""},
    {ALERT_STATE_DELIVERED, AlertEvent::kConfirmed, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_DELIVERED, AlertEvent::kRefuted, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_DELIVERED, AlertEvent::kClosed, ALERT_STATE_UNSPECIFIED, "NOT_DECIDED"},
    {ALERT_STATE_ACKNOWLEDGED, AlertEvent::kDisplayed, ALERT_STATE_ACKNOWLEDGED, ""},
    {ALERT_STATE_ACKNOWLEDGED, AlertEvent::kAcknowledged, ALERT_STATE_ACKNOWLEDGED, ""},
    {ALERT_STATE_ACKNOWLEDGED, AlertEvent::kConfirmed, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_ACKNOWLEDGED, AlertEvent::kRefuted, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_ACKNOWLEDGED, AlertEvent::kClosed, ALERT_STATE_UNSPECIFIED, "NOT_DECIDED"},
    {ALERT_STATE_CONFIRMED, AlertEvent::kDisplayed, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_CONFIRMED, AlertEvent::kAcknowledged, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_CONFIRMED, AlertEvent::kConfirmed, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_CONFIRMED, AlertEvent::kRefuted, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_CONFIRMED, AlertEvent::kClosed, ALERT_STATE_CLOSED, ""},
    {ALERT_STATE_REFUTED, AlertEvent::kDisplayed, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_REFUTED, AlertEvent::kAcknowledged, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_REFUTED, AlertEvent::kConfirmed, ALERT_STATE_CONFIRMED, ""},
    {ALERT_STATE_REFUTED, AlertEvent::kRefuted, ALERT_STATE_REFUTED, ""},
    {ALERT_STATE_REFUTED, AlertEvent::kClosed, ALERT_STATE_CLOSED, ""},
    {ALERT_STATE_CLOSED, AlertEvent::kDisplayed, ALERT_STATE_CLOSED, ""},
    {ALERT_STATE_CLOSED, AlertEvent::kAcknowledged, ALERT_STATE_CLOSED, ""},
    {ALERT_STATE_CLOSED, AlertEvent::kConfirmed, ALERT_STATE_UNSPECIFIED, "CLOSED"},
    {ALERT_STATE_CLOSED, AlertEvent::kRefuted, ALERT_STATE_UNSPECIFIED, "CLOSED"},
    {ALERT_STATE_CLOSED, AlertEvent::kClosed, ALERT_STATE_CLOSED, ""},
};

TEST(AlertStates, EveryEventInEveryState) {
  EXPECT_EQ(std::size(kTransitions), 6U * 5U) << "a state or an event has no row";
  for (const auto& row : kTransitions) {
    const auto reached = after(row.from, row.event);
    const auto where = v1::AlertState_Name(row.from) + " event " + std::to_string(static_cast<int>(row.event));
    if (row.to == ALERT_STATE_UNSPECIFIED) {
      ASSERT_FALSE(reached) << where;
      EXPECT_EQ(reached.error().reason, row.reason) << where;
    } else {
      ASSERT_TRUE(reached) << where;
      EXPECT_EQ(*reached, row.to) << where;
    }
  }
}

AlertFacts alert(v1::AlertCause cause, v1::EcgTier tier, v1::AlertState state, const std::string& sha256 = "ecg-1") {
  return {"a", cause, tier, state, sha256};
}

TEST(CaseStates, ACaseIsAsFarAsItsLeastAdvancedOpenAlert) {
  const auto stemi = v1::ALERT_CAUSE_SUSPECTED_STEMI;
  const auto of = [&](std::vector<v1::AlertState> states, bool confirmed, bool closed) {
    std::vector<AlertFacts> alerts;
    for (const auto state : states) alerts.push_back(alert(stemi, v1::ECG_TIER_ALARM, state));
    return state_of(alerts, confirmed, closed);
  };
  EXPECT_EQ(of({ALERT_STATE_ACKNOWLEDGED, ALERT_STATE_RAISED}, false, false), ALERT_STATE_RAISED);
  EXPECT_EQ(of({ALERT_STATE_CONFIRMED, ALERT_STATE_DELIVERED}, true, false), ALERT_STATE_DELIVERED);
  EXPECT_EQ(of({ALERT_STATE_CONFIRMED, ALERT_STATE_CONFIRMED}, true, false), ALERT_STATE_CONFIRMED);
  EXPECT_EQ(of({ALERT_STATE_REFUTED}, false, false), ALERT_STATE_REFUTED);
  EXPECT_EQ(of({ALERT_STATE_CLOSED}, true, true), ALERT_STATE_CLOSED);
}

struct MergeCase {
  const char* name;
  std::vector<AlertFacts> there;
  AlertFacts finding;
  Merge want;
};
std::ostream& operator<<(std::ostream& out, const MergeCase& c) { return out << c.name; }
class Merging : public ::testing::TestWithParam<MergeCase> {};

TEST_P(Merging, DecidesWhetherItIsNews) {
  EXPECT_EQ(merge_of(GetParam().there, GetParam().finding).merge, GetParam().want);
}

constexpr auto kStemi = v1::ALERT_CAUSE_SUSPECTED_STEMI;
constexpr auto kOrder = v1::ALERT_CAUSE_CHEST_PAIN_ORDER;
constexpr auto kAgent = v1::ALERT_CAUSE_AGENT_FINDING;
constexpr auto kCritical = v1::ALERT_CAUSE_CRITICAL_VALUE;
constexpr auto kWatchdog = v1::ALERT_CAUSE_UNANSWERED_ECG;
constexpr auto kSuspected = v1::ECG_TIER_SUSPECTED;
constexpr auto kAlarm = v1::ECG_TIER_ALARM;

INSTANTIATE_TEST_SUITE_P(
    Table, Merging,
    ::testing::Values(MergeCase{"TheFirst", {}, alert(kStemi, kAlarm, ALERT_STATE_RAISED), Merge::kNew},
                      MergeCase{"SoundingTakesTheSame",
                                {alert(kStemi, kAlarm, ALERT_STATE_RAISED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED, "ecg-2"),
                                Merge::kRepeat},
                      MergeCase{"SoundingIsRaisedByALouder",
                                {alert(kOrder, kSuspected, ALERT_STATE_DELIVERED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED),
                                Merge::kRaise},
                      MergeCase{"SoundingTakesTheWatchdog",
                                {alert(kStemi, kAlarm, ALERT_STATE_DELIVERED)},
                                alert(kWatchdog, kSuspected, ALERT_STATE_RAISED),
                                Merge::kRepeat},
                      MergeCase{"AcknowledgedTakesTheSame",
                                {alert(kStemi, kAlarm, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED, "ecg-2"),
                                Merge::kRepeat},
                      MergeCase{"AcknowledgedOrderIsNotAnEcg",
                                {alert(kOrder, kSuspected, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kStemi, kSuspected, ALERT_STATE_RAISED),
                                Merge::kNew},
                      MergeCase{"AcknowledgedAgentFindingIsTheRoutersToo",
                                {alert(kAgent, kAlarm, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED),
                                Merge::kRepeat},
                      MergeCase{"AcknowledgedSuspicionBecomesAlarm",
                                {alert(kStemi, kSuspected, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED, "ecg-2"),
                                Merge::kNew},
                      MergeCase{"AcknowledgedTakesAnOrder",
                                {alert(kStemi, kAlarm, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kOrder, kSuspected, ALERT_STATE_RAISED, ""),
                                Merge::kRepeat},
                      MergeCase{"ACriticalValueIsNewsBesideAStemi",
                                {alert(kStemi, kAlarm, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kCritical, kAlarm, ALERT_STATE_RAISED),
                                Merge::kNew},
                      MergeCase{"ConfirmedTakesTheNextEcg",
                                {alert(kStemi, kAlarm, ALERT_STATE_CONFIRMED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED, "ecg-2"),
                                Merge::kRepeat},
                      MergeCase{"RefutedDoesNotSilenceTheNextEcg",
                                {alert(kStemi, kAlarm, ALERT_STATE_REFUTED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED, "ecg-2"),
                                Merge::kNew},
                      MergeCase{"RefutedTakesTheVerySameEcg",
                                {alert(kStemi, kAlarm, ALERT_STATE_REFUTED)},
                                alert(kStemi, kAlarm, ALERT_STATE_RAISED, "ecg-1"),
                                Merge::kRepeat},
                      MergeCase{"TheWatchdogIsNewsOnceAcknowledged",
                                {alert(kStemi, kAlarm, ALERT_STATE_ACKNOWLEDGED)},
                                alert(kWatchdog, kSuspected, ALERT_STATE_RAISED),
                                Merge::kNew}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::router
