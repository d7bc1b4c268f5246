// People: accounts, roles, sessions, failed log-ins, signing certificates. Stateless; every call works in the caller's
// transaction. Times are microseconds UTC.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/permission.pb.h"

namespace rdc::router {

struct Account {
  std::string user_id;
  std::string user_name;
  std::string display_name;
  std::string password_hash;
  bool must_change_password = false;
  bool disabled = false;
  long long created_at = 0;
  std::set<v1::Role> roles;
};

struct LoginSession {
  std::string session_id;
  std::string token_hash;
  std::string user_id;
  std::string machine_id;
  long long created_at = 0;
  long long last_used_at = 0;
  long long ended_at = 0;  // 0: alive, unless its time is over
};

struct LoginFailures {
  int failures = 0;
  long long last_at = 0;
  long long locked_until = 0;
};

struct SignerCertificate {
  std::string fingerprint;
  std::string user_id;
  std::string certificate_pem;
  std::string key_envelope;
  long long created_at = 0;
  long long not_after = 0;
};

class AccountStore {
 public:
  // Writer. kExists/USER_EXISTS.
  static Result<void> add(soci::session& session, const Account& account);
  static std::optional<Account> find(soci::session& session, const std::string& user_id);
  static std::optional<Account> find_by_name(soci::session& session, const std::string& user_name);
  static std::vector<Account> list(soci::session& session);
  // Writers. Setting a password or disabling leaves sessions to end_sessions.
  static void set_password(soci::session& session, const std::string& user_id, const std::string& hash,
                           bool must_change);
  static void set_disabled(soci::session& session, const std::string& user_id);

  // Writers.
  static void add_session(soci::session& session, const LoginSession& login);
  static void touch_session(soci::session& session, const std::string& session_id, long long at);
  static void end_session(soci::session& session, const std::string& session_id, long long at);
  // All of the user's but `except`.
  static void end_sessions(soci::session& session, const std::string& user_id, const std::string& except, long long at);
  static std::optional<LoginSession> find_session(soci::session& session, const std::string& token_hash);

  static LoginFailures failures_of(soci::session& session, const std::string& user_name);
  // Writers. Forgetting also drops names nobody tried since `before`.
  static void set_failures(soci::session& session, const std::string& user_name, const LoginFailures& failures);
  static void forget_failures(soci::session& session, const std::string& user_name, long long before);

  static std::optional<SignerCertificate> current_signer(soci::session& session, const std::string& user_id);
  // Writer. Replaces the current one.
  static void set_signer(soci::session& session, const SignerCertificate& signer);
};

}  // namespace rdc::router
