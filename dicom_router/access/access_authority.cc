#include "dicom_router/access/access_authority.h"

#include <chrono>

#include "common/base/digest.h"
#include "common/base/logging.h"
#include "dicom_router/access/accounts.h"
#include "dicom_router/access/role_table.h"
#include "dicom_router/store/account_store.h"
#include "dicom_router/store/machine_store.h"

namespace rdc::router {
namespace {

// Activity is written at most this often: a call must not cost a commit. The idle limit is kept to this precision.
constexpr std::chrono::seconds kTouchEvery{60};

tl::unexpected<Error> not_permitted() {
  return fail(ErrorCode::kDenied, "NOT_PERMITTED", "your role does not include this");
}

bool is_for_people(v1::Permission permission) {
  return permission >= v1::PERMISSION_OWN_SESSION && permission < v1::PERMISSION_LOCAL;
}

// What is allowed before the initial password is changed.
bool is_first_step(const std::string& method) {
  return method == "/rdc.v1.Session/ChangePassword" || method == "/rdc.v1.Session/GetSelf" ||
         method == "/rdc.v1.Session/Logout";
}

bool holds(const std::set<v1::Role>& roles, v1::Permission permission) {
  for (const auto role : roles)
    if (permissions_of_role(role).contains(permission)) return true;
  return false;
}

}  // namespace

std::optional<Account> AccessAuthority::person_of(soci::session& session, const rpc::Credentials& credentials,
                                                  rpc::Caller& caller) const {
  if (credentials.session_token.empty()) return std::nullopt;
  const auto login = AccountStore::find_session(session, base::sha256(credentials.session_token).hex());
  // A token works at the station it was given to: a stolen one is useless elsewhere.
  if (!login || login->machine_id != caller.machine_id || is_over(*login, clock_.now())) return std::nullopt;
  auto account = AccountStore::find(session, login->user_id);
  if (!account || account->disabled) return std::nullopt;
  caller.user_id = account->user_id;
  caller.user_display_name = account->display_name;
  caller.session_id = login->session_id;
  return account;
}

Result<rpc::Caller> AccessAuthority::decide(soci::session& session, const rpc::Credentials& credentials,
                                            v1::Permission permission, const std::string& method) {
  if (credentials.certificate_fingerprint.empty())
    return fail(ErrorCode::kUnauthenticated, "NO_CERTIFICATE", "this machine shows no certificate");
  const auto machine = MachineStore::find_by_fingerprint(session, credentials.certificate_fingerprint);
  if (!machine) return fail(ErrorCode::kUnauthenticated, "NOT_ENROLLED", "this machine is not enrolled at this centre");
  if (machine->revoked)
    return fail(ErrorCode::kUnauthenticated, "REVOKED",
                "this machine's enrolment was ended: ask the administrator to enrol it again");
  rpc::Caller caller;
  const bool is_agent = machine->machine.kind == "agent";
  caller.kind = is_agent ? rpc::MachineKind::kAgent : rpc::MachineKind::kStation;
  caller.machine_id = machine->machine.machine_id;
  caller.machine_name = machine->machine.name;
  caller.site_id = machine->machine.site_id;
  if (is_agent) return agent_may(permission) ? Result<rpc::Caller>(caller) : not_permitted();
  // Also where no person is needed: who calls must not depend on what is called (rpc::Authority).
  const auto account = person_of(session, credentials, caller);
  if (station_may(permission)) return caller;
  if (!is_for_people(permission)) return not_permitted();
  if (credentials.session_token.empty()) return fail(ErrorCode::kUnauthenticated, "NO_SESSION", "log in first");
  if (!account) return fail(ErrorCode::kUnauthenticated, "SESSION_OVER", "the session has ended: log in again");
  if (account->must_change_password && !is_first_step(method))
    return fail(ErrorCode::kDenied, "MUST_CHANGE_PASSWORD", "change the initial password first");
  if (!holds(account->roles, permission)) return not_permitted();
  return caller;
}

Result<rpc::Caller> AccessAuthority::admit(const rpc::Credentials& credentials, v1::Permission permission,
                                           const std::string& method) {
  auto caller = database_.read<rpc::Caller>(
      [&](soci::session& session) { return decide(session, credentials, permission, method); });
  // What a station does by itself keeps nobody logged in.
  if (caller && !caller->session_id.empty() && is_for_people(permission)) note_activity(caller->session_id);
  return caller;
}

Result<void> AccessAuthority::recheck(const rpc::Credentials& credentials, v1::Permission permission) {
  auto caller =
      database_.read<rpc::Caller>([&](soci::session& session) { return decide(session, credentials, permission, ""); });
  if (!caller) return fail(caller);
  return {};
}

void AccessAuthority::note_activity(const std::string& session_id) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    auto& last = touched_[session_id];
    if (last + kTouchEvery > now) return;
    last = now;
    std::erase_if(touched_, [&](const auto& entry) { return entry.second + kSessionLimit < now; });
  }
  database_.write_async(
      [session_id, now](soci::session& session) -> Result<void> {
        AccountStore::touch_session(session, session_id, base::to_micros(now));
        return {};
      },
      [](Result<void> done) {
        if (!done) spdlog::warn("a session's activity could not be written: {}", done.error().message);
      });
}

void AccessAuthority::refused(const rpc::Credentials& credentials, const std::string& method, const Error& error) {
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    AuditEntry entry;
    entry.machine = credentials.certificate_name;
    entry.action = "access.refused";
    entry.subject = method;
    entry.outcome = error.reason;
    entry.detail = credentials.certificate_fingerprint;
    // The name counts only when the certificate is known here; a revoked one still says whose it was.
    if (!credentials.session_token.empty())
      if (const auto login = AccountStore::find_session(session, base::sha256(credentials.session_token).hex()))
        entry.user_id = login->user_id;
    return audit_.append(session, entry);
  });
  if (!written) spdlog::error("a refusal could not be audited: {}", written.error().message);
}

}  // namespace rdc::router
