// What the agent makes of the letters it gets: signed reports are kept as such only when nothing about them was
// altered, and a restored router hears again what it forgot.
#include <gtest/gtest.h>

#include "acquisition_agent/inbox/inbox.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/cms_signature.h"
#include "common/report/report_document.h"
#include "tests/acquisition_agent/fake_mailbox.h"
#include "tests/acquisition_agent/spool_fixture.h"

namespace rdc::agent {
namespace {

using std::chrono::seconds;

constexpr const char* kUser = "01932c07-0000-7000-8000-0000000000aa";
constexpr const char* kPdf = "%PDF-1.4 one line\n%%EOF\n";

struct Report {
  v1::ReportDocument content;
  std::string document, signature, pdf = kPdf;
  std::string dicom = {};  // "" for none
};
constexpr const char* kDicom = "a structured report, as bytes";

class InboxTest : public ::testing::Test {
 protected:
  void start() {
    inbox_.reset();
    auto started =
        Inbox::start({*f_.spool, status_, mailbox_, fs_, clock_, f_.random}, results_, authority_.certificate_pem());
    ASSERT_TRUE(started) << started.error().message;
    inbox_ = std::move(*started);
  }

  // A revision of the one report, following `previous` when there is one.
  Report report(v1::ReportStatus status, const Report* previous = nullptr) {
    Report made;
    v1::ReportDocument& content = made.content;
    content.set_report_id("01932c07-0000-7000-8000-000000000001");
    content.set_revision_id(f_.ids.next());
    content.set_status(status);
    content.set_study_id("01932c07-0000-7000-8000-000000000003");
    content.set_study_instance_uid("1.2.3");
    content.set_site_id("liuhe");
    content.set_impression("未见明显异常");
    content.mutable_author()->set_user_id(kUser);
    content.mutable_signer()->set_user_id(kUser);
    content.mutable_signed_at()->set_seconds(1'772'438'400);
    content.set_pdf_sha256(base::sha256(made.pdf).hex());
    auto* image = content.add_read();
    image->set_sop_instance_uid("1.2.3.4");
    image->set_sha256(base::sha256("an image").hex());
    if (previous != nullptr) {
      content.set_previous_revision_id(previous->content.revision_id());
      content.set_previous_sha256(base::sha256(previous->document).hex());
    }
    made.document = *report::to_signed_bytes(content);
    made.signature = *identity::cms_sign(made.document, key_, certificate_, clock_);
    return made;
  }
  // Its letter's identifier. The letter is honest about the files as they are.
  std::string deliver(const Report& made) {
    v1::Delivery delivery;
    delivery.set_follows(sequence_);
    v1::Letter& letter = *delivery.mutable_letter();
    letter.set_sequence(++sequence_);
    letter.set_letter_id(f_.ids.next());
    v1::ReportLetter& content = *letter.mutable_report();
    content.set_report_id(made.content.report_id());
    content.set_revision_id(made.content.revision_id());
    content.set_previous_revision_id(made.content.previous_revision_id());
    content.set_status(made.content.status());
    content.set_study_instance_uid(made.content.study_instance_uid());
    *content.mutable_document() = mailbox_.attach(made.document);
    *content.mutable_signature() = mailbox_.attach(made.signature);
    *content.mutable_pdf() = mailbox_.attach(made.pdf);
    if (!made.dicom.empty()) *content.mutable_dicom_report() = mailbox_.attach(made.dicom);
    mailbox_.deliver(delivery);
    return letter.letter_id();
  }
  // What the agent says of the letter.
  v1::AcknowledgeRequest answer_to(const std::string& letter_id) {
    const auto all = mailbox_.wait_for_acknowledgements(sequence_, seconds(120));
    EXPECT_EQ(all.count(letter_id), 1U);
    const auto found = all.find(letter_id);
    return found == all.end() ? v1::AcknowledgeRequest() : found->second;
  }
  // What is below RESULTS/.incoming.
  std::ptrdiff_t being_fetched() {
    const std::filesystem::directory_iterator files(results_ / ".incoming");
    return std::distance(begin(files), end(files));
  }
  std::size_t files_kept(const char* ending) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(results_))
      if (entry.path().extension() == ending && entry.path().parent_path().filename() != "failed") ++count;
    return count;
  }

