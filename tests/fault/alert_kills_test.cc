// kill -9 of router, agent and station at every step of an emergency, with real processes: nothing is lost, doubled or
// silently closed, and the next escalation is on time. RDC_FAULT_ROUNDS deepens it.
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/fault/ledger_check.h"
#include "tests/testkit/alert_promises.h"
#include "tests/testkit/chest_pain_county.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

enum class Victim { kRouter, kAgent, kStation };
constexpr std::array kVictims{Victim::kRouter, Victim::kAgent, Victim::kStation};
constexpr std::array kVictimNames{"router", "agent", "station"};

// How far an emergency is when somebody dies. ?: the ECG's digest.
struct Step {
  const char* name;
  bool at_agent;     // whose catalog tells
  const char* seen;  // counts what is there once the step is taken
};
constexpr std::array kSteps{
    Step{"dropped", true, nullptr},
    Step{"received", true, "SELECT count(*) FROM item WHERE sha256 = ?"},
    Step{"sent", false, "SELECT count(*) FROM item WHERE sha256 = ?"},
    Step{"raised", false, "SELECT count(*) FROM alert a JOIN alert_ecg x ON x.case_id = a.case_id WHERE x.sha256 = ?"},
    Step{"delivered", false,
         "SELECT count(*) FROM alert a JOIN alert_ecg x ON x.case_id = a.case_id WHERE a.delivered_at > 0 AND "
         "x.sha256 = ?"},
    Step{"acknowledged", false,
         "SELECT count(*) FROM alert_action a JOIN alert_ecg x ON x.case_id = a.case_id WHERE a.kind = 'acknowledge' "
         "AND x.sha256 = ?"},
    Step{"decided", false,
         "SELECT count(*) FROM alert_action a JOIN alert_ecg x ON x.case_id = a.case_id WHERE a.kind = 'decide' AND "
         "x.sha256 = ?"},
    Step{"answered", false,
         "SELECT count(*) FROM alert_answer a JOIN alert_ecg x ON x.case_id = a.case_id WHERE a.delivered_at > 0 AND "
         "x.sha256 = ?"},
    Step{"read back", false, nullptr},
};

class AlertKills : public ::testing::Test {
 protected:
  AlertKills() : county_({.programs = RDC_PROGRAMS, .seed = fault_seed(71), .second_after_minutes = 1}) {
    router_ = std::move(*county_.county().router_catalog());
    agent_ = std::move(*county_.village().catalog());
  }

  void kill(Victim victim) {
    // Some way into whatever comes next.
    std::this_thread::sleep_for(std::chrono::milliseconds(county_.random().between(0, 40)));
    switch (victim) {
      case Victim::kRouter:
        county_.county().router().kill_now();
        must(county_.county().router().start());
        break;
      case Victim::kAgent:
        county_.village().agent().kill_now();
        must(county_.village().agent().start());
        break;
      case Victim::kStation:
        duty_->kill_now();
        duty_ = county_.duty_station("decide");
        break;
    }
  }
  static void must(const Result<void>& started) { ASSERT_TRUE(started) << started.error().message; }

  std::int64_t count(const std::string& sql, const std::vector<std::string>& values = {}) {
    const auto number = router_->number(sql, values);
    EXPECT_TRUE(number) << (number ? "" : number.error().message);
    return number.value_or(-1);
  }
  void expect_promises() {
    for (const auto& promise : kAlertPromises) EXPECT_EQ(count(promise.breaches), 0) << promise.text;
  }
  // Waits for the answers of the clinic's cases and reads all of them back.
  bool read_back_all() {
    Clinic clinic(county_.village().data());
    const auto view = clinic.wait_for_view(
        [](const v1::ClinicView& shown) { return shown.answers_size() > 0 && shown.answers(0).sounding(); }, 40s);
    if (!view) return false;
    for (const auto& answer : view->answers()) {
      if (!answer.sounding()) continue;
      v1::ReadBackAnswerRequest request;
      request.set_answer_id(answer.letter().answer_id());
      request.set_by("张护士");
      request.set_text("收到");
      if (!clinic.call(&v1::Agent::Stub::ReadBackAnswer, request).ok()) return false;
    }
    return true;
  }
  // Every step's count: what a failed wait got stuck at. And what the station said.
  std::string how_far(const std::string& sha256) {
    std::string text;
    for (const auto& step : kSteps) {
      if (step.seen == nullptr) continue;
      text += fmt::format("{}: {}\n", step.name,
                          (step.at_agent ? *agent_ : *router_).number(step.seen, {sha256}).value_or(-1));
    }
    return text + "the station:\n" + duty_->output();
  }
  // One emergency, in which `victim` dies once `step` is taken.
  void emergency(const Step& step, Victim victim) {
    const bool at_once = step.seen == nullptr && step.at_agent;
    const bool at_end = step.seen == nullptr && !step.at_agent;
    const auto ecg = county_.drop_infarction();
    if (at_once) kill(victim);
    if (step.seen != nullptr) {
      auto& catalog = step.at_agent ? *agent_ : *router_;
      const auto taken = [&](DatabaseWatch& watch) { return watch.number(step.seen, {ecg.sha256}).value_or(0) > 0; };
      ASSERT_TRUE(catalog.wait_until(taken, 40s)) << "the step is never taken\n" << how_far(ecg.sha256);
      kill(victim);
    }
    const auto decided = [&](DatabaseWatch& watch) {
      return watch
                 .number(
                     "SELECT count(*) FROM alert_case c JOIN alert_ecg x ON x.case_id = c.case_id JOIN ecg_analysis a "
                     "ON "
                     "a.instance_key = x.instance_key WHERE c.state = 4 AND x.sha256 = ?",
                     {ecg.sha256})
                 .value_or(0) == 1;
    };
    ASSERT_TRUE(router_->wait_until(decided, 60s)) << "nobody has decided\n" << duty_->output();
    ASSERT_TRUE(read_back_all()) << "no answer at the clinic";
    if (at_end) kill(victim);
    const auto told = [&](DatabaseWatch& watch) {
      return watch
                 .number(
                     "SELECT count(*) FROM alert_answer a JOIN alert_ecg x ON x.case_id = a.case_id WHERE "
                     "a.read_back_at > 0 AND x.sha256 = ?",
                     {ecg.sha256})
                 .value_or(0) >= 1;
    };
    ASSERT_TRUE(router_->wait_until(told, 40s)) << "the centre does not hear of the read-back";
    EXPECT_EQ(count("SELECT count(*) FROM alert_ecg WHERE sha256 = ?", {ecg.sha256}), 1) << "in two cases, or none";
    EXPECT_EQ(count("SELECT count(*) FROM instance WHERE sop_instance_uid = ?", {ecg.sop_instance_uid}), 1);
    expect_promises();
  }

