// The running router over mutual TLS: a reader tells a critical value, a colleague's password stands for it, the site's
// agent gets the letter, reads it back and acts, and the reader closes it. Every step is on the audit trail.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/rpc/status.h"
#include "rdc/v1/critical.grpc.pb.h"
#include "rdc/v1/mailbox.grpc.pb.h"
#include "rdc/v1/worklist.grpc.pb.h"
#include "tests/dicom_router/access/running_router.h"
#include "tests/dicom_router/report/study_in_catalog.h"

namespace rdc::router {
namespace {

class CriticalOnTheWire : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    router = std::make_unique<RunningRouter>();
    agent = router->connect(router->add_agent("liuhe"));
    other_agent = router->connect(router->add_agent("xinzhuang"));
    station = router->connect(router->add_station("reading-1"));
    author = router->add_person("li", v1::ROLE_RADIOLOGIST);
    colleague = router->add_person("zhou", v1::ROLE_RADIOLOGIST);
    administrator = router->add_person("office", v1::ROLE_ADMINISTRATOR);
    token = router->log_in(station, author);
    Machinery machinery;
    auto placed =
        place_study(*router->centre().catalog, machinery.clock, machinery.ids, "liuhe", v1::SIGN_OFF_POLICY_SINGLE);
    ASSERT_TRUE(placed) << placed.error().message;
    study = placed->study_id;
  }
  static void TearDownTestSuite() {
    agent.reset();
    other_agent.reset();
    station.reset();
    router.reset();
  }
  void SetUp() override { critical = v1::Critical::NewStub(station); }

  template <typename Stub, typename Request, typename Reply>
  static Result<Reply> ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                           const Request& request, const std::string& session = token) {
    grpc::ClientContext context;
    rpc::set_deadline(context, std::chrono::seconds(30));
    if (!session.empty()) rpc::set_session(context, session);
    Reply reply;
    const auto status = (stub.*method)(&context, request, &reply);
    if (!status.ok()) return tl::unexpected<Error>(rpc::from_status(status));
    return reply;
  }
  v1::NotifyCriticalRequest notice(const RunningRouter::Person& checker) {
    v1::NotifyCriticalRequest request;
    request.set_notice_id(ids.ids.next());
    request.set_study_id(study);
    request.set_entry_id("perforation");
    request.set_finding("膈下游离气体，考虑消化道穿孔");
    request.set_checker_user_name(checker.user_name);
    request.set_checker_password(checker.password);
    return request;
  }
  v1::CriticalNotice sent() {
    const auto reply = ask(*critical, &v1::Critical::Stub::Notify, notice(colleague));
    EXPECT_TRUE(reply) << reply.error().reason << " " << reply.error().message;
    return reply ? reply->notice() : v1::CriticalNotice();
  }
  v1::ReadBackCriticalRequest read_back(const std::string& notice_id) {
    v1::ReadBackCriticalRequest request;
    request.set_notice_id(notice_id);
    request.set_read_back_id(ids.ids.next());
    request.set_by("张护士");
    request.set_text("膈下游离气体");
    request.mutable_at()->set_seconds(base::to_micros(ids.clock.now()) / 1'000'000);
    return request;
  }

  static std::unique_ptr<RunningRouter> router;
  static std::shared_ptr<grpc::Channel> agent, other_agent, station;
  static RunningRouter::Person author, colleague, administrator;
  static std::string token, study;
  Machinery ids;
  std::unique_ptr<v1::Critical::Stub> critical;
};
std::unique_ptr<RunningRouter> CriticalOnTheWire::router;
std::shared_ptr<grpc::Channel> CriticalOnTheWire::agent, CriticalOnTheWire::other_agent, CriticalOnTheWire::station;
RunningRouter::Person CriticalOnTheWire::author, CriticalOnTheWire::colleague, CriticalOnTheWire::administrator;
std::string CriticalOnTheWire::token, CriticalOnTheWire::study;

TEST_F(CriticalOnTheWire, TheCheckIsAPasswordOfSomebodyWhoMay) {
  const auto wrong = [&](const RunningRouter::Person& checker) {
    const auto reply = ask(*critical, &v1::Critical::Stub::Notify, notice(checker));
    EXPECT_FALSE(reply);
    return reply ? std::string() : reply.error().reason;
  };
  auto mistyped = colleague;
  mistyped.password = "not their password";
  EXPECT_EQ(wrong(mistyped), "CHECK_REFUSED");
  EXPECT_EQ(wrong(administrator), "CHECK_REFUSED") << "right password, wrong role";
  EXPECT_EQ(wrong({"", "nobody", "no password"}), "CHECK_REFUSED");
  EXPECT_EQ(router->count("SELECT COUNT(*) FROM critical_notice"), 0);
  // The reader's own log-in is as good as before.
  EXPECT_TRUE(ask(*critical, &v1::Critical::Stub::List, v1::ListCriticalRequest()));
  EXPECT_GE(router->count("SELECT COUNT(*) FROM audit_event WHERE action = 'critical.check' AND outcome <> 'ok'"), 2);

  const auto request = notice(colleague);
  const auto first = ask(*critical, &v1::Critical::Stub::Notify, request);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->notice().checked_by().user_id(), colleague.user_id);
  auto again = request;
  again.set_checker_password("forgotten meanwhile");
  const auto second = ask(*critical, &v1::Critical::Stub::Notify, again);
  ASSERT_TRUE(second) << "sent again because its answer was lost: " << second.error().message;
  EXPECT_EQ(second->notice().notice_id(), first->notice().notice_id());
  EXPECT_EQ(router->count("SELECT COUNT(*) FROM critical_notice WHERE content LIKE '%" + colleague.password + "%'"), 0);
  EXPECT_EQ(router->count("SELECT COUNT(*) FROM letter WHERE content LIKE '%" + colleague.password + "%'"), 0);
}

