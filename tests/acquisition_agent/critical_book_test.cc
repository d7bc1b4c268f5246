// A critical value at the site: it sounds from the letter on, and what is recorded of it reaches the centre once, in
// order, with the right time, whatever dies and whether there is a link or not.
#include "acquisition_agent/alert/critical_book.h"

#include <gtest/gtest.h>

#include <ostream>

#include "acquisition_agent/alert/alert_sender.h"
#include "acquisition_agent/alert/case_letters.h"
#include "acquisition_agent/local_api/clinic_view.h"
#include "tests/acquisition_agent/fake_alert.h"
#include "tests/acquisition_agent/spool_fixture.h"

namespace rdc::agent {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// The router's clock: seven minutes ahead of this machine's.
class RouterClock final : public base::Clock {
 public:
  explicit RouterClock(const base::Clock& agents) : agents_(agents) {}
  base::Timestamp now() const override { return agents_.now() + minutes(7); }
  base::MonotonicTime monotonic() const override { return agents_.monotonic(); }

 private:
  const base::Clock& agents_;
};

class CriticalBookTest : public ::testing::Test {
 protected:
  CriticalBookTest() { start(); }
  ~CriticalBookTest() override { stop(); }

  void start() {
    auto known = f_.spool->database().read<std::vector<ClockMeasurement>>(
        [](soci::session& session) -> Result<std::vector<ClockMeasurement>> {
          return rows::clock_measurements(session);
        });
    ASSERT_TRUE(known);
    site_clock_ = std::make_unique<SiteClock>(clock_, "boot-1", *known);
    book_ = std::make_unique<CaseBook>(f_.spool->database(), *site_clock_, f_.ids);
    criticals_ = std::make_unique<CriticalBook>(*book_, f_.ids);
    letters_ = std::make_unique<CaseLetters>(*book_);
  }
  void stop() {
    sender_.reset();
    letters_.reset();
    criticals_.reset();
    book_.reset();
    site_clock_.reset();
  }
  // As a process that was killed and started again: everything but the catalog is new.
  void restart() {
    stop();
    f_.reopen();
    start();
  }
  void connect() {
    sender_ = std::make_unique<AlertSender>(AlertSenderParts{*book_, status_, router_, clock_, f_.random});
  }

  static v1::CriticalNotice notice(const std::string& id, std::uint64_t change = 1) {
    v1::CriticalNotice made;
    made.set_notice_id(id);
    made.set_change(change);
    made.set_site_id("liuhe");
    made.mutable_patient()->set_name("王小明");
    made.set_finding("右侧张力性气胸");
    return made;
  }
  void deliver(const v1::CriticalNotice& told) {
    v1::Letter letter;
    *letter.mutable_critical()->mutable_notice() = told;
    ASSERT_EQ(CaseLetters::kind_of(letter), "critical");
    const auto taken = letters_->take(letter);
    ASSERT_TRUE(taken) << taken.error().message;
  }
  static v1::ReadBackClinicCriticalRequest reading(const std::string& id) {
    v1::ReadBackClinicCriticalRequest request;
    request.set_notice_id(id);
    request.set_by("张护士");
    request.set_text("王小明，右侧张力性气胸");
    return request;
  }
  v1::RecordClinicCriticalActionRequest acting(const std::string& id) {
    v1::RecordClinicCriticalActionRequest request;
    request.set_notice_id(id);
    request.set_action_id(f_.ids.next());
    request.set_by("张护士");
    request.set_doctor("王医生");
    request.mutable_doctor_told_at()->set_seconds(1'772'438'400);
    request.set_text("胸腔穿刺减压");
    return request;
  }
  std::vector<v1::ClinicCritical> shown() {
    ClinicViewMaker maker({*f_.spool, *book_, status_, "柳河村卫生室"});
    const auto view = maker.make();
    EXPECT_TRUE(view) << view.error().message;
    if (!view) return {};
    return {view->criticals().begin(), view->criticals().end()};
  }
  v1::ClinicCritical only() {
    const auto all = shown();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? v1::ClinicCritical() : all.front();
  }
  // Once nothing is owed any more; commits say when to look.
  bool all_sent() {
    std::mutex mutex;
    std::condition_variable changed;
    const auto listening = f_.spool->database().on_commit([&] {
      const std::lock_guard lock(mutex);
      changed.notify_all();
    });
    for (int i = 0; i < 600; ++i) {
      if (only().sent()) return true;
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::milliseconds(100));
    }
    return false;
  }

