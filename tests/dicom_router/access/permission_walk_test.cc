// Every method of every service, called by every kind of caller, compared with a table written by hand. The methods
// come from the descriptors: one that is added without a row here fails.
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>

#include "common/identity/certificate_authority.h"
#include "common/rpc/status.h"
#include "rdc/v1/alert.pb.h"
#include "rdc/v1/audit.pb.h"
#include "rdc/v1/critical.pb.h"
#include "rdc/v1/directory.pb.h"
#include "rdc/v1/ecg.pb.h"
#include "rdc/v1/ingest.pb.h"
#include "rdc/v1/mailbox.pb.h"
#include "rdc/v1/report.pb.h"
#include "rdc/v1/study.pb.h"
#include "rdc/v1/worklist.pb.h"
#include "tests/dicom_router/access/running_router.h"

namespace rdc::router {
namespace {

enum Kind { kAgent, kStation, kRadiologist, kCardiologist, kAdministrator, kQuality, kInitialPassword };
using Kinds = std::set<Kind>;

const Kinds kPeople = {kRadiologist, kCardiologist, kAdministrator, kQuality};
const Kinds kReaders = {kRadiologist, kCardiologist};
const Kinds kReadersAndQuality = {kRadiologist, kCardiologist, kQuality};
const Kinds kCardiologists = {kCardiologist};
const Kinds kCardiologistsAndQuality = {kCardiologist, kQuality};
const Kinds kRotaReaders = {kCardiologist, kAdministrator, kQuality};
const Kinds kOffice = {kAdministrator, kQuality};
const Kinds kAdministrators = {kAdministrator};
const Kinds kAgents = {kAgent};
const Kinds kMachines = {kAgent, kStation, kRadiologist, kCardiologist, kAdministrator, kQuality, kInitialPassword};
const Kinds kPeopleAtFirstLogIn = {kRadiologist, kCardiologist, kAdministrator, kQuality, kInitialPassword};

// The whole truth about who may call what. Nothing here is computed from the contract or the role table.
const std::map<std::string, Kinds> kTable = {
    {"/rdc.v1.Session/Login", kMachines},
    {"/rdc.v1.Session/RenewMachineCertificate", kMachines},
    {"/rdc.v1.Session/Logout", kPeopleAtFirstLogIn},
    {"/rdc.v1.Session/ChangePassword", kPeopleAtFirstLogIn},
    {"/rdc.v1.Session/GetSelf", kPeopleAtFirstLogIn},
    {"/rdc.v1.Session/EnrolSigningKey", kReaders},
    {"/rdc.v1.Ingest/Upload", kAgents},
    {"/rdc.v1.Ingest/ReportLedger", kAgents},
    {"/rdc.v1.Mailbox/Subscribe", kAgents},
    {"/rdc.v1.Mailbox/ReadAttachment", kAgents},
    {"/rdc.v1.Mailbox/Acknowledge", kAgents},
    {"/rdc.v1.Worklist/List", kReadersAndQuality},
    {"/rdc.v1.Worklist/Watch", kReadersAndQuality},
    {"/rdc.v1.Worklist/Claim", kReaders},
    {"/rdc.v1.Worklist/Release", kReaders},
    {"/rdc.v1.Worklist/Assign", kReaders},
    {"/rdc.v1.Worklist/ListReaders", kReaders},
    {"/rdc.v1.Study/GetStudy", kReadersAndQuality},
    {"/rdc.v1.Study/ListPriors", kReadersAndQuality},
    {"/rdc.v1.Study/SearchStudies", kReadersAndQuality},
    {"/rdc.v1.Study/ReadObject", kReadersAndQuality},
    {"/rdc.v1.Study/StoreDerived", kReaders},
    {"/rdc.v1.Report/GetReport", kReadersAndQuality},
    {"/rdc.v1.Report/ReadRevisionFile", kReadersAndQuality},
    {"/rdc.v1.Report/SaveDraft", kReaders},
    {"/rdc.v1.Report/SubmitSigned", kReaders},
    {"/rdc.v1.Report/ReturnToAuthor", kReaders},
    {"/rdc.v1.Alert/MeasureClock", kMachines},
    {"/rdc.v1.Alert/OpenCase", kAgents},
    {"/rdc.v1.Alert/AttachEcg", kAgents},
    {"/rdc.v1.Alert/RecordSitePoints", kAgents},
    {"/rdc.v1.Alert/ReadBack", kAgents},
    {"/rdc.v1.Alert/Watch", kCardiologistsAndQuality},
    {"/rdc.v1.Alert/GetCase", kCardiologistsAndQuality},
    {"/rdc.v1.Alert/ListCases", kCardiologistsAndQuality},
    {"/rdc.v1.Alert/ReportDisplayed", kCardiologists},
    {"/rdc.v1.Alert/Acknowledge", kCardiologists},
    {"/rdc.v1.Alert/Decide", kCardiologists},
    {"/rdc.v1.Alert/Close", kCardiologists},
    {"/rdc.v1.Alert/OpenFromStudy", kCardiologists},
    {"/rdc.v1.Alert/Advise", kCardiologists},
    {"/rdc.v1.Alert/RecordCasePoints", kCardiologists},
    {"/rdc.v1.Alert/GetPerformance", kCardiologistsAndQuality},
    {"/rdc.v1.Alert/GetRota", kRotaReaders},
    {"/rdc.v1.Alert/SetRota", kAdministrators},
    {"/rdc.v1.Ecg/ReportOpened", kReaders},
    {"/rdc.v1.Ecg/GetAnalysis", kReadersAndQuality},
    {"/rdc.v1.Ecg/ListSummaries", kReadersAndQuality},
    {"/rdc.v1.Ecg/ListPriorEcgs", kReadersAndQuality},
    {"/rdc.v1.Ecg/GetOverreads", kReadersAndQuality},
    {"/rdc.v1.Ecg/SaveOverread", kCardiologists},
    {"/rdc.v1.Critical/GetTable", kReadersAndQuality},
    {"/rdc.v1.Critical/Notify", kReaders},
    {"/rdc.v1.Critical/Watch", kReadersAndQuality},
    {"/rdc.v1.Critical/List", kReadersAndQuality},
    {"/rdc.v1.Critical/RecordPhoneReadBack", kReaders},
    {"/rdc.v1.Critical/RecordPhoneAction", kReaders},
    {"/rdc.v1.Critical/Close", kReaders},
    {"/rdc.v1.Critical/ReadBack", kAgents},
    {"/rdc.v1.Critical/RecordSiteAction", kAgents},
    {"/rdc.v1.Directory/ListSites", kOffice},
    {"/rdc.v1.Directory/ListDevices", kOffice},
    {"/rdc.v1.Directory/ListUsers", kOffice},
    {"/rdc.v1.Directory/AddSite", kAdministrators},
    {"/rdc.v1.Directory/RevokeSite", kAdministrators},
    {"/rdc.v1.Directory/AddDevice", kAdministrators},
    {"/rdc.v1.Directory/AddUser", kAdministrators},
    {"/rdc.v1.Directory/DisableUser", kAdministrators},
    {"/rdc.v1.Directory/GetSiteConfiguration", kAgents},
    {"/rdc.v1.Audit/ListEvents", kOffice},
    {"/rdc.v1.Audit/VerifyChain", kOffice},
    {"/rdc.v1.Audit/Reconcile", kOffice},
    {"/grpc.health.v1.Health/Check", kMachines},
    {"/rdc.v1.Agent/GetStatus", {}},
    {"/rdc.v1.Agent/SendFile", {}},
    {"/rdc.v1.Agent/ListQuarantine", {}},
    {"/rdc.v1.Agent/ReleaseQuarantine", {}},
    {"/rdc.v1.Agent/Watch", {}},
    {"/rdc.v1.Agent/PressChestPain", {}},
    {"/rdc.v1.Agent/RecordPoint", {}},
    {"/rdc.v1.Agent/UndoPoint", {}},
    {"/rdc.v1.Agent/JoinEcg", {}},
    {"/rdc.v1.Agent/ReadBackAnswer", {}},
    {"/rdc.v1.Agent/ReadBackCritical", {}},
    {"/rdc.v1.Agent/RecordCriticalAction", {}},
    {"/rdc.v1.Agent/SeeWarning", {}},
    {"/rdc.v1.NoSuch/Thing", {}},
};

const std::set<std::string> kGateReasons = {"NO_CERTIFICATE",       "NOT_ENROLLED",  "REVOKED",
                                            "NO_SESSION",           "SESSION_OVER",  "NOT_PERMITTED",
                                            "MUST_CHANGE_PASSWORD", "NO_SUCH_METHOD"};

std::set<std::string> methods_of_the_contract() {
  std::set<std::string> methods;
  const auto* file = v1::Permission_descriptor()->file();
  const auto* pool = file->pool();
  for (const auto* name : {"session", "ingest", "mailbox", "worklist", "study", "report", "directory", "audit", "agent",
                           "alert", "ecg", "critical"}) {
    const auto* found = pool->FindFileByName(std::string("rdc/v1/") + name + ".proto");
    if (found == nullptr) continue;
    for (int s = 0; s < found->service_count(); ++s)
      for (int m = 0; m < found->service(s)->method_count(); ++m)
        methods.insert("/" + found->service(s)->full_name() + "/" + found->service(s)->method(m)->name());
  }
  return methods;
}

// Sends one empty message to any method and says how it ended; a first answer counts as having been let in.
grpc::Status call(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, const std::string& token) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  rpc::set_deadline(context, std::chrono::milliseconds(1500));
  if (!token.empty()) rpc::set_session(context, token);
  const auto stream = stub.PrepareCall(&context, method, &queue);
  const auto wait = [&] {
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return ok;
  };
  grpc::Slice nothing("", 0);
  grpc::ByteBuffer reply;
  grpc::Status status;
  stream->StartCall(&queue);
  if (wait()) {
    stream->WriteLast(grpc::ByteBuffer(&nothing, 1), grpc::WriteOptions(), &queue);
    wait();
    stream->Read(&reply, &queue);
    if (wait()) context.TryCancel();
  }
  stream->Finish(&status, &queue);
  wait();
  return status;
}

bool is_refused(const grpc::Status& status) {
  return !status.ok() && kGateReasons.contains(rpc::from_status(status).reason);
}

class PermissionWalk : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { router = std::make_unique<RunningRouter>(); }
  static void TearDownTestSuite() { router.reset(); }
  static std::unique_ptr<RunningRouter> router;

