#include "dicom_router/access/accounts.h"

#include <array>

#include "common/base/digest.h"
#include "common/identity/certificate.h"

namespace rdc::router {
namespace {

constexpr std::chrono::hours kForgetFailures{24};

// Releases what it acquired.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<4>& semaphore) : semaphore_(semaphore) { semaphore_.acquire(); }
  ~Turn() { semaphore_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<4>& semaphore_;
};

std::string lowered(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_user_name(const std::string& text) {
  if (text.empty() || text.size() > 64) return false;
  for (const char c : text)
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') return false;
  return true;
}

bool is_display_name(const std::string& text) {
  std::size_t characters = 0;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++characters;
  }
  return characters >= 1 && characters <= 64;
}

std::string make_token(base::Random& random) {
  std::array<std::byte, 32> bytes{};
  random.fill(bytes);
  std::string hex;
  for (const auto b : bytes) hex += fmt::format("{:02x}", std::to_integer<unsigned>(b));
  return hex;
}

tl::unexpected<Error> no_such_user() { return fail(ErrorCode::kNotFound, "NO_SUCH_USER", "there is no such user"); }

}  // namespace

AuditEntry console_actor() { return {"", "console", "", "", "ok", ""}; }

bool is_over(const LoginSession& login, base::Timestamp now) {
  return login.ended_at != 0 || now >= base::from_micros(login.last_used_at) + kIdleLimit ||
         now >= base::from_micros(login.created_at) + kSessionLimit;
}

Accounts::Accounts(storage::Database& database, const AuditLog& audit, const base::Clock& clock, base::Random& random,
                   base::IdGenerator& ids, Passwords passwords)
    : database_(database), audit_(audit), clock_(clock), random_(random), ids_(ids), passwords_(passwords) {}

Result<Accounts::NewUser> Accounts::add_user(const AuditEntry& actor, std::string user_name,
                                             const std::string& display_name, std::set<v1::Role> roles) {
  user_name = lowered(std::move(user_name));
  if (!is_user_name(user_name))
    return fail(ErrorCode::kInvalid, "BAD_USER_NAME",
                "a user name has 1-64 letters, digits, dots, dashes or underscores");
  if (!is_display_name(display_name))
    return fail(ErrorCode::kInvalid, "BAD_NAME", "a display name has 1-64 characters");
  for (const auto role : roles)
    if (role == v1::ROLE_UNSPECIFIED || !v1::Role_IsValid(role))
      return fail(ErrorCode::kInvalid, "BAD_ROLE", "there is no such role");
  if (roles.empty()) return fail(ErrorCode::kInvalid, "BAD_ROLE", "a user needs at least one role");
  NewUser added;
  added.initial_password = Passwords::generate(random_);
  auto hash = passwords_.hash(added.initial_password.view());
  if (!hash) return fail(hash);
  added.account = {ids_.next(), user_name, display_name, *hash, true, false, base::to_micros(now()), std::move(roles)};
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    if (auto done = AccountStore::add(session, added.account); !done) return done;
    return audit_.append(session, with(actor, "user.add", added.account.user_id));
  });
  if (!written) return fail(written);
  return added;
}

Result<void> Accounts::disable_user(const AuditEntry& actor, const std::string& user_id) {
  return database_.write<void>([&](soci::session& session) -> Result<void> {
    if (!AccountStore::find(session, user_id)) return no_such_user();
    AccountStore::set_disabled(session, user_id);
    AccountStore::end_sessions(session, user_id, "", base::to_micros(now()));
    return audit_.append(session, with(actor, "user.disable", user_id));
  });
}

Result<identity::Secret> Accounts::reset_password(const AuditEntry& actor, const std::string& user_id) {
  auto password = Passwords::generate(random_);
  auto hash = passwords_.hash(password.view());
  if (!hash) return fail(hash);
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    const auto account = AccountStore::find(session, user_id);
    if (!account) return no_such_user();
    AccountStore::set_password(session, user_id, *hash, true);
    AccountStore::end_sessions(session, user_id, "", base::to_micros(now()));
    AccountStore::forget_failures(session, account->user_name, base::to_micros(now() - kForgetFailures));
    return audit_.append(session, with(actor, "user.reset_password", user_id));
  });
  if (!written) return fail(written);
  return password;
}

