#include "dicom_router/store/account_store.h"

namespace rdc::router {
namespace {

std::set<v1::Role> roles_of(soci::session& session, const std::string& user_id) {
  std::set<v1::Role> roles;
  int role = 0;
  soci::statement query = (session.prepare << "SELECT role FROM account_role WHERE user_id = :user_id",
                           soci::use(user_id), soci::into(role));
  query.execute();
  while (query.fetch()) roles.insert(static_cast<v1::Role>(role));
  return roles;
}

// `column` is a literal of this file.
std::optional<Account> find_where(soci::session& session, const std::string& column, const std::string& value) {
  Account account;
  int must_change = 0;
  int disabled = 0;
  session << "SELECT user_id, user_name, display_name, password_hash, must_change_password, disabled, created_at "
             "FROM account WHERE " +
                 column + " = :value",
      soci::use(value), soci::into(account.user_id), soci::into(account.user_name), soci::into(account.display_name),
      soci::into(account.password_hash), soci::into(must_change), soci::into(disabled), soci::into(account.created_at);
  if (!session.got_data()) return std::nullopt;
  account.must_change_password = must_change != 0;
  account.disabled = disabled != 0;
  account.roles = roles_of(session, account.user_id);
  return account;
}

}  // namespace

Result<void> AccountStore::add(soci::session& session, const Account& account) {
  if (find_by_name(session, account.user_name))
    return fail(ErrorCode::kExists, "USER_EXISTS", "there is a user {} already", account.user_name);
  const int must_change = account.must_change_password ? 1 : 0;
  session << "INSERT INTO account (user_id, user_name, display_name, password_hash, must_change_password, disabled, "
             "created_at) VALUES (:user_id, :user_name, :display_name, :hash, :must_change, 0, :created_at)",
      soci::use(account.user_id), soci::use(account.user_name), soci::use(account.display_name),
      soci::use(account.password_hash), soci::use(must_change), soci::use(account.created_at);
  for (const auto role : account.roles) {
    const int number = role;
    session << "INSERT INTO account_role (user_id, role) VALUES (:user_id, :role)", soci::use(account.user_id),
        soci::use(number);
  }
  return {};
}

std::optional<Account> AccountStore::find(soci::session& session, const std::string& user_id) {
  return find_where(session, "user_id", user_id);
}

std::optional<Account> AccountStore::find_by_name(soci::session& session, const std::string& user_name) {
  return find_where(session, "user_name", user_name);
}

std::vector<Account> AccountStore::list(soci::session& session) {
  std::vector<std::string> ids;
  std::string id;
  soci::statement query = (session.prepare << "SELECT user_id FROM account ORDER BY user_name", soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(id);
  std::vector<Account> accounts;
  for (const auto& user_id : ids)
    if (auto account = find(session, user_id)) accounts.push_back(std::move(*account));
  return accounts;
}

void AccountStore::set_password(soci::session& session, const std::string& user_id, const std::string& hash,
                                bool must_change) {
  const int flag = must_change ? 1 : 0;
  session << "UPDATE account SET password_hash = :hash, must_change_password = :flag WHERE user_id = :user_id",
      soci::use(hash), soci::use(flag), soci::use(user_id);
}

void AccountStore::set_disabled(soci::session& session, const std::string& user_id) {
  session << "UPDATE account SET disabled = 1 WHERE user_id = :user_id", soci::use(user_id);
}

void AccountStore::add_session(soci::session& session, const LoginSession& login) {
  session << "INSERT INTO login_session (session_id, token_hash, user_id, machine_id, created_at, last_used_at) "
             "VALUES (:session_id, :token_hash, :user_id, :machine_id, :created_at, :last_used_at)",
      soci::use(login.session_id), soci::use(login.token_hash), soci::use(login.user_id), soci::use(login.machine_id),
      soci::use(login.created_at), soci::use(login.last_used_at);
}

void AccountStore::touch_session(soci::session& session, const std::string& session_id, long long at) {
  session
      << "UPDATE login_session SET last_used_at = :at WHERE session_id = :id AND ended_at = 0 AND last_used_at < :at2",
      soci::use(at), soci::use(session_id), soci::use(at);
}

void AccountStore::end_session(soci::session& session, const std::string& session_id, long long at) {
  session << "UPDATE login_session SET ended_at = :at WHERE session_id = :id AND ended_at = 0", soci::use(at),
      soci::use(session_id);
}

void AccountStore::end_sessions(soci::session& session, const std::string& user_id, const std::string& except,
                                long long at) {
  session
      << "UPDATE login_session SET ended_at = :at WHERE user_id = :user_id AND session_id <> :except AND ended_at = 0",
      soci::use(at), soci::use(user_id), soci::use(except);
}

std::optional<LoginSession> AccountStore::find_session(soci::session& session, const std::string& token_hash) {
  LoginSession login;
  session << "SELECT session_id, token_hash, user_id, machine_id, created_at, last_used_at, ended_at "
             "FROM login_session WHERE token_hash = :token_hash",
      soci::use(token_hash), soci::into(login.session_id), soci::into(login.token_hash), soci::into(login.user_id),
      soci::into(login.machine_id), soci::into(login.created_at), soci::into(login.last_used_at),
      soci::into(login.ended_at);
  if (!session.got_data()) return std::nullopt;
  return login;
}

LoginFailures AccountStore::failures_of(soci::session& session, const std::string& user_name) {
  LoginFailures failures;
  session << "SELECT failures, last_at, locked_until FROM login_failure WHERE user_name = :user_name",
      soci::use(user_name), soci::into(failures.failures), soci::into(failures.last_at),
      soci::into(failures.locked_until);
  return session.got_data() ? failures : LoginFailures{};
}

void AccountStore::set_failures(soci::session& session, const std::string& user_name, const LoginFailures& failures) {
  session << "INSERT INTO login_failure (user_name, failures, last_at, locked_until) "
             "VALUES (:user_name, :failures, :last_at, :locked_until) ON CONFLICT (user_name) DO UPDATE SET "
             "failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until",
      soci::use(user_name), soci::use(failures.failures), soci::use(failures.last_at), soci::use(failures.locked_until);
}

void AccountStore::forget_failures(soci::session& session, const std::string& user_name, long long before) {
  session << "DELETE FROM login_failure WHERE user_name = :user_name OR last_at < :before", soci::use(user_name),
      soci::use(before);
}

std::optional<SignerCertificate> AccountStore::current_signer(soci::session& session, const std::string& user_id) {
  SignerCertificate signer;
  session
      << "SELECT fingerprint, user_id, certificate_pem, key_envelope, created_at, not_after FROM signer_certificate "
         "WHERE user_id = :user_id AND replaced_at = 0",
      soci::use(user_id), soci::into(signer.fingerprint), soci::into(signer.user_id),
      soci::into(signer.certificate_pem), soci::into(signer.key_envelope), soci::into(signer.created_at),
      soci::into(signer.not_after);
  if (!session.got_data()) return std::nullopt;
  return signer;
}

void AccountStore::set_signer(soci::session& session, const SignerCertificate& signer) {
  session << "UPDATE signer_certificate SET replaced_at = :at WHERE user_id = :user_id AND replaced_at = 0",
      soci::use(signer.created_at), soci::use(signer.user_id);
  session
      << "INSERT INTO signer_certificate (fingerprint, user_id, certificate_pem, key_envelope, created_at, not_after) "
         "VALUES (:fingerprint, :user_id, :pem, :envelope, :created_at, :not_after)",
      soci::use(signer.fingerprint), soci::use(signer.user_id), soci::use(signer.certificate_pem),
      soci::use(signer.key_envelope), soci::use(signer.created_at), soci::use(signer.not_after);
}

}  // namespace rdc::router
