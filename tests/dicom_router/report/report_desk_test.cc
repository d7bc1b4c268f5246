#include "dicom_router/report/report_desk.h"

#include <fstream>

#include "common/report/report_document.h"
#include "tests/dicom_router/access/open_centre.h"
#include "tests/dicom_router/report/study_in_catalog.h"

namespace rdc::router {
namespace {

class Desk : public OpenCentre {
 protected:
  struct Reader {
    rpc::Caller caller;
    identity::KeyPair key;
    std::string certificate;
  };

  void SetUp() override {
    ASSERT_TRUE(enrolment.add_site(console_actor(), "liuhe", "柳河镇卫生院", {"centre", {"router:7443"}}));
    objects = std::move(*ObjectStore::open(scratch / "objects", fs));
    desk =
        std::make_unique<ReportDesk>(ReportDesk::Parts{catalog->database(), *objects, studies, worklist, letters, audit,
                                                       clock, authority.certificate_pem(), [this] { ++committed; }});
    study = *place_study(*catalog, clock, ids, "liuhe", v1::SIGN_OFF_POLICY_SINGLE);
    li = std::make_unique<Reader>(reader("li", "李明华"));
    wang = std::make_unique<Reader>(reader("wang", "王芳"));
    claim(*li);
  }

  Reader reader(const std::string& name, const std::string& display_name) {
    auto account = accounts.add_user(console_actor(), name, display_name, {v1::ROLE_RADIOLOGIST});
    Reader made{{}, std::move(*identity::KeyPair::generate()), ""};
    made.caller.machine_id = "desk-" + name;
    made.caller.machine_name = "station/" + name;
    made.caller.user_id = account->account.user_id;
    made.caller.user_display_name = display_name;
    enrol_key(made);
    return made;
  }
  void enrol_key(Reader& person) {
    auto signer = accounts.enrol_signer(person.caller, authority, *person.key.certificate_request("x"),
                                        *person.key.to_envelope("482913"), Accounts::Replace::kYes);
    ASSERT_TRUE(signer) << signer.error().message;
    person.certificate = signer->certificate_pem;
  }
  void claim(const Reader& who) {
    auto done = catalog->write<void>([&](soci::session& session) -> Result<void> {
      auto claimed = worklist.claim(session, study.item_id,
                                    {who.caller.user_id, who.caller.user_display_name, who.caller.machine_id},
                                    base::to_micros(clock.now() + std::chrono::minutes(2)));
      if (!claimed) return fail(claimed);
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }

  // The next revision as a station would make it from what the router answered last.
  v1::ReportDocument document(v1::ReportStatus status, const Reader& signer, const Reader& author) {
    v1::ReportDocument made;
    made.set_report_id(report_id);
    made.set_revision_id(ids.next());
    if (!last_revision.empty()) {
      made.set_previous_revision_id(last_revision);
      made.set_previous_sha256(base::sha256(last_bytes).hex());
    }
    made.set_status(status);
    made.set_study_id(study.study_id);
    made.set_study_instance_uid("1.2.3");
    made.set_site_id("liuhe");
    made.mutable_patient()->set_patient_id("P1");
    made.set_impression("未见明显异常");
    if (status == v1::REPORT_STATUS_AMENDED || status == v1::REPORT_STATUS_CANCELLED) made.set_amendment_reason("更正");
    auto* image = made.add_read();
    image->set_sop_instance_uid("1.2.3.4.5");
    image->set_sha256(study.image_sha256);
    made.mutable_author()->set_user_id(author.caller.user_id);
    made.mutable_author()->set_display_name(author.caller.user_display_name);
    if (status == v1::REPORT_STATUS_DRAFT) return made;
    made.mutable_signer()->set_user_id(signer.caller.user_id);
    made.mutable_signer()->set_display_name(signer.caller.user_display_name);
    made.set_pdf_sha256(base::sha256(pdf).hex());
    made.mutable_signed_at()->set_seconds(base::to_micros(clock.now()) / 1'000'000);
    return made;
  }

  Result<v1::Revision> submit(const v1::ReportDocument& made, const Reader& signer) {
    const auto bytes = *report::to_signed_bytes(made);
    return submit_bytes(bytes, *identity::cms_sign(bytes, signer.key, signer.certificate, clock), signer);
  }
  Result<v1::Revision> submit_bytes(const std::string& bytes, const std::string& signature, const Reader& caller) {
    v1::SubmitSignedHeader header;
    header.set_study_id(study.study_id);
    header.set_document(bytes);
    header.set_signature(signature);
    const auto staged = scratch / ids.next();
    std::ofstream(staged, std::ios::binary) << pdf;
    auto revision = desk->submit(caller.caller, header, {staged, base::sha256(pdf), pdf.size()});
    if (revision) {
      last_revision = revision->revision_id();
      last_bytes = bytes;
    }
    return revision;
  }
  std::string reason(const Result<v1::Revision>& outcome) { return outcome ? "" : outcome.error().reason; }
  int letters_written() { return count("SELECT COUNT(*) FROM letter"); }

  base::PosixFileSystem fs;
  StudyStore studies{clock, ids};
  WorklistStore worklist{clock, ids};
  MailboxStore letters{clock, ids};
  std::unique_ptr<ObjectStore> objects;
  std::unique_ptr<ReportDesk> desk;
  PlacedStudy study;
  std::unique_ptr<Reader> li, wang;
  std::string report_id = ids.next();
  std::string last_revision, last_bytes, pdf = "%PDF-1.4 a report";
  int committed = 0;
};

TEST_F(Desk, ASignedReportReachesReportWorklistAndMailboxTogether) {
  const auto revision = submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li);
  ASSERT_TRUE(revision) << revision.error().message;
  EXPECT_EQ(revision->ordinal(), 1U);
  EXPECT_EQ(letters_written(), 1);
  EXPECT_EQ(committed, 1);
  EXPECT_EQ(count("SELECT status FROM worklist_item"), v1::WORKLIST_STATUS_FINAL);
  EXPECT_EQ(count("SELECT report_status FROM study"), v1::REPORT_STATUS_FINAL);
  for (const auto& object : {revision->document(), revision->pdf(), revision->signature()})
    EXPECT_TRUE(objects->verify(object.sha256()));
  const auto letter = *catalog->read<std::vector<v1::Letter>>(
      [](soci::session& session) { return MailboxStore::after(session, "liuhe", 0, 10); });
  ASSERT_EQ(letter.size(), 1U);
  EXPECT_EQ(letter[0].sequence(), 1U);
  EXPECT_EQ(letter[0].report().pdf().sha256(), revision->pdf().sha256());
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_event WHERE action = 'report.sign'"), 1);
}

TEST_F(Desk, SubmittingTheSameAgainChangesNothing) {
  const auto made = document(v1::REPORT_STATUS_FINAL, *li, *li);
  const auto bytes = *report::to_signed_bytes(made);
  const auto signature = *identity::cms_sign(bytes, li->key, li->certificate, clock);
  const auto first = submit_bytes(bytes, signature, *li);
  const auto again = submit_bytes(bytes, signature, *li);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(letters_written(), 1);
  auto other = made;
  other.set_impression("另一结论");
  EXPECT_EQ(reason(submit(other, *li)), "REVISION_EXISTS");
}

TEST_F(Desk, GoesThroughAllStates) {
  for (const auto status : {v1::REPORT_STATUS_PRELIMINARY, v1::REPORT_STATUS_FINAL, v1::REPORT_STATUS_AMENDED,
                            v1::REPORT_STATUS_AMENDED, v1::REPORT_STATUS_CANCELLED}) {
    claim(*li);
    EXPECT_EQ(reason(submit(document(status, *li, *li), *li)), "");
  }
  EXPECT_EQ(letters_written(), 5);
  const auto report = desk->report_of(li->caller, study.study_id);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->revisions_size(), 5);
  EXPECT_EQ(report->newest_document(), last_bytes);
}

TEST_F(Desk, NothingHappensWhenAnyByteIsAltered) {
  const auto bytes = *report::to_signed_bytes(document(v1::REPORT_STATUS_FINAL, *li, *li));
  const auto signature = *identity::cms_sign(bytes, li->key, li->certificate, clock);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_EQ(reason(submit_bytes(altered, signature, *li)), "SIGNATURE_MISMATCH") << at;
  }
  for (std::size_t at = 0; at < signature.size(); ++at) {
    auto altered = signature;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_NE(reason(submit_bytes(bytes, altered, *li)), "") << at;
  }
  const std::string whole = pdf;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    pdf = whole;
    pdf[at] = static_cast<char>(pdf[at] ^ 1);
    EXPECT_EQ(reason(submit_bytes(bytes, signature, *li)), "PDF_MISMATCH") << at;
  }
  EXPECT_EQ(letters_written(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM report"), 0);
}

TEST_F(Desk, TheLinkToThePreviousRevisionHolds) {
  ASSERT_TRUE(submit(document(v1::REPORT_STATUS_PRELIMINARY, *li, *li), *li));
  auto wrong_digest = document(v1::REPORT_STATUS_FINAL, *li, *li);
  wrong_digest.set_previous_sha256(std::string(64, 'a'));
  EXPECT_EQ(reason(submit(wrong_digest, *li)), "BROKEN_LINK");
  auto wrong_revision = document(v1::REPORT_STATUS_FINAL, *li, *li);
  wrong_revision.set_previous_revision_id(ids.next());
  EXPECT_EQ(reason(submit(wrong_revision, *li)), "STALE_REVISION");
  auto none = document(v1::REPORT_STATUS_FINAL, *li, *li);
  none.clear_previous_revision_id();
  none.clear_previous_sha256();
  EXPECT_EQ(reason(submit(none, *li)), "STALE_REVISION");
}

TEST_F(Desk, NeedsTheClaim) {
  const auto made = document(v1::REPORT_STATUS_FINAL, *wang, *wang);
  EXPECT_EQ(reason(submit(made, *wang)), "NOT_CLAIMED");
  clock.advance(std::chrono::minutes(3));
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)), "NOT_CLAIMED");
}

