// Answers the permission gate from the catalog: is this certificate enrolled and unrevoked, is this session alive, do
// this person's roles hold the permission. Asked at every call, so that a change at the command line counts at once.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "common/base/clock.h"
#include "common/rpc/permission_gate.h"
#include "common/storage/database.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/store/account_store.h"

namespace rdc::router {

// Thread-safe. Borrows everything.
class AccessAuthority final : public rpc::Authority {
 public:
  AccessAuthority(storage::Database& database, const AuditLog& audit, const base::Clock& clock)
      : database_(database), audit_(audit), clock_(clock) {}

  // Refusals: kUnauthenticated NO_CERTIFICATE, NOT_ENROLLED, REVOKED, NO_SESSION, SESSION_OVER; kDenied NOT_PERMITTED,
  // MUST_CHANGE_PASSWORD.
  Result<rpc::Caller> admit(const rpc::Credentials& credentials, v1::Permission permission,
                            const std::string& method) override;
  Result<void> recheck(const rpc::Credentials& credentials, v1::Permission permission) override;
  void refused(const rpc::Credentials& credentials, const std::string& method, const Error& error) override;

 private:
  Result<rpc::Caller> decide(soci::session& session, const rpc::Credentials& credentials, v1::Permission permission,
                             const std::string& method);
  // Who is logged in by the token, and fills `caller` with them; nullopt: nobody (any more).
  std::optional<Account> person_of(soci::session& session, const rpc::Credentials& credentials,
                                   rpc::Caller& caller) const;
  void note_activity(const std::string& session_id);

  storage::Database& database_;
  const AuditLog& audit_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, base::Timestamp> touched_;  // session id -> last activity written
};

}  // namespace rdc::router
