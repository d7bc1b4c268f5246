// From the station's key to the agent's acknowledgement, over the real server.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/identity/signing_key.h"
#include "common/report/report_document.h"
#include "common/report/verify_report.h"
#include "common/rpc/status.h"
#include "rdc/v1/mailbox.grpc.pb.h"
#include "rdc/v1/report.grpc.pb.h"
#include "rdc/v1/study.grpc.pb.h"
#include "rdc/v1/worklist.grpc.pb.h"
#include "tests/dicom_router/access/running_router.h"
#include "tests/dicom_router/report/study_in_catalog.h"

namespace rdc::router {
namespace {

class ReportWire : public ::testing::Test {
 protected:
  void prepare(grpc::ClientContext& context) {
    rpc::set_deadline(context, rpc::kUnaryDeadline);
    if (!token.empty()) rpc::set_session(context, token);
  }
  void expect_ok(const grpc::Status& status) {
    ASSERT_TRUE(status.ok()) << rpc::from_status(status).reason << ": " << status.error_message();
  }

  void enrol_key() {
    const auto made = identity::make_signing_key("482913");
    grpc::ClientContext context;
    prepare(context);
    v1::EnrolSigningKeyRequest request;
    request.set_certificate_request_pem(made->certificate_request_pem);
    request.set_key_envelope(made->key_envelope);
    v1::EnrolSigningKeyReply reply;
    expect_ok(v1::Session::NewStub(station)->EnrolSigningKey(&context, request, &reply));
    certificate = reply.certificate_pem();
    key = std::make_unique<identity::KeyPair>(std::move(*identity::open_signing_key(made->key_envelope, "482913")));
  }
  void claim() {
    grpc::ClientContext context;
    prepare(context);
    v1::ClaimRequest request;
    request.set_item_id(study.item_id);
    v1::ClaimReply reply;
    expect_ok(v1::Worklist::NewStub(station)->Claim(&context, request, &reply));
  }
  v1::ReportDocument document(v1::ReportStatus status) {
    v1::ReportDocument made;
    made.set_report_id(report_id);
    made.set_revision_id(ids.next());
    made.set_status(status);
    made.set_study_id(study.study_id);
    made.set_study_instance_uid("1.2.3");
    made.set_site_id("liuhe");
    made.mutable_patient()->set_patient_id("P1");
    made.set_impression("未见明显异常");
    auto* image = made.add_read();
    image->set_sop_instance_uid("1.2.3.4.5");
    image->set_sha256(study.image_sha256);
    for (auto* who : {made.mutable_author(), made.mutable_signer()}) {
      who->set_user_id(person.user_id);
      who->set_display_name("李明华");
    }
    made.set_pdf_sha256(base::sha256(pdf).hex());
    made.mutable_signed_at()->set_seconds(base::to_micros(clock.now()) / 1'000'000);
    if (!last_revision.empty()) {
      made.set_previous_revision_id(last_revision);
      made.set_previous_sha256(base::sha256(last_bytes).hex());
    }
    return made;
  }
  grpc::Status submit(v1::ReportStatus status, std::size_t bytes_to_send = std::string::npos) {
    const auto made = document(status);
    const auto bytes = *report::to_signed_bytes(made);
    grpc::ClientContext context;
    prepare(context);
    v1::SubmitSignedReply reply;
    const auto stream = v1::Report::NewStub(station)->SubmitSigned(&context, &reply);
    v1::SubmitSignedRequest request;
    request.mutable_header()->set_study_id(study.study_id);
    request.mutable_header()->set_document(bytes);
    request.mutable_header()->set_signature(*identity::cms_sign(bytes, *key, certificate, clock));
    request.mutable_header()->set_pdf_size(pdf.size());
    stream->Write(request);
    const auto to_send = std::min(bytes_to_send, pdf.size());
    for (std::size_t offset = 0; offset < to_send; offset += 200'000) {
      request.mutable_pdf()->set_offset(offset);
      request.mutable_pdf()->set_data(pdf.substr(offset, std::min<std::size_t>(200'000, to_send - offset)));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    auto outcome = stream->Finish();
    if (outcome.ok()) {
      last_revision = made.revision_id();
      last_bytes = bytes;
    }
    return outcome;
  }
  std::string attachment(const v1::Letter& letter, const std::string& sha256, std::uint64_t offset = 0) {
    grpc::ClientContext context;
    rpc::set_deadline(context, rpc::kUnaryDeadline);
    v1::ReadAttachmentRequest request;
    request.set_letter_id(letter.letter_id());
    request.set_sha256(sha256);
    request.set_offset(offset);
    const auto stream = v1::Mailbox::NewStub(agent)->ReadAttachment(&context, request);
    std::string bytes;
    v1::DataChunk chunk;
    while (stream->Read(&chunk)) {
      EXPECT_EQ(chunk.offset(), offset + bytes.size());
      EXPECT_LE(chunk.data().size(), 256U * 1024);
      bytes += chunk.data();
    }
    EXPECT_TRUE(stream->Finish().ok());
    return bytes;
  }

  base::SystemClock clock;
  base::SystemRandom random;
  base::IdGenerator ids{clock, random};
  RunningRouter router;
  std::shared_ptr<grpc::Channel> agent = router.connect(router.add_agent("liuhe"));
  std::shared_ptr<grpc::Channel> station = router.connect(router.add_station("desk"));
  RunningRouter::Person person = router.add_person("li", v1::ROLE_RADIOLOGIST);
  PlacedStudy study = *place_study(*router.centre().catalog, clock, ids, "liuhe", v1::SIGN_OFF_POLICY_SINGLE);
  std::string token = router.log_in(station, person);
  std::unique_ptr<identity::KeyPair> key;
  std::string certificate;
  std::string report_id = ids.next();
  std::string last_revision, last_bytes;
  std::string pdf = "%PDF-1.4 " + std::string(700'000, 'x');  // several chunks
};

TEST_F(ReportWire, TravelsFromTheReadersKeyToTheSitesAcknowledgement) {
  enrol_key();
  claim();
  grpc::ClientContext subscription;
  const auto feed = v1::Mailbox::NewStub(agent)->Subscribe(&subscription, {});
  expect_ok(submit(v1::REPORT_STATUS_FINAL));

  v1::Delivery delivery;
  do {
    ASSERT_TRUE(feed->Read(&delivery));
  } while (!delivery.has_letter());
  const auto& letter = delivery.letter();
  const auto bytes = attachment(letter, letter.report().document().sha256());
  const auto signature = attachment(letter, letter.report().signature().sha256());
  EXPECT_EQ(attachment(letter, letter.report().pdf().sha256()), pdf);
  EXPECT_EQ(attachment(letter, letter.report().pdf().sha256(), 300'001), pdf.substr(300'001));
  const auto verified =
      report::verify_report(bytes, signature, base::sha256(pdf), router.centre().authority.certificate_pem());
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->document.signer().user_id(), person.user_id);

  for (int round = 0; round < 2; ++round) {  // idempotent
    grpc::ClientContext context;
    rpc::set_deadline(context, rpc::kUnaryDeadline);
    v1::AcknowledgeRequest request;
    request.set_letter_id(letter.letter_id());
    request.set_verdict(v1::AcknowledgeRequest::KEPT);
    v1::AcknowledgeReply reply;
    expect_ok(v1::Mailbox::NewStub(agent)->Acknowledge(&context, request, &reply));
  }
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM audit_event WHERE action = 'letter.acknowledge'"), 1);
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM letter WHERE verdict = 1"), 1);
  subscription.TryCancel();
}

TEST_F(ReportWire, ALetterIsItsSitesAlone) {
  // An ECG's, for it has all four files. Its file is not there and was never read by the machine.
  router.execute("UPDATE instance SET kind = 2");
  router.execute(
      "INSERT INTO ecg (instance_key, study_key, sha256, state, urgency, silent, stored_at) "
      "SELECT i.instance_key, i.study_key, o.sha256, 2, 3, 1, o.stored_at "
      "FROM instance i JOIN object o ON o.object_key = i.object_key");
  enrol_key();
  claim();
  expect_ok(submit(v1::REPORT_STATUS_FINAL));
  const auto letters = router.centre().database().read<std::vector<v1::Letter>>(
      [](soci::session& session) { return MailboxStore::after(session, "liuhe", 0, 10); });
  const auto letter =
      std::find_if(letters->begin(), letters->end(), [](const auto& each) { return each.has_report(); });
  ASSERT_NE(letter, letters->end());
  const auto& report = letter->report();
  ASSERT_TRUE(report.has_dicom_report());
  const auto other = router.connect(router.add_agent("other-site"));
  for (const auto& file : {report.document(), report.signature(), report.pdf(), report.dicom_report()}) {
    const auto bytes = attachment(*letter, file.sha256());
    EXPECT_EQ(bytes.size(), file.size());
    EXPECT_EQ(base::sha256(bytes).hex(), file.sha256());
    grpc::ClientContext context;
    rpc::set_deadline(context, rpc::kUnaryDeadline);
    v1::ReadAttachmentRequest request;
    request.set_letter_id(letter->letter_id());
    request.set_sha256(file.sha256());
    const auto stream = v1::Mailbox::NewStub(other)->ReadAttachment(&context, request);
    v1::DataChunk chunk;
    EXPECT_FALSE(stream->Read(&chunk));
    EXPECT_EQ(rpc::from_status(stream->Finish()).reason, "NO_SUCH_ATTACHMENT");
  }
}

TEST_F(ReportWire, RevocationCutsAnOpenFeedBeforeTheNextLetter) {
  enrol_key();
  claim();
  grpc::ClientContext subscription;
  const auto feed = v1::Mailbox::NewStub(agent)->Subscribe(&subscription, {});
  expect_ok(submit(v1::REPORT_STATUS_PRELIMINARY));
  v1::Delivery delivery;
  do {
    ASSERT_TRUE(feed->Read(&delivery));
  } while (!delivery.has_letter());
  ASSERT_TRUE(router.centre().enrolment.revoke_site(console_actor(), "liuhe"));
  expect_ok(submit(v1::REPORT_STATUS_FINAL));
  while (feed->Read(&delivery)) EXPECT_FALSE(delivery.has_letter());
  EXPECT_EQ(rpc::from_status(feed->Finish()).reason, "REVOKED");
}

TEST_F(ReportWire, AnIncompletePdfIsRefusedAndLeavesNothing) {
  enrol_key();
  claim();
  EXPECT_EQ(rpc::from_status(submit(v1::REPORT_STATUS_FINAL, 500'000)).reason, "INCOMPLETE");
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM report"), 0);
}

TEST_F(ReportWire, AMachineRenewsItsCertificateOverTheLiveChannel) {
  const auto fresh = identity::KeyPair::generate();
  grpc::ClientContext context;
  rpc::set_deadline(context, rpc::kUnaryDeadline);
  v1::RenewMachineCertificateRequest request;
  request.set_certificate_request_pem(*fresh->certificate_request("agent/somebody-else"));
  v1::RenewMachineCertificateReply reply;
  expect_ok(v1::Session::NewStub(agent)->RenewMachineCertificate(&context, request, &reply));
  const auto renewed =
      router.connect({router.centre().authority.certificate_pem(), reply.certificate_pem(), fresh->to_pem().text()});
  for (const auto& channel : {renewed, agent}) {
    grpc::ClientContext again;
    rpc::set_deadline(again, rpc::kUnaryDeadline);
    v1::AcknowledgeReply ignored;
    EXPECT_EQ(rpc::from_status(v1::Mailbox::NewStub(channel)->Acknowledge(&again, {}, &ignored)).reason, "BAD_VERDICT");
  }
}

// What a reader works on, over the wire: the draft's author, a take-over that is on record, a search that names
// studies.
TEST_F(ReportWire, AnAssignedStudyIsTakenOverOnlyWhenItIsSaidAndThatIsOnRecord) {
  const auto wang = router.add_person("wang", v1::ROLE_RADIOLOGIST);
  const auto worklist = v1::Worklist::NewStub(station);
  const auto call = [&](auto method, const auto& request, auto& reply) {
    grpc::ClientContext context;
    prepare(context);
    const auto status = (worklist.get()->*method)(&context, request, &reply);
    return status.ok() ? std::string() : rpc::from_status(status).reason;
  };
  v1::ListReadersReply readers;
  ASSERT_EQ(call(&v1::Worklist::Stub::ListReaders, v1::ListReadersRequest(), readers), "");
  EXPECT_EQ(readers.readers_size(), 2);
  v1::AssignRequest assign;
  assign.set_assignment_id(ids.next());
  assign.set_item_id(study.item_id);
  assign.set_user_id(wang.user_id);
  v1::AssignReply assigned;
  ASSERT_EQ(call(&v1::Worklist::Stub::Assign, assign, assigned), "");
  v1::ClaimRequest take;
  take.set_item_id(study.item_id);
  v1::ClaimReply taken;
  EXPECT_EQ(call(&v1::Worklist::Stub::Claim, take, taken), "ASSIGNED_TO_ANOTHER");
  take.set_take_over(true);
  ASSERT_EQ(call(&v1::Worklist::Stub::Claim, take, taken), "");
  EXPECT_TRUE(taken.item().claimed_by_me());
  EXPECT_FALSE(taken.item().has_assigned_to());
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM audit_event WHERE action = 'worklist.take_over' AND detail = '" +
                         wang.user_id + "'"),
            1);
  ASSERT_EQ(call(&v1::Worklist::Stub::Claim, take, taken), "") << "a renewal takes nothing over";
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM audit_event WHERE action = 'worklist.take_over'"), 1);
}

TEST_F(ReportWire, ASearchNamesEachStudyItFoundOnTheAuditTrailAndNoPatient) {
  grpc::ClientContext context;
  prepare(context);
  v1::SearchStudiesRequest request;
  request.set_patient_id("P1");
  v1::SearchStudiesReply reply;
  expect_ok(v1::Study::NewStub(station)->SearchStudies(&context, request, &reply));
  ASSERT_EQ(reply.studies_size(), 1);
  EXPECT_EQ(reply.studies(0).study_id(), study.study_id);
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM audit_event WHERE action = 'study.search' AND user_id = '" +
                         person.user_id + "' AND detail = 'patient ID; 1 found'"),
            1);
  EXPECT_EQ(router.count("SELECT COUNT(*) FROM audit_event WHERE action = 'study.found' AND subject = '" +
                         study.study_id + "'"),
            1);
}

}  // namespace
}  // namespace rdc::router
