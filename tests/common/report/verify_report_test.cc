#include "common/report/verify_report.h"

#include <gtest/gtest.h>

#include "common/identity/certificate_authority.h"
#include "common/report/report_document.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::report {
namespace {

constexpr const char* kUser = "01932c07-0000-7000-8000-0000000000aa";

v1::ReportDocument example() {
  v1::ReportDocument document;
  document.set_report_id("01932c07-0000-7000-8000-000000000001");
  document.set_revision_id("01932c07-0000-7000-8000-000000000002");
  document.set_status(v1::REPORT_STATUS_PRELIMINARY);
  document.set_study_id("01932c07-0000-7000-8000-000000000003");
  document.set_study_instance_uid("1.2.3");
  document.set_site_id("liuhe");
  document.set_findings("双肺纹理清晰");
  document.set_impression("未见明显异常");
  document.mutable_author()->set_user_id(kUser);
  document.mutable_signer()->set_user_id(kUser);
  document.mutable_signed_at()->set_seconds(1'772'438'400);
  document.set_pdf_sha256(base::sha256("a pdf").hex());
  auto* image = document.add_read();
  image->set_sop_instance_uid("1.2.3.4");
  image->set_sha256(base::sha256("an image").hex());
  return document;
}

class VerifyReport : public ::testing::Test {
 protected:
  testkit::ManualClock clock;
  identity::CertificateAuthority authority = *identity::CertificateAuthority::create("centre", clock);
  identity::KeyPair key = *identity::KeyPair::generate();
  std::string certificate = *authority.issue_signer(*key.certificate_request("x"), kUser, "李明华");
  std::string bytes = *to_signed_bytes(example());
  std::string signature = *identity::cms_sign(bytes, key, certificate, clock);
  base::Sha256 pdf = base::sha256("a pdf");

  Result<VerifiedReport> verify() { return verify_report(bytes, signature, pdf, authority.certificate_pem()); }
  void sign(const v1::ReportDocument& document) {
    bytes = *to_signed_bytes(document);
    signature = *identity::cms_sign(bytes, key, certificate, clock);
  }
};

TEST_F(VerifyReport, AcceptsWhatWasSigned) {
  const auto verified = verify();
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->document.impression(), "未见明显异常");
  EXPECT_EQ(verified->signature.user_id, kUser);
}

TEST_F(VerifyReport, FailsWhenAnyByteOfTheDocumentIsAltered) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const std::string whole = bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    EXPECT_EQ(verify().error().reason, "SIGNATURE_MISMATCH") << at;
    bytes = whole;
  }
}

TEST_F(VerifyReport, FailsWhenAnyByteOfTheSignatureIsAltered) {
  for (std::size_t at = 0; at < signature.size(); ++at) {
    const std::string whole = signature;
    signature[at] = static_cast<char>(signature[at] ^ 1);
    EXPECT_FALSE(verify()) << at;
    signature = whole;
  }
}

TEST_F(VerifyReport, FailsForAnyOtherPdf) {
  const std::string text = "a pdf";
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string altered = text;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    pdf = base::sha256(altered);
    EXPECT_EQ(verify().error().reason, "PDF_MISMATCH");
  }
}

TEST_F(VerifyReport, FailsWhenTheSignerIsNotTheOneNamed) {
  auto document = example();
  document.mutable_signer()->set_user_id("01932c07-0000-7000-8000-0000000000bb");
  sign(document);
  EXPECT_EQ(verify().error().reason, "SIGNER_MISMATCH");
}

TEST_F(VerifyReport, ADraftIsNotASignedReport) {
  auto document = example();
  document.set_status(v1::REPORT_STATUS_DRAFT);
  sign(document);
  EXPECT_EQ(verify().error().reason, "NOT_SIGNED");
}

TEST_F(VerifyReport, FollowsTheLinkToThePreviousRevision) {
  auto next = example();
  next.set_revision_id("01932c07-0000-7000-8000-000000000009");
  next.set_previous_revision_id(example().revision_id());
  next.set_previous_sha256(base::sha256(bytes).hex());
  EXPECT_TRUE(verify_link(next, bytes));
  EXPECT_TRUE(verify_link(example(), std::nullopt));
  EXPECT_EQ(verify_link(next, std::nullopt).error().reason, "BROKEN_LINK");
  EXPECT_EQ(verify_link(example(), bytes).error().reason, "BROKEN_LINK");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_EQ(verify_link(next, altered).error().reason, "BROKEN_LINK");
  }
  auto other = next;
  other.set_previous_revision_id("01932c07-0000-7000-8000-000000000008");
  EXPECT_EQ(verify_link(other, bytes).error().reason, "BROKEN_LINK");
  other = next;
  other.set_report_id("01932c07-0000-7000-8000-000000000007");
  EXPECT_EQ(verify_link(other, bytes).error().reason, "BROKEN_LINK");
}

TEST(ReportDocument, ReadsWhatItWrites) {
  const auto bytes = to_signed_bytes(example());
  ASSERT_TRUE(bytes);
  const auto parsed = parse(*bytes);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(*to_signed_bytes(*parsed), *bytes);
  EXPECT_NE(bytes->find("\"positive\":false"), std::string::npos);
}

TEST(ReportDocument, RefusesBrokenRules) {
  const auto refused = [](void (*change)(v1::ReportDocument&)) {
    auto document = example();
    change(document);
    const auto bytes = to_signed_bytes(document);
    return !bytes && bytes.error().reason == "BAD_DOCUMENT";
  };
  EXPECT_TRUE(refused([](auto& d) { d.set_report_id("1"); }));
  EXPECT_TRUE(refused([](auto& d) { d.set_status(v1::REPORT_STATUS_UNSPECIFIED); }));
  EXPECT_TRUE(refused([](auto& d) { d.clear_read(); }));
  EXPECT_TRUE(refused([](auto& d) { d.clear_signer(); }));
  EXPECT_TRUE(refused([](auto& d) { d.clear_signed_at(); }));
  EXPECT_TRUE(refused([](auto& d) { d.set_pdf_sha256("x"); }));
  EXPECT_TRUE(refused([](auto& d) { d.set_previous_sha256(std::string(64, 'a')); }));
  EXPECT_TRUE(refused([](auto& d) { d.set_findings(std::string(kTextLimit + 1, 'x')); }));
  EXPECT_TRUE(refused([](auto& d) { d.set_status(v1::REPORT_STATUS_AMENDED); }));
  EXPECT_TRUE(refused([](auto& d) { d.set_impression("\xff"); }));
}

TEST(ReportDocument, RefusesWhatIsNone) {
  EXPECT_EQ(parse("").error().reason, "BAD_DOCUMENT");
  EXPECT_EQ(parse("{}").error().reason, "UNKNOWN_FORMAT");
  EXPECT_EQ(parse("{\"format\":\"rdc.report/1\",\"unknown\":1}").error().reason, "BAD_DOCUMENT");
  EXPECT_EQ(parse(std::string(100'000, '[')).error().reason, "BAD_DOCUMENT");
  EXPECT_EQ(parse(std::string(kDocumentLimit + 1, ' ')).error().reason, "DOCUMENT_TOO_LARGE");
}

}  // namespace
}  // namespace rdc::report
