#include "dicom_router/store/performance_store.h"

namespace rdc::router {
namespace {

using soci::into;
using soci::use;

// 1: rdc.v1.ALERT_CAUSE_SUSPECTED_STEMI. The newest decision of a case:
constexpr const char* kLastDecision =
    "COALESCE((SELECT d.content FROM alert_action d WHERE d.case_id = c.case_id AND d.kind = 'decide' "
    "ORDER BY d.at DESC, d.action_id DESC LIMIT 1), '')";

}  // namespace

std::vector<AnalysedCount> PerformanceStore::analysed(soci::session& session, const Period& period) {
  std::vector<AnalysedCount> counts;
  AnalysedCount one;
  soci::statement query =
      (session.prepare << "SELECT s.site_id, a.rule_version, COUNT(*) FROM ecg e JOIN ecg_analysis a "
                          "ON a.instance_key = e.instance_key JOIN study s ON s.study_key = e.study_key "
                          "WHERE e.stored_at >= :from AND e.stored_at < :until AND e.silent = 0 "
                          "GROUP BY s.site_id, a.rule_version ORDER BY s.site_id, a.rule_version DESC",
       use(period.from), use(period.until), into(one.site_id), into(one.rule_version), into(one.ecgs));
  query.execute();
  while (query.fetch()) counts.push_back(one);
  return counts;
}

std::vector<AlarmCase> PerformanceStore::alarms(soci::session& session, const Period& period, int tier) {
  std::vector<AlarmCase> cases;
  AlarmCase one;
  int says = 0;
  soci::statement query =
      (session.prepare << "SELECT c.case_id, s.site_id, a.rule_version, (SELECT COUNT(*) FROM alert_ecg f "
                          "JOIN ecg h ON h.instance_key = f.instance_key JOIN ecg_reading r "
                          "ON r.study_key = h.study_key WHERE f.case_id = c.case_id AND r.infarction = 1), "
                       << kLastDecision
                       << " FROM alert a JOIN alert_case c ON c.case_id = a.case_id JOIN alert_ecg x "
                          "ON x.case_id = c.case_id AND x.sha256 = a.sha256 JOIN ecg e "
                          "ON e.instance_key = x.instance_key JOIN study s ON s.study_key = e.study_key "
                          "WHERE a.cause = 1 AND a.tier >= :tier AND e.stored_at >= :from AND e.stored_at < :until "
                          "AND NOT EXISTS (SELECT 1 FROM alert b WHERE b.case_id = a.case_id AND b.cause = 1 "
                          "AND b.tier >= :tier2 AND (b.raised_at < a.raised_at OR (b.raised_at = a.raised_at "
                          "AND b.alert_id < a.alert_id))) ORDER BY c.opened_at, c.case_id",
       use(tier), use(period.from), use(period.until), use(tier), into(one.case_id), into(one.site_id),
       into(one.rule_version), into(says), into(one.decision));
  query.execute();
  while (query.fetch()) {
    one.reading_says_infarction = says > 0;
    cases.push_back(one);
  }
  return cases;
}

std::vector<UnalarmedReading> PerformanceStore::unalarmed(soci::session& session, const Period& period, int tier) {
  std::vector<UnalarmedReading> readings;
  UnalarmedReading one;
  int says = 0;
  // Each ECG of the period that a person reported or decided on; the same case or study comes once, with its first.
  soci::statement query =
      (session.prepare
           << "SELECT s.study_id, COALESCE(c.case_id, ''), s.site_id, COALESCE((SELECT a.rule_version FROM "
              "ecg_analysis a WHERE a.instance_key = e.instance_key ORDER BY a.ordinal DESC LIMIT 1), ''), "
              "COALESCE(r.infarction, 0), "
           << kLastDecision
           << " FROM ecg e JOIN study s ON s.study_key = e.study_key LEFT JOIN ecg_reading r "
              "ON r.study_key = e.study_key LEFT JOIN alert_ecg x ON x.instance_key = e.instance_key "
              "LEFT JOIN alert_case c ON c.case_id = x.case_id WHERE e.stored_at >= :from AND e.stored_at < :until "
              "AND e.silent = 0 AND (r.infarction = 1 OR EXISTS (SELECT 1 FROM alert_action d "
              "WHERE d.case_id = c.case_id AND d.kind = 'decide')) AND NOT EXISTS (SELECT 1 FROM alert b "
              "WHERE b.case_id = c.case_id AND b.cause = 1 AND b.tier >= :tier) ORDER BY e.instance_key",
       use(period.from), use(period.until), use(tier), into(one.study_id), into(one.case_id), into(one.site_id),
       into(one.rule_version), into(says), into(one.decision));
  query.execute();
  while (query.fetch()) {
    one.reading_says_infarction = says > 0;
    bool known = false;
    for (auto& earlier : readings) {
      const bool same = one.case_id.empty() ? earlier.study_id == one.study_id : earlier.case_id == one.case_id;
      if (!same) continue;
      known = true;
      earlier.reading_says_infarction = earlier.reading_says_infarction || one.reading_says_infarction;
    }
    if (!known) readings.push_back(one);
  }
  return readings;
}

std::vector<StoredTier> PerformanceStore::stored_tiers(soci::session& session, const Period& period, long long after,
                                                       int limit) {
  std::vector<StoredTier> tiers;
  StoredTier one;
  soci::statement query =
      (session.prepare << "SELECT e.instance_key, s.study_id, e.sha256, i.charset_override, "
                          "COALESCE(a.rule_version, ''), COALESCE(a.tier, 0) FROM ecg e JOIN study s "
                          "ON s.study_key = e.study_key JOIN instance i ON i.instance_key = e.instance_key "
                          "LEFT JOIN ecg_analysis a ON a.instance_key = e.instance_key AND a.ordinal = "
                          "(SELECT MAX(ordinal) FROM ecg_analysis WHERE instance_key = e.instance_key) "
                          "WHERE e.instance_key > :after AND e.stored_at >= :from AND e.stored_at < :until "
                          "ORDER BY e.instance_key LIMIT :limit",
       use(after), use(period.from), use(period.until), use(limit), into(one.instance_key), into(one.study_id),
       into(one.sha256), into(one.charset_override), into(one.rule_version), into(one.tier));
  query.execute();
  while (query.fetch()) tiers.push_back(one);
  return tiers;
}

}  // namespace rdc::router
