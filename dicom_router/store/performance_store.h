// What the alarms' performance is counted from. Stateless; every call works in the caller's transaction. Times are
// microseconds UTC; what came in a period is what was stored in it, [from, until).
#pragma once

#include <string>
#include <vector>

#include <soci/soci.h>

namespace rdc::router {

struct Period {
  long long from = 0, until = 0;
};

// ECGs that a rule version analysed, at a site.
struct AnalysedCount {
  std::string site_id, rule_version;
  long long ecgs = 0;
};
// A case with an alarm by an ECG: the site and rule version of its first one.
struct AlarmCase {
  std::string case_id, site_id, rule_version;
  bool reading_says_infarction = false;  // the newest signed report of one of its ECGs
  std::string decision;                  // rdc.v1.Decision as JSON, the last one; "" undecided
};
// A case or study without such an alarm in which a person found something.
struct UnalarmedReading {
  std::string study_id, case_id, site_id, rule_version;
  bool reading_says_infarction = false;
  std::string decision;
};
// One ECG's stored tier, for replays.
struct StoredTier {
  long long instance_key = 0;
  std::string study_id, sha256, charset_override, rule_version;
  int tier = 0;  // rdc.v1.EcgTier; 0: unreadable or never analysed
};

class PerformanceStore {
 public:
  static std::vector<AnalysedCount> analysed(soci::session& session, const Period& period);
  static std::vector<AlarmCase> alarms(soci::session& session, const Period& period, int tier);
  // One row a case, or a study where there is no case.
  static std::vector<UnalarmedReading> unalarmed(soci::session& session, const Period& period, int tier);
  // In order of key, after `after`, at most `limit`.
  static std::vector<StoredTier> stored_tiers(soci::session& session, const Period& period, long long after, int limit);
};

}  // namespace rdc::router
