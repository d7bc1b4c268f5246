#include <gtest/gtest.h>

#include "common/identity/certificate.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/signing_key.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::identity {
namespace {

TEST(SigningKey, OpensWithItsPinAlone) {
  const auto made = make_signing_key("482913");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_NE(made->key_envelope.find("BEGIN ENCRYPTED PRIVATE KEY"), std::string::npos);
  EXPECT_TRUE(open_signing_key(made->key_envelope, "482913"));
  const auto wrong = open_signing_key(made->key_envelope, "482914");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().reason, "WRONG_PIN");
}

TEST(SigningKey, RefusesShortPins) {
  const auto made = make_signing_key("12345");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reason, "WEAK_PIN");
}

TEST(SigningKey, RefusesWhatIsNoEnvelope) {
  for (const std::string text :
       {"", "nonsense", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"}) {
    const auto opened = open_signing_key(text, "482913");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().reason, "BAD_KEY");
  }
}

TEST(SigningKey, RefusesAnEnvelopeThatWouldCostGigabytes) {
  // openssl pkcs8 -topk8 -scrypt -scrypt_N 8388608 -passout pass:482913 on a P-256 key.
  const std::string expensive = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHyMF0GCSqGSIb3DQEFDTBQMC8GCSsGAQQB2kcECzAiBBDuvxbkg8oekDdxYr9V
LdznAgQAgAAAAgEIAgEBAgEgMB0GCWCGSAFlAwQBKgQQ
-----END ENCRYPTED PRIVATE KEY-----
)";
  const auto opened = open_signing_key(expensive, "482913");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "BAD_KEY");
}

TEST(KeyPair, RefusesOtherCurves) {
  // openssl ecparam -name secp384r1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt
  const std::string p384 = R"(-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBGLV4P4sGIvFRnJJqn
-----END PRIVATE KEY-----
)";
  EXPECT_FALSE(KeyPair::from_pem(p384));
}

TEST(CertificateAuthority, WritesNamesAndTimes) {
  const testkit::ManualClock clock;
  const auto authority = CertificateAuthority::create("柳河县远程诊断中心", clock);
  ASSERT_TRUE(authority) << authority.error().message;
  const auto key = KeyPair::generate();
  const auto request = key->certificate_request("whatever it says");
  const auto signer = authority->issue_signer(*request, "01932c07-0000-7000-8000-000000000001", "李明华");
  ASSERT_TRUE(signer) << signer.error().message;
  const auto info = read_certificate(*signer);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->common_name, "李明华");
  EXPECT_EQ(info->user_id, "01932c07-0000-7000-8000-000000000001");
  EXPECT_LE(info->not_before, clock.now());
  EXPECT_GT(info->not_after, clock.now() + std::chrono::hours(24 * 1000));
  EXPECT_EQ(info->fingerprint.size(), 64U);

  const auto own = read_certificate(authority->certificate_pem());
  EXPECT_EQ(own->common_name, "柳河县远程诊断中心");
  EXPECT_GT(own->not_after, clock.now() + std::chrono::hours(24 * 3650));
}

TEST(CertificateAuthority, ComesBackFromItsFilesAndRefusesAnothersKey) {
  const testkit::ManualClock clock;
  const auto first = CertificateAuthority::create("first", clock);
  const auto second = CertificateAuthority::create("second", clock);
  EXPECT_TRUE(CertificateAuthority::load(first->certificate_pem(), first->key_pem().view(), clock));
  const auto mixed = CertificateAuthority::load(first->certificate_pem(), second->key_pem().view(), clock);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().reason, "KEY_MISMATCH");
}

TEST(CertificateAuthority, RefusesBadRequestsAndHosts) {
  const testkit::ManualClock clock;
  const auto authority = CertificateAuthority::create("centre", clock);
  EXPECT_EQ(authority->issue_machine("nonsense", "agent/x").error().reason, "BAD_REQUEST");
  const auto request = KeyPair::generate()->certificate_request("x");
  EXPECT_EQ(authority->issue_machine(*request, "").error().reason, "BAD_NAME");
  EXPECT_EQ(authority->issue_server(*request, "router/x", {"no such,host"}).error().reason, "BAD_HOST");
  EXPECT_TRUE(authority->issue_server(*request, "router/x", {"10.0.0.7", "router.county", "fd00::7"}));
}

TEST(CertificateAuthority, RefusesARequestThatItsKeyDidNotSign) {
  const testkit::ManualClock clock;
  const auto authority = CertificateAuthority::create("centre", clock);
  auto request = *KeyPair::generate()->certificate_request("x");
  // A letter of the base 64 text: key, subject or signature, each makes it another request.
  const auto at = request.size() / 2;
  request[at] = request[at] == 'A' ? 'B' : 'A';
  EXPECT_EQ(authority->issue_machine(request, "agent/x").error().reason, "BAD_REQUEST");
}

}  // namespace
}  // namespace rdc::identity
