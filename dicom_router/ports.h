// What the services need of access, audit and mailbox, as functions: serve.cc hands in the real ones, tests their own.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <soci/soci.h>

#include "common/base/result.h"
#include "common/rpc/caller.h"
#include "common/rpc/permission_gate.h"
#include "dicom_router/audit/audit_log.h"
#include "rdc/v1/mailbox.pb.h"
#include "rdc/v1/report.pb.h"

namespace rdc::router {

// rpc::caller_of and rpc::recheck_of on a server with the permission gate.
struct CallerPort {
  std::function<rpc::Caller(const grpc::ServerContextBase&)> caller_of;
  std::function<rpc::Recheck(const grpc::ServerContextBase&, v1::Permission)> recheck_of;
};
// AuditLog::append: a row in the caller's transaction.
using AuditSink = std::function<Result<void>(soci::session&, const AuditEntry&)>;
// MailboxStore::append: a letter to a site in the caller's transaction.
using LetterSink = std::function<Result<void>(soci::session&, const std::string& site_id, const v1::Letter&)>;

// EcgAlarms::stored: a new ECG, in the transaction that indexed it.
using EcgSink = std::function<Result<void>(soci::session&, long long instance_key)>;
// DutyDesk::reported: a signed revision and what its signature decides of a case (nullptr: nothing), in the transaction
// that publishes it.
using ReportSink = std::function<Result<void>(soci::session&, const v1::ReportDocument&,
                                              const v1::DecideRequest* decision, const rpc::Caller& signer)>;
// EcgReportMaker: what a signed report is in DICOM's own form. Its bytes are durable when this returns; what it returns
// adds it to the archive, in the transaction that publishes the report, and says which object it is there (none: the
// archive does not take it, the report goes out without). Empty: the report has no such form.
using AddToArchive = std::function<Result<std::optional<v1::ObjectReference>>(soci::session&)>;
using DicomReportMaker = std::function<AddToArchive(const v1::ReportDocument&, const std::string& replaced_revision_id,
                                                    const rpc::Caller& signer)>;
// SiteDesk::letter_kept: a letter is durable at its site, in the transaction that says so.
using LetterKeptSink = std::function<Result<void>(soci::session&, const std::string& letter_id)>;

}  // namespace rdc::router