  base::SystemClock clock_;
  base::PosixFileSystem fs_;
  SpoolFixture f_{fs_, clock_};
  std::filesystem::path results_ = f_.scratch / "results";
  identity::CertificateAuthority authority_ = *identity::CertificateAuthority::create("centre", clock_);
  identity::KeyPair key_ = *identity::KeyPair::generate();
  std::string certificate_ = *authority_.issue_signer(*key_.certificate_request("x"), kUser, "李明华");
  LinkStatus status_;
  FakeMailbox mailbox_;
  std::uint64_t sequence_ = 0;
  std::unique_ptr<Inbox> inbox_;
};

TEST_F(InboxTest, KeepsWhatIsSignedAndLinked) {
  start();
  const auto first = report(v1::REPORT_STATUS_PRELIMINARY);
  const auto second = report(v1::REPORT_STATUS_FINAL, &first);
  deliver(first);
  const auto answer = answer_to(deliver(second));
  EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::KEPT) << answer.detail();
  EXPECT_EQ(files_kept(".json"), 2U);
  EXPECT_EQ(files_kept(".pdf"), 2U);
}

TEST_F(InboxTest, AnAlteredByteAnywhereIsNotShownAsSigned) {
  const auto whole = report(v1::REPORT_STATUS_FINAL);
  std::map<std::string, std::string> altered;  // letter → which byte
  const auto flip_each = [&](std::string Report::*part, const char* name, std::size_t stride) {
    for (std::size_t at = f_.random.between(0, stride - 1); at < (whole.*part).size(); at += stride) {
      Report made = whole;
      (made.*part)[at] = static_cast<char>((made.*part)[at] ^ 1);
      altered[deliver(made)] = std::string(name) + ", byte " + std::to_string(at);
    }
  };
  // Every byte goes through the same verification in tests/common/report; here a dense sample goes the whole way.
  flip_each(&Report::document, "document", 5);
  flip_each(&Report::signature, "signature", 5);
  flip_each(&Report::pdf, "PDF", 1);
  const auto genuine = deliver(whole);
  start();
  const auto all = mailbox_.wait_for_acknowledgements(sequence_, seconds(120));
  ASSERT_EQ(all.size(), sequence_);
  for (const auto& [letter_id, what] : altered) {
    const auto& answer = all.find(letter_id)->second;
    EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::FAILED_VERIFICATION) << what;
    EXPECT_NE(answer.detail(), "") << what;
  }
  EXPECT_EQ(all.find(genuine)->second.verdict(), v1::AcknowledgeRequest::KEPT);
  EXPECT_EQ(files_kept(".json"), 1U) << "only the genuine one is with the results";
}

TEST_F(InboxTest, KeepsTheDicomReportBesideTheSignedOne) {
  start();
  auto made = report(v1::REPORT_STATUS_FINAL);
  made.dicom = kDicom;
  const auto answer = answer_to(deliver(made));
  EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::KEPT);
  EXPECT_EQ(answer.detail(), "");
  const auto beside = results_ / "1.2.3" / (made.content.report_id() + "-r1");
  EXPECT_EQ(base::read_file(beside.string() + ".dcm", 1024).value_or(""), kDicom);
  EXPECT_EQ(base::read_file(beside.string() + ".json", 1 << 20).value_or(""), made.document);
  EXPECT_EQ(being_fetched(), 0);
}

TEST_F(InboxTest, ADicomReportThatIsCutOnTheWayIsFetchedToItsEnd) {
  start();
  auto made = report(v1::REPORT_STATUS_FINAL);
  made.dicom = kDicom;
  mailbox_.answer_wrongly(mailbox_.attach(made.dicom),
                          {made.dicom.substr(0, 7), {grpc::StatusCode::UNAVAILABLE, "the link is cut"}, 3});
  const auto answer = answer_to(deliver(made));
  EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::KEPT);
  EXPECT_EQ(answer.detail(), "");
  EXPECT_EQ(files_kept(".dcm"), 1U);
}

