#include <gtest/gtest.h>

#include "common/identity/certificate_authority.h"
#include "common/identity/cms_signature.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::identity {
namespace {

class Cms : public ::testing::Test {
 protected:
  testkit::ManualClock clock;
  CertificateAuthority authority = *CertificateAuthority::create("centre", clock);
  KeyPair key = *KeyPair::generate();
  std::string certificate = *authority.issue_signer(*key.certificate_request("x"), "user-1", "李明华");
  const std::string content = "{\"impression\":\"未见明显异常\"}";
  std::string signature = *cms_sign(content, key, certificate, clock);
};

TEST_F(Cms, NamesThePersonWhoSigned) {
  const auto verified = cms_verify(content, signature, authority.certificate_pem());
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->user_id, "user-1");
  EXPECT_EQ(verified->display_name, "李明华");
  EXPECT_EQ(verified->signed_at, clock.now());
}

TEST_F(Cms, FailsWhenAnyBitOfTheContentIsFlipped) {
  for (std::size_t at = 0; at < content.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string altered = content;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      const auto verified = cms_verify(altered, signature, authority.certificate_pem());
      ASSERT_FALSE(verified) << "byte " << at;
      EXPECT_EQ(verified.error().reason, "SIGNATURE_MISMATCH");
    }
}

TEST_F(Cms, FailsWhenAnyBitOfTheSignatureIsFlipped) {
  for (std::size_t at = 0; at < signature.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string altered = signature;
      altered[at] = static_cast<char>(altered[at] ^ (1 << bit));
      EXPECT_FALSE(cms_verify(content, altered, authority.certificate_pem())) << "byte " << at << " bit " << bit;
    }
}

TEST_F(Cms, FailsWhenCutOrExtended) {
  for (std::size_t size = 0; size < signature.size(); ++size)
    EXPECT_FALSE(cms_verify(content, signature.substr(0, size), authority.certificate_pem()));
  const auto longer = cms_verify(content, signature + "x", authority.certificate_pem());
  EXPECT_EQ(longer.error().reason, "BAD_SIGNATURE_FORM");
  const auto huge = cms_verify(content, std::string(kSignatureLimit + 1, 'x'), authority.certificate_pem());
  EXPECT_EQ(huge.error().reason, "BAD_SIGNATURE_FORM");
}

TEST_F(Cms, FailsForAnotherCentre) {
  const auto other = CertificateAuthority::create("centre", clock);
  const auto verified = cms_verify(content, signature, other->certificate_pem());
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().reason, "SIGNER_NOT_TRUSTED");
}

TEST_F(Cms, FailsForACertificateThatIsNotForSigning) {
  const auto machine = authority.issue_machine(*key.certificate_request("x"), "agent/liuhe");
  const auto by_machine = cms_sign(content, key, *machine, clock);
  ASSERT_TRUE(by_machine);
  const auto verified = cms_verify(content, *by_machine, authority.certificate_pem());
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().reason, "SIGNER_NOT_TRUSTED");
}

TEST_F(Cms, StaysValidWhenTheCertificateHasExpiredSince) {
  clock.advance(std::chrono::hours(24 * 365 * 5));
  EXPECT_TRUE(cms_verify(content, signature, authority.certificate_pem()));
}

TEST_F(Cms, FailsWhenSignedAfterTheCertificateExpired) {
  clock.advance(std::chrono::hours(24 * 365 * 5));
  const auto late = cms_sign(content, key, certificate, clock);
  ASSERT_TRUE(late);
  EXPECT_EQ(cms_verify(content, *late, authority.certificate_pem()).error().reason, "SIGNER_NOT_TRUSTED");
}

TEST_F(Cms, RefusesToSignWithAnothersCertificate) {
  const auto other = KeyPair::generate();
  EXPECT_EQ(cms_sign(content, *other, certificate, clock).error().reason, "KEY_MISMATCH");
}

}  // namespace
}  // namespace rdc::identity