  static int refusals(const std::string& method) {
    return router->count("SELECT COUNT(*) FROM audit_event WHERE action = 'access.refused' AND subject = '" + method +
                         "'");
  }

  static void expect_refused(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                             const std::string& token, const std::string& reason) {
    const int before = refusals(method);
    const auto status = call(channel, method, token);
    EXPECT_EQ(rpc::from_status(status).reason, reason) << method;
    EXPECT_EQ(refusals(method), before + 1) << method << " was refused without an audit row";
  }
};
std::unique_ptr<RunningRouter> PermissionWalk::router;

TEST_F(PermissionWalk, TheTableNamesEveryMethod) {
  for (const auto& method : methods_of_the_contract()) EXPECT_TRUE(kTable.contains(method)) << method;
  EXPECT_GE(methods_of_the_contract().size(), 72U);
}

TEST_F(PermissionWalk, EveryMethodAnswersExactlyThoseInTheTable) {
  const auto agent = router->connect(router->add_agent("walk-site"));
  const auto station = router->connect(router->add_station("walk-station"));
  std::map<Kind, RunningRouter::Person> people = {
      {kRadiologist, router->add_person("walk-radiologist", v1::ROLE_RADIOLOGIST)},
      {kCardiologist, router->add_person("walk-cardiologist", v1::ROLE_CARDIOLOGIST)},
      {kAdministrator, router->add_person("walk-administrator", v1::ROLE_ADMINISTRATOR)},
      {kQuality, router->add_person("walk-quality", v1::ROLE_QUALITY_CONTROLLER)},
      {kInitialPassword, router->add_person("walk-new", v1::ROLE_RADIOLOGIST, RunningRouter::Password::kInitial)}};
  std::map<Kind, std::string> tokens;
  for (const auto& [kind, person] : people) tokens[kind] = router->log_in(station, person);

  for (const auto& [method, allowed] : kTable) {
    for (const Kind kind : kMachines) {
      const int before = refusals(method);
      const auto status = call(kind == kAgent ? agent : station, method, tokens[kind]);
      EXPECT_EQ(is_refused(status), !allowed.contains(kind))
          << method << " called by kind " << kind << ": " << status.error_code() << " " << status.error_message();
      EXPECT_NE(status.error_code(), grpc::StatusCode::UNAVAILABLE) << method;
      EXPECT_EQ(refusals(method) - before, allowed.contains(kind) ? 0 : 1) << method << " called by kind " << kind;
      if (method == "/rdc.v1.Session/Logout" && people.contains(kind))
        tokens[kind] = router->log_in(station, people[kind]);
    }
  }
}

