// Who is not let in: by the certificate, by the site's standing, by the role, by the session. Against the real server.
#include <gtest/gtest.h>

#include "common/base/file_system.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/enrolment_bundle.h"
#include "common/rpc/status.h"
#include "rdc/v1/directory.grpc.pb.h"
#include "rdc/v1/ingest.grpc.pb.h"
#include "tests/testkit/must.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class Access : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 5});
    catalog_ = must(township_->county().router_catalog());
  }
  static void TearDownTestSuite() {
    catalog_.reset();
    township_.reset();
  }
  static std::string centre_pem() {
    return *base::read_file(township_->county().router_data() / "keys" / "ca.pem", 64 * 1024);
  }

  // The outcome of the simplest call there is.
  static grpc::Status knock(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    rpc::set_deadline(context, 5s);
    v1::LoginRequest request;
    request.set_user_name("nobody");
    v1::LoginReply reply;
    return v1::Session::NewStub(channel)->Login(&context, request, &reply);
  }
  // Whether TLS itself refused, before any handler.
  static bool kept_out(const grpc::Status& status) {
    return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
           status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
  }
  // Does `knock`, which must be refused, and waits for the refusal to be on record.
  template <typename Knock>
  static void expect_audited(const std::string& outcome, const std::string& method, Knock refused_call) {
    const std::string refusals =
        "SELECT count(*) FROM audit_event WHERE action = 'access.refused' AND outcome = ? AND subject = ?";
    const auto before = catalog_->count(refusals, {outcome, method});
    refused_call();
    const auto one_more = [&](DatabaseWatch& catalog) {
      const auto now = catalog.number(refusals, {outcome, method});
      return now && *now > before;
    };
    EXPECT_TRUE(catalog_->wait_until(one_more, 10s)) << "no audit row " << outcome << " for " << method;
  }
  static std::string reason_of(const grpc::Status& status) {
    return status.ok() ? "" : rpc::from_status(status).reason;
  }
  static rpc::Identity agent_identity() {
    const auto bundle = base::read_file(township_->site().directory / "site.bundle", 64 * 1024);
    auto opened = identity::open_bundle(*bundle, township_->county().site_code("liuhe"));
    EXPECT_TRUE(opened);
    return {opened->ca_pem, opened->certificate_pem, opened->key_pem.text()};
  }
  static std::unique_ptr<Township> township_;
  static std::unique_ptr<DatabaseWatch> catalog_;
};
std::unique_ptr<Township> Access::township_;
std::unique_ptr<DatabaseWatch> Access::catalog_;

TEST_F(Access, WithoutAClientCertificateNobodyGetsIn) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = centre_pem();
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(identity::kRouterServerName);
  expect_audited("TLS_REFUSED", "tls", [&] {
    EXPECT_TRUE(kept_out(knock(
        grpc::CreateCustomChannel(township_->county().router_address(), grpc::SslCredentials(options), arguments))));
  });
}

TEST_F(Access, WithoutTlsNobodyGetsIn) {
  EXPECT_TRUE(
      kept_out(knock(grpc::CreateChannel(township_->county().router_address(), grpc::InsecureChannelCredentials()))));
}

TEST_F(Access, AForeignAuthoritysCertificateIsRefused) {
  // The same names and a certificate authority of the same name: only the key differs.
  const auto foreign =
      identity::CertificateAuthority::create(township_->county().options().centre_name, township_->clock());
  const auto key = identity::KeyPair::generate();
  ASSERT_TRUE(foreign && key);
  const auto request = key->certificate_request("agent/liuhe");
  const auto certificate = foreign->issue_machine(*request, "agent/liuhe");
  ASSERT_TRUE(certificate);
  const auto channel =
      rpc::make_channel(township_->county().router_address(), {centre_pem(), *certificate, key->to_pem().text()},
                        {.connection = rpc::Connection::kOwn});
  expect_audited("TLS_REFUSED", "tls", [&] { EXPECT_TRUE(kept_out(knock(channel))); });
}

// The authority's key alone makes no machine: what it certified must also be enrolled.
TEST_F(Access, ACertificateThatWasNeverEnrolledIsRefused) {
  const auto authority = identity::CertificateAuthority::load(
      centre_pem(), *base::read_file(township_->county().router_data() / "keys" / "ca.key", 64 * 1024),
      township_->clock());
  const auto key = identity::KeyPair::generate();
  ASSERT_TRUE(authority && key);
  const auto request = key->certificate_request("agent/liuhe");
  const auto certificate = authority->issue_machine(*request, "agent/liuhe");
  ASSERT_TRUE(certificate);
  const auto channel =
      rpc::make_channel(township_->county().router_address(), {centre_pem(), *certificate, key->to_pem().text()},
                        {.connection = rpc::Connection::kOwn});
  expect_audited("NOT_ENROLLED", "/rdc.v1.Session/Login",
                 [&] { EXPECT_EQ(reason_of(knock(channel)), "NOT_ENROLLED"); });
}

TEST_F(Access, AnAgentMayNotDoAPersonsWork) {
  const auto channel =
      rpc::make_channel(township_->county().router_address(), agent_identity(), {.connection = rpc::Connection::kOwn});
  expect_audited("NOT_PERMITTED", "/rdc.v1.Worklist/List", [&] {
    grpc::ClientContext context;
    rpc::set_deadline(context, 5s);
    v1::ListWorklistReply reply;
    EXPECT_EQ(reason_of(v1::Worklist::NewStub(channel)->List(&context, {}, &reply)), "NOT_PERMITTED");
  });
}

