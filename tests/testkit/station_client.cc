#include "tests/testkit/station_client.h"

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/identity/cms_signature.h"
#include "common/identity/enrolment_bundle.h"
#include "common/identity/signing_key.h"
#include "common/report/report_document.h"
#include "common/rpc/status.h"

namespace rdc::testkit {
namespace {

Result<void> outcome(const grpc::Status& status) {
  if (status.ok()) return {};
  return tl::unexpected<Error>(rpc::from_status(status));
}

google::protobuf::Timestamp wire_time(base::Timestamp at) {
  google::protobuf::Timestamp out;
  const std::int64_t micros = base::to_micros(at);
  out.set_seconds(micros / 1'000'000);
  out.set_nanos(static_cast<std::int32_t>(micros % 1'000'000 * 1000));
  return out;
}

// The smallest file that every PDF reader opens.
constexpr const char* kOneLinePdf =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

}  // namespace

Result<std::unique_ptr<StationClient>> StationClient::enrol(const std::filesystem::path& bundle,
                                                            const std::string& code, const std::string& address,
                                                            const base::Clock& clock) {
  const auto file = base::read_file(bundle, 64 * 1024);
  if (!file) return fail(file);
  auto opened = identity::open_bundle(*file, code);
  if (!opened) return fail(opened);
  rpc::Identity identity{opened->ca_pem, opened->certificate_pem, opened->key_pem.text()};
  const std::string where = address.empty() ? opened->router_addresses.at(0) : address;
  return std::make_unique<StationClient>(where, std::move(identity), clock);
}

StationClient::StationClient(const std::string& address, rpc::Identity identity, const base::Clock& clock)
    : clock_(clock),
      channel_(rpc::make_channel(address, identity, {.connection = rpc::Connection::kOwn})),
      session_(v1::Session::NewStub(channel_)),
      worklist_(v1::Worklist::NewStub(channel_)),
      study_(v1::Study::NewStub(channel_)),
      report_(v1::Report::NewStub(channel_)) {}

void StationClient::prepare(grpc::ClientContext& context, std::chrono::milliseconds deadline) const {
  rpc::set_deadline(context, deadline);
  context.set_wait_for_ready(true);
  if (!token_.empty()) rpc::set_session(context, token_);
}

Result<v1::Self> StationClient::log_in(const std::string& user_name, const std::string& password) {
  grpc::ClientContext context;
  token_.clear();
  prepare(context);
  v1::LoginRequest request;
  request.set_user_name(user_name);
  request.set_password(password);
  v1::LoginReply reply;
  if (auto done = outcome(session_->Login(&context, request, &reply)); !done) return fail(done);
  token_ = reply.session_token();
  self_ = reply.self();
  return self_;
}

Result<void> StationClient::change_password(const std::string& current, const std::string& next) {
  grpc::ClientContext context;
  prepare(context);
  v1::ChangePasswordRequest request;
  request.set_current_password(current);
  request.set_new_password(next);
  v1::ChangePasswordReply reply;
  return outcome(session_->ChangePassword(&context, request, &reply));
}

Result<void> StationClient::enrol_signing_key(const std::string& pin) {
  auto made = identity::make_signing_key(pin);
  if (!made) return fail(made);
  grpc::ClientContext context;
  prepare(context);
  v1::EnrolSigningKeyRequest request;
  request.set_certificate_request_pem(made->certificate_request_pem);
  request.set_key_envelope(made->key_envelope);
  request.set_replace(true);
  v1::EnrolSigningKeyReply reply;
  if (auto done = outcome(session_->EnrolSigningKey(&context, request, &reply)); !done) return done;
  signing_envelope_ = made->key_envelope;
  signing_certificate_ = reply.certificate_pem();
  signing_pin_ = pin;
  return {};
}

Result<void> StationClient::log_out() {
  grpc::ClientContext context;
  prepare(context);
  v1::LogoutReply reply;
  return outcome(session_->Logout(&context, {}, &reply));
}

Result<std::vector<v1::WorklistItem>> StationClient::list(const v1::ListWorklistRequest& request) {
  grpc::ClientContext context;
  prepare(context);
  v1::ListWorklistReply reply;
  if (auto done = outcome(worklist_->List(&context, request, &reply)); !done) return fail(done);
  return std::vector<v1::WorklistItem>(reply.items().begin(), reply.items().end());
}

Result<v1::WorklistItem> StationClient::wait_for_item(const std::function<bool(const v1::WorklistItem&)>& wanted,
                                                      std::chrono::milliseconds timeout) {
  grpc::ClientContext context;
  prepare(context, timeout);
  const auto feed = worklist_->Watch(&context, {});
  v1::WorklistChange change;
  while (feed->Read(&change)) {
    if (change.has_item() && wanted(change.item())) {
      context.TryCancel();
      return change.item();
    }
  }
  const grpc::Status status = feed->Finish();
  if (status.error_code() != grpc::StatusCode::DEADLINE_EXCEEDED)
    return tl::unexpected<Error>(rpc::from_status(status));
  return fail(ErrorCode::kUnavailable, "TIMED_OUT", "no such item on the worklist in time");
}

Result<v1::ClaimReply> StationClient::claim(const std::string& item_id) {
  grpc::ClientContext context;
  prepare(context);
  v1::ClaimRequest request;
  request.set_item_id(item_id);
  v1::ClaimReply reply;
  if (auto done = outcome(worklist_->Claim(&context, request, &reply)); !done) return fail(done);
  return reply;
}

Result<void> StationClient::release(const std::string& item_id) {
  grpc::ClientContext context;
  prepare(context);
  v1::ReleaseRequest request;
  request.set_item_id(item_id);
  v1::ReleaseReply reply;
  return outcome(worklist_->Release(&context, request, &reply));
}

Result<v1::GetStudyReply> StationClient::study(const std::string& study_id) {
  grpc::ClientContext context;
  prepare(context);
  v1::GetStudyRequest request;
  request.set_study_id(study_id);
  v1::GetStudyReply reply;
  if (auto done = outcome(study_->GetStudy(&context, request, &reply)); !done) return fail(done);
  return reply;
}

Result<std::string> StationClient::object(const std::string& study_id, const std::string& sha256) {
  grpc::ClientContext context;
  prepare(context, std::chrono::seconds(120));
  v1::ReadObjectRequest request;
  request.set_study_id(study_id);
  request.set_sha256(sha256);
  const auto stream = study_->ReadObject(&context, request);
  std::string bytes;
  v1::DataChunk chunk;
  while (stream->Read(&chunk)) bytes += chunk.data();
  if (auto done = outcome(stream->Finish()); !done) return fail(done);
  return bytes;
}

Result<v1::ReportDocument> StationClient::make_document(const v1::WorklistItem& item, const v1::GetStudyReply& study,
                                                        const ReportText& text, const std::string& pdf) {
  v1::ReportDocument document;
  const auto before = last_signed_.find(item.study_id());
  document.set_report_id(before == last_signed_.end() ? ids_.next() : before->second.report_id);
  document.set_revision_id(ids_.next());
  if (before != last_signed_.end()) {
    document.set_previous_revision_id(before->second.revision_id);
    document.set_previous_sha256(base::sha256(before->second.document).hex());
  }
  document.set_status(text.status);
  if (text.status == v1::REPORT_STATUS_AMENDED || text.status == v1::REPORT_STATUS_CANCELLED)
    document.set_amendment_reason("更正");
  document.set_institution(self_.centre_name());
  document.set_study_instance_uid(item.study_instance_uid());
  document.set_study_id(item.study_id());
  document.set_site_id(item.site_id());
  document.set_site_name(item.site_name());
  *document.mutable_patient() = item.patient();
  document.set_accession_number(item.accession_number());
  *document.mutable_modalities() = item.modalities();
  document.set_study_description(item.study_description());
  *document.mutable_study_time() = item.study_time();
  document.set_language("zh_CN");
  document.set_history(text.history);
  document.set_findings(text.findings);
  document.set_impression(text.impression);
  for (const v1::Series& series : study.series()) {
    for (const v1::Instance& instance : series.instances()) {
      v1::ImageRead* read = document.add_read();
      read->set_sop_instance_uid(instance.sop_instance_uid());
      read->set_sha256(instance.object().sha256());
    }
  }
  document.set_pdf_sha256(base::sha256(pdf).hex());
  for (v1::Signer* person : {document.mutable_author(), document.mutable_signer()}) {
    person->set_user_id(self_.user_id());
    person->set_display_name(self_.display_name());
  }
  *document.mutable_signed_at() = wire_time(clock_.now());
  return document;
}

Result<SignedReport> StationClient::prepare_report(const v1::WorklistItem& item, const ReportText& text) {
  const auto held = study(item.study_id());
  if (!held) return fail(held);
  SignedReport made;
  made.study_id = item.study_id();
  made.pdf = kOneLinePdf;
  const auto content = make_document(item, *held, text, made.pdf);
  if (!content) return fail(content);
  made.report_id = content->report_id();
  made.revision_id = content->revision_id();
  auto document = report::to_signed_bytes(*content);
  if (!document) return fail(document);
  made.document = std::move(*document);
  const auto key = identity::open_signing_key(signing_envelope_, signing_pin_);
  if (!key) return fail(key);
  auto signature = identity::cms_sign(made.document, *key, signing_certificate_, clock_);
  if (!signature) return fail(signature);
  made.signature = std::move(*signature);
  return made;
}

Result<v1::Revision> StationClient::submit(const SignedReport& report) {
  grpc::ClientContext context;
  prepare(context, std::chrono::seconds(60));
  v1::SubmitSignedReply reply;
  const auto stream = report_->SubmitSigned(&context, &reply);
  v1::SubmitSignedRequest request;
  request.mutable_header()->set_study_id(report.study_id);
  request.mutable_header()->set_document(report.document);
  request.mutable_header()->set_signature(report.signature);
  request.mutable_header()->set_pdf_size(report.pdf.size());
  stream->Write(request);
  request.mutable_pdf()->set_offset(0);
  request.mutable_pdf()->set_data(report.pdf);
  stream->Write(request);
  stream->WritesDone();
  if (auto done = outcome(stream->Finish()); !done) return fail(done);
  last_signed_[report.study_id] = report;
  return reply.revision();
}

Result<v1::Revision> StationClient::sign(const v1::WorklistItem& item, const ReportText& text) {
  const auto report = prepare_report(item, text);
  if (!report) return fail(report);
  return submit(*report);
}

}  // namespace rdc::testkit
