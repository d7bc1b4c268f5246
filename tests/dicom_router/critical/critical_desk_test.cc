// The closed loop at the router: a notice goes out with its letter and audit row, is closed only after read-back and
// action, and what is late is told until it is on record.
#include <gtest/gtest.h>

#include <ostream>

#include "tests/dicom_router/critical/critical_loop.h"

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;
using std::chrono::minutes;

TEST_F(CriticalLoop, ANoticeItsLetterAndItsAuditRowAreOne) {
  const auto sent = needed(try_notify(request()));
  EXPECT_EQ(sent.state(), v1::CRITICAL_STATE_SENT);
  EXPECT_EQ(sent.site_id(), "liuhe");
  EXPECT_EQ(sent.entry().zh(), "张力性气胸");
  EXPECT_EQ(sent.table_version(), table.version);
  EXPECT_EQ(sent.table_source(), table.source);
  EXPECT_EQ(sent.check(), v1::CRITICAL_CHECK_SECOND_PERSON);
  EXPECT_EQ(sent.checked_by().user_id(), "zhou");
  EXPECT_EQ(sent.by().user_id(), "li");
  const auto written = letters();
  ASSERT_EQ(written.size(), 1U);
  const auto& told = written[0].critical().notice();
  EXPECT_EQ(told.notice_id(), sent.notice_id());
  EXPECT_EQ(told.finding(), "右侧张力性气胸，纵隔左移");
  EXPECT_EQ(told.patient().patient_id(), "P1");
  EXPECT_TRUE(letters("xinzhuang").empty());
  EXPECT_EQ(audited("critical.notify"), 1);

  mailbox_fails = true;
  EXPECT_FALSE(try_notify(request()));
  EXPECT_EQ(number("SELECT COUNT(*) FROM critical_notice"), 1) << "no notice without its letter";
  EXPECT_EQ(audited("critical.notify"), 1);
}

TEST_F(CriticalLoop, ANoticeSentAgainIsTheSameOne) {
  const auto made = request();
  const auto first = needed(try_notify(made));
  clock.advance(minutes(1));
  const auto again = needed(try_notify(made, "somebody else"));
  EXPECT_EQ(again.change(), first.change());
  EXPECT_EQ(again.checked_by().user_id(), "zhou");
  EXPECT_EQ(letters().size(), 1U);
  auto other = made;
  other.set_finding("左侧");
  const auto refused = try_notify(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "ID_TAKEN");
}

TEST_F(CriticalLoop, OnePersonTwiceNeedsTheNightOrAReason) {
  const auto by_day = try_notify(request(), "li");
  ASSERT_FALSE(by_day);
  EXPECT_EQ(by_day.error().reason, "REASON_NEEDED");
  auto with_reason = request();
  with_reason.set_check_reason("值班一人，另一人在手术室");
  const auto alone = needed(try_notify(with_reason, "li"));
  EXPECT_EQ(alone.check(), v1::CRITICAL_CHECK_SAME_PERSON_TWICE);
  EXPECT_EQ(alone.check_reason(), "值班一人，另一人在手术室") << "stays in the register";
  clock.advance(std::chrono::hours(10));  // 22:00
  const auto at_night = needed(try_notify(request(), "li"));
  EXPECT_EQ(at_night.check(), v1::CRITICAL_CHECK_SAME_PERSON_TWICE);
  EXPECT_EQ(at_night.check_reason(), "");
}