  testkit::ManualClock clock_;
  RouterClock router_clock_{clock_};
  base::PosixFileSystem fs_;
  SpoolFixture f_{fs_, clock_};
  LinkStatus status_;
  FakeAlert router_{router_clock_};
  std::unique_ptr<SiteClock> site_clock_;
  std::unique_ptr<CaseBook> book_;
  std::unique_ptr<CriticalBook> criticals_;
  std::unique_ptr<CaseLetters> letters_;
  std::unique_ptr<AlertSender> sender_;
};

TEST_F(CriticalBookTest, ReadBackAndActionWithoutALinkOutliveAKillAndReachTheCentreOnceInOrder) {
  router_.set_away(true);
  connect();
  deliver(notice("n1"));
  EXPECT_TRUE(only().sounding());
  const auto truth = router_clock_.now();
  ASSERT_TRUE(criticals_->read_back(reading("n1")));
  EXPECT_FALSE(only().sounding());
  EXPECT_TRUE(only().action_missing());
  EXPECT_FALSE(only().sent()) << "the centre does not know it yet, and the console says so";
  restart();
  clock_.advance(minutes(3));
  EXPECT_FALSE(only().sounding()) << "a restart does not sound it again";
  const auto action = acting("n1");
  ASSERT_TRUE(criticals_->record_action(action));
  ASSERT_TRUE(criticals_->record_action(action)) << "tapped twice";
  EXPECT_FALSE(only().action_missing());
  EXPECT_EQ(only().action(), "胸腔穿刺减压");
  restart();
  clock_.advance(minutes(30));

  router_.set_away(false);
  router_.lose_answers(2);
  connect();
  const auto seen = router_.wait_for(
      [](const auto& s) { return s.critical_read_backs.size() == 1 && s.critical_actions.size() == 1; });
  ASSERT_TRUE(all_sent());
  EXPECT_EQ(seen.order, (std::vector<std::string>{"read_back", "action"}));
  const auto& told = seen.critical_read_backs.begin()->second;
  EXPECT_EQ(told.notice_id(), "n1");
  EXPECT_EQ(told.by(), "张护士");
  ASSERT_TRUE(told.has_clock()) << "measured after it happened, and applied to it";
  EXPECT_LT(std::chrono::abs(FakeAlert::centre_time_of(told) - truth), std::chrono::seconds(2));
  const auto& done = seen.critical_actions.begin()->second;
  EXPECT_EQ(done.action_id(), action.action_id());
  EXPECT_EQ(done.doctor(), "王医生");
  EXPECT_LT(std::chrono::abs(FakeAlert::centre_time_of(done) - truth - minutes(3)), std::chrono::seconds(2));
}

TEST_F(CriticalBookTest, ReadBackAgainIsTheFirst) {
  deliver(notice("n1"));
  ASSERT_TRUE(criticals_->read_back(reading("n1")));
  auto other = reading("n1");
  other.set_by("李护士");
  ASSERT_TRUE(criticals_->read_back(other));
  EXPECT_EQ(only().read_back_by(), "张护士");
  connect();
  ASSERT_TRUE(all_sent());
  EXPECT_EQ(router_.wait_for([](const auto& s) { return !s.critical_read_backs.empty(); }).critical_read_backs.size(),
            1U);
}

TEST_F(CriticalBookTest, ALetterAgainOrLateChangesNothing) {
  deliver(notice("n1", 5));
  ASSERT_TRUE(criticals_->read_back(reading("n1")));
  deliver(notice("n1", 5));
  EXPECT_FALSE(only().sounding());
  auto older = notice("n1", 4);
  older.set_finding("旧");
  deliver(older);
  EXPECT_EQ(only().notice().finding(), "右侧张力性气胸");
  auto newer = notice("n1", 9);
  newer.mutable_closed_at()->set_seconds(1'772'438'400);
  deliver(newer);
  EXPECT_TRUE(only().notice().has_closed_at());
  EXPECT_EQ(only().read_back_by(), "张护士") << "what was recorded here stays";
  EXPECT_FALSE(only().action_missing()) << "closed: nobody is asked any more";
}

TEST_F(CriticalBookTest, ATelephoneReadBackStopsTheSoundAndStillAsksForTheAction) {
  deliver(notice("n1", 1));
  auto told = notice("n1", 2);
  told.mutable_read_back()->set_by("李护士");
  told.mutable_read_back()->mutable_at()->set_seconds(1'772'438'400);
  deliver(told);
  EXPECT_FALSE(only().sounding());
  EXPECT_EQ(only().read_back_by(), "李护士");
  EXPECT_TRUE(only().action_missing());
  ASSERT_TRUE(criticals_->record_action(acting("n1")));
  EXPECT_FALSE(only().action_missing());
}

TEST_F(CriticalBookTest, SoundingOnesComeFirstAndFinishedOnesLeaveAfterADay) {
  deliver(notice("done"));
  ASSERT_TRUE(criticals_->read_back(reading("done")));
  ASSERT_TRUE(criticals_->record_action(acting("done")));
  deliver(notice("read"));
  ASSERT_TRUE(criticals_->read_back(reading("read")));
  deliver(notice("sounds"));
  auto all = shown();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].notice().notice_id(), "sounds");
  EXPECT_EQ(all[1].notice().notice_id(), "read");
  clock_.advance(hours(30));
  all = shown();
  ASSERT_EQ(all.size(), 2U) << "what is not finished stays, however old";
  EXPECT_EQ(all[0].notice().notice_id(), "sounds");
}

TEST_F(CriticalBookTest, ANoticeOfNobodyAndAnActionBeforeTheReadBackAreRefused) {
  const auto none = criticals_->read_back(reading("n1"));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().reason, "NO_SUCH_NOTICE");
  deliver(notice("n1"));
  const auto early = criticals_->record_action(acting("n1"));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().reason, "NOT_READ_BACK");
  EXPECT_TRUE(only().sounding());
  EXPECT_TRUE(only().sent()) << "nothing of it is owed";
}