TEST_F(Access, AStationMayNotUpload) {
  auto client = township_->person("reading-1", "li");
  expect_audited("NOT_PERMITTED", "/rdc.v1.Ingest/ReportLedger", [&] {
    grpc::ClientContext context;
    client->prepare(context, 5s);
    v1::ReportLedgerReply reply;
    EXPECT_EQ(reason_of(v1::Ingest::NewStub(client->channel())->ReportLedger(&context, {}, &reply)), "NOT_PERMITTED");
  });
}

TEST_F(Access, AReaderMayNotAdminister) {
  auto client = township_->person("reading-1", "li");
  expect_audited("NOT_PERMITTED", "/rdc.v1.Directory/ListUsers", [&] {
    grpc::ClientContext context;
    client->prepare(context, 5s);
    v1::ListUsersReply reply;
    EXPECT_EQ(reason_of(v1::Directory::NewStub(client->channel())->ListUsers(&context, {}, &reply)), "NOT_PERMITTED");
  });
}

TEST_F(Access, AQualityControllerMayReadButNotSign) {
  auto client = township_->person("reading-1", "qian");
  EXPECT_TRUE(client->list());
  expect_audited("NOT_PERMITTED", "/rdc.v1.Session/EnrolSigningKey", [&] {
    const auto refused = client->enrol_signing_key(Township::kPin);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kDenied);
  });
}

TEST_F(Access, AnEndedSessionIsOver) {
  auto client = township_->person("reading-1", "zhou");
  const std::string token = client->token();
  ASSERT_TRUE(client->log_out());
  for (const std::string& tried : {token, std::string("made up")}) {
    client->set_token(tried);
    expect_audited("SESSION_OVER", "/rdc.v1.Worklist/List", [&] {
      const auto refused = client->list();
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().code, ErrorCode::kUnauthenticated);
    });
  }
  client->set_token("");
  expect_audited("NO_SESSION", "/rdc.v1.Worklist/List", [&] { EXPECT_FALSE(client->list()); });
}

TEST_F(Access, ATokenIsWorthNothingAtAnotherStation) {
  auto client = township_->person("reading-1", "li");
  auto other = township_->person("reading-2", "zhou");
  other->set_token(client->token());
  expect_audited("SESSION_OVER", "/rdc.v1.Worklist/List", [&] { EXPECT_FALSE(other->list()); });
  EXPECT_TRUE(client->list());
}

TEST_F(Access, ADisabledPersonsSessionEndsAtOnce) {
  auto client = township_->person("reading-1", "xin");
  ASSERT_TRUE(client->list());
  const auto disabled = township_->county().router_command({"user", "disable", "xin"});
  ASSERT_TRUE(disabled && disabled->ok());
  expect_audited("SESSION_OVER", "/rdc.v1.Worklist/List", [&] { EXPECT_FALSE(client->list()); });
  EXPECT_FALSE(client->log_in("xin", Township::kPassword));
}

TEST_F(Access, ARevokedStationIsRefused) {
  auto client = township_->person("reading-2", "li");
  ASSERT_TRUE(client->list());
  const auto revoked = township_->county().router_command({"station", "revoke", "reading-2"});
  ASSERT_TRUE(revoked && revoked->ok()) << revoked->output;
  expect_audited("REVOKED", "/rdc.v1.Worklist/List", [&] {
    const auto refused = client->list();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, "REVOKED");
  });
}

// Last: it takes the site away, and gives it back.
TEST_F(Access, ARevokedSiteIsRefusedUntilItIsEnrolledAgain) {
  const auto revoked = township_->county().router_command({"site", "revoke", "liuhe"});
  ASSERT_TRUE(revoked && revoked->ok()) << revoked->output;
  const auto channel =
      rpc::make_channel(township_->county().router_address(), agent_identity(), {.connection = rpc::Connection::kOwn});
  expect_audited("REVOKED", "/rdc.v1.Directory/GetSiteConfiguration", [&] {
    grpc::ClientContext context;
    rpc::set_deadline(context, 5s);
    v1::GetSiteConfigurationReply reply;
    EXPECT_EQ(reason_of(v1::Directory::NewStub(channel)->GetSiteConfiguration(&context, {}, &reply)), "REVOKED");
  });
  // The running agent's open streams are cut too: what its devices send stays with it, and the router learns nothing.
  const auto study = township_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
  ASSERT_TRUE(study);
  expect_audited("REVOKED", "/rdc.v1.Ingest/Upload", [&] {
    const auto sent = township_->dr().send(*study);
    EXPECT_TRUE(sent && sent->complete()) << "the device is served all the same";
  });
  EXPECT_EQ(catalog_->count("SELECT count(*) FROM instance"), 0);

  SiteHost& site = township_->site();
  const auto bundle = township_->scratch() / "again.bundle";
  const auto added = township_->county().router_command({"site", "add", "liuhe", "--name", site.setup.name, "--address",
                                                         "127.0.0.1:" + std::to_string(site.link().port()), "--bundle",
                                                         bundle.string()});
  ASSERT_TRUE(added && added->ok()) << added->output;
  ASSERT_TRUE(site.agent().stop());
  std::filesystem::rename(site.data() / "identity", site.data() / "identity.revoked");
  const auto code = added->output.substr(added->output.find("code: ") + 6, 23);
  const auto enrolled = site.command({"enrol", bundle.string(), "--code", code});
  ASSERT_TRUE(enrolled && enrolled->ok()) << enrolled->output;
  ASSERT_TRUE(site.agent().start());
  EXPECT_TRUE(township_->wait_for_instances(1, 30s)) << "what it kept meanwhile arrives";
}

}  // namespace
}  // namespace rdc::testkit
