// Which life of the archive this is: see migrations/0020_archive_life.sql. Stateless; works in the caller's
// transaction.
#pragma once

#include <string>

#include <soci/soci.h>

#include "common/base/clock.h"

namespace rdc::router {

struct ArchiveLife {
  // "" before the first restoration.
  static std::string current(soci::session& session);
  // Writer. From now on the archive lives anew, and no mailbox gives out a number again that a site may have seen
  // after the backup was made.
  static void begin_anew(soci::session& session, const std::string& life_id, base::Timestamp now);
};

}  // namespace rdc::router
