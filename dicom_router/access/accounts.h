// People at the centre: who they are, how they prove it, how long they stay logged in, what they sign with.
#pragma once

#include <chrono>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/identity/certificate_authority.h"
#include "common/rpc/caller.h"
#include "common/storage/database.h"
#include "dicom_router/access/password.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/store/account_store.h"

namespace rdc::router {

inline constexpr std::chrono::minutes kIdleLimit{30};
inline constexpr std::chrono::hours kSessionLimit{12};
inline constexpr int kFailuresAllowed = 5;  // in a row; then locked
inline constexpr std::chrono::minutes kLockTime{15};

// True when the session ended, was idle too long, or is too old.
bool is_over(const LoginSession& login, base::Timestamp now);

// Thread-safe; every call blocks on the catalog. Borrows everything, which must outlive it. Every change and every
// attempt to log in is audited in its transaction.
class Accounts {
 public:
  Accounts(storage::Database& database, const AuditLog& audit, const base::Clock& clock, base::Random& random,
           base::IdGenerator& ids, Passwords passwords = Passwords());

  struct NewUser {
    Account account;
    identity::Secret initial_password;  // shown once
  };
  // user_name: 1-64 of [a-z0-9._-] (upper case is lowered); display_name 1-64 characters; at least one role.
  // `actor` is who adds. kExists/USER_EXISTS, kInvalid.
  Result<NewUser> add_user(const AuditEntry& actor, std::string user_name, const std::string& display_name,
                           std::set<v1::Role> roles);
  // Idempotent; ends their sessions at once. kNotFound/NO_SUCH_USER.
  Result<void> disable_user(const AuditEntry& actor, const std::string& user_id);
  // A new initial password; ends their sessions and any lock.
  Result<identity::Secret> reset_password(const AuditEntry& actor, const std::string& user_id);
  Result<std::vector<Account>> list();
  Result<Account> find_by_name(const std::string& user_name);
  Result<Account> find(const std::string& user_id);

  struct LoggedIn {
    identity::Secret token;
    LoginSession login;
    Account account;
  };
  // kUnauthenticated/BAD_CREDENTIALS, kNoSpace/LOCKED_OUT.
  Result<LoggedIn> log_in(const rpc::Caller& station, const std::string& user_name, const std::string& password);
  Result<void> log_out(const rpc::Caller& caller);
  // This person stands for what the caller does: by their own name and password, without a log-in of theirs. Audited as
  // `action` whether right or wrong. kUnauthenticated/BAD_CREDENTIALS counts towards the lock; kNoSpace/LOCKED_OUT.
  Result<Account> vouch(const rpc::Caller& caller, const std::string& user_name, const std::string& password,
                        const char* action);
  // Ends the user's other sessions. kUnauthenticated/BAD_CREDENTIALS counts towards the lock; kInvalid/WEAK_PASSWORD.
  Result<void> change_password(const rpc::Caller& caller, const std::string& current, const std::string& renewed);

  enum class Replace { kNo, kYes };
  // kConflict/KEY_EXISTS, kInvalid/BAD_REQUEST, BAD_KEY.
  Result<SignerCertificate> enrol_signer(const rpc::Caller& caller, const identity::CertificateAuthority& authority,
                                         const std::string& request_pem, const std::string& key_envelope,
                                         Replace replace);
  Result<std::optional<SignerCertificate>> current_signer(const std::string& user_id);

 private:
  Result<void> note_failure(soci::session& session, const std::string& user_name, const AuditEntry& entry);
  // Name and password, with the lock. The account when they are right.
  Result<Account> authenticate(const rpc::Caller& caller, const std::string& user_name, const std::string& password,
                               const char* action);
  base::Timestamp now() const { return clock_.now(); }

  storage::Database& database_;
  const AuditLog& audit_;
  const base::Clock& clock_;
  base::Random& random_;
  base::IdGenerator& ids_;
  const Passwords passwords_;
  std::counting_semaphore<4> hashing_{4};  // 64 MiB each
};

// The person at the router's own command line.
AuditEntry console_actor();

}  // namespace rdc::router
