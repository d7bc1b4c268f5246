// Hours of duty in seconds, and a router that dies at any catalog operation, before or after its commit. What agents
// and stations do is what real ones do: send the same again until it is answered.
#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include "tests/dicom_router/alert/duty.h"
#include "tests/testkit/alert_promises.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;
using Death = MortalDatabase::Death;

// One thing that somebody wants done, and wants again until it is.
using Wish = std::function<Result<void>()>;

template <typename T>
Result<void> said(const Result<T>& result) {
  if (!result) return fail(result);
  return {};
}

class KilledDuty {
 public:
  explicit KilledDuty(std::uint64_t seed) : random_(seed) {}

  // Does it until it is done, however often the process dies on the way.
  void fulfil(const Wish& wish) {
    for (;;) {
      maybe_kill();
      const auto done = wish();
      if (done) return;
      ASSERT_EQ(done.error().reason, "KILLED") << done.error().message;
      come_back();
    }
  }
  // The escalation's look; dies and comes back as everything else.
  void look() {
    fulfil([this]() -> Result<void> { return said(duty.escalation->run_due()); });
  }

  void check(const std::string& when) {
    for (const auto& promise : testkit::kAlertPromises)
      EXPECT_EQ(duty.number(promise.breaches), 0) << promise.text << ", " << when;
    const auto owed =
        fmt::format("SELECT COUNT(*) FROM alert_step WHERE pending = 1 AND due_at <= {}", duty.book.now());
    EXPECT_EQ(duty.number(owed), 0) << "a step that is due is not out, " << when;
    const auto silent = fmt::format(
        "SELECT COUNT(*) FROM ecg e JOIN worklist_item w ON w.study_key = e.study_key WHERE w.urgency = 1 AND "
        "w.status = 1 AND e.answered_at = 0 AND e.alarmed_at = 0 AND w.due_at <= {}",
        duty.book.now());
    EXPECT_EQ(duty.number(silent), 0) << "an emergency ECG is unanswered and nobody is alarmed, " << when;
  }

  bool chance(double share) { return random_.next_unit() < share; }
  std::uint64_t between(std::uint64_t low, std::uint64_t high) { return random_.between(low, high); }

  Duty duty;
  double kills = 0.15;
  int killed = 0;

 private:
  void maybe_kill() {
    if (!chance(kills)) return;
    duty.database->die_at(static_cast<int>(between(0, 2)), chance(0.5) ? Death::kBeforeCommit : Death::kAfterCommit);
  }
  void come_back() {
    ++killed;
    duty.clock.advance(std::chrono::seconds(between(1, 20)));
    duty.restart();
  }
  testkit::SeededRandom random_;
};

// Hours of a busy county: an ECG nearly every minute, a third of them alarming, orders, doctors who sometimes sleep.
class Shift {
 public:
  explicit Shift(std::uint64_t seed) : world_(seed) {}

  void run() {
    for (int minutes = 0; minutes < 180; ++minutes) {
      world_.duty.clock.advance(std::chrono::seconds(world_.between(20, 70)));
      if (world_.chance(0.8)) record_an_ecg();
      if (world_.chance(0.08)) press_the_button();
      let_doctors_work();
      world_.look();
      world_.check("minute " + std::to_string(minutes));
      if (::testing::Test::HasFailure()) return;
    }
    count();
  }
  int killed() const { return world_.killed; }

 private:
  Duty& duty() { return world_.duty; }