TEST_F(CriticalLoop, IsNotClosedUntilReadBackAndActionAreOnRecord) {
  const auto id = notify();
  const auto close = [&] { return act(&CriticalDesk::close, closing(id), doctor("zhou")); };
  ASSERT_FALSE(close());
  EXPECT_EQ(close().error().reason, "NOT_READ_BACK");
  take_action(id);
  EXPECT_EQ(close().error().reason, "NOT_READ_BACK") << "an action does not stand for the read-back";
  EXPECT_EQ(see(id).state(), v1::CRITICAL_STATE_SENT);
  read_back(id);
  EXPECT_EQ(see(id).state(), v1::CRITICAL_STATE_ACTED);
  const auto closed = needed(close());
  EXPECT_EQ(closed.state(), v1::CRITICAL_STATE_CLOSED);
  EXPECT_EQ(closed.closed_by().user_id(), "zhou") << "whoever is on duty then";
  EXPECT_EQ(needed(close()).change(), closed.change()) << "closed again: the same";
  EXPECT_EQ(letters().size(), 2U) << "the site is told that it is over";
  EXPECT_EQ(audited("critical.close"), 1);

  const auto other = notify();
  read_back(other);
  const auto too_early = act(&CriticalDesk::close, closing(other), doctor("zhou"));
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().reason, "NO_ACTION");
}

TEST_F(CriticalLoop, TheFirstReadBackCountsAndASecondIsOnRecord) {
  const auto id = notify();
  const auto first = read_back_of(id);
  needed(act(&CriticalDesk::site_read_back, first, agent()));
  needed(act(&CriticalDesk::site_read_back, first, agent()));  // its answer was lost
  EXPECT_EQ(audited("critical.read_back"), 1);
  EXPECT_EQ(audited("critical.read_back_again"), 0);
  v1::RecordPhoneReadBackRequest phone;
  phone.set_notice_id(id);
  phone.set_read_back_id(ids.next());
  phone.set_by("李护士");
  phone.set_text("张力性气胸");
  const auto seen = needed(act(&CriticalDesk::phone_read_back, phone, doctor("li")));
  EXPECT_EQ(seen.read_back().by(), "张护士");
  EXPECT_EQ(seen.read_back().via(), v1::CRITICAL_VIA_CONSOLE);
  EXPECT_EQ(audited("critical.read_back_again"), 1);
}

TEST_F(CriticalLoop, ATelephoneReadBackSaysWhoWroteItDownAndStopsTheSoundAtTheSite) {
  const auto id = notify();
  v1::RecordPhoneReadBackRequest phone;
  phone.set_notice_id(id);
  phone.set_read_back_id(ids.next());
  phone.set_by("李护士");
  phone.set_text("右侧张力性气胸");
  const auto seen = needed(act(&CriticalDesk::phone_read_back, phone, doctor("li")));
  EXPECT_EQ(seen.read_back().via(), v1::CRITICAL_VIA_PHONE);
  EXPECT_EQ(seen.read_back().recorded_by().user_id(), "li");
  ASSERT_EQ(letters().size(), 2U);
  EXPECT_TRUE(letters()[1].critical().notice().has_read_back());
  EXPECT_GT(letters()[1].critical().notice().change(), letters()[0].critical().notice().change());
}

