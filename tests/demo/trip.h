// The demo's studies and what is known of each one's trip, step by step, taken from the programs' own records.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "tests/demo/timeline.h"
#include "tests/testkit/county.h"

namespace rdc::demo {

struct Trip {
  std::string site_id{}, site_name{}, device{}, what{};
  std::string study_instance_uid{};
  std::set<std::string> sop_instance_uids{};
  base::Timestamp begun{};  // the device starts to send

  // Filled by collect(); 1970 where the step did not happen.
  std::uint64_t bytes_acquired = 0, bytes_sent = 0;
  std::size_t images_spooled = 0, images_stored = 0;
  base::Timestamp spooled{}, stored{}, opened{}, report_signed{}, report_kept{};
  bool complete() const { return images_stored == sop_instance_uids.size() && images_spooled == images_stored; }
  bool reported() const { return report_kept.time_since_epoch().count() > 0; }
};

// Reads both catalogs. `opened` is left to whoever watched the reader.
Result<void> collect(Trip& trip, testkit::County& county);

// Prints the end table; false, with a problem each, when a trip is not complete.
bool print_trips(const std::vector<Trip>& trips, bool expect_reports, Timeline& timeline);

}  // namespace rdc::demo
