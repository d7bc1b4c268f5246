// The audit: who did what to what, each row chained to the one before by HMAC-SHA-256 under a key that is not in the
// catalog. An edited, removed or inserted row breaks the chain; a cut tail contradicts the keyed head row.
#pragma once

#include <cstdint>
#include <string>

#include <soci/soci.h>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/rpc/caller.h"

namespace rdc::router {

struct AuditEntry {
  std::string user_id;  // "" when no person was logged in
  std::string machine;  // certificate name, or "console" for the command line
  std::string action;   // "study.read", "report.sign", "access.refused" …
  std::string subject;  // identifier of what it was done to; never a name
  std::string outcome;  // "ok" or the error's reason
  std::string detail;
};

AuditEntry audit_entry(const rpc::Caller& caller, std::string action, std::string subject, std::string outcome = "ok",
                       std::string detail = "");

// The actor's own fields kept, and what they did: `outcome` "ok".
AuditEntry with(AuditEntry actor, std::string action, std::string subject, std::string detail = "");

// Thread-safe; borrows clock.
class AuditLog {
 public:
  AuditLog(std::string key, const base::Clock& clock);

  // Adds the row in the caller's write transaction, so that it exists if and only if what it records does.
  Result<void> append(soci::session& transaction, const AuditEntry& entry) const;

  struct Verdict {
    bool intact = false;
    std::uint64_t rows = 0;
    std::uint64_t first_bad_sequence = 0;  // 0 when intact
    std::string finding;
  };
  // Recomputes the chain from the first row. Runs on a reader.
  Result<Verdict> verify(soci::session& session) const;

 private:
  std::string key_;
  const base::Clock& clock_;
};

}  // namespace rdc::router