  void record_an_ecg() {
    EcgSetup setup;
    setup.patient = "P" + std::to_string(world_.between(1, 60));
    setup.name = "病人" + setup.patient;
    setup.urgency = world_.chance(0.3) ? v1::URGENCY_EMERGENCY : v1::URGENCY_ROUTINE;
    const auto item = duty().ids.next();
    std::optional<EcgRecord> ecg;
    world_.fulfil([&]() -> Result<void> {
      auto stored = duty().try_store_ecg(setup, item);
      if (stored) ecg = *stored;
      return said(stored);
    });
    ASSERT_TRUE(ecg);
    ++ecgs_;
    const auto tier =
        world_.chance(0.35) ? (world_.chance(0.5) ? v1::ECG_TIER_ALARM : v1::ECG_TIER_SUSPECTED) : v1::ECG_TIER_NONE;
    if (world_.chance(0.1)) return;  // the analyst never comes to it
    world_.fulfil([&] { return duty().try_analyse(*ecg, tier); });
    if (tier >= v1::ECG_TIER_SUSPECTED) alarming_.push_back(*ecg);
  }

  void press_the_button() {
    auto order = duty().order();
    if (world_.chance(0.5)) {
      order.mutable_patient()->set_patient_id("P" + std::to_string(world_.between(1, 60)));
      order.mutable_patient()->set_name("病人" + order.patient().patient_id());
    }
    world_.fulfil([&] { return said(duty().as_site(&SiteDesk::open_case, order)); });
    orders_.push_back(order.case_id());
  }

  void let_doctors_work() {
    std::vector<std::string> open;
    world_.fulfil([&]() -> Result<void> {
      auto listed = duty().catalog->read<std::vector<std::string>>(
          [](soci::session& session) -> Result<std::vector<std::string>> {
            return AlertStore::list(session, {}, 1000);
          });
      if (listed) open = *listed;
      return said(listed);
    });
    for (const auto& id : open) {
      if (!world_.chance(0.3)) continue;
      act_on(duty().see(id));
    }
  }

  void act_on(const v1::AlertCase& seen) {
    const auto& id = seen.case_id();
    const auto who = world_.chance(0.5) ? "li" : "wang";
    if (seen.state() == v1::ALERT_STATE_RAISED) {
      const auto display = duty().display(seen);
      world_.fulfil([&] { return said(duty().as_doctor(who, &DutyDesk::displayed, display)); });
    } else if (seen.state() == v1::ALERT_STATE_DELIVERED) {
      const auto acknowledgement = duty().acknowledgement(id);
      world_.fulfil([&] { return said(duty().as_doctor(who, &DutyDesk::acknowledge, acknowledgement)); });
    } else if (seen.state() == v1::ALERT_STATE_ACKNOWLEDGED) {
      const auto decision =
          duty().decision(id, world_.chance(0.5) ? v1::DECISION_VERDICT_CONFIRMED : v1::DECISION_VERDICT_REFUTED);
      world_.fulfil([&] { return said(duty().as_doctor(who, &DutyDesk::decide, decision)); });
      ++decisions_;
    } else {
      const auto closing = duty().closing(id);
      world_.fulfil([&] { return said(duty().as_doctor(who, &DutyDesk::close, closing)); });
      ++closings_;
    }
  }

  void count() {
    EXPECT_EQ(duty().number("SELECT COUNT(*) FROM ecg"), ecgs_);
    for (const auto& ecg : alarming_) EXPECT_NE(duty().case_of(ecg), "") << "an alarming ECG has no case";
    for (const auto& id : orders_) EXPECT_GE(duty().see(id).alerts_size(), 1) << "an order alarmed nobody";
    EXPECT_EQ(duty().number("SELECT COUNT(*) FROM alert_action WHERE kind = 'decide'"), decisions_);
    EXPECT_EQ(duty().number("SELECT COUNT(*) FROM alert_action WHERE kind = 'close'"), closings_);
    // Every finding is counted once: as an alert, or as a repeat of one.
    const auto counted = duty().number("SELECT SUM(1 + repeats) FROM alert");
    const auto found = duty().number(
        "SELECT COUNT(*) FROM audit_event WHERE action IN ('alert.raise', 'alert.open', 'alert.undecided')");
    EXPECT_EQ(counted, found);
    EXPECT_EQ(duty().number("SELECT COUNT(*) FROM audit_event WHERE action = 'alert.open'"),
              static_cast<long long>(orders_.size()));
    const auto by_ecg = duty().number("SELECT COUNT(*) FROM audit_event WHERE action = 'alert.raise'");
    EXPECT_GE(by_ecg, static_cast<long long>(alarming_.size()));
    const auto verdict = must(duty().catalog->read<AuditLog::Verdict>(
        [this](soci::session& session) { return duty().audit.verify(session); }));
    EXPECT_TRUE(verdict.intact) << verdict.finding;
  }

