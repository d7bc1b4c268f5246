#include "dicom_router/ecg/batch_rule.h"

#include <algorithm>

#include "common/ecg_message/ecg_message.h"

namespace rdc::router {

bool is_batch_signable(const ecg::Measurements& measured, const ecg::Interpretation& said, const BatchRule& rule) {
  if (!said.critical.empty() || !said.score.computed || ecg_message::tier_of(said.score.tier) > rule.tier) return false;
  if (measured.dominant() == nullptr || !measured.missing_leads.empty() || !measured.placement.empty()) return false;
  if (std::ranges::any_of(measured.quality, [](const auto& lead) { return !lead.usable(); })) return false;
  return !said.statements.empty() && std::ranges::all_of(said.statements, [&](const ecg::Statement& statement) {
    return statement.severity <= rule.severity && statement.category != ecg::Category::kQuality;
  });
}

}  // namespace rdc::router