TEST_F(PermissionWalk, ARevokedSiteIsRefusedEverywhere) {
  const auto agent = router->connect(router->add_agent("revoked-site"));
  ASSERT_FALSE(is_refused(call(agent, "/rdc.v1.Mailbox/Acknowledge", "")));
  ASSERT_TRUE(router->centre().enrolment.revoke_site(console_actor(), "revoked-site"));
  for (const auto& [method, allowed] : kTable)
    if (allowed.contains(kAgent)) expect_refused(agent, method, "", "REVOKED");
}

TEST_F(PermissionWalk, AReinstatedSiteWorksWithItsNewCertificateOnly) {
  const auto old_agent = router->connect(router->add_agent("again-site"));
  ASSERT_TRUE(router->centre().enrolment.revoke_site(console_actor(), "again-site"));
  const auto new_agent = router->connect(router->add_agent("again-site"));
  EXPECT_FALSE(is_refused(call(new_agent, "/rdc.v1.Directory/GetSiteConfiguration", "")));
  expect_refused(old_agent, "/rdc.v1.Directory/GetSiteConfiguration", "", "REVOKED");
}

TEST_F(PermissionWalk, AnEndedSessionIsRefusedEverywhere) {
  const auto station = router->connect(router->add_station("ended-station"));
  const auto person = router->add_person("ended", v1::ROLE_RADIOLOGIST);
  const char* const endings[] = {
      "UPDATE login_session SET last_used_at = last_used_at - 1800000000 WHERE user_id = '",  // 30 idle minutes
      "UPDATE login_session SET created_at = created_at - 43200000000 WHERE user_id = '",     // 12 hours
      "UPDATE account SET disabled = 1 WHERE user_id = '"};
  for (const auto* ending : endings) {
    const auto token = router->log_in(station, person);
    ASSERT_FALSE(is_refused(call(station, "/rdc.v1.Session/GetSelf", token)));
    // The session's activity is written behind the call; this one's audit row is waited for, and comes after it.
    ASSERT_FALSE(is_refused(call(station, "/rdc.v1.Worklist/List", token)));
    router->execute(ending + person.user_id + "'");
    for (const auto& [method, allowed] : kTable)
      if (allowed.contains(kRadiologist) && !allowed.contains(kStation))
        expect_refused(station, method, token, "SESSION_OVER");
  }
}

