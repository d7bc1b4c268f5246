// What a signed report does to the case of its ECG.
#include <algorithm>

#include "dicom_router/access/role_table.h"
#include "dicom_router/alert/duty_desk.h"
#include "dicom_router/alert/request_checks.h"
#include "dicom_router/store/account_store.h"

namespace rdc::router {
namespace {

// The gate asked for the right to sign; a decision needs its own.
bool may_decide(soci::session& session, const std::string& user_id) {
  const auto account = AccountStore::find(session, user_id);
  return account && !account->disabled && std::ranges::any_of(account->roles, [](v1::Role role) {
           return permissions_of_role(role).contains(v1::PERMISSION_DECIDE_ALERT);
         });
}

bool is_undecided_case_on(soci::session& session, const std::string& study_id) {
  return std::ranges::any_of(EcgStore::of_study(session, study_id), [&](const EcgRecord& ecg) {
    const auto case_id = AlertStore::open_case_of_ecg(session, ecg.site_id, ecg.sha256);
    const auto record = case_id ? AlertStore::find_case(session, *case_id) : std::nullopt;
    return record && is_undecided(record->state);
  });
}

}  // namespace

Result<void> DutyDesk::decide_with(soci::session& session, const rpc::Caller& signer,
                                   const v1::ReportDocument& document, v1::DecideRequest decision) const {
  if (!may_decide(session, signer.user_id))
    return fail(ErrorCode::kDenied, "CASE_NEEDS_CARDIOLOGIST", "a cardiologist decides the case of this ECG");
  if (!decision.report_revision_id().empty() && decision.report_revision_id() != document.revision_id())
    return bad_request("the decision names another report");
  if (decision.verdict() == v1::DECISION_VERDICT_REFUTED && says_acute_infarction(document))
    return fail(ErrorCode::kInvalid, "DECISION_CONTRADICTS",
                "the report finds an acute infarction, and the decision refutes it");
  decision.set_report_revision_id(document.revision_id());
  if (auto decided = decide(session, signer, decision); !decided) return fail(decided);
  return {};
}

Result<void> DutyDesk::reported(soci::session& session, const rpc::Caller& signer, const v1::ReportDocument& document,
                                const v1::DecideRequest* decision) const {
  // Before the ECG counts as answered by the report: a decision says the same, and more, to the clinic.
  if (decision != nullptr)
    if (auto decided = decide_with(session, signer, document, *decision); !decided) return decided;
  const bool ends_reading =
      document.status() == v1::REPORT_STATUS_FINAL || document.status() == v1::REPORT_STATUS_AMENDED;
  if (ends_reading && is_undecided_case_on(session, document.study_id()))
    return fail(ErrorCode::kConflict, "CASE_UNDECIDED",
                "an alarm on this ECG is undecided: confirm or refute it with the signature");
  return ecgs_.reported(session, document, actor_of(signer));
}

}  // namespace rdc::router