TEST_F(Desk, OnlyTheCallersOwnCurrentKeySigns) {
  // Wang's signature over a report that names Wang, sent by Li.
  const auto bytes = *report::to_signed_bytes(document(v1::REPORT_STATUS_FINAL, *wang, *li));
  EXPECT_EQ(reason(submit_bytes(bytes, *identity::cms_sign(bytes, wang->key, wang->certificate, clock), *li)),
            "NOT_YOUR_SIGNATURE");
  const auto old_key = li->certificate;
  enrol_key(*li);
  const auto own = *report::to_signed_bytes(document(v1::REPORT_STATUS_FINAL, *li, *li));
  EXPECT_EQ(reason(submit_bytes(own, *identity::cms_sign(own, li->key, old_key, clock), *li)), "NOT_YOUR_SIGNATURE");
  EXPECT_EQ(reason(submit_bytes(own, *identity::cms_sign(own, li->key, li->certificate, clock), *li)), "");
}

TEST_F(Desk, BelongsToItsStudy) {
  const auto refused = [&](void (*change)(v1::ReportDocument&)) {
    auto made = document(v1::REPORT_STATUS_FINAL, *li, *li);
    change(made);
    return reason(submit(made, *li));
  };
  EXPECT_EQ(refused([](auto& d) { d.set_site_id("other"); }), "WRONG_STUDY");
  EXPECT_EQ(refused([](auto& d) { d.set_study_instance_uid("1.2.4"); }), "WRONG_STUDY");
  EXPECT_EQ(refused([](auto& d) { d.mutable_patient()->set_patient_id("P2"); }), "WRONG_STUDY");
  EXPECT_EQ(refused([](auto& d) { d.mutable_read(0)->set_sha256(std::string(64, 'a')); }), "WRONG_STUDY");
  EXPECT_EQ(refused([](auto& d) { d.mutable_author()->set_display_name("张三"); }), "WRONG_AUTHOR");
}

TEST_F(Desk, KeepsDraftsInTheChain) {
  const auto made = document(v1::REPORT_STATUS_DRAFT, *li, *li);
  v1::SaveDraftRequest request;
  request.set_study_id(study.study_id);
  request.set_report_id(made.report_id());
  request.set_revision_id(made.revision_id());
  request.set_document(*report::to_signed_bytes(made));
  const auto saved = desk->save_draft(li->caller, request);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_FALSE(saved->has_signature());
  EXPECT_EQ(letters_written(), 0);
  EXPECT_TRUE(desk->save_draft(li->caller, request));
  EXPECT_EQ(count("SELECT COUNT(*) FROM report_revision"), 1);

  last_revision = saved->revision_id();
  last_bytes = request.document();
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)), "");
}

TEST_F(Desk, TwoPeopleSignWhereThePolicyWantsIt) {
  execute("UPDATE worklist_item SET sign_off = 2");
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)), "NEEDS_PRELIMINARY");
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_PRELIMINARY, *li, *li), *li)), "");
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)), "NEEDS_OTHER_SIGNER");
  clock.advance(std::chrono::minutes(3));
  claim(*wang);
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *wang, *li), *wang)), "");
}

}  // namespace
}  // namespace rdc::router
