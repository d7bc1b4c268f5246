// Where revisions are taken in: everything is verified before anything is committed, and the report, the worklist and
// the letter to the site change together or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/report/verify_report.h"
#include "common/rpc/caller.h"
#include "common/storage/database.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/mailbox_store.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/store/report_store.h"
#include "dicom_router/store/study_store.h"
#include "dicom_router/store/worklist_store.h"

namespace rdc::router {

// A PDF that arrived: synced, with its digest. Whoever staged it removes what is left of it.
struct StagedPdf {
  std::filesystem::path file;
  base::Sha256 sha256;
  std::uint64_t size = 0;
};

// Thread-safe; every call blocks. Borrows everything.
class ReportDesk {
 public:
  struct Parts {
    storage::Database& database;
    ObjectStore& objects;
    StudyStore& studies;
    WorklistStore& worklist;
    const MailboxStore& letters;
    const AuditLog& audit;
    const base::Clock& clock;
    std::string centre_ca_pem;
    // After each commit that changed a worklist item or wrote a letter.
    std::function<void()> committed;
    ReportSink signed_off = {};
    DicomReportMaker dicom_report = {};
  };
  explicit ReportDesk(Parts parts) : parts_(std::move(parts)) {}

  Result<v1::GetReportReply> report_of(const rpc::Caller& caller, const std::string& study_id);
  // Errors beside those of parse(), check_step() and storage: kConflict/NOT_CLAIMED, STALE_REVISION;
  // kExists/REVISION_EXISTS (other bytes under this identifier); kInvalid/WRONG_STUDY, WRONG_AUTHOR;
  // kCorrupt/BROKEN_LINK.
  Result<v1::Revision> save_draft(const rpc::Caller& caller, const v1::SaveDraftRequest& request);
  // And those of verify_report() and of `signed_off`; kDenied/NOT_YOUR_SIGNATURE when another person, or a replaced or
  // expired certificate, signed.
  Result<v1::Revision> submit(const rpc::Caller& caller, const v1::SubmitSignedHeader& header, const StagedPdf& pdf);
  // A reviewer gives a preliminary report back. Errors beside those of check_return() and storage:
  // kConflict/NOT_CLAIMED; kInvalid/BAD_IDENTIFIER, NO_COMMENTS, COMMENTS_TOO_LONG; kExists/RETURN_EXISTS;
  // kNotFound/NO_REPORT.
  Result<v1::ReportReturn> return_to_author(const rpc::Caller& caller, const v1::ReturnToAuthorRequest& request);
  // Where a revision's file is. kNotFound/NO_SUCH_REVISION, NO_SUCH_FILE.
  Result<std::filesystem::path> file_of(const rpc::Caller& caller, const v1::ReadRevisionFileRequest& request);

 private:
  // What the document is checked against, in one snapshot.
  struct Basis {
    StudyRecord study;
    std::vector<RevisionRecord> chain;
    bool is_repeat = false;  // the very same revision is there
    RevisionRecord repeated;
  };
  Result<void> check_claim(soci::session& session, const rpc::Caller& caller, const std::string& study_id);
  Result<ReturnRecord> add_return(soci::session& session, const rpc::Caller& caller,
                                  const v1::ReturnToAuthorRequest& request);
  Result<Basis> check(soci::session& session, const rpc::Caller& caller, const v1::ReportDocument& document,
                      const std::string& document_sha256);
  Result<void> check_study(soci::session& session, const Basis& basis, const v1::ReportDocument& document);
  Result<void> check_link(const Basis& basis, const v1::ReportDocument& document) const;
  Result<void> check_names(soci::session& session, const v1::ReportDocument& document);
  Result<void> check_signer(soci::session& session, const rpc::Caller& caller, const report::VerifiedReport& verified);
  // What a signature carries beside the document; a draft has none.
  struct Signing {
    const report::VerifiedReport& verified;
    const v1::DecideRequest* decision;  // nullptr: it decides no case
    AddToArchive dicom_report = {};
  };
  Result<v1::Revision> commit(const rpc::Caller& caller, const v1::ReportDocument& document, RevisionRecord revision,
                              const Signing* signing);
  Result<void> publish(soci::session& session, const Basis& basis, const RevisionRecord& revision,
                       const v1::ReportDocument& document, const Signing& signing, const rpc::Caller& signer);

  Parts parts_;
};

}  // namespace rdc::router
