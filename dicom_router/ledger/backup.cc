#include "dicom_router/ledger/backup.h"

#include <algorithm>
#include <vector>

#include "common/base/digest.h"
#include "dicom_router/ledger/backup_files.h"
#include "dicom_router/store/ledger_store.h"

namespace rdc::router {
namespace {

namespace stdfs = std::filesystem;

// Copies into `to` and keeps count.
class Copier {
 public:
  Copier(const stdfs::path& to, base::FileSystem& fs) : to_(to), fs_(fs) {}

  Result<void> object(const ObjectStore& objects, const std::string& sha256) {
    const auto source = objects.path_of(sha256);
    auto copied = backup::copy_file(source, to_ / stdfs::relative(source, objects.root().parent_path()), fs_);
    if (!copied) return fail(copied);
    if (copied->sha256 != sha256)
      return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED",
                  "object {} no longer holds what was stored: run `dicom-router verify`", sha256);
    ++contents_.objects;
    bytes_ += copied->bytes;
    return {};
  }

  Result<void> file(const stdfs::path& from, const std::string& name) {
    auto copied = backup::copy_file(from / name, to_ / name, fs_);
    // The router works on: what it was about to rename or remove when we looked is no part of this moment.
    if (!copied && copied.error().code == ErrorCode::kNotFound) return {};
    if (!copied) return fail(copied);
    contents_.files[name] = copied->sha256;
    bytes_ += copied->bytes;
    return {};
  }

  Result<void> folder(const stdfs::path& from, const std::string& name) {
    if (auto made = fs_.create_directories(to_ / name); !made) return made;
    std::error_code error;
    for (stdfs::recursive_directory_iterator at(from / name, error), end; !error && at != end; at.increment(error)) {
      std::error_code ignored;
      if (!at->is_regular_file(ignored)) continue;
      if (auto done = file(from, stdfs::relative(at->path(), from).string()); !done) return done;
    }
    if (error && error != std::errc::no_such_file_or_directory)
      return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}", (from / name).string());
    return {};
  }

  // The catalog was put there by the database itself.
  Result<void> catalog_is_there() {
    const auto file = to_ / backup::kCatalog;
    auto digest = base::sha256_of_file(file);
    if (!digest) return fail(digest);
    contents_.files[backup::kCatalog] = digest->hex();
    bytes_ += stdfs::file_size(file);
    return {};
  }

  Result<BackupSummary> complete() {
    const auto text = backup::to_text(contents_);
    auto written = base::write_file_atomically(fs_, to_ / backup::kComplete, base::as_bytes(text));
    if (!written) return fail(written);
    return BackupSummary{contents_.objects, bytes_};
  }

 private:
  const stdfs::path to_;
  base::FileSystem& fs_;
  backup::Contents contents_;
  std::uint64_t bytes_ = 0;
};

// Named by the live catalog, a moment later: a superset of what the copy names, since objects are never removed.
Result<std::vector<std::string>> named_objects(Catalog& catalog) {
  return catalog.read<std::vector<std::string>>([](soci::session& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> list;
    auto listed = LedgerStore::each_named_object(
        session, [&](const std::string& sha256, std::uint64_t) { list.push_back(sha256); });
    if (!listed) return fail(listed);
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  });
}

Result<BackupSummary> copy_all(const stdfs::path& data, const stdfs::path& to, Catalog& catalog,
                               const ObjectStore& objects, base::FileSystem& fs, const BackupProgress& progress) {
  if (auto made = fs.create_directories(to / "objects"); !made) return fail(made);
  auto copied = catalog.database().backup_to(to / backup::kCatalog, [&](std::size_t done, std::size_t total) {
    if (progress) progress("catalog", done, total);
  });
  if (!copied) return fail(copied);
  Copier copier(to, fs);
  if (auto hashed = copier.catalog_is_there(); !hashed) return fail(hashed);
  const auto names = named_objects(catalog);
  if (!names) return fail(names);
  std::uint64_t done = 0;
  for (const auto& sha256 : *names) {
    if (auto put = copier.object(objects, sha256); !put) return fail(put);
    if (progress) progress("objects", ++done, names->size());
  }
  for (const char* file : backup::kFiles)
    if (auto put = copier.file(data, file); !put) return fail(put);
  for (const char* folder : backup::kFolders)
    if (auto put = copier.folder(data, folder); !put) return fail(put);
  return copier.complete();
}

}  // namespace

Result<BackupSummary> back_up(const stdfs::path& data, const stdfs::path& to, Catalog& catalog,
                              const ObjectStore& objects, base::FileSystem& fs, const BackupProgress& progress) {
  if (auto empty = backup::require_empty(to); !empty) return fail(empty);
  std::error_code error;
  const bool was_there = stdfs::exists(to, error);
  auto summary = copy_all(data, to, catalog, objects, fs, progress);
  if (summary) return summary;
  // Half a backup is worth nothing, and would stand in the way of the next.
  for (stdfs::directory_iterator at(to, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    stdfs::remove_all(at->path(), ignored);
  }
  if (!was_there) stdfs::remove(to, error);
  return summary;
}

}  // namespace rdc::router