Result<std::vector<Account>> Accounts::list() {
  return database_.read<std::vector<Account>>(
      [](soci::session& session) -> Result<std::vector<Account>> { return AccountStore::list(session); });
}

Result<Account> Accounts::find_by_name(const std::string& user_name) {
  return database_.read<Account>([&](soci::session& session) -> Result<Account> {
    auto account = AccountStore::find_by_name(session, lowered(user_name));
    if (!account) return fail(ErrorCode::kNotFound, "NO_SUCH_USER", "there is no user {}", user_name);
    return *account;
  });
}

Result<Account> Accounts::find(const std::string& user_id) {
  return database_.read<Account>([&](soci::session& session) -> Result<Account> {
    auto account = AccountStore::find(session, user_id);
    if (!account) return no_such_user();
    return *account;
  });
}

Result<void> Accounts::note_failure(soci::session& session, const std::string& user_name, const AuditEntry& entry) {
  LoginFailures failures = AccountStore::failures_of(session, user_name);
  if (base::from_micros(failures.last_at) + kLockTime <= now()) failures.failures = 0;
  ++failures.failures;
  failures.last_at = base::to_micros(now());
  if (failures.failures >= kFailuresAllowed) {
    failures.locked_until = base::to_micros(now() + kLockTime);
    failures.failures = 0;
  }
  AccountStore::forget_failures(session, "", base::to_micros(now() - kForgetFailures));
  AccountStore::set_failures(session, user_name, failures);
  return audit_.append(session, entry);
}

Result<Account> Accounts::authenticate(const rpc::Caller& caller, const std::string& user_name,
                                       const std::string& password, const char* action) {
  if (user_name.empty() || user_name.size() > 64 || password.size() > 1024)
    return fail(ErrorCode::kUnauthenticated, "BAD_CREDENTIALS", "the name or the password is wrong");
  struct Known {
    std::optional<Account> account;
    LoginFailures failures;
  };
  auto known = database_.read<Known>([&](soci::session& session) -> Result<Known> {
    return Known{AccountStore::find_by_name(session, user_name), AccountStore::failures_of(session, user_name)};
  });
  if (!known) return fail(known);
  const bool usable = known->account && !known->account->disabled;
  const std::string subject = known->account ? known->account->user_id : "";
  if (base::from_micros(known->failures.locked_until) > now()) {
    auto noted = database_.write<void>([&](soci::session& session) {
      return audit_.append(session, audit_entry(caller, action, subject, "LOCKED_OUT"));
    });
    if (!noted) return fail(noted);
    return fail(ErrorCode::kNoSpace, "LOCKED_OUT", "too many wrong attempts: wait {} minutes, or ask the administrator",
                kLockTime.count());
  }
  bool matches = false;
  {
    const Turn turn(hashing_);
    matches = passwords_.matches(password, usable ? known->account->password_hash : "");
  }
  if (!matches) {
    auto noted = database_.write<void>([&](soci::session& session) {
      return note_failure(session, user_name, audit_entry(caller, action, subject, "BAD_CREDENTIALS"));
    });
    if (!noted) return fail(noted);
    return fail(ErrorCode::kUnauthenticated, "BAD_CREDENTIALS", "the name or the password is wrong");
  }
  return std::move(*known->account);
}

Result<Accounts::LoggedIn> Accounts::log_in(const rpc::Caller& station, const std::string& user_name,
                                            const std::string& password) {
  if (station.kind != rpc::MachineKind::kStation)
    return fail(ErrorCode::kDenied, "NOT_A_STATION", "people log in at a reading station");
  auto account = authenticate(station, lowered(user_name), password, "session.login");
  if (!account) return fail(account);
  LoggedIn result;
  result.token = identity::Secret(make_token(random_));
  const auto at = base::to_micros(now());
  result.login = {
      ids_.next(), base::sha256(result.token.view()).hex(), account->user_id, station.machine_id, at, at, 0};
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    // Once more, in the transaction: they may have been disabled, or failed elsewhere, since.
    const auto current = AccountStore::find(session, account->user_id);
    if (!current || current->disabled || current->password_hash != account->password_hash)
      return fail(ErrorCode::kUnauthenticated, "BAD_CREDENTIALS", "the name or the password is wrong");
    AccountStore::forget_failures(session, account->user_name, base::to_micros(now() - kForgetFailures));
    AccountStore::add_session(session, result.login);
    auto entry = audit_entry(station, "session.login", account->user_id);
    entry.user_id = account->user_id;
    return audit_.append(session, entry);
  });
  if (!written) return fail(written);
  result.account = std::move(*account);
  return result;
}

