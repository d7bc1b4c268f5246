#include <set>
#include <vector>

#include "dicom_router/ledger/backup.h"
#include "dicom_router/ledger/backup_files.h"
#include "dicom_router/store/ledger_store.h"

namespace rdc::router {
namespace {

namespace stdfs = std::filesystem;

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorCode::kCorrupt, "BACKUP_DAMAGED", "the backup is damaged: {}", what);
}

Result<std::set<std::string>> copy_objects(const stdfs::path& from, const stdfs::path& to, base::FileSystem& fs,
                                           BackupSummary& summary, const BackupProgress& progress) {
  std::vector<stdfs::path> files;
  const auto store = ObjectStore::attach(from / "objects", fs);
  if (auto listed = store->list([&](const stdfs::path& path, std::uint64_t) { files.push_back(path); }); !listed)
    return fail(listed);
  std::set<std::string> there;
  for (const auto& file : files) {
    const std::string sha256 = file.filename().string();
    auto copied = backup::copy_file(file, to / stdfs::relative(file, from), fs);
    if (!copied) return fail(copied);
    if (copied->sha256 != sha256) return damaged("object " + sha256 + " does not hold what was backed up");
    there.insert(sha256);
    summary.bytes += copied->bytes;
    ++summary.objects;
    if (progress) progress("objects", summary.objects, files.size());
  }
  return there;
}

// Every object that the restored catalog names is there.
Result<void> require_objects(const stdfs::path& catalog_file, const std::set<std::string>& there,
                             const base::Clock& clock) {
  auto catalog = Catalog::open(catalog_file, clock);
  if (!catalog) return fail(catalog);
  return (*catalog)->read<void>([&](soci::session& session) -> Result<void> {
    std::string missing;
    auto listed = LedgerStore::each_named_object(session, [&](const std::string& sha256, std::uint64_t) {
      if (!there.contains(sha256)) missing = sha256;
    });
    if (!listed) return listed;
    if (!missing.empty()) return damaged("object " + missing + " is missing");
    return {};
  });
}

Result<BackupSummary> copy_all(const stdfs::path& from, const stdfs::path& to, base::FileSystem& fs,
                               const base::Clock& clock, const BackupProgress& progress) {
  const auto contents = backup::read_contents(from);
  if (!contents) return fail(contents);
  BackupSummary summary;
  if (auto made = fs.create_directories(to / "objects"); !made) return fail(made);
  for (const char* folder : backup::kFolders)
    if (auto made = fs.create_directories(to / folder); !made) return fail(made);
  for (const auto& [name, sha256] : contents->files) {
    auto copied = backup::copy_file(from / name, to / name, fs);
    if (!copied && copied.error().code == ErrorCode::kNotFound) return damaged(name + " is missing");
    if (!copied) return fail(copied);
    if (copied->sha256 != sha256) return damaged(name + " does not hold what was backed up");
    summary.bytes += copied->bytes;
  }
  const auto there = copy_objects(from, to, fs, summary, progress);
  if (!there) return fail(there);
  if (auto whole = require_objects(to / backup::kCatalog, *there, clock); !whole) return fail(whole);
  return summary;
}

}  // namespace

Result<BackupSummary> restore(const stdfs::path& from, const stdfs::path& data, base::FileSystem& fs,
                              const base::Clock& clock, const FinishRestoring& finish, const BackupProgress& progress) {
  if (auto contents = backup::read_contents(from); !contents) return fail(contents);
  if (auto empty = backup::require_empty(data); !empty) return fail(empty);
  auto place = stdfs::absolute(data).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();
  auto beside = place;
  beside += ".restoring";
  std::error_code error;
  stdfs::remove_all(beside, error);  // what an interrupted restoration left
  auto summary = copy_all(from, beside, fs, clock, progress);
  Result<void> done = summary ? finish(beside) : Result<void>(fail(summary));
  if (done) done = fs.sync_directory(beside);
  if (done) done = fs.rename(beside, place);  // in the place of an empty directory, too
  if (!done) {
    stdfs::remove_all(beside, error);
    return fail(done);
  }
  if (auto synced = fs.sync_directory(place.parent_path()); !synced) return fail(synced);
  return summary;
}

}  // namespace rdc::router
