// What a new rule version would have alarmed on: every ECG of the archive again, beside what was stored. Reads only.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "dicom_router/alert/alert_config.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"
#include "dicom_router/store/performance_store.h"

namespace rdc::router {

struct ReplayChange {
  std::string study_id, sha256, stored_version;
  v1::EcgTier stored = v1::ECG_TIER_UNSPECIFIED;
  v1::EcgTier now = v1::ECG_TIER_UNSPECIFIED;
  std::string outcome;  // what people found: "confirmed", "refuted" or ""
};

struct Replay {
  std::string rule_version;
  std::uint64_t ecgs = 0;
  std::uint64_t unreadable = 0;  // now
  // By tier, stored down and now across; EcgTier's numbers, 0: unreadable or never analysed.
  std::array<std::array<std::uint64_t, 5>, 5> tiers{};
  std::vector<ReplayChange> changes;  // across the alarming tier, either way
};

// `progress` gets the number of ECGs done, now and then. Blocks for as long as it takes: some 10 ms an ECG.
Result<Replay> replay(Catalog& catalog, const ObjectStore& objects, const AlertConfig& config, const Period& period,
                      const std::function<void(std::uint64_t)>& progress);
void print_replay(const Replay& replayed, std::ostream& out);

}  // namespace rdc::router