Result<Account> Accounts::vouch(const rpc::Caller& caller, const std::string& user_name, const std::string& password,
                                const char* action) {
  auto account = authenticate(caller, lowered(user_name), password, action);
  if (!account) return account;
  auto noted = database_.write<void>([&](soci::session& session) -> Result<void> {
    AccountStore::forget_failures(session, account->user_name, base::to_micros(now() - kForgetFailures));
    return audit_.append(session, audit_entry(caller, action, account->user_id));
  });
  if (!noted) return fail(noted);
  return account;
}

Result<void> Accounts::log_out(const rpc::Caller& caller) {
  return database_.write<void>([&](soci::session& session) -> Result<void> {
    AccountStore::end_session(session, caller.session_id, base::to_micros(now()));
    return audit_.append(session, audit_entry(caller, "session.logout", caller.user_id));
  });
}

Result<void> Accounts::change_password(const rpc::Caller& caller, const std::string& current,
                                       const std::string& renewed) {
  auto self = find(caller.user_id);
  if (!self) return fail(self);
  auto account = authenticate(caller, self->user_name, current, "user.change_password");
  if (!account) return fail(account);
  if (auto checked = Passwords::check_new(renewed, current, account->user_name); !checked) return checked;
  auto hash = passwords_.hash(renewed);
  if (!hash) return fail(hash);
  return database_.write<void>([&](soci::session& session) -> Result<void> {
    AccountStore::set_password(session, caller.user_id, *hash, false);
    AccountStore::end_sessions(session, caller.user_id, caller.session_id, base::to_micros(now()));
    AccountStore::forget_failures(session, account->user_name, base::to_micros(now() - kForgetFailures));
    return audit_.append(session, audit_entry(caller, "user.change_password", caller.user_id));
  });
}

Result<SignerCertificate> Accounts::enrol_signer(const rpc::Caller& caller,
                                                 const identity::CertificateAuthority& authority,
                                                 const std::string& request_pem, const std::string& key_envelope,
                                                 Replace replace) {
  if (key_envelope.size() > 8 * 1024 || !key_envelope.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
    return fail(ErrorCode::kInvalid, "BAD_KEY", "the signing key is not in an encrypted envelope of at most 8 KiB");
  auto certificate = authority.issue_signer(request_pem, caller.user_id, caller.user_display_name);
  if (!certificate) return fail(certificate);
  auto info = identity::read_certificate(*certificate);
  if (!info) return fail(info);
  const SignerCertificate signer{info->fingerprint, caller.user_id,         *certificate,
                                 key_envelope,      base::to_micros(now()), base::to_micros(info->not_after)};
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    const auto current = AccountStore::current_signer(session, caller.user_id);
    if (current && base::from_micros(current->not_after) > now() && replace == Replace::kNo)
      return fail(ErrorCode::kConflict, "KEY_EXISTS", "you have a signing key: replace it only if it is lost");
    AccountStore::set_signer(session, signer);
    return audit_.append(session, audit_entry(caller, "signer.enrol", caller.user_id, "ok", signer.fingerprint));
  });
  if (!written) return fail(written);
  return signer;
}

Result<std::optional<SignerCertificate>> Accounts::current_signer(const std::string& user_id) {
  return database_.read<std::optional<SignerCertificate>>(
      [&](soci::session& session) -> Result<std::optional<SignerCertificate>> {
        return AccountStore::current_signer(session, user_id);
      });
}

}  // namespace rdc::router
