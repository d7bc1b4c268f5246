// The number of a change to the worklist, for the statements of this folder that make one.
#pragma once

#include <soci/soci.h>

#include "common/storage/connection.h"

namespace rdc::router {

struct NextWorklistChange {
  long long number = 0;
  soci::statement run;
  explicit NextWorklistChange(soci::session& s)
      : run((s.prepare << "UPDATE worklist_cursor SET last_change = last_change + 1 WHERE id = 1 RETURNING last_change",
             soci::into(number))) {}
};

// Writer. Each change of an item takes the next.
inline long long next_worklist_change(soci::session& session) {
  auto& next = storage::prepared<NextWorklistChange>(session);
  storage::fetch_one(next.run);
  return next.number;
}

}  // namespace rdc::router
