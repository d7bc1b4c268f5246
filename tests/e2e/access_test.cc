// Who is not let in: by the certificate, by the site's standing, by the role, by the session. Against the real server.
#include <gtest/gtest.h>

#include "common/base/file_system.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/enrolment_bundle.h"
#include "common/rpc/status.h"
#include "rdc/v1/directory.grpc.pb.h"
#include "rdc/v1/ingest.grpc.pb.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class Access : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 5});
  }
  static void TearDownTestSuite() { township_.reset(); }
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
  static rpc::Identity agent_identity() {
    const auto bundle = base::read_file(township_->site().directory / "site.bundle", 64 * 1024);
    auto opened = identity::open_bundle(*bundle, township_->county().site_code("liuhe"));
    EXPECT_TRUE(opened);
    return {opened->ca_pem, opened->certificate_pem, opened->key_pem.text()};
  }
  static std::unique_ptr<Township> township_;
};
std::unique_ptr<Township> Access::township_;

TEST_F(Access, WithoutAClientCertificateNobodyGetsIn) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = centre_pem();
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride(identity::kRouterServerName);
  EXPECT_TRUE(kept_out(knock(
      grpc::CreateCustomChannel(township_->county().router_address(), grpc::SslCredentials(options), arguments))));
}

TEST_F(Access, WithoutTlsNobodyGetsIn) {
  EXPECT_TRUE(
      kept_out(knock(grpc::CreateChannel(township_->county().router_address(), grpc::InsecureChannelCredentials()))));
}

TEST_F(Access, AForeignAuthoritysCertificateIsRefused) {
  const auto foreign = identity::CertificateAuthority::create("Elsewhere", township_->clock());
  const auto key = identity::KeyPair::generate();
  ASSERT_TRUE(foreign && key);
  const auto request = key->certificate_request("agent/liuhe");
  const auto certificate = foreign->issue_machine(*request, "agent/liuhe");
  ASSERT_TRUE(certificate);
  const auto channel =
      rpc::make_channel(township_->county().router_address(), {centre_pem(), *certificate, key->to_pem().text()},
                        {.connection = rpc::Connection::kOwn});
  EXPECT_TRUE(kept_out(knock(channel)));
}

TEST_F(Access, AnAgentMayNotDoAPersonsWork) {
  const auto channel =
      rpc::make_channel(township_->county().router_address(), agent_identity(), {.connection = rpc::Connection::kOwn});
  grpc::ClientContext context;
  rpc::set_deadline(context, 5s);
  v1::ListWorklistReply reply;
  const auto status = v1::Worklist::NewStub(channel)->List(&context, {}, &reply);
  EXPECT_TRUE(status.error_code() == grpc::StatusCode::UNAUTHENTICATED ||
              status.error_code() == grpc::StatusCode::PERMISSION_DENIED)
      << status.error_message();
}

TEST_F(Access, AStationMayNotUpload) {
  auto client = township_->person("reading-1", "li");
  grpc::ClientContext context;
  client->prepare(context, 5s);
  v1::ReportLedgerReply reply;
  const auto status = v1::Ingest::NewStub(client->channel())->ReportLedger(&context, {}, &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << status.error_message();
}

TEST_F(Access, AReaderMayNotAdminister) {
  auto client = township_->person("reading-1", "li");
  grpc::ClientContext context;
  client->prepare(context, 5s);
  v1::ListUsersReply reply;
  const auto status = v1::Directory::NewStub(client->channel())->ListUsers(&context, {}, &reply);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << status.error_message();
}

TEST_F(Access, AQualityControllerMayReadButNotSign) {
  auto client = township_->person("reading-1", "qian");
  EXPECT_TRUE(client->list());
  const auto refused = client->enrol_signing_key(Township::kPin);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kDenied);
}

TEST_F(Access, AnEndedSessionIsOver) {
  auto client = township_->person("reading-1", "zhou");
  const std::string token = client->token();
  ASSERT_TRUE(client->log_out());
  client->set_token(token);
  const auto refused = client->list();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnauthenticated);
  client->set_token("made up");
  EXPECT_FALSE(client->list());
}

TEST_F(Access, RefusalsAreAudited) {
  const auto catalog = township_->county().router_catalog();
  ASSERT_TRUE(catalog);
  EXPECT_TRUE((*catalog)->wait_for_number("SELECT count(*) FROM audit_event WHERE action = 'access.refused'", 3, 10s));
}

// Last: it takes the site away.
TEST_F(Access, ARevokedSiteIsRefusedFromTheNextCallOn) {
  const auto channel =
      rpc::make_channel(township_->county().router_address(), agent_identity(), {.connection = rpc::Connection::kOwn});
  const auto ask = [&] {
    grpc::ClientContext context;
    rpc::set_deadline(context, 5s);
    v1::GetSiteConfigurationReply reply;
    return v1::Directory::NewStub(channel)->GetSiteConfiguration(&context, {}, &reply);
  };
  EXPECT_TRUE(ask().ok());
  const auto revoked = township_->county().router_command({"site", "revoke", "liuhe"});
  ASSERT_TRUE(revoked && revoked->ok()) << revoked->output;
  const auto status = ask();
  EXPECT_TRUE(status.error_code() == grpc::StatusCode::PERMISSION_DENIED ||
              status.error_code() == grpc::StatusCode::UNAUTHENTICATED)
      << status.error_message();
}

}  // namespace
}  // namespace rdc::testkit
