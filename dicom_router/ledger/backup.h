// Backup of a router's whole DATA beside its work, and the way back.
//   DIR/catalog.sqlite  objects/  keys/  router.toml  routing.toml  quarantine/
//   DIR/backup.complete written last: without it the backup is not restored
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "common/base/file_system.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/object_store.h"

namespace rdc::router {

// "catalog", "objects", … with steps done and in all.
using BackupProgress = std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)>;

struct BackupSummary {
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
};

// Consistent: the catalog as of one moment first, then the objects it names, which never change. Each is hashed on the
// way: kCorrupt/OBJECT_DAMAGED stops the backup. kExists: `to` is there and not empty. Durable on return.
Result<BackupSummary> back_up(const std::filesystem::path& data, const std::filesystem::path& to, Catalog& catalog,
                              const ObjectStore& objects, base::FileSystem& fs, const BackupProgress& progress = {});

// kExists: `data` is there and not empty. kCorrupt: not a complete backup, or an object in it is damaged. On failure
// `data` is as it was: the copy is made beside it and renamed at the end.
Result<BackupSummary> restore(const std::filesystem::path& from, const std::filesystem::path& data,
                              base::FileSystem& fs, const BackupProgress& progress = {});

}  // namespace rdc::router
