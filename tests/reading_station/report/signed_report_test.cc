// "Verified" is shown for exactly what was signed by a person of the centre, and a PDF is handed out only with it.
#include "reading_station/report/signed_report.h"

#include <gtest/gtest.h>
#include <QFile>
#include <QSignalSpy>

#include "common/base/clock.h"
#include "common/base/digest.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/cms_signature.h"
#include "common/identity/signing_key.h"
#include "common/report/report_document.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

constexpr const char* kRevision = "0193f000-0000-7000-8000-000000000002";
using File = v1::ReadRevisionFileRequest;
using State = SignatureCheck::State;

v1::ReportDocument document_of(const std::string& pdf) {
  v1::ReportDocument d;
  d.set_format(report::kFormat);
  d.set_report_id("0193f000-0000-7000-8000-000000000001");
  d.set_revision_id(kRevision);
  d.set_study_id("0193f000-0000-7000-8000-000000000003");
  d.set_status(v1::REPORT_STATUS_FINAL);
  d.set_study_instance_uid("1.2.3");
  d.set_impression("未见异常。");
  d.set_language("zh_CN");
  d.set_pdf_sha256(base::sha256(pdf).hex());
  d.mutable_author()->set_user_id("user-li");
  d.mutable_author()->set_display_name("李明华");
  *d.mutable_signer() = d.author();
  d.mutable_signed_at()->set_seconds(1'795'503'600);
  auto* read = d.add_read();
  read->set_sop_instance_uid("1.2.3.4");
  read->set_sha256(std::string(64, 'c'));
  return d;
}

class Signed : public ::testing::Test {
 protected:
  Signed() {
    auto ca = identity::CertificateAuthority::create("Qinghe", clock);
    auto key = identity::make_signing_key("246810");
    auto certificate = ca->issue_signer(key->certificate_request_pem, "user-li", "李明华");
    auto opened = identity::open_signing_key(key->key_envelope, "246810");
    const auto bytes = report::to_signed_bytes(document_of(pdf));
    EXPECT_TRUE(bytes) << bytes.error().message;
    document = *bytes;
    signature = *identity::cms_sign(document, *opened, *certificate, clock);
    centre_pem = ca->certificate_pem();
    revision.set_revision_id(kRevision);
    revision.set_report_id(document_of(pdf).report_id());
    revision.set_status(v1::REPORT_STATUS_FINAL);
    revision.set_ordinal(1);
  }
  void store() {
    router.add_file(kRevision, File::DOCUMENT, document);
    router.add_file(kRevision, File::SIGNATURE, signature);
    router.add_file(kRevision, File::PDF, pdf);
  }
  State checked() {
    QSignalSpy done(&reports(), &SignedReport::checked);
    reports().check(revision);
    EXPECT_TRUE(done.wait(kAnswerMs));
    return reports().result(kRevision)->state;
  }
  SignedReport& reports() {
    if (!reports_) reports_ = std::make_unique<SignedReport>(runner, centre_pem, folder.path() / "reports");
    return *reports_;
  }
  base::SystemClock clock;
  SmallRouter router;
  CallRunner runner{router.channels()};
  testkit::ScratchDirectory folder{"signed"};
  std::string pdf = "%PDF-1.4 the report";
  std::string document, signature, centre_pem;
  v1::Revision revision;

 private:
  std::unique_ptr<SignedReport> reports_;
};

TEST_F(Signed, WhatWasSignedIsVerifiedAndNamesTheSigner) {
  store();
  ASSERT_EQ(checked(), State::kVerified);
  EXPECT_EQ(reports().result(kRevision)->signer, QStringLiteral("李明华"));
  QSignalSpy ready(&reports(), &SignedReport::pdf_ready);
  reports().fetch_pdf(revision);
  ASSERT_TRUE(ready.wait(kAnswerMs));
  QFile file(ready[0][1].toString());
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.readAll().toStdString(), pdf);
  EXPECT_EQ(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

TEST_F(Signed, OneAlteredLetterIsRefusedAndThePdfWithIt) {
  document.replace(document.find("未见"), 6, "可见");
  store();
  EXPECT_EQ(checked(), State::kRefused);
  QSignalSpy failed(&reports(), &SignedReport::pdf_failed);
  reports().fetch_pdf(revision);
  EXPECT_EQ(failed.count(), 1);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "reports" / (std::string(kRevision) + ".pdf")));
}

TEST_F(Signed, ASignerOfAnotherCentreIsRefused) {
  centre_pem = identity::CertificateAuthority::create("Another county", clock)->certificate_pem();
  store();
  EXPECT_EQ(checked(), State::kRefused);
}

TEST_F(Signed, AnotherRevisionsDocumentIsRefused) {
  store();
  revision.set_status(v1::REPORT_STATUS_AMENDED);
  EXPECT_EQ(checked(), State::kRefused);
}

TEST_F(Signed, APdfThatWasExchangedIsNotHandedOut) {
  store();
  router.add_file(kRevision, File::PDF, "%PDF-1.4 another report");
  ASSERT_EQ(checked(), State::kVerified);
  QSignalSpy failed(&reports(), &SignedReport::pdf_failed);
  const auto file = folder.path() / "saved.pdf";
  reports().save_pdf(revision, QString::fromStdString(file.string()));
  ASSERT_TRUE(failed.wait(kAnswerMs));
  EXPECT_EQ(failed[0][1].value<Error>().reason, "PDF_NOT_SIGNED");
  EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(Signed, ACentreThatDoesNotAnswerIsNoForgeryAndIsAskedAgain) {
  EXPECT_EQ(checked(), State::kUnreachable);
  store();
  EXPECT_EQ(checked(), State::kVerified);
}

}  // namespace
}  // namespace rdc::station
