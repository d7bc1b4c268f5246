// A critical value of a radiograph, with real processes: told by the reader under a colleague's password, sounding at
// the township until it is read back there without any link, both sides killed on the way, closed only when the action
// is on record at the centre.
#include <gtest/gtest.h>

#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/rpc/status.h"
#include "rdc/v1/critical.grpc.pb.h"
#include "tests/testkit/clinic.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

std::int64_t micros_of(const google::protobuf::Timestamp& at) { return at.seconds() * 1'000'000 + at.nanos() / 1000; }

class CriticalValue : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 23});
    reader_ = township_->person("reading-1", "li");
    colleague_ = township_->person("reading-2", "zhou");
    const auto study = township_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
    ASSERT_TRUE(study);
    ASSERT_TRUE(township_->dr().send(*study));
    auto item = reader_->wait_for_item([](const auto& each) { return each.instance_count() == 1; }, 60s);
    ASSERT_TRUE(item) << item.error().message;
    study_id_ = item->study_id();
  }
  static void TearDownTestSuite() {
    reader_.reset();
    colleague_.reset();
    township_.reset();
  }

  template <typename Request, typename Reply>
  static Result<Reply> ask(grpc::Status (v1::Critical::Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
                           const Request& request) {
    const auto stub = v1::Critical::NewStub(reader_->channel());
    grpc::ClientContext context;
    reader_->prepare(context);
    Reply reply;
    const auto status = ((*stub).*method)(&context, request, &reply);
    if (!status.ok()) return tl::unexpected<Error>(rpc::from_status(status));
    return reply;
  }
  // Follows the feed until the notice is so far; across a router that starts again.
  static std::optional<v1::CriticalNotice> wait_for(const std::string& notice_id, v1::CriticalState state) {
    const auto stub = v1::Critical::NewStub(reader_->channel());
    const auto& clock = township_->clock();
    const auto until = clock.monotonic() + 60s;
    while (clock.monotonic() < until) {
      grpc::ClientContext context;
      reader_->prepare(context, 20s);
      context.set_wait_for_ready(true);
      const auto stream = stub->Watch(&context, v1::WatchCriticalRequest());
      v1::CriticalChange change;
      while (stream->Read(&change)) {
        if (change.notice().notice_id() != notice_id || change.notice().state() != state) continue;
        context.TryCancel();
        return change.notice();
      }
    }
    return std::nullopt;
  }

  // At the console, also of an agent that has just been killed: the first call may still meet the dead one.
  static std::optional<v1::ClinicView> console(const std::function<bool(const v1::ClinicView&)>& wanted) {
    std::optional<v1::ClinicView> seen;
    for (int tries = 0; tries < 5 && !seen; ++tries) seen = Clinic(township_->site().data()).wait_for_view(wanted);
    return seen;
  }

  static std::unique_ptr<Township> township_;
  static std::unique_ptr<StationClient> reader_, colleague_;
  static std::string study_id_;
  base::SystemRandom random_;
  base::IdGenerator ids_{township_->clock(), random_};
};
std::unique_ptr<Township> CriticalValue::township_;
std::unique_ptr<StationClient> CriticalValue::reader_, CriticalValue::colleague_;
std::string CriticalValue::study_id_;

