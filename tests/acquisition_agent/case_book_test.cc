// A chest-pain press is never lost, never doubled, and has the right time, whatever dies and whatever the clocks show.
#include <gtest/gtest.h>

#include "acquisition_agent/alert/alert_sender.h"
#include "acquisition_agent/alert/case_letters.h"
#include "acquisition_agent/analysis/analysis_store.h"
#include "acquisition_agent/local_api/clinic_view.h"
#include "tests/acquisition_agent/fake_alert.h"
#include "tests/acquisition_agent/spool_fixture.h"

namespace rdc::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// The router's clock: always right, 7 minutes ahead of what the agent's showed at first.
class TrueClock final : public base::Clock {
 public:
  explicit TrueClock(const base::Clock& agents) : agents_(agents), start_(agents.now()), boot_(agents.monotonic()) {}
  base::Timestamp now() const override {
    return start_ + minutes(7) + std::chrono::floor<std::chrono::microseconds>(agents_.monotonic() - boot_);
  }
  base::MonotonicTime monotonic() const override { return agents_.monotonic(); }

 private:
  const base::Clock& agents_;
  const base::Timestamp start_;
  const base::MonotonicTime boot_;
};

class CaseBookTest : public ::testing::Test {
 protected:
  // As a process that was killed and started again: everything but the catalog is new.
  void restart() {
    stop();
    f_.reopen();
    start();
  }
  void stop() {
    sender_.reset();
    letters_.reset();
    book_.reset();
    site_clock_.reset();
  }
  void start() {
    auto known = f_.spool->database().read<std::vector<ClockMeasurement>>(
        [](soci::session& session) -> Result<std::vector<ClockMeasurement>> {
          return rows::clock_measurements(session);
        });
    ASSERT_TRUE(known);
    site_clock_ = std::make_unique<SiteClock>(clock_, "boot-1", *known);
    book_ = std::make_unique<CaseBook>(f_.spool->database(), *site_clock_, f_.ids);
    letters_ = std::make_unique<CaseLetters>(*book_);
  }
  void connect() {
    sender_ = std::make_unique<AlertSender>(AlertSenderParts{*book_, status_, router_, clock_, f_.random});
  }
  std::string press(const std::string& item_id = "", const std::string& patient_id = "") {
    v1::PressChestPainRequest request;
    request.set_case_id(f_.ids.next());
    request.set_item_id(item_id);
    request.set_entered_by("张护士");
    request.mutable_patient()->set_patient_id(patient_id);
    const auto pressed = book_->press_chest_pain(request);
    EXPECT_TRUE(pressed) << pressed.error().message;
    return pressed.value_or("");
  }
  std::string tap(const std::string& case_id, v1::PointKind kind) {
    v1::RecordPointRequest request;
    request.set_point_id(f_.ids.next());
    request.set_case_id(case_id);
    request.set_kind(kind);
    const auto done = book_->record_point(request);
    EXPECT_TRUE(done) << done.error().message;
    return request.point_id();
  }
  static const v1::TimePoint* find(const FakeAlert::Seen& seen, v1::PointKind kind) {
    for (const auto& [id, point] : seen.points)
      if (point.kind() == kind) return &point;
    return nullptr;
  }
  void wait_until_all_sent() {
    std::mutex mutex;
    std::condition_variable changed;
    const auto listening = f_.spool->database().on_commit([&] {
      const std::lock_guard lock(mutex);
      changed.notify_all();
    });
    for (int i = 0; i < 600 && view().link().unsent_events() > 0; ++i) {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::milliseconds(100));
    }
    EXPECT_EQ(view().link().unsent_events(), 0U);
  }
  v1::ClinicView view() {
    ClinicViewMaker maker({*f_.spool, *book_, status_, "柳河村卫生室"});
    auto made = maker.make();
    EXPECT_TRUE(made) << made.error().message;
    return made.value_or(v1::ClinicView{});
  }

  testkit::ManualClock clock_;
  TrueClock true_clock_{clock_};
  base::PosixFileSystem fs_;
  SpoolFixture f_{fs_, clock_};
  LinkStatus status_;
  FakeAlert router_{true_clock_};
  std::unique_ptr<SiteClock> site_clock_;
  std::unique_ptr<CaseBook> book_;
  std::unique_ptr<CaseLetters> letters_;
  std::unique_ptr<AlertSender> sender_;
};

