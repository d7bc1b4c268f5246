#include "dicom_router/alert/case_views.h"

#include "dicom_router/alert/alert_rules.h"
#include "dicom_router/store/alert_store.h"

namespace rdc::router {

Result<v1::AlertCase> CaseViews::show(soci::session& session, const std::string& case_id, const std::string& user_id) {
  auto common = common_view(session, case_id);
  if (!common) return fail(common);
  v1::AlertCase seen = **common;
  mark_addressed(seen, user_id);
  return seen;
}

Result<std::shared_ptr<const v1::AlertCase>> CaseViews::common_view(soci::session& session,
                                                                    const std::string& case_id) {
  const auto change = AlertStore::change_of(session, case_id);
  const std::lock_guard lock(mutex_);
  const auto now = clock_.monotonic();
  const auto known = views_.find(case_id);
  // The session's own snapshot decides which change it is to see.
  if (known != views_.end() && known->second.seen->change() == change && now - known->second.made_at < kGoodFor)
    return known->second.seen;
  auto made = book_.show(session, case_id, "");
  if (!made) return fail(made);
  auto seen = std::make_shared<const v1::AlertCase>(std::move(*made));
  if (views_.size() >= kKept) views_.clear();
  views_[case_id] = {seen, now};
  return seen;
}

}  // namespace rdc::router