TEST_F(PermissionWalk, ATokenIsWorthNothingAtAnotherStation) {
  const auto first = router->connect(router->add_station("first-station"));
  const auto second = router->connect(router->add_station("second-station"));
  const auto token = router->log_in(first, router->add_person("mover", v1::ROLE_RADIOLOGIST));
  EXPECT_FALSE(is_refused(call(first, "/rdc.v1.Worklist/List", token)));
  expect_refused(second, "/rdc.v1.Worklist/List", token, "SESSION_OVER");
  expect_refused(first, "/rdc.v1.Worklist/List", "no such token", "SESSION_OVER");
}

// What a station's disk is sealed with: from its log-in alone, of this station and of this person.
TEST_F(PermissionWalk, AStationGetsItsDisksKeysWithTheLogInAlone) {
  const auto first = router->connect(router->add_station("sealed-one"));
  const auto second = router->connect(router->add_station("sealed-two"));
  const auto li = router->add_person("sealed-li", v1::ROLE_RADIOLOGIST);
  const auto zhou = router->add_person("sealed-zhou", v1::ROLE_RADIOLOGIST);
  const auto reply_at = [](const std::shared_ptr<grpc::Channel>& machine, const RunningRouter::Person& person) {
    grpc::ClientContext context;
    rpc::set_deadline(context, rpc::kUnaryDeadline);
    v1::LoginRequest request;
    request.set_user_name(person.user_name);
    request.set_password(person.password);
    v1::LoginReply reply;
    const auto status = v1::Session::NewStub(machine)->Login(&context, request, &reply);
    EXPECT_EQ(status.ok(), person.password != "wrong");
    return reply;
  };
  const auto at_first = reply_at(first, li), again = reply_at(first, li), at_second = reply_at(second, li),
             others = reply_at(first, zhou);
  EXPECT_EQ(at_first.station_cache_key().size(), 32U);
  EXPECT_EQ(at_first.person_draft_key().size(), 32U);
  EXPECT_EQ(again.station_cache_key(), at_first.station_cache_key());
  EXPECT_EQ(others.station_cache_key(), at_first.station_cache_key());
  EXPECT_NE(at_second.station_cache_key(), at_first.station_cache_key());
  EXPECT_EQ(at_second.person_draft_key(), at_first.person_draft_key());
  EXPECT_NE(others.person_draft_key(), at_first.person_draft_key());
  const auto refused = reply_at(first, {li.user_id, li.user_name, "wrong"});
  EXPECT_EQ(refused.station_cache_key(), "");
  EXPECT_EQ(refused.person_draft_key(), "");
}

