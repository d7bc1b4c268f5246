#include "tests/dicom_router/report/open_desk.h"

namespace rdc::router {
namespace {

using Desk = OpenDesk;

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

TEST_F(Desk, TheLetterCarriesTheDicomReportWhereThereIsOne) {
  v1::ObjectReference made;
  made.set_sha256(base::sha256("a structured report").hex());
  made.set_size(19);
  dicom_report = [&](soci::session&) -> Result<std::optional<v1::ObjectReference>> { return made; };
  ASSERT_TRUE(submit(document(v1::REPORT_STATUS_PRELIMINARY, *li, *li), *li));
  dicom_report = [](soci::session&) -> Result<std::optional<v1::ObjectReference>> { return std::nullopt; };
  ASSERT_TRUE(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)) << "the archive did not take it";
  dicom_report = {};
  claim(*li);
  ASSERT_TRUE(submit(document(v1::REPORT_STATUS_AMENDED, *li, *li), *li)) << "it has no such form";

  const auto letter = *catalog->read<std::vector<v1::Letter>>(
      [](soci::session& session) { return MailboxStore::after(session, "liuhe", 0, 10); });
  ASSERT_EQ(letter.size(), 3U);
  EXPECT_EQ(letter[0].report().dicom_report().SerializeAsString(), made.SerializeAsString());
  EXPECT_FALSE(letter[1].report().has_dicom_report());
  EXPECT_FALSE(letter[2].report().has_dicom_report());
  const auto size_for = [&](const std::string& site, const v1::Letter& of) {
    return catalog->read<std::uint64_t>([&](soci::session& session) {
      return MailboxStore::attachment_size(session, site, of.letter_id(), made.sha256());
    });
  };
  EXPECT_EQ(size_for("liuhe", letter[0]).value_or(0), made.size());
  EXPECT_FALSE(size_for("liuhe", letter[1])) << "another letter's";
  EXPECT_FALSE(size_for("another", letter[0])) << "another site's";
}

TEST_F(Desk, NothingGoesOutWhenTheDicomReportCannotBeWrittenDown) {
  dicom_report = [](soci::session&) -> Result<std::optional<v1::ObjectReference>> {
    return fail(ErrorCode::kNoSpace, "DISK_FULL", "the disk is full");
  };
  EXPECT_EQ(reason(submit(document(v1::REPORT_STATUS_FINAL, *li, *li), *li)), "DISK_FULL");
  EXPECT_EQ(letters_written(), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM report"), 0);
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
