// Backup of a router's whole DATA beside its work, and the way back.
//   DIR/catalog.sqlite  objects/  keys/  router.toml  routing.toml  quarantine/
//   DIR/backup.complete written last: without it the backup is not restored. Names every file but the objects, whose
//                       names are their digests:
//                         rdc.backup/1
//                         objects 1234
//                         <sha256>  catalog.sqlite
//                         <sha256>  keys/ca.key
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "common/base/clock.h"
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
// way: kCorrupt/OBJECT_DAMAGED stops the backup. kExists: `to` is there and not empty. Durable on return; on failure
// `to` is as it was.
Result<BackupSummary> back_up(const std::filesystem::path& data, const std::filesystem::path& to, Catalog& catalog,
                              const ObjectStore& objects, base::FileSystem& fs, const BackupProgress& progress = {});

// Called with the directory before it gets its name; its error undoes the restoration.
using FinishRestoring = std::function<Result<void>(const std::filesystem::path& made)>;

// kExists: `data` is there and not empty. kCorrupt: NOT_A_BACKUP; BACKUP_DAMAGED, a file in it is not the one that was
// backed up, or one that its catalog names is missing. On failure `data` is as it was: the copy is made beside it and
// renamed at the end.
Result<BackupSummary> restore(const std::filesystem::path& from, const std::filesystem::path& data,
                              base::FileSystem& fs, const base::Clock& clock, const FinishRestoring& finish,
                              const BackupProgress& progress = {});

}  // namespace rdc::router
