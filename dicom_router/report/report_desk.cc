#include "dicom_router/report/report_desk.h"

#include <algorithm>

#include "common/base/file_system.h"
#include "common/base/ids.h"
#include "common/report/report_document.h"
#include "dicom_router/report/sign_off.h"
#include "dicom_router/store/account_store.h"

namespace rdc::router {
namespace {

tl::unexpected<Error> wrong_study(const char* what) {
  return fail(ErrorCode::kInvalid, "WRONG_STUDY", "the report does not belong to this study: {}", what);
}

v1::WorklistStatus worklist_status(v1::ReportStatus status) {
  switch (status) {
    case v1::REPORT_STATUS_PRELIMINARY:
      return v1::WORKLIST_STATUS_PRELIMINARY;
    case v1::REPORT_STATUS_FINAL:
      return v1::WORKLIST_STATUS_FINAL;
    case v1::REPORT_STATUS_AMENDED:
      return v1::WORKLIST_STATUS_AMENDED;
    case v1::REPORT_STATUS_CANCELLED:
      return v1::WORKLIST_STATUS_CANCELLED;
    default:
      return v1::WORKLIST_STATUS_UNSPECIFIED;
  }
}

// The revision that this one stands instead of: drafts were never published.
std::string last_signed(const std::vector<RevisionRecord>& chain) {
  const auto found = std::find_if(chain.rbegin(), chain.rend(), [](const RevisionRecord& revision) {
    return revision.status != v1::REPORT_STATUS_DRAFT;
  });
  return found == chain.rend() ? "" : found->revision_id;
}

StoredFile stored(const std::string& sha256, std::size_t size) { return {sha256, static_cast<long long>(size)}; }

RevisionRecord record_of(const v1::ReportDocument& document, const rpc::Caller& caller) {
  RevisionRecord revision;
  revision.revision_id = document.revision_id();
  revision.report_id = document.report_id();
  revision.study_id = document.study_id();
  revision.status = document.status();
  revision.previous_revision_id = document.previous_revision_id();
  revision.author_user_id = document.author().user_id();
  revision.author_name = document.author().display_name();
  revision.saved_by = caller.user_id;
  return revision;
}

}  // namespace

Result<v1::GetReportReply> ReportDesk::report_of(const rpc::Caller& caller, const std::string& study_id) {
  auto reply = parts_.database.write<v1::GetReportReply>([&](soci::session& session) -> Result<v1::GetReportReply> {
    const auto report_id = ReportStore::report_of(session, study_id);
    if (!report_id) return fail(ErrorCode::kNotFound, "NO_REPORT", "this study has no report yet");
    v1::GetReportReply found;
    found.set_report_id(*report_id);
    auto policy = parts_.worklist.sign_off_of(session, study_id);
    if (!policy) return fail(policy);
    found.set_policy(*policy);
    for (const auto& revision : ReportStore::revisions_of(session, *report_id))
      *found.add_revisions() = to_message(revision);
    for (const auto& returned : ReportStore::returns_of(session, *report_id))
      *found.add_returns() = to_message(returned);
    if (auto audited = parts_.audit.append(session, audit_entry(caller, "report.read", study_id)); !audited)
      return fail(audited);
    return found;
  });
  if (!reply || reply->revisions().empty()) return reply;
  const auto& newest = *reply->revisions().rbegin();
  auto bytes = base::read_file(parts_.objects.path_of(newest.document().sha256()), report::kDocumentLimit);
  if (!bytes) return fail(bytes);
  reply->set_newest_document(*bytes);
  return reply;
}

Result<ReportDesk::Basis> ReportDesk::check(soci::session& session, const rpc::Caller& caller,
                                            const v1::ReportDocument& document, const std::string& document_sha256) {
  Basis basis;
  if (auto there = ReportStore::find_revision(session, document.revision_id())) {
    if (there->document.sha256 != document_sha256 || there->study_id != document.study_id())
      return fail(ErrorCode::kExists, "REVISION_EXISTS", "another revision has this identifier");
    basis.is_repeat = true;
    basis.repeated = std::move(*there);
    return basis;
  }
  auto study = parts_.studies.find(session, document.study_id());
  if (!study) return fail(study);
  basis.study = std::move(*study);
  if (auto claimed = check_claim(session, caller, document.study_id()); !claimed) return fail(claimed);
  const auto report_id = ReportStore::report_of(session, document.study_id());
  if (report_id && *report_id != document.report_id())
    return fail(ErrorCode::kConflict, "STALE_REVISION", "the study has a report already: reload it");
  if (!report_id && ReportStore::study_of(session, document.report_id()))
    return wrong_study("the report is another study's");
  if (report_id) basis.chain = ReportStore::revisions_of(session, *report_id);
  const std::string newest = basis.chain.empty() ? "" : basis.chain.back().revision_id;
  if (document.previous_revision_id() != newest)
    return fail(ErrorCode::kConflict, "STALE_REVISION", "the report has changed since: reload it and merge");
  if (auto checked = check_study(session, basis, document); !checked) return fail(checked);
  if (auto checked = check_names(session, document); !checked) return fail(checked);
  auto policy = parts_.worklist.sign_off_of(session, document.study_id());
  if (!policy) return fail(policy);
  if (auto checked = check_step(basis.chain, document, caller.user_id, *policy); !checked) return fail(checked);
  return basis;
}

Result<void> ReportDesk::check_claim(soci::session& session, const rpc::Caller& caller, const std::string& study_id) {
  auto holder = parts_.worklist.holder_of(session, study_id);
  if (!holder) return fail(holder);
  if (!*holder || (*holder)->claimant.user_id != caller.user_id || (*holder)->claimant.machine_id != caller.machine_id)
    return fail(ErrorCode::kConflict, "NOT_CLAIMED", "claim the study first: you do not hold it, or no longer");
  return {};
}

Result<void> ReportDesk::check_study(soci::session& session, const Basis& basis, const v1::ReportDocument& document) {
  const auto& summary = basis.study.summary;
  if (document.site_id() != basis.study.site_id) return wrong_study("the site differs");
  if (document.study_instance_uid() != summary.study_instance_uid())
    return wrong_study("the Study Instance UID differs");
  if (document.patient().patient_id() != summary.patient().patient_id()) return wrong_study("the patient differs");
  auto instances = parts_.studies.instances_of(session, document.study_id());
  if (!instances) return fail(instances);
  for (const auto& image : document.read()) {
    const bool known = std::any_of(instances->begin(), instances->end(), [&](const InstanceDigest& instance) {
      return instance.sop_instance_uid == image.sop_instance_uid() && instance.sha256 == image.sha256();
    });
    if (!known) return wrong_study("it names an image that is not in it");
  }
  return {};
}

Result<void> ReportDesk::check_names(soci::session& session, const v1::ReportDocument& document) {
  for (const auto* person : {&document.author(), &document.signer()}) {
    if (person->user_id().empty()) continue;  // a draft has no signer
    const auto account = AccountStore::find(session, person->user_id());
    if (!account || account->display_name != person->display_name())
      return fail(ErrorCode::kInvalid, "WRONG_AUTHOR",
                  "the report names a person whom the centre knows by another name");
  }
  return {};
}

Result<void> ReportDesk::check_link(const Basis& basis, const v1::ReportDocument& document) const {
  if (basis.is_repeat) return {};
  if (basis.chain.empty()) return report::verify_link(document, std::nullopt);
  auto previous = base::read_file(parts_.objects.path_of(basis.chain.back().document.sha256), report::kDocumentLimit);
  if (!previous) return fail(previous);
  return report::verify_link(document, *previous);
}

Result<void> ReportDesk::check_signer(soci::session& session, const rpc::Caller& caller,
                                      const report::VerifiedReport& verified) {
  const auto current = AccountStore::current_signer(session, caller.user_id);
  if (verified.signature.user_id != caller.user_id || !current ||
      current->fingerprint != verified.signature.fingerprint)
    return fail(ErrorCode::kDenied, "NOT_YOUR_SIGNATURE", "the report is not signed with your current signing key");
  if (base::from_micros(current->not_after) <= parts_.clock.now())
    return fail(ErrorCode::kDenied, "NOT_YOUR_SIGNATURE",
                "your signing certificate has expired: enrol a new signing key");
  return {};
}

Result<v1::Revision> ReportDesk::save_draft(const rpc::Caller& caller, const v1::SaveDraftRequest& request) {
  auto document = report::parse(request.document());
  if (!document) return fail(document);
  if (document->status() != v1::REPORT_STATUS_DRAFT)
    return fail(ErrorCode::kInvalid, "NOT_A_DRAFT", "a signed status needs a signature: submit it signed");
  if (document->study_id() != request.study_id() || document->report_id() != request.report_id() ||
      document->revision_id() != request.revision_id() ||
      document->previous_revision_id() != request.previous_revision_id())
    return fail(ErrorCode::kInvalid, "BAD_DOCUMENT", "the draft and its envelope name different identifiers");
  auto revision = record_of(*document, caller);
  revision.document = stored(base::sha256(request.document()).hex(), request.document().size());
  auto basis = parts_.database.read<Basis>(
      [&](soci::session& session) { return check(session, caller, *document, revision.document.sha256); });
  if (!basis) return fail(basis);
  if (basis->is_repeat) return to_message(basis->repeated);
  if (auto linked = check_link(*basis, *document); !linked) return fail(linked);
  if (auto put = parts_.objects.put_bytes(base::as_bytes(request.document())); !put) return fail(put);
  return commit(caller, *document, std::move(revision), nullptr);
}

Result<v1::Revision> ReportDesk::submit(const rpc::Caller& caller, const v1::SubmitSignedHeader& header,
                                        const StagedPdf& pdf) {
  auto verified = report::verify_report(header.document(), header.signature(), pdf.sha256, parts_.centre_ca_pem);
  if (!verified) return fail(verified);
  const auto& document = verified->document;
  if (document.study_id() != header.study_id()) return wrong_study("document and envelope name different ones");
  auto revision = record_of(document, caller);
  revision.document = stored(base::sha256(header.document()).hex(), header.document().size());
  revision.signature = stored(base::sha256(header.signature()).hex(), header.signature().size());
  revision.pdf = stored(pdf.sha256.hex(), pdf.size);
  auto basis = parts_.database.read<Basis>([&](soci::session& session) -> Result<Basis> {
    if (auto checked = check_signer(session, caller, *verified); !checked) return fail(checked);
    return check(session, caller, document, revision.document.sha256);
  });
  if (!basis) return fail(basis);
  if (basis->is_repeat) return to_message(basis->repeated);
  if (auto linked = check_link(*basis, document); !linked) return fail(linked);
  if (auto put = parts_.objects.put_bytes(base::as_bytes(header.document())); !put) return fail(put);
  if (auto put = parts_.objects.put_bytes(base::as_bytes(header.signature())); !put) return fail(put);
  if (auto put = parts_.objects.put_staged(pdf.file, revision.pdf.sha256); !put) return fail(put);
  Signing signing{*verified, header.has_decision() ? &header.decision() : nullptr};
  if (parts_.dicom_report) signing.dicom_report = parts_.dicom_report(document, last_signed(basis->chain), caller);
  return commit(caller, document, std::move(revision), &signing);
}

Result<v1::Revision> ReportDesk::commit(const rpc::Caller& caller, const v1::ReportDocument& document,
                                        RevisionRecord revision, const Signing* signing) {
  revision.stored_at = base::to_micros(parts_.clock.now());
  auto written = parts_.database.write<RevisionRecord>([&](soci::session& session) -> Result<RevisionRecord> {
    // All of it again, now that nothing else can change: claim, chain, certificate.
    auto basis = check(session, caller, document, revision.document.sha256);
    if (!basis) return fail(basis);
    if (basis->is_repeat) return basis->repeated;
    if (signing != nullptr)
      if (auto checked = check_signer(session, caller, signing->verified); !checked) return fail(checked);
    if (basis->chain.empty())
      ReportStore::add_report(session, revision.report_id, revision.study_id, revision.stored_at);
    revision.ordinal = static_cast<int>(basis->chain.size()) + 1;
    ReportStore::add_revision(session, revision);
    auto moved = signing != nullptr ? publish(session, *basis, revision, document, *signing, caller)
                                    : parts_.worklist.draft_saved(session, revision.study_id,
                                                                  {caller.user_id, caller.user_display_name});
    if (!moved) return fail(moved);
    const auto* action = signing == nullptr ? "report.draft" : "report.sign";
    const auto entry = audit_entry(caller, action, revision.study_id, "ok",
                                   revision.revision_id + " " + v1::ReportStatus_Name(revision.status));
    if (auto audited = parts_.audit.append(session, entry); !audited) return fail(audited);
    return revision;
  });
  if (!written) return fail(written);
  if (parts_.committed) parts_.committed();
  return to_message(*written);
}

Result<void> ReportDesk::publish(soci::session& session, const Basis& basis, const RevisionRecord& revision,
                                 const v1::ReportDocument& document, const Signing& signing,
                                 const rpc::Caller& signer) {
  if (parts_.signed_off)
    if (auto told = parts_.signed_off(session, document, signing.decision, signer); !told) return told;
  v1::Letter letter;
  auto& content = *letter.mutable_report();
  if (signing.dicom_report) {
    auto added = signing.dicom_report(session);
    if (!added) return fail(added);
    if (*added) *content.mutable_dicom_report() = std::move(**added);
  }
  if (auto set = parts_.studies.set_report(session, revision.study_id, revision.report_id, revision.status); !set)
    return set;
  auto set = parts_.worklist.set_status(session, revision.study_id, worklist_status(revision.status),
                                        {revision.author_user_id, revision.author_name});
  if (!set) return set;
  const auto message = to_message(revision);
  content.set_report_id(revision.report_id);
  content.set_revision_id(revision.revision_id);
  content.set_previous_revision_id(revision.previous_revision_id);
  content.set_status(revision.status);
  content.set_study_instance_uid(document.study_instance_uid());
  *content.mutable_document() = message.document();
  *content.mutable_signature() = message.signature();
  *content.mutable_pdf() = message.pdf();
  return parts_.letters.append(session, basis.study.site_id, std::move(letter));
}

Result<std::filesystem::path> ReportDesk::file_of(const rpc::Caller& caller,
                                                  const v1::ReadRevisionFileRequest& request) {
  auto digest = parts_.database.write<std::string>([&](soci::session& session) -> Result<std::string> {
    const auto revision = ReportStore::find_revision(session, request.revision_id());
    if (!revision) return fail(ErrorCode::kNotFound, "NO_SUCH_REVISION", "there is no such revision");
    std::string sha256;
    if (request.file() == v1::ReadRevisionFileRequest::DOCUMENT) sha256 = revision->document.sha256;
    if (request.file() == v1::ReadRevisionFileRequest::PDF) sha256 = revision->pdf.sha256;
    if (request.file() == v1::ReadRevisionFileRequest::SIGNATURE) sha256 = revision->signature.sha256;
    if (sha256.empty()) return fail(ErrorCode::kNotFound, "NO_SUCH_FILE", "the revision has no such file");
    const auto entry = audit_entry(caller, "report.read", revision->study_id, "ok", revision->revision_id);
    if (auto audited = parts_.audit.append(session, entry); !audited) return fail(audited);
    return sha256;
  });
  if (!digest) return fail(digest);
  return parts_.objects.path_of(*digest);
}

}  // namespace rdc::router