TEST_F(CaseBookTest, APressWithoutANetworkStartsTheClocksAndReachesTheCentreOnce) {
  start();
  router_.set_away(true);
  connect();
  const auto truth = true_clock_.now();
  const auto case_id = press();
  auto shown = view();
  ASSERT_EQ(shown.cases_size(), 1);
  EXPECT_FALSE(shown.cases(0).known_at_centre());
  EXPECT_EQ(shown.cases(0).cause(), v1::ALERT_CAUSE_CHEST_PAIN_ORDER);
  EXPECT_GE(shown.link().unsent_events(), 1U);
  clock_.advance(minutes(4));
  shown = view();
  ASSERT_GE(shown.cases(0).clocks_size(), 1);
  EXPECT_EQ(shown.cases(0).clocks(0).name(), "fmc_to_ecg");
  EXPECT_EQ(shown.cases(0).clocks(0).elapsed_ms(), 4 * 60'000);

  restart();  // the process died meanwhile
  clock_.advance(minutes(20));
  router_.set_away(false);
  router_.lose_answers(3);
  connect();
  const auto seen = router_.wait_for([](const auto& s) { return s.calls >= 3 + 3; });
  ASSERT_EQ(seen.cases.size(), 1U);
  EXPECT_EQ(seen.cases.begin()->first, case_id);
  EXPECT_EQ(seen.points.size(), 2U) << "the order and the first contact, each once";
  const auto* order = find(seen, v1::POINT_KIND_CHEST_PAIN_ORDER);
  ASSERT_NE(order, nullptr);
  ASSERT_TRUE(order->has_clock());
  EXPECT_EQ(order->entered_by(), "张护士");
  EXPECT_LT(std::chrono::abs(FakeAlert::centre_time(*order) - truth), seconds(2));
}

TEST_F(CaseBookTest, DurationsAreRightWithAClockSevenMinutesWrongThatIsSetHalfWay) {
  start();
  router_.set_away(true);
  connect();
  const auto case_id = press();
  clock_.advance(minutes(12));
  clock_.set_wall_clock(clock_.now() + minutes(7));
  tap(case_id, v1::POINT_KIND_DOOR_OUT);
  const auto shown = view();
  for (const auto& clock : shown.cases(0).clocks())
    if (clock.name() == "fmc_to_ecg") {
      EXPECT_EQ(clock.elapsed_ms(), 12 * 60'000) << "not nineteen";
    }
  EXPECT_TRUE(shown.link().clock_was_set());
  clock_.advance(minutes(1));
  router_.set_away(false);
  const auto seen = router_.wait_for([](const auto& s) { return find(s, v1::POINT_KIND_DOOR_OUT) != nullptr; });
  const auto* order = find(seen, v1::POINT_KIND_CHEST_PAIN_ORDER);
  const auto* left = find(seen, v1::POINT_KIND_DOOR_OUT);
  ASSERT_TRUE(order != nullptr && left != nullptr);
  const auto duration = FakeAlert::centre_time(*left) - FakeAlert::centre_time(*order);
  EXPECT_LT(std::chrono::abs(duration - minutes(12)), seconds(2));
}

TEST_F(CaseBookTest, WhatWasTappedByMistakeIsTakenBackWhileItIsHeld) {
  start();
  const auto case_id = press();
  const auto mistake = tap(case_id, v1::POINT_KIND_NEEDLE);
  const auto before = view();
  EXPECT_TRUE(std::ranges::any_of(before.cases(0).points(),
                                  [&](const auto& p) { return p.point_id() == mistake && p.can_undo(); }));
  ASSERT_TRUE(book_->undo_point(mistake));
  EXPECT_TRUE(book_->undo_point(mistake)) << "again is no error";
  const auto after = view();
  EXPECT_TRUE(std::ranges::none_of(after.cases(0).points(), [&](const auto& p) { return p.point_id() == mistake; }));
  const auto kept = tap(case_id, v1::POINT_KIND_DOOR_IN);
  clock_.advance(CaseBook::kHeld + seconds(1));
  EXPECT_EQ(book_->undo_point(kept).error().reason, "ALREADY_SENT");
  connect();
  const auto seen = router_.wait_for([&](const auto& s) { return s.points.contains(kept); });
  EXPECT_TRUE(seen.points.contains(kept));
  EXPECT_FALSE(seen.points.contains(mistake));
}

TEST_F(CaseBookTest, ACorrectionKeepsWhatItReplaces) {
  start();
  const auto case_id = press();
  const auto wrong = tap(case_id, v1::POINT_KIND_DOOR_IN);
  v1::RecordPointRequest correction;
  correction.set_point_id(f_.ids.next());
  correction.set_case_id(case_id);
  correction.set_kind(v1::POINT_KIND_DOOR_IN);
  correction.set_replaces_point_id(wrong);
  *correction.mutable_typed_at() = to_wire(true_clock_.now() - minutes(5));
  EXPECT_EQ(book_->record_point(correction).error().reason, "BAD_REQUEST") << "without a reason";
  correction.set_edit_reason("进门时忘记点");
  ASSERT_TRUE(book_->record_point(correction));
  clock_.advance(CaseBook::kHeld + seconds(1));
  connect();
  const auto seen = router_.wait_for([&](const auto& s) { return s.points.contains(correction.point_id()); });
  EXPECT_EQ(seen.points.at(correction.point_id()).replaces_point_id(), wrong);
  EXPECT_EQ(seen.points.at(correction.point_id()).source(), v1::POINT_SOURCE_TYPED);
}

TEST_F(CaseBookTest, AnEntryTheRouterRefusesHoldsUpNoOther) {
  start();
  const auto case_id = press();
  const auto refused = tap(case_id, v1::POINT_KIND_DOOR_IN);
  const auto fine = tap(case_id, v1::POINT_KIND_DOOR_OUT);
  router_.refuse(refused);
  clock_.advance(CaseBook::kHeld + seconds(1));
  connect();
  const auto seen = router_.wait_for([&](const auto& s) { return s.points.contains(fine); });
  EXPECT_TRUE(seen.points.contains(fine));
  EXPECT_FALSE(seen.points.contains(refused));
  EXPECT_EQ(view().link().refused_events(), 1U);
}

TEST_F(CaseBookTest, AnAnswerSoundsUntilItIsReadBackAndTheCentreHearsIt) {
  start();
  const auto case_id = press();
  v1::Letter letter;
  letter.mutable_answer()->set_case_id(case_id);
  letter.mutable_answer()->set_answer_id(f_.ids.next());
  letter.mutable_answer()->set_diagnosis("急性前壁心肌梗死");
  ASSERT_TRUE(letters_->take(letter));
  ASSERT_TRUE(letters_->take(letter)) << "the same letter again";
  restart();
  ASSERT_EQ(view().answers_size(), 1);
  EXPECT_TRUE(view().answers(0).sounding());
  v1::ReadBackAnswerRequest read;
  read.set_answer_id(letter.answer().answer_id());
  EXPECT_EQ(book_->read_back(read).error().reason, "BAD_REQUEST");
  read.set_by("张护士");
  read.set_text("急性前壁心梗,转运");
  ASSERT_TRUE(book_->read_back(read));
  EXPECT_FALSE(view().answers(0).sounding());
  ASSERT_TRUE(letters_->take(letter));
  EXPECT_FALSE(view().answers(0).sounding()) << "a repeated letter does not sound anew";
  connect();
  const auto seen = router_.wait_for([](const auto& s) { return !s.read_backs.empty(); });
  ASSERT_EQ(seen.read_backs.size(), 1U);
  EXPECT_EQ(seen.read_backs.begin()->second.point().kind(), v1::POINT_KIND_READ_BACK);
  EXPECT_EQ(seen.read_backs.begin()->second.point().subject(), letter.answer().answer_id());
  EXPECT_TRUE(seen.read_backs.begin()->second.point().has_clock());
}

TEST_F(CaseBookTest, AnOlderStateOfACaseReplacesNoNewerOne) {
  start();
  const auto case_id = press();
  v1::Letter newer, older;
  newer.mutable_alert_case()->mutable_alert_case()->set_case_id(case_id);
  newer.mutable_alert_case()->mutable_alert_case()->set_change(9);
  newer.mutable_alert_case()->mutable_alert_case()->set_state(v1::ALERT_STATE_CONFIRMED);
  older = newer;
  older.mutable_alert_case()->mutable_alert_case()->set_change(4);
  older.mutable_alert_case()->mutable_alert_case()->set_state(v1::ALERT_STATE_DELIVERED);
  ASSERT_TRUE(letters_->take(newer));
  ASSERT_TRUE(letters_->take(older));
  EXPECT_EQ(view().cases(0).state(), v1::ALERT_STATE_CONFIRMED);
  EXPECT_TRUE(view().cases(0).known_at_centre());
}

TEST_F(CaseBookTest, AMergedCaseIsShownAsTheOneThatSurvives) {
  start();
  const auto mine = press();
  v1::Letter letter;
  auto& told = *letter.mutable_alert_case()->mutable_alert_case();
  told.set_case_id(f_.ids.next());
  told.set_change(3);
  told.add_merged_case_ids(mine);
  ASSERT_TRUE(letters_->take(letter));
  ASSERT_EQ(view().cases_size(), 1);
  EXPECT_EQ(view().cases(0).case_id(), told.case_id());
}

TEST_F(CaseBookTest, PressedAgainItIsTheSamePress) {
  start();
  v1::PressChestPainRequest request;
  request.set_case_id(f_.ids.next());
  ASSERT_TRUE(book_->press_chest_pain(request));
  const auto again = book_->press_chest_pain(request);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, request.case_id());
  ASSERT_EQ(view().cases_size(), 1);
  EXPECT_EQ(view().cases(0).points_size(), 2);
}

TEST_F(CaseBookTest, ARestoredRouterIsToldEverythingAgain) {
  start();
  ASSERT_TRUE(f_.spool->items().note_archive_life("first"));
  press();
  connect();
  wait_until_all_sent();
  sender_.reset();
  ASSERT_TRUE(f_.spool->items().note_archive_life("restored"));
  EXPECT_EQ(view().link().unsent_events(), 3U);
}

}  // namespace
}  // namespace rdc::agent