  ChestPainCounty county_;
  std::unique_ptr<DatabaseWatch> router_, agent_;
  std::unique_ptr<ChildProcess> duty_;
};

TEST_F(AlertKills, NoAlertIsLostDoubledOrSilentlyClosedWhoeverDiesAtWhateverStep) {
  duty_ = county_.duty_station("decide");
  // Every step with every victim, in an order of the seed's.
  const int rounds = fault_rounds(static_cast<int>(kSteps.size() * kVictims.size()));
  const auto first = county_.random().between(0, kVictims.size() - 1);
  for (int round = 0; round < rounds; ++round) {
    const auto at = static_cast<std::size_t>(round);
    const auto& step = kSteps.at(at % kSteps.size());
    // Another victim at each step, and at the same step in each pass.
    const auto victim = (first + at + at / kSteps.size()) % kVictims.size();
    SCOPED_TRACE(testing::Message() << "round " << round << ": the " << kVictimNames.at(victim) << " dies once "
                                    << step.name);
    emergency(step, kVictims.at(victim));
    if (HasFatalFailure()) return;
  }
  // Each once, and nothing else; closed by a person alone.
  EXPECT_EQ(count("SELECT count(*) FROM alert_case WHERE merged_into = ''"), rounds);
  EXPECT_EQ(count("SELECT count(*) FROM alert_case WHERE closed_at > 0 AND merged_into = ''"), 0);
  duty_->kill_now();
  duty_ = county_.duty_station("close");
  EXPECT_TRUE(router_->wait_for_number("SELECT count(*) FROM alert_case WHERE closed_at > 0 AND merged_into = ''",
                                       rounds, 40s));
  expect_promises();
  const auto verified = county_.county().router_command({"audit", "verify"});
  EXPECT_TRUE(verified && verified->ok());
}

TEST_F(AlertKills, TheNextEscalationIsOnTimeThoughTheRouterDies) {
  const auto ecg = county_.drop_infarction();  // nobody is at the station
  ASSERT_TRUE(router_->wait_for_number("SELECT count(*) FROM alert", 1, 30s));
  const auto due = count("SELECT MIN(due_at) FROM alert_step WHERE name = 'second'");
  const auto now = [&] { return base::to_micros(county_.clock().now()); };
  const auto left = [&] { return std::chrono::microseconds(due - now()); };
  ASSERT_GT(left(), 30s) << "the rota's second step is a minute after the alarm";
  // Deaths on the way; up again some seconds before the moment.
  while (left() > 15s) {
    std::this_thread::sleep_for(std::chrono::milliseconds(county_.random().between(500, 5'000)));
    kill(county_.random().between(1, 10) <= 7 ? Victim::kRouter : Victim::kAgent);
  }
  EXPECT_EQ(count("SELECT count(*) FROM alert_step WHERE name = 'second' AND fired_at > 0"), 0) << "too early";
  duty_ = county_.duty_station("watch", ChestPainCounty::kSecond);
  ASSERT_TRUE(router_->wait_for_number("SELECT count(*) FROM alert_step WHERE name = 'second' AND fired_at > 0", 1,
                                       std::chrono::duration_cast<std::chrono::milliseconds>(left()) + 10s));
  const auto fired = count("SELECT MIN(fired_at) FROM alert_step WHERE name = 'second' AND fired_at > 0");
  EXPECT_GE(fired, due);
  EXPECT_LE(fired, due + 2'000'000) << "late by " << (fired - due) / 1000 << " ms";
  EXPECT_TRUE(duty_->wait_for_line("sounds ", 10s)) << "it does not sound at the second reader's station";
  EXPECT_EQ(count("SELECT count(*) FROM alert WHERE state > 2"), 0) << "somebody acknowledged";
  expect_promises();
}

}  // namespace
}  // namespace rdc::testkit
