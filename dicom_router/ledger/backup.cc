#include "dicom_router/ledger/backup.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

#include "common/base/digest.h"
#include "dicom_router/store/ledger_store.h"

namespace rdc::router {
namespace {

namespace stdfs = std::filesystem;

constexpr const char* kComplete = "backup.complete";
constexpr std::array kFiles{"router.toml", "routing.toml"};
constexpr std::array kFolders{"keys", "quarantine"};

// Copies, syncs and hashes one file.
Result<std::string> copy_file(const stdfs::path& from, const stdfs::path& to, base::FileSystem& fs,
                              BackupSummary& summary) {
  std::ifstream in(from, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "cannot open {}", from.string());
  if (auto made = fs.create_directories(to.parent_path()); !made) return fail(made);
  auto out = fs.create(to);
  if (!out) return fail(out);
  base::Sha256Hasher hasher;
  std::vector<char> buffer(1 << 20);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto piece = std::as_bytes(std::span{buffer.data(), static_cast<std::size_t>(in.gcount())});
    hasher.update(piece);
    if (auto written = (*out)->append(piece); !written) return fail(written);
  }
  if (!in.eof()) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read {}", from.string());
  if (auto synced = (*out)->sync(); !synced) return fail(synced);
  summary.bytes += (*out)->size();
  return hasher.finish().hex();
}

Result<void> copy_tree(const stdfs::path& from, const stdfs::path& to, base::FileSystem& fs, BackupSummary& summary) {
  if (!stdfs::exists(from)) return {};
  if (auto made = fs.create_directories(to); !made) return made;
  std::error_code error;
  for (const auto& entry : stdfs::recursive_directory_iterator(from, error)) {
    if (!entry.is_regular_file()) continue;
    const auto target = to / stdfs::relative(entry.path(), from);
    if (auto copied = copy_file(entry.path(), target, fs, summary); !copied) return fail(copied);
    if (auto synced = fs.sync_directory(target.parent_path()); !synced) return synced;
  }
  if (error) return fail(ErrorCode::kUnavailable, "CANNOT_LIST", "cannot list {}", from.string());
  return {};
}

Result<void> copy_small_things(const stdfs::path& from, const stdfs::path& to, base::FileSystem& fs,
                               BackupSummary& summary) {
  for (const char* file : kFiles)
    if (stdfs::exists(from / file))
      if (auto copied = copy_file(from / file, to / file, fs, summary); !copied) return fail(copied);
  for (const char* folder : kFolders)
    if (auto copied = copy_tree(from / folder, to / folder, fs, summary); !copied) return copied;
  return fs.sync_directory(to);
}

Result<void> require_empty(const stdfs::path& directory) {
  std::error_code error;
  if (!stdfs::exists(directory, error) || (stdfs::is_directory(directory, error) && stdfs::is_empty(directory, error)))
    return {};
  return fail(ErrorCode::kExists, "NOT_EMPTY", "{} is there and not empty: choose another place", directory.string());
}

Result<void> copy_object(const stdfs::path& from, const stdfs::path& to, const std::string& sha256,
                         base::FileSystem& fs, BackupSummary& summary) {
  auto digest = copy_file(from, to, fs, summary);
  if (!digest) return fail(digest);
  if (*digest != sha256)
    return fail(ErrorCode::kCorrupt, "OBJECT_DAMAGED", "object {} no longer holds what was stored", sha256);
  ++summary.objects;
  return fs.sync_directory(to.parent_path());
}

}  // namespace

Result<BackupSummary> back_up(const stdfs::path& data, const stdfs::path& to, Catalog& catalog,
                              const ObjectStore& objects, base::FileSystem& fs, const BackupProgress& progress) {
  BackupSummary summary;
  if (auto empty = require_empty(to); !empty) return fail(empty);
  if (auto made = fs.create_directories(to / "objects"); !made) return fail(made);
  auto copied = catalog.database().backup_to(to / "catalog.sqlite", [&](std::size_t done, std::size_t total) {
    if (progress) progress("catalog", done, total);
  });
  if (!copied) return fail(copied);
  // Named by the live catalog, a moment later: a superset of what the copy names, since objects are never removed.
  auto names = catalog.read<std::vector<std::string>>([](soci::session& session) -> Result<std::vector<std::string>> {
    std::vector<std::string> list;
    auto listed = LedgerStore::each_named_object(
        session, [&](const std::string& sha256, std::uint64_t) { list.push_back(sha256); });
    if (!listed) return fail(listed);
    std::ranges::sort(list);
    list.erase(std::ranges::unique(list).begin(), list.end());
    return list;
  });
  if (!names) return fail(names);
  for (const auto& sha256 : *names) {
    const auto source = objects.path_of(sha256);
    const auto target = to / stdfs::relative(source, objects.root().parent_path());
    if (auto done = copy_object(source, target, sha256, fs, summary); !done) return fail(done);
    if (progress) progress("objects", summary.objects, names->size());
  }
  if (auto done = copy_small_things(data, to, fs, summary); !done) return fail(done);
  const auto text = fmt::format("objects {}\nbytes {}\n", summary.objects, summary.bytes);
  if (auto written = base::write_file_atomically(fs, to / kComplete, base::as_bytes(text)); !written)
    return fail(written);
  return summary;
}

Result<BackupSummary> restore(const stdfs::path& from, const stdfs::path& data, base::FileSystem& fs,
                              const BackupProgress& progress) {
  BackupSummary summary;
  if (!stdfs::exists(from / kComplete))
    return fail(ErrorCode::kCorrupt, "NOT_A_BACKUP", "{} is no complete backup", from.string());
  if (auto empty = require_empty(data); !empty) return fail(empty);
  auto beside = data;
  beside += ".restoring";
  std::error_code error;
  stdfs::remove_all(beside, error);
  if (auto made = fs.create_directories(beside / "objects"); !made) return fail(made);
  if (auto copied = copy_file(from / "catalog.sqlite", beside / "catalog.sqlite", fs, summary); !copied)
    return fail(copied);
  auto store = ObjectStore::open(from / "objects", fs);
  if (!store) return fail(store);
  std::vector<stdfs::path> files;
  if (auto listed = (*store)->list([&](const stdfs::path& path, std::uint64_t) { files.push_back(path); }); !listed)
    return fail(listed);
  for (const auto& file : files) {
    const auto target = beside / stdfs::relative(file, from);
    if (auto done = copy_object(file, target, file.filename().string(), fs, summary); !done) return fail(done);
    if (progress) progress("objects", summary.objects, files.size());
  }
  if (auto done = copy_small_things(from, beside, fs, summary); !done) return fail(done);
  stdfs::remove(data, error);  // empty, as checked above
  if (auto renamed = fs.rename(beside, data); !renamed) return fail(renamed);
  const auto parent = data.has_parent_path() ? data.parent_path() : stdfs::path(".");
  if (auto synced = fs.sync_directory(parent); !synced) return fail(synced);
  return summary;
}

}  // namespace rdc::router
