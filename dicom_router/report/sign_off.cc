#include "dicom_router/report/sign_off.h"

#include <algorithm>

namespace rdc::router {
namespace {

const RevisionRecord* newest_signed(const std::vector<RevisionRecord>& chain) {
  const auto found = std::find_if(chain.rbegin(), chain.rend(),
                                  [](const RevisionRecord& r) { return r.status != v1::REPORT_STATUS_DRAFT; });
  return found != chain.rend() ? &*found : nullptr;
}

bool may_follow(v1::ReportStatus before, v1::ReportStatus next) {
  switch (next) {
    case v1::REPORT_STATUS_DRAFT:
      return before != v1::REPORT_STATUS_CANCELLED;
    case v1::REPORT_STATUS_PRELIMINARY:
    case v1::REPORT_STATUS_FINAL:
      return before == v1::REPORT_STATUS_UNSPECIFIED || before == v1::REPORT_STATUS_PRELIMINARY;
    case v1::REPORT_STATUS_AMENDED:
      return before == v1::REPORT_STATUS_FINAL || before == v1::REPORT_STATUS_AMENDED;
    case v1::REPORT_STATUS_CANCELLED:
      return before == v1::REPORT_STATUS_PRELIMINARY || before == v1::REPORT_STATUS_FINAL ||
             before == v1::REPORT_STATUS_AMENDED;
    default:
      return false;
  }
}

Result<void> check_two_people(const RevisionRecord* before, const v1::ReportDocument& document,
                              const std::string& saver) {
  const auto status = document.status();
  if (status != v1::REPORT_STATUS_FINAL && status != v1::REPORT_STATUS_AMENDED) return {};
  if (status == v1::REPORT_STATUS_FINAL && (before == nullptr || before->author_user_id != document.author().user_id()))
    return fail(ErrorCode::kConflict, "NEEDS_PRELIMINARY",
                "this group's reports need two people: the author signs a preliminary report first");
  if (document.author().user_id() == saver)
    return fail(ErrorCode::kConflict, "NEEDS_OTHER_SIGNER",
                "this group's reports need two people: someone other than the author signs");
  return {};
}

}  // namespace

Result<void> check_step(const std::vector<RevisionRecord>& chain, const v1::ReportDocument& document,
                        const std::string& saver, v1::SignOffPolicy policy) {
  const RevisionRecord* before = newest_signed(chain);
  if (!may_follow(before != nullptr ? before->status : v1::REPORT_STATUS_UNSPECIFIED, document.status()))
    return fail(ErrorCode::kConflict, "WRONG_STATE", "the report's state does not allow this step: reload it");
  const auto& author = document.author().user_id();
  const bool worked_on_it =
      author == saver || std::any_of(chain.begin(), chain.end(),
                                     [&](const RevisionRecord& revision) { return revision.saved_by == author; });
  if (!worked_on_it)
    return fail(ErrorCode::kInvalid, "WRONG_AUTHOR", "the author named has saved no revision of this report");
  if (policy == v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER) return check_two_people(before, document, saver);
  return {};
}

Result<void> check_return(const std::vector<RevisionRecord>& chain, const std::string& revision_id,
                          const std::string& reviewer) {
  const RevisionRecord* newest = newest_signed(chain);
  if (newest == nullptr || newest->status != v1::REPORT_STATUS_PRELIMINARY)
    return fail(ErrorCode::kConflict, "WRONG_STATE", "only a preliminary report is returned to its author");
  if (newest->revision_id != revision_id)
    return fail(ErrorCode::kConflict, "STALE_REVISION", "the report has changed since: reload it and look again");
  if (newest->author_user_id == reviewer)
    return fail(ErrorCode::kConflict, "OWN_REPORT", "it is your own report: change it and sign it again");
  return {};
}

}  // namespace rdc::router