TEST_F(CriticalLoop, AnotherSitesNoticeIsNoneToThisOne) {
  const auto id = notify();
  const auto read = act(&CriticalDesk::site_read_back, read_back_of(id), agent("xinzhuang"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().reason, "NO_SUCH_NOTICE");
  const auto acted = act(&CriticalDesk::site_action, action_of(id), agent("xinzhuang"));
  ASSERT_FALSE(acted);
  EXPECT_EQ(acted.error().reason, "NO_SUCH_NOTICE");
  EXPECT_FALSE(see(id).has_read_back());
}

TEST_F(CriticalLoop, TheSitesTimeIsCorrectedByItsMeasuredClock) {
  const auto id = notify();
  auto told = read_back_of(id);
  *told.mutable_at() = TimeUtil::MicrosecondsToTimestamp(base::to_micros(clock.now() - minutes(7)));
  told.mutable_clock()->set_offset_ms(7 * 60'000);
  needed(act(&CriticalDesk::site_read_back, told, agent()));
  EXPECT_EQ(TimeUtil::TimestampToMicroseconds(see(id).read_back().at()), base::to_micros(clock.now()));
  EXPECT_EQ(see(id).read_back().uncertainty_ms(), 40U);

  const auto other = notify();
  auto without_clock = read_back_of(other);
  without_clock.clear_clock();
  without_clock.mutable_at()->set_seconds(0);  // a battery that died
  needed(act(&CriticalDesk::site_read_back, without_clock, agent()));
  EXPECT_EQ(TimeUtil::TimestampToMicroseconds(see(other).read_back().at()), base::to_micros(clock.now()));
  EXPECT_EQ(see(other).read_back().uncertainty_ms(), 4294967295U) << "taken, and said to be unknown";
}

TEST_F(CriticalLoop, ALetterThatIsDurableAtTheSiteIsItsDelivery) {
  const auto id = notify();
  const auto letter_id = letters()[0].letter_id();
  const auto keep = [&] {
    needed(catalog->write<bool>([&](soci::session& session) -> Result<bool> {
      if (auto kept = desk.letter_kept(session, letter_id); !kept) return fail(kept);
      return true;
    }));
  };
  keep();
  const auto first = see(id);
  EXPECT_EQ(first.state(), v1::CRITICAL_STATE_DELIVERED);
  clock.advance(minutes(1));
  keep();
  EXPECT_EQ(see(id).change(), first.change());
  EXPECT_EQ(audited("critical.delivered"), 1);
}

TEST_F(CriticalLoop, WhatIsLateIsToldUntilItIsOnRecord) {
  const auto id = notify();
  const auto notices = [&] { return number("SELECT COUNT(*) FROM webhook_notice WHERE endpoint = 'sms'"); };
  const auto due = advance(minutes(9));
  EXPECT_EQ(see(id).overdue(), v1::CRITICAL_OVERDUE_NONE);
  EXPECT_EQ(due, TimeUtil::TimestampToMicroseconds(see(id).read_back_due_at()));
  const auto before = see(id).change();
  advance(minutes(1));
  EXPECT_EQ(see(id).overdue(), v1::CRITICAL_OVERDUE_READ_BACK);
  EXPECT_GT(see(id).change(), before) << "whoever watches sees it again";
  EXPECT_EQ(notices(), 1);
  advance(minutes(9));
  EXPECT_EQ(notices(), 1);
  advance(minutes(1));
  EXPECT_EQ(notices(), 2) << "never silent by itself";

  read_back(id);
  EXPECT_EQ(see(id).overdue(), v1::CRITICAL_OVERDUE_NONE);
  advance(minutes(9));  // 29 after sending
  EXPECT_EQ(notices(), 2);
  advance(minutes(1));
  EXPECT_EQ(see(id).overdue(), v1::CRITICAL_OVERDUE_ACTION);
  EXPECT_EQ(notices(), 3);
  take_action(id);
  EXPECT_EQ(advance(minutes(60)), 0) << "nothing waits any more";
  EXPECT_EQ(notices(), 3);
  EXPECT_EQ(see(id).overdue(), v1::CRITICAL_OVERDUE_NONE);
  EXPECT_EQ(number("SELECT COUNT(*) FROM webhook_notice WHERE endpoint = 'chest-pain'"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM webhook_notice WHERE content LIKE '%P1%'"), 0) << "no patient unasked";
  EXPECT_EQ(audited("critical.overdue"), 3);
}

// The escalation has no memory: what was due while the router was down is told by the next look.
TEST_F(CriticalLoop, ARestartTellsWhatBecameLateMeanwhile) {
  const auto id = notify();
  catalog.reset();
  clock.advance(std::chrono::hours(2));
  catalog = needed(Catalog::open(scratch / "catalog.sqlite", clock));
  needed(desk.run_due(*catalog));
  EXPECT_EQ(see(id).overdue(), v1::CRITICAL_OVERDUE_READ_BACK);
  EXPECT_EQ(audited("critical.overdue"), 1);
}

TEST_F(CriticalLoop, WhatASiteRecordedIsTakenAfterClosingToo) {
  const auto id = notify();
  read_back(id);
  take_action(id);
  needed(act(&CriticalDesk::close, closing(id), doctor("li")));
  take_action(id);  // hours late, over a bad line
  const auto seen = see(id);
  EXPECT_EQ(seen.actions_size(), 2);
  EXPECT_EQ(seen.state(), v1::CRITICAL_STATE_CLOSED);
  EXPECT_EQ(advance(std::chrono::hours(5)), 0);
}

TEST_F(CriticalLoop, ActionsAreBounded) {
  const auto id = notify();
  for (int i = 0; i < CriticalDesk::kMostActions; ++i) take_action(id);
  const auto more = act(&CriticalDesk::site_action, action_of(id), agent());
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().reason, "NOTICE_FULL");
}

TEST_F(CriticalLoop, ChangesComeInOrderAndOnce) {
  const auto first = notify();
  const auto second = notify();
  const auto after = [&](std::uint64_t cursor) {
    return needed(catalog->read<CriticalStore::Changes>([&](soci::session& session) -> Result<CriticalStore::Changes> {
      return CriticalStore::changes_after(session, cursor, 10);
    }));
  };
  const auto all = after(0);
  EXPECT_EQ(all.notice_ids, (std::vector{first, second}));
  EXPECT_TRUE(after(all.cursor).notice_ids.empty());
  read_back(first);
  take_action(first);
  EXPECT_EQ(after(all.cursor).notice_ids, std::vector{first});
  needed(act(&CriticalDesk::close, closing(first), doctor("li")));
  EXPECT_EQ(after(0).notice_ids, std::vector{second}) << "a new watcher begins with what is open";
  EXPECT_EQ(after(all.cursor).notice_ids, std::vector{first}) << "one that was there sees it close";
}

struct BadNotice {
  const char* name;
  std::function<void(v1::NotifyCriticalRequest&)> spoil;
  const char* reason;
  const char* names;
};
std::ostream& operator<<(std::ostream& out, const BadNotice& bad) { return out << bad.name; }
class CriticalRefused : public CriticalLoop, public ::testing::WithParamInterface<BadNotice> {};

TEST_P(CriticalRefused, AndNothingIsLeft) {
  auto made = request();
  GetParam().spoil(made);
  const auto refused = try_notify(made);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, GetParam().reason);
  EXPECT_NE(refused.error().message.find(GetParam().names), std::string::npos) << refused.error().message;
  EXPECT_EQ(number("SELECT COUNT(*) FROM critical_notice"), 0);
  EXPECT_TRUE(letters().empty());
}
INSTANTIATE_TEST_SUITE_P(
    Each, CriticalRefused,
    ::testing::Values(
        BadNotice{"NoUuid", [](auto& made) { made.set_notice_id("1"); }, "BAD_REQUEST", "notice_id"},
        BadNotice{"NoFinding", [](auto& made) { made.clear_finding(); }, "BAD_REQUEST", "finding"},
        BadNotice{"LongFinding", [](auto& made) { made.set_finding(std::string(1001, 'x')); }, "BAD_REQUEST",
                  "finding"},
        BadNotice{"LongAdvice", [](auto& made) { made.set_advice(std::string(501, 'x')); }, "BAD_REQUEST", "advice"},
        BadNotice{"UnknownEntry", [](auto& made) { made.set_entry_id("no-such"); }, "NO_SUCH_ENTRY", "list"},
        BadNotice{"NoStudy", [](auto& made) { made.set_study_id("none"); }, "NO_SUCH_STUDY", ""}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(CriticalLoop, AFindingThatIsNotOnTheListIsSentAllTheSame) {
  auto made = request();
  made.clear_entry_id();
  const auto sent = needed(try_notify(made));
  EXPECT_FALSE(sent.has_entry());
  EXPECT_EQ(sent.table_name(), table.name) << "which list it is not on";
}

}  // namespace
}  // namespace rdc::router
