// A report desk on a catalog with one study, and two readers with keys of their own.
#pragma once

#include <fstream>
#include <memory>
#include <string>

#include "common/report/report_document.h"
#include "dicom_router/report/report_desk.h"
#include "tests/dicom_router/access/open_centre.h"
#include "tests/dicom_router/report/study_in_catalog.h"

namespace rdc::router {

class OpenDesk : public OpenCentre {
 protected:
  struct Reader {
    rpc::Caller caller;
    identity::KeyPair key;
    std::string certificate;
  };

  void SetUp() override {
    ASSERT_TRUE(enrolment.add_site(console_actor(), "liuhe", "柳河镇卫生院", {"centre", {"router:7443"}}));
    objects = std::move(*ObjectStore::open(scratch / "objects", fs));
    desk = std::make_unique<ReportDesk>(ReportDesk::Parts{
        catalog->database(),
        *objects,
        studies,
        worklist,
        letters,
        audit,
        clock,
        authority.certificate_pem(),
        [this] { ++committed; },
        {},
        [this](const v1::ReportDocument&, const std::string&, const rpc::Caller&) { return dicom_report; }});
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
  AddToArchive dicom_report;  // what its maker makes of the next report
};

}  // namespace rdc::router