struct WrongDicom {
  const char* name;
  FakeMailbox::Wrong wrong;
  const char* detail;
};
std::ostream& operator<<(std::ostream& out, const WrongDicom& c) { return out << c.name; }
class WrongDicomReport : public InboxTest, public ::testing::WithParamInterface<WrongDicom> {};

// It is not what is signed: the report is at the site all the same, and the centre hears what was wrong.
TEST_P(WrongDicomReport, IsNotKeptAndHoldsUpNeitherItsReportNorTheNextLetter) {
  start();
  auto made = report(v1::REPORT_STATUS_PRELIMINARY);
  made.dicom = kDicom;
  mailbox_.answer_wrongly(mailbox_.attach(made.dicom), GetParam().wrong);
  const auto first = deliver(made);
  auto second = report(v1::REPORT_STATUS_FINAL, &made);
  second.dicom = "another structured report";
  const auto next = deliver(second);
  const auto answer = answer_to(first);
  EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::KEPT);
  EXPECT_EQ(answer.detail(), GetParam().detail);
  EXPECT_EQ(answer_to(next).detail(), "");
  EXPECT_EQ(files_kept(".pdf"), 2U);
  EXPECT_EQ(files_kept(".json"), 2U);
  EXPECT_EQ(files_kept(".dcm"), 1U) << "the next one's";
  EXPECT_EQ(being_fetched(), 0);
}
INSTANTIATE_TEST_SUITE_P(
    Each, WrongDicomReport,
    ::testing::Values(WrongDicom{"Altered", {"a structured report, as byteX"}, "DICOM_REPORT_DIGEST_MISMATCH"},
                      WrongDicom{"Longer", {"a structured report, as bytes and more"}, "DICOM_REPORT_BAD_ATTACHMENT"},
                      WrongDicom{"Shorter", {"a structured report"}, "DICOM_REPORT_ATTACHMENT_CUT"},
                      WrongDicom{"Gone",
                                 {"", {grpc::StatusCode::NOT_FOUND, "NO_SUCH_OBJECT: these bytes are not here"}},
                                 "DICOM_REPORT_NO_SUCH_OBJECT"},
                      WrongDicom{"Unreadable",
                                 {"", {grpc::StatusCode::INTERNAL, "READ_FAILED: the file cannot be read"}},
                                 "DICOM_REPORT_READ_FAILED"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(InboxTest, ADicomReportLargerThanItMayBeIsNotAskedFor) {
  start();
  auto made = report(v1::REPORT_STATUS_FINAL);
  made.dicom = std::string((1 << 20) + 1, 'x');
  EXPECT_EQ(answer_to(deliver(made)).detail(), "DICOM_REPORT_BAD_ATTACHMENT");
  EXPECT_EQ(files_kept(".pdf"), 1U);
}

TEST_F(InboxTest, NoDicomReportIsKeptOfAReportThatFails) {
  start();
  auto made = report(v1::REPORT_STATUS_FINAL);
  made.dicom = kDicom;
  made.document[9] = static_cast<char>(made.document[9] ^ 1);
  EXPECT_EQ(answer_to(deliver(made)).verdict(), v1::AcknowledgeRequest::FAILED_VERIFICATION);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(results_))
    EXPECT_NE(entry.path().extension(), ".dcm") << entry.path();
}

// Asking again would bring the same: it must not stand before the letters behind it for ever.
TEST_F(InboxTest, APdfThatTheRouterHasOnlyInPartFailsAtOnce) {
  start();
  const auto made = report(v1::REPORT_STATUS_FINAL);
  mailbox_.answer_wrongly(mailbox_.attach(made.pdf), {made.pdf.substr(0, 5)});
  const auto answer = answer_to(deliver(made));
  EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::FAILED_VERIFICATION);
  EXPECT_EQ(answer.detail(), "ATTACHMENT_CUT");
}

TEST_F(InboxTest, ARevisionThatDoesNotFollowTheOneKeptHereFails) {
  start();
  const auto first = report(v1::REPORT_STATUS_PRELIMINARY);
  deliver(first);
  Report other = first;  // properly signed, the same identifier, another text: what the next one links to
  other.content.set_impression("另一结论");
  other.document = *report::to_signed_bytes(other.content);
  const auto answer = answer_to(deliver(report(v1::REPORT_STATUS_FINAL, &other)));
  EXPECT_EQ(answer.verdict(), v1::AcknowledgeRequest::FAILED_VERIFICATION);
  EXPECT_EQ(answer.detail(), "BROKEN_LINK");
}

TEST_F(InboxTest, ALetterThatNamesAnotherReportThanItsDocumentFails) {
  start();
  auto made = report(v1::REPORT_STATUS_FINAL);
  made.content.set_study_instance_uid("1.2.9");
  EXPECT_EQ(answer_to(deliver(made)).detail(), "LETTER_MISMATCH");
}

TEST_F(InboxTest, AGapIsNotPassedOver) {
  const auto first = deliver(report(v1::REPORT_STATUS_FINAL));
  ++sequence_;  // a letter that is never delivered
  const auto beyond = deliver(report(v1::REPORT_STATUS_FINAL));
  start();
  ASSERT_TRUE(mailbox_.wait_for_subscriptions(3, seconds(30))) << "it subscribes again, from where the gap is";
  EXPECT_EQ(mailbox_.cursors()[0], 0U);
  EXPECT_EQ(mailbox_.cursors()[1], 1U);
  EXPECT_EQ(mailbox_.cursors()[2], 1U);
  EXPECT_EQ(mailbox_.wait_for_acknowledgements(1, seconds(1)).count(beyond), 0U);
  EXPECT_GE(mailbox_.wait_for_acknowledgements(1, seconds(1)).count(first), 1U);
}

TEST_F(InboxTest, NumbersMayJumpAndWhatIsDeliveredAgainIsAcknowledgedAgain) {
  start();
  const auto first = deliver(report(v1::REPORT_STATUS_FINAL));
  mailbox_.wait_for_acknowledgements(1, seconds(30));
  // A restored router: it does not know of the acknowledgement, and begins far beyond.
  sequence_ += 1'000'000;
  v1::Delivery again;
  again.mutable_letter()->set_sequence(1);
  again.mutable_letter()->set_letter_id(first);
  again.mutable_letter()->mutable_report();
  mailbox_.deliver(again);
  v1::Delivery delivery;
  delivery.set_follows(1);
  delivery.mutable_letter()->set_sequence(sequence_ + 1);
  delivery.mutable_letter()->set_letter_id(f_.ids.next());
  delivery.mutable_letter()->mutable_rejection()->set_item_id(f_.ids.next());
  mailbox_.deliver(delivery);
  const auto all = mailbox_.wait_for_acknowledgements(3, seconds(30));
  EXPECT_EQ(all.count(first), 2U);
  EXPECT_EQ(all.count(delivery.letter().letter_id()), 1U);
  EXPECT_EQ(*inbox_->letters().cursor(), sequence_ + 1);
}

TEST_F(InboxTest, ANewLifeOfTheArchiveIsToldEverythingAgain) {
  ASSERT_TRUE(f_.put("an image"));
  auto pending = f_.spool->ledger_pending(10);
  ASSERT_EQ(pending->size(), 1U);
  ASSERT_TRUE(f_.spool->items().ledger_reported(*pending));
  ASSERT_TRUE(f_.spool->items().ledger_pending(10)->empty());
  EXPECT_FALSE(*f_.spool->items().note_archive_life("")) << "the life it has always known";
  v1::Delivery beat;
  beat.set_archive_life("another life");
  mailbox_.deliver(beat);
  deliver(report(v1::REPORT_STATUS_FINAL));
  start();
  mailbox_.wait_for_acknowledgements(1, seconds(30));
  EXPECT_EQ(f_.spool->items().ledger_pending(10)->size(), 1U);
}

}  // namespace
}  // namespace rdc::agent