TEST_F(CriticalOnTheWire, GoesToTheSiteAndBackUntilItIsClosed) {
  const auto notice_id = sent().notice_id();
  ASSERT_FALSE(notice_id.empty());

  // The station watches.
  grpc::ClientContext watching;
  rpc::set_session(watching, token);
  rpc::set_deadline(watching, std::chrono::seconds(60));
  const auto stream = critical->Watch(&watching, v1::WatchCriticalRequest());
  const auto until = [&](v1::CriticalState state) {
    v1::CriticalChange change;
    while (stream->Read(&change))
      if (change.notice().notice_id() == notice_id && change.notice().state() == state) return change.notice();
    ADD_FAILURE() << "the feed ended before state " << state;
    return v1::CriticalNotice();
  };
  until(v1::CRITICAL_STATE_SENT);

  // The agent gets the letter and keeps it.
  const auto mailbox = v1::Mailbox::NewStub(agent);
  grpc::ClientContext subscribed;
  rpc::set_deadline(subscribed, std::chrono::seconds(60));
  const auto letters = mailbox->Subscribe(&subscribed, v1::SubscribeRequest());
  v1::Delivery delivery;
  while (letters->Read(&delivery))
    if (delivery.letter().critical().notice().notice_id() == notice_id) break;
  ASSERT_EQ(delivery.letter().critical().notice().finding(), "膈下游离气体，考虑消化道穿孔");
  v1::AcknowledgeRequest kept;
  kept.set_letter_id(delivery.letter().letter_id());
  kept.set_verdict(v1::AcknowledgeRequest::KEPT);
  ASSERT_TRUE(ask(*mailbox, &v1::Mailbox::Stub::Acknowledge, kept, ""));
  EXPECT_TRUE(until(v1::CRITICAL_STATE_DELIVERED).has_delivered_at());

  // Not closed before read-back and action, which are the site's.
  v1::CloseCriticalRequest closing;
  closing.set_notice_id(notice_id);
  const auto too_early = ask(*critical, &v1::Critical::Stub::Close, closing);
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().reason, "NOT_READ_BACK");
  const auto site = v1::Critical::NewStub(agent), other = v1::Critical::NewStub(other_agent);
  const auto strangers = ask(*other, &v1::Critical::Stub::ReadBack, read_back(notice_id), "");
  ASSERT_FALSE(strangers);
  EXPECT_EQ(strangers.error().reason, "NO_SUCH_NOTICE");
  ASSERT_TRUE(ask(*site, &v1::Critical::Stub::ReadBack, read_back(notice_id), ""));
  EXPECT_EQ(until(v1::CRITICAL_STATE_READ_BACK).read_back().by(), "张护士");
  v1::RecordSiteActionRequest action;
  action.set_notice_id(notice_id);
  action.set_action_id(ids.ids.next());
  action.set_by("张护士");
  action.set_doctor("王医生");
  action.mutable_doctor_told_at()->set_seconds(base::to_micros(ids.clock.now()) / 1'000'000);
  action.set_text("禁食、胃肠减压，呼叫120转县医院");
  action.mutable_at()->set_seconds(base::to_micros(ids.clock.now()) / 1'000'000);
  ASSERT_TRUE(ask(*site, &v1::Critical::Stub::RecordSiteAction, action, ""));
  EXPECT_EQ(until(v1::CRITICAL_STATE_ACTED).actions(0).doctor(), "王医生");
  const auto closed = ask(*critical, &v1::Critical::Stub::Close, closing);
  ASSERT_TRUE(closed) << closed.error().message;
  until(v1::CRITICAL_STATE_CLOSED);
  watching.TryCancel();
  subscribed.TryCancel();

  v1::ListCriticalRequest of_study;
  of_study.set_study_id(study);
  const auto listed = ask(*critical, &v1::Critical::Stub::List, of_study);
  ASSERT_TRUE(listed);
  EXPECT_TRUE(std::ranges::any_of(listed->notices(), [&](const auto& one) { return one.notice_id() == notice_id; }));
  for (const char* step :
       {"critical.notify", "critical.delivered", "critical.read_back", "critical.action", "critical.close"})
    EXPECT_EQ(router->count("SELECT COUNT(*) FROM audit_event WHERE action = '" + std::string(step) +
                            "' AND subject = '" + notice_id + "'"),
              1)
        << step;
}

TEST_F(CriticalOnTheWire, TheListSaysWhereItComesFrom) {
  const auto table = ask(*critical, &v1::Critical::Stub::GetTable, v1::GetCriticalTableRequest());
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_FALSE(table->source().empty());
  EXPECT_GE(table->entries_size(), 8);
  EXPECT_GT(table->read_back_minutes(), 0U);
}

TEST_F(CriticalOnTheWire, ARegisterLongerThanWasAskedForSaysSo) {
  sent();
  sent();
  v1::ListCriticalRequest one;
  one.set_limit(1);
  const auto listed = ask(*critical, &v1::Critical::Stub::List, one);
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->notices_size(), 1);
  EXPECT_TRUE(listed->truncated());
}

}  // namespace
}  // namespace rdc::router
