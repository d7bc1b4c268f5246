#include "acquisition_agent/analysis/analysis_store.h"

#include "acquisition_agent/alert/json.h"
#include "acquisition_agent/transfer/wire_time.h"

namespace rdc::agent {

Result<void> AnalysisStore::keep(const v1::AgentEcgAnalysis& analysis) {
  const auto text = to_json(analysis);
  if (!text) return fail(text);
  const auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    const long long at = base::to_micros(from_wire(analysis.analysed_at())), tier = analysis.tier();
    session
        << "INSERT INTO ecg_analysis (item_id, rule_version, analysed_at, tier, patient_id, result, seen_at, "
           "seen_by) VALUES (:item, :version, :at, :tier, :patient, :result, 0, '') ON CONFLICT (item_id) DO NOTHING",
        soci::use(analysis.item_id()), soci::use(analysis.rule_version()), soci::use(at), soci::use(tier),
        soci::use(analysis.patient().patient_id()), soci::use(*text);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

std::optional<AnalysisRow> AnalysisStore::find_in(soci::session& session, const std::string& item_id) {
  if (item_id.empty()) return std::nullopt;
  AnalysisRow row;
  std::string text;
  long long seen = 0;
  soci::statement query = (session.prepare << "SELECT result, seen_at, seen_by FROM ecg_analysis WHERE item_id = :item",
                           soci::into(text), soci::into(seen), soci::into(row.seen_by), soci::use(item_id));
  if (!query.execute(true)) return std::nullopt;
  auto result = from_json<v1::AgentEcgAnalysis>(text);
  if (!result) return std::nullopt;
  row.result = std::move(*result);
  row.seen_at = base::from_micros(seen);
  return row;
}

Result<std::optional<AnalysisRow>> AnalysisStore::find(const std::string& item_id) {
  return database_.read<std::optional<AnalysisRow>>(
      [&](soci::session& session) -> Result<std::optional<AnalysisRow>> { return find_in(session, item_id); });
}

Result<void> AnalysisStore::mark_seen(const std::string& item_id, const std::string& by, base::Timestamp at) {
  const auto done = database_.write<bool>([&](soci::session& session) -> Result<bool> {
    if (!find_in(session, item_id)) return fail(ErrorCode::kNotFound, "NO_SUCH_ITEM", "there is no such ECG here");
    const long long time = base::to_micros(at);
    session << "UPDATE ecg_analysis SET seen_at = :at, seen_by = :by WHERE item_id = :item AND seen_at = 0",
        soci::use(time), soci::use(by), soci::use(item_id);
    return true;
  });
  return done ? Result<void>{} : Result<void>(fail(done));
}

}  // namespace rdc::agent