struct BadRecord {
  const char* name;
  std::function<void(v1::RecordClinicCriticalActionRequest&)> spoil;
};
std::ostream& operator<<(std::ostream& out, const BadRecord& bad) { return out << bad.name; }
class CriticalRecordRefused : public CriticalBookTest, public ::testing::WithParamInterface<BadRecord> {};

TEST_P(CriticalRecordRefused, NamesTheFieldAndLeavesNothing) {
  deliver(notice("n1"));
  ASSERT_TRUE(criticals_->read_back(reading("n1")));
  auto request = acting("n1");
  GetParam().spoil(request);
  const auto refused = criticals_->record_action(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "BAD_REQUEST");
  EXPECT_TRUE(only().action_missing());
}
INSTANTIATE_TEST_SUITE_P(Each, CriticalRecordRefused,
                         ::testing::Values(BadRecord{"NoUuid", [](auto& made) { made.set_action_id("x"); }},
                                           BadRecord{"NoName", [](auto& made) { made.clear_by(); }},
                                           BadRecord{"LongName", [](auto& made) { made.set_by(std::string(65, 'x')); }},
                                           BadRecord{"NoDoctor", [](auto& made) { made.clear_doctor(); }},
                                           BadRecord{"NoTime", [](auto& made) { made.clear_doctor_told_at(); }},
                                           BadRecord{"NoText", [](auto& made) { made.clear_text(); }},
                                           BadRecord{"LongText",
                                                     [](auto& made) { made.set_text(std::string(2001, 'x')); }}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::agent
