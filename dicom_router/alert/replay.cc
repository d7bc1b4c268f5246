#include "dicom_router/alert/replay.h"

#include <google/protobuf/util/json_util.h>

#include "dicom_router/ecg/ecg_analyst.h"
#include "dicom_router/ecg/ecg_reader.h"
#include "dicom_router/store/alert_store.h"
#include "ecg/interpretation/statement.h"

namespace rdc::router {
namespace {

constexpr int kBatch = 500;

v1::EcgTier tier_now(const ObjectStore& objects, const StoredTier& ecg, const AnalysisRules& rules) {
  const auto reading = read_ecg(objects.path_of(ecg.sha256), ecg.charset_override, rules);
  return reading ? reading->analysis.tier() : v1::ECG_TIER_UNSPECIFIED;
}

Result<std::string> outcome_of(soci::session& session, const std::string& study_id) {
  const auto case_id = AlertStore::case_of_study(session, study_id);
  if (!case_id) return std::string();
  const auto decisions = AlertStore::actions_of(session, *case_id, "decide");
  if (decisions.empty()) return std::string();
  v1::Decision decision;
  if (!google::protobuf::util::JsonStringToMessage(decisions.back().content, &decision).ok())
    return fail(ErrorCode::kCorrupt, "BAD_ROW", "a stored decision cannot be read");
  return std::string(decision.verdict() == v1::DECISION_VERDICT_CONFIRMED ? "confirmed" : "refuted");
}

}  // namespace

Result<Replay> replay(Catalog& catalog, const ObjectStore& objects, const AlertConfig& config, const Period& period,
                      const std::function<void(std::uint64_t)>& progress) {
  Replay replayed;
  replayed.rule_version = std::string(ecg::kRuleSetVersion);
  const auto rules = rules_of(config);
  long long after = 0;
  for (;;) {
    auto batch = catalog.read<std::vector<StoredTier>>([&](soci::session& session) -> Result<std::vector<StoredTier>> {
      return PerformanceStore::stored_tiers(session, period, after, kBatch);
    });
    if (!batch) return fail(batch);
    if (batch->empty()) break;
    for (const auto& ecg : *batch) {
      after = ecg.instance_key;
      const auto stored = static_cast<v1::EcgTier>(ecg.tier);
      const auto now = tier_now(objects, ecg, rules);
      ++replayed.ecgs;
      replayed.unreadable += now == v1::ECG_TIER_UNSPECIFIED ? 1 : 0;
      ++replayed.tiers.at(static_cast<std::size_t>(stored)).at(static_cast<std::size_t>(now));
      if ((stored >= config.alarm_from) == (now >= config.alarm_from)) continue;
      auto outcome =
          catalog.read<std::string>([&](soci::session& session) { return outcome_of(session, ecg.study_id); });
      if (!outcome) return fail(outcome);
      replayed.changes.push_back({ecg.study_id, ecg.sha256, ecg.rule_version, stored, now, *outcome});
    }
    if (progress) progress(replayed.ecgs);
  }
  return replayed;
}

void print_replay(const Replay& replayed, std::ostream& out) {
  constexpr std::array kNames = {"unread", "none", "watch", "suspected", "alarm"};
  out << "rules " << replayed.rule_version << ", " << replayed.ecgs << " ECGs, " << replayed.unreadable
      << " unreadable now\nstored \\ now";
  for (const auto* name : kNames) out << "\t" << name;
  out << "\n";
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    out << kNames.at(i);
    for (const auto count : replayed.tiers.at(i)) out << "\t" << count;
    out << "\n";
  }
  for (const auto& change : replayed.changes)
    out << (change.now > change.stored ? "gained " : "lost ") << change.study_id << " ("
        << kNames.at(static_cast<std::size_t>(change.stored)) << " -> "
        << kNames.at(static_cast<std::size_t>(change.now)) << ", stored by "
        << (change.stored_version.empty() ? "-" : change.stored_version) << ")"
        << (change.outcome.empty() ? "" : " " + change.outcome) << "\n";
}

}  // namespace rdc::router
