// Brings a catalog's tables up to this program's version.
#pragma once

#include <vector>

#include "common/storage/connection.h"
#include "common/storage/database.h"

namespace rdc::storage {

// Each missing migration runs in one transaction together with its record, so a crash leaves the one before or it
// whole. kConflict as Database::open says.
Result<void> migrate(Connection& connection, std::vector<Migration> migrations, const base::Clock& clock);

}  // namespace rdc::storage
