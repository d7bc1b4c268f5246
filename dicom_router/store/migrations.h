// The catalog's migrations: dicom_router/store/migrations/NNNN_name.sql, embedded when the program is built.
#pragma once

#include <vector>

#include "common/storage/database.h"

namespace rdc::router {

std::vector<storage::Migration> embedded_migrations();

}  // namespace rdc::router
