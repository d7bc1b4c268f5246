// Which ECGs, orders and findings belong together, and how often somebody is alarmed for them.
#include <gtest/gtest.h>

#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;

class CaseJoining : public ::testing::Test {
 protected:
  Duty duty;
};

TEST_F(CaseJoining, ASecondEcgJoinsTheOpenCaseAndAlarmsOnlyIfItIsNews) {
  const auto id = duty.alarming_ecg({}, v1::ECG_TIER_SUSPECTED);
  duty.acknowledge(id);
  const auto same = duty.store_ecg();
  EXPECT_EQ(duty.case_of(same), id) << "it joins as it is stored, whatever it shows";
  duty.analyse(same, v1::ECG_TIER_SUSPECTED);
  EXPECT_EQ(duty.see(id).alerts_size(), 1);
  EXPECT_EQ(duty.see(id).alerts(0).repeats(), 1U);
  EXPECT_EQ(duty.alarming_ecg(), id);
  EXPECT_EQ(duty.see(id).alerts_size(), 2) << "ALARM after SUSPECTED is news";
  EXPECT_EQ(duty.see(id).ecgs_size(), 3);
  EXPECT_NE(duty.alarming_ecg({.site = "site-a", .patient = "P2", .name = "李四"}), id);
  EXPECT_NE(duty.alarming_ecg({.site = "site-a", .patient = "P1", .name = "张三"}), id)
      << "a number typed twice is not one person";
  EXPECT_NE(duty.alarming_ecg({.site = "site-b"}), id) << "another site's own number";
}

TEST_F(CaseJoining, AnIdentityCardNumberIsOnePersonAtEverySite) {
  const EcgSetup village{.site = "site-a", .patient = "11010519491231002X"};
  auto township = village;
  township.site = "site-b";
  const auto id = duty.alarming_ecg(village);
  EXPECT_EQ(duty.alarming_ecg(township), id);
  EXPECT_FALSE(duty.letters("site-b").empty()) << "both sites take part now";
}

TEST_F(CaseJoining, AnEcgTooLateStartsACaseOfItsOwn) {
  const auto id = duty.alarming_ecg();
  duty.decide(id, v1::DECISION_VERDICT_CONFIRMED);
  duty.clock.advance(25h);
  EXPECT_NE(duty.alarming_ecg(), id);
}

TEST_F(CaseJoining, AChestPainOrderOpensACaseWithItsOwnIdAndTimes) {
  auto order = duty.order();
  auto& contact = *order.add_points();
  contact = duty.point(v1::POINT_KIND_FIRST_MEDICAL_CONTACT, v1::POINT_SOURCE_AGENT);
  *contact.mutable_at() = stamp_of(duty.clock.now() - 7min - 90min);  // pressed 90 min ago, the clock 7 min slow
  contact.mutable_clock()->set_offset_ms(7 * 60'000);
  const auto first = must(duty.as_site(&SiteDesk::open_case, order));
  EXPECT_EQ(first.case_id(), order.case_id());
  for (int i = 0; i < 2; ++i) must(duty.as_site(&SiteDesk::open_case, order));
  const auto seen = duty.see(order.case_id());
  EXPECT_EQ(seen.alerts_size(), 1);
  EXPECT_EQ(seen.alerts(0).repeats(), 0U) << "sent again is not pressed again";
  EXPECT_EQ(seen.points_size(), 2);  // contact, raised
  EXPECT_EQ(seen.points(0).centre_time(), stamp_of(duty.clock.now() - 90min));
  EXPECT_EQ(duty.as_site(&SiteDesk::open_case, order, "site-b").error().reason, "NO_SUCH_CASE");
}

TEST_F(CaseJoining, AnOrderAndItsEcgAreOneCaseInWhicheverOrderTheyArrive) {
  // Announced before it is stored.
  const auto item = duty.ids.next();
  auto order = duty.order();
  must(duty.as_site(&SiteDesk::open_case, order));
  v1::AttachEcgRequest attach;
  attach.set_case_id(order.case_id());
  attach.mutable_ecg()->set_sha256(Duty::sha_of(item));
  must(duty.as_site(&SiteDesk::attach_ecg, attach));
  const auto ecg = must(duty.try_store_ecg({}, item));
  EXPECT_EQ(duty.case_of(ecg), order.case_id());
  EXPECT_EQ(duty.see(order.case_id()).patient().name(), "王小明") << "the ECG says whose case it is";
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  const auto seen = duty.see(order.case_id());
  EXPECT_EQ(seen.alerts_size(), 1) << "the order's alarm became louder";
  EXPECT_EQ(seen.alerts(0).cause(), v1::ALERT_CAUSE_SUSPECTED_STEMI);

  // Stored and alarmed on before the order that announced it.
  const auto other = duty.ids.next();
  const auto early = must(duty.try_store_ecg({.site = "site-a", .patient = "P7", .name = "赵六"}, other));
  duty.analyse(early, v1::ECG_TIER_ALARM);
  auto late = duty.order();
  late.add_ecgs()->set_sha256(Duty::sha_of(other));
  const auto joined = must(duty.as_site(&SiteDesk::open_case, late));
  EXPECT_EQ(joined.case_id(), duty.case_of(early));
  EXPECT_EQ(duty.see(late.case_id()).case_id(), duty.case_of(early)) << "the id made at the edge leads there";
}

TEST_F(CaseJoining, TheAgentsFindingAlarmsBeforeTheBytesArriveAndTheRoutersJoinsIt) {
  const auto item = duty.ids.next();
  auto request = duty.order("P1", "王小明");
  request.set_cause(v1::ALERT_CAUSE_AGENT_FINDING);
  request.set_tier(v1::ECG_TIER_ALARM);
  request.mutable_reason()->set_en("elevation in V2–V4");
  request.add_ecgs()->set_sha256(Duty::sha_of(item));
  must(duty.as_site(&SiteDesk::open_case, request));
  EXPECT_TRUE(duty.see(request.case_id(), "li").addressed_to_me());
  const auto ecg = must(duty.try_store_ecg({}, item));
  duty.analyse(ecg, v1::ECG_TIER_ALARM);
  EXPECT_EQ(duty.case_of(ecg), request.case_id());
  EXPECT_EQ(duty.see(request.case_id()).alerts_size(), 1);
}

TEST_F(CaseJoining, TwoCasesOfOnePersonBecomeOneAndNothingOfThemIsLost) {
  const auto first = duty.alarming_ecg();
  duty.clock.advance(1min);
  auto order = duty.order();  // nobody knows whose yet
  must(duty.as_site(&SiteDesk::open_case, order));
  const auto item = duty.ids.next();
  v1::AttachEcgRequest attach;
  attach.set_case_id(order.case_id());
  attach.mutable_ecg()->set_sha256(Duty::sha_of(item));
  must(duty.as_site(&SiteDesk::attach_ecg, attach));
  must(duty.try_store_ecg({}, item));  // the same patient
  const auto seen = duty.see(order.case_id());
  EXPECT_EQ(seen.case_id(), first);
  EXPECT_EQ(seen.alerts_size(), 2);
  EXPECT_EQ(seen.ecgs_size(), 2);
  EXPECT_EQ(seen.merged_case_ids_size(), 1);
  duty.acknowledge(order.case_id());
  EXPECT_EQ(duty.see(first).state(), v1::ALERT_STATE_ACKNOWLEDGED) << "one acknowledgement for both";
  EXPECT_EQ(duty.number("SELECT COUNT(*) FROM alert_case WHERE closed_at = 0"), 1);
}

}  // namespace
}  // namespace rdc::router