TEST_F(CriticalValue, IsClosedOnlyWhenTheTownshipHasReadItBackAndActed) {
  auto& site = township_->site();
  auto& county = township_->county();
  v1::NotifyCriticalRequest notice;
  notice.set_notice_id(ids_.next());
  notice.set_study_id(study_id_);
  notice.set_entry_id("tension-pneumothorax");
  notice.set_finding("右侧张力性气胸，纵隔左移");
  notice.set_advice("立即胸腔穿刺减压");
  notice.set_checker_user_name("zhou");
  notice.set_checker_password("wrong");
  const auto refused = ask(&v1::Critical::Stub::Notify, notice);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "CHECK_REFUSED");
  notice.set_checker_password(Township::kPassword);
  const auto sent = ask(&v1::Critical::Stub::Notify, notice);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->notice().checked_by().display_name(), "周文静");
  const auto& id = notice.notice_id();
  ASSERT_TRUE(wait_for(id, v1::CRITICAL_STATE_DELIVERED)) << "durable at the township";

  // At the township's console, and the line is cut.
  Clinic clinic(site.data());
  const auto sounding = clinic.wait_for_view(
      [](const v1::ClinicView& view) { return view.criticals_size() == 1 && view.criticals(0).sounding(); });
  ASSERT_TRUE(sounding);
  EXPECT_EQ(sounding->criticals(0).notice().finding(), notice.finding());
  EXPECT_EQ(sounding->criticals(0).notice().by().display_name(), "李明华");
  site.link().refuse();
  site.link().reset_all();
  v1::ReadBackClinicCriticalRequest read_back;
  read_back.set_notice_id(id);
  read_back.set_by("张护士");
  read_back.set_text("右侧张力性气胸，立即胸腔穿刺减压");
  const auto truth = base::to_micros(township_->clock().now());
  ASSERT_TRUE(clinic.call(&v1::Agent::Stub::ReadBackCritical, read_back).ok());
  site.agent().kill_now();
  ASSERT_TRUE(site.agent().start());
  const auto silent = console([](const v1::ClinicView& view) { return view.criticals_size() == 1; });
  ASSERT_TRUE(silent);
  EXPECT_FALSE(silent->criticals(0).sounding()) << "what was read back stays read back";
  EXPECT_TRUE(silent->criticals(0).action_missing());
  EXPECT_FALSE(silent->criticals(0).sent()) << "and the console says that the centre does not know it";

  // Nobody closes it meanwhile.
  v1::CloseCriticalRequest closing;
  closing.set_notice_id(id);
  const auto too_early = ask(&v1::Critical::Stub::Close, closing);
  ASSERT_FALSE(too_early);
  EXPECT_EQ(too_early.error().reason, "NOT_READ_BACK");

  v1::RecordClinicCriticalActionRequest action;
  action.set_action_id(ids_.next());
  action.set_notice_id(id);
  action.set_by("张护士");
  action.set_doctor("王医生");
  action.mutable_doctor_told_at()->set_seconds(truth / 1'000'000);
  action.set_text("胸腔穿刺减压，呼叫120");
  ASSERT_TRUE(Clinic(site.data()).call(&v1::Agent::Stub::RecordCriticalAction, action).ok());
  site.agent().kill_now();
  county.router().kill_now();
  ASSERT_TRUE(county.router().start());
  site.link().accept_again();
  ASSERT_TRUE(site.agent().start());

  const auto acted = wait_for(id, v1::CRITICAL_STATE_ACTED);
  ASSERT_TRUE(acted) << "both reached the centre";
  EXPECT_EQ(acted->read_back().by(), "张护士");
  EXPECT_EQ(acted->read_back().text(), read_back.text());
  EXPECT_LT(std::abs(micros_of(acted->read_back().at()) - truth), 5'000'000);
  ASSERT_EQ(acted->actions_size(), 1);
  EXPECT_EQ(acted->actions(0).doctor(), "王医生");
  const auto closed = ask(&v1::Critical::Stub::Close, closing);
  ASSERT_TRUE(closed) << closed.error().message;
  EXPECT_EQ(closed->notice().state(), v1::CRITICAL_STATE_CLOSED);
  EXPECT_TRUE(console([](const v1::ClinicView& view) {
    return view.criticals_size() == 1 && view.criticals(0).notice().has_closed_at() && view.criticals(0).sent();
  })) << "the township sees that it is over";

  // Who did what is on record, each once, and the chain holds.
  const auto catalog = county.router_catalog();
  ASSERT_TRUE(catalog);
  for (const char* step :
       {"critical.notify", "critical.delivered", "critical.read_back", "critical.action", "critical.close"})
    EXPECT_EQ((*catalog)->count("SELECT count(*) FROM audit_event WHERE action = '" + std::string(step) +
                                "' AND subject = '" + id + "'"),
              1)
        << step;
  const auto verified = county.router_command({"audit", "verify"});
  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->ok()) << verified->output;
}

}  // namespace
}  // namespace rdc::testkit