// What a station calls by itself runs beside what its reader calls, under the same certificate and token: no row of the
// reader's may be without a name.
TEST_F(PermissionWalk, CallsBesideThatNeedNoPersonTakeNobodysNameAway) {
  const auto station = router->connect(router->add_station("busy-station"));
  const auto token = router->log_in(station, router->add_person("busy", v1::ROLE_RADIOLOGIST));
  std::atomic<bool> done = false;
  std::jthread clockwork([&] {
    while (!done) EXPECT_FALSE(is_refused(call(station, "/rdc.v1.Alert/MeasureClock", token)));
  });
  for (int i = 0; i < 300; ++i) ASSERT_FALSE(is_refused(call(station, "/rdc.v1.Worklist/List", token)));
  done = true;
  clockwork.join();
  const std::string rows = "SELECT COUNT(*) FROM audit_event WHERE machine = 'station/busy-station' AND action = ";
  EXPECT_EQ(router->count(rows + "'worklist.list'"), 300);
  EXPECT_EQ(router->count(rows + "'worklist.list' AND user_id = ''"), 0);
}

TEST_F(PermissionWalk, ACertificateThatWasNeverEnrolledIsRefused) {
  base::SystemClock clock;
  auto& authority = router->centre().authority;
  const auto key = identity::KeyPair::generate();
  const auto certificate = authority.issue_machine(*key->certificate_request("x"), "agent/walk-site");
  const auto stranger = router->connect({authority.certificate_pem(), *certificate, key->to_pem().text()});
  expect_refused(stranger, "/rdc.v1.Mailbox/Acknowledge", "", "NOT_ENROLLED");
}

// These end inside TLS: nothing of the call reaches the router's HTTP/2.
TEST_F(PermissionWalk, WrongOrMissingCertificatesDoNotConnect) {
  base::SystemClock clock;
  auto& authority = router->centre().authority;
  const auto key = identity::KeyPair::generate();
  const auto foreign = identity::CertificateAuthority::create("another centre", clock);
  const std::string request = *key->certificate_request("x");
  const std::map<std::string, std::string> certificates = {
      {"none", ""},
      {"another centre's", *foreign->issue_machine(request, "agent/walk-site")},
      {"for signing", *authority.issue_signer(request, "user-1", "李明华")},
      {"a server's", *authority.issue_server(request, "router/x", {})}};
  for (const auto& [name, certificate] : certificates) {
    const auto channel =
        router->connect({authority.certificate_pem(), certificate, certificate.empty() ? "" : key->to_pem().text()});
    const char* const rows = "SELECT COUNT(*) FROM audit_event WHERE action = 'access.refused' AND subject = 'tls'";
    const int before = router->count(rows);
    const auto status = call(channel, "/rdc.v1.Session/Login", "");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << name << ": " << status.error_message();
    // The client may hear of it before the server's row is written; each turn waits for the catalog's writer.
    for (int turn = 0; turn < 2000 && router->count(rows) == before; ++turn)
      router->execute("UPDATE site SET revoked = revoked");
    EXPECT_GT(router->count(rows), before) << name;
  }
}

TEST_F(PermissionWalk, AClientRefusesAServerThatIsNotTheCentres) {
  base::SystemClock clock;
  const auto foreign = identity::CertificateAuthority::create("another centre", clock);
  auto identity = router->add_station("careful-station");
  identity.ca_pem = foreign->certificate_pem();
  EXPECT_EQ(call(router->connect(identity), "/rdc.v1.Session/Login", "").error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(PermissionWalk, TheAuditIsIntactAfterAllThis) {
  const auto verdict = router->centre().database().read<AuditLog::Verdict>(
      [&](soci::session& session) { return router->centre().audit.verify(session); });
  ASSERT_TRUE(verdict);
  EXPECT_TRUE(verdict->intact) << verdict->finding;
}

}  // namespace
}  // namespace rdc::router