  KilledDuty world_;
  long long ecgs_ = 0, decisions_ = 0, closings_ = 0;
  std::vector<EcgRecord> alarming_;
  std::vector<std::string> orders_;
};

class KilledShift : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(KilledShift, LosesDoublesAndClosesNothing) {
  Shift shift(GetParam());
  shift.run();
  EXPECT_GT(shift.killed(), 20);
}
INSTANTIATE_TEST_SUITE_P(Seeds, KilledShift, ::testing::Values(1, 2, 3));

// One emergency from the button to the closing, killed at every single catalog operation of it, both ways.
void one_emergency(KilledDuty& world, const std::function<void()>& at_start) {
  Duty& duty = world.duty;
  const auto order = duty.order();
  const auto item = duty.ids.next();
  at_start();
  world.fulfil([&] { return said(duty.as_site(&SiteDesk::open_case, order)); });
  v1::AttachEcgRequest attach;
  attach.set_case_id(order.case_id());
  attach.mutable_ecg()->set_sha256(Duty::sha_of(item));
  world.fulfil([&] { return said(duty.as_site(&SiteDesk::attach_ecg, attach)); });
  std::optional<EcgRecord> ecg;
  world.fulfil([&]() -> Result<void> {
    auto stored = duty.try_store_ecg({.urgency = v1::URGENCY_EMERGENCY}, item);
    if (stored) ecg = *stored;
    return said(stored);
  });
  world.fulfil([&] { return duty.try_analyse(*ecg, v1::ECG_TIER_ALARM); });
  for (int minute = 0; minute < 4; ++minute) {
    duty.clock.advance(1min);
    world.look();
  }
  const auto acknowledgement = duty.acknowledgement(order.case_id());
  world.fulfil([&] { return said(duty.as_doctor("li", &DutyDesk::acknowledge, acknowledgement)); });
  duty.clock.advance(11min);
  world.look();  // forgotten: alarmed anew
  const auto decision = duty.decision(order.case_id(), v1::DECISION_VERDICT_CONFIRMED);
  world.fulfil([&] { return said(duty.as_doctor("wang", &DutyDesk::decide, decision)); });
  const auto closing = duty.closing(order.case_id());
  world.fulfil([&] { return said(duty.as_doctor("wang", &DutyDesk::close, closing)); });
  world.look();
  world.check("at the end");
  const auto seen = duty.see(order.case_id());
  EXPECT_EQ(seen.state(), v1::ALERT_STATE_CLOSED);
  EXPECT_EQ(seen.alerts_size(), 2);
  EXPECT_EQ(seen.decisions_size(), 1);
  EXPECT_EQ(duty.answers().size(), 1U);
  EXPECT_EQ(seen.ecgs_size(), 1);
}

TEST(KilledRouter, BringsOneEmergencyToItsEndWhicheverOperationItDiesAt) {
  for (const auto how : {Death::kBeforeCommit, Death::kAfterCommit}) {
    for (int n = 0;; ++n) {
      SCOPED_TRACE("operation " + std::to_string(n));
      KilledDuty world(1);
      world.kills = 0;
      one_emergency(world, [&] { world.duty.database->die_at(n, how); });
      if (HasFailure()) return;
      if (world.killed == 0) {
        EXPECT_GE(n, 10) << "the walk covered nothing";
        break;
      }
    }
  }
}

}  // namespace
}  // namespace rdc::router
