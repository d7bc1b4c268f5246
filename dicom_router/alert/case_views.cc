#include "dicom_router/alert/case_views.h"

#include <algorithm>

#include "dicom_router/alert/alert_rules.h"
#include "dicom_router/store/alert_store.h"

namespace rdc::router {
namespace {

bool is_addressed(const v1::AlertCase& seen, const std::string& user_id) {
  return std::ranges::any_of(seen.alerts(), [&](const v1::AlertEntry& alert) {
    return is_sounding(alert.state()) && std::ranges::any_of(alert.steps(), [&](const v1::EscalationStep& step) {
             return step.has_fired_at() && std::ranges::any_of(step.people(), [&](const v1::Person& person) {
                      return person.user_id() == user_id;
                    });
           });
  });
}

}  // namespace

Result<v1::AlertCase> CaseViews::show(soci::session& session, const std::string& case_id, const std::string& user_id) {
  auto common = common_view(session, case_id);
  if (!common) return fail(common);
  v1::AlertCase seen = **common;
  if (!user_id.empty() && is_addressed(seen, user_id)) seen.set_addressed_to_me(true);
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
