// A disk whose power fails at the nth operation. What was not synced by then is lost, cut short or garbled, names that
// were not synced are gone or still there: as the seed has it.
//
// Works on real files below one directory and remembers what of them is durable. After the failure every operation
// fails; restart() applies the loss to the directory, and the disk works again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "common/base/file_system.h"
#include "tests/testkit/seeded_random.h"

namespace rdc::testkit {

// Thread-safe.
class CrashingFileSystem final : public base::FileSystem {
 public:
  // fail_at: the operation (write, sync, create, rename, remove, directory sync) at which the power fails, from 0;
  // negative: never. Operations that change nothing (free_bytes) do not count.
  CrashingFileSystem(std::filesystem::path root, std::int64_t fail_at, std::uint64_t seed = 1);

  bool crashed() const;
  std::int64_t operations() const;
  // Loses what was not durable. The disk then works without further failures.
  void restart();

  Result<std::unique_ptr<base::WritableFile>> create(const std::filesystem::path& path) override;
  Result<std::unique_ptr<base::WritableFile>> reopen(const std::filesystem::path& path, std::uint64_t size) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> sync_directory(const std::filesystem::path& directory) override;
  Result<void> create_directories(const std::filesystem::path& directory) override;
  Result<void> make_directory(const std::filesystem::path& directory) override;
  Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) override;

 private:
  friend class CrashingFile;
  // A file's bytes as the disk would give them back, apart from its name. A file not in the table is durable as it is.
  struct Content {
    std::string durable;
    std::filesystem::path at;  // where it is now; empty once removed
  };
  using ContentId = std::uint64_t;

  Result<void> operate();  // counts; fails at and after the crash
  ContentId content_of(const std::filesystem::path& path);
  void note_name(const std::filesystem::path& path);
  std::string garbled(const std::string& durable, const std::string& live);

  const std::filesystem::path root_;
  const std::int64_t fail_at_;
  SeededRandom random_;
  base::PosixFileSystem disk_;
  mutable std::mutex mutex_;
  std::int64_t operations_ = 0;
  bool crashed_ = false;
  bool restarted_ = false;
  std::uint64_t generation_ = 0;  // files opened before a restart are dead
  ContentId next_content_ = 1;
  std::map<ContentId, Content> contents_;
  std::map<std::filesystem::path, ContentId> live_;  // names now
  // Names whose directory was not synced since they changed: what the disk has under them, if anything.
  std::map<std::filesystem::path, std::optional<std::string>> on_disk_;
  std::map<std::filesystem::path, ContentId> disk_content_;
};

}  // namespace rdc::testkit
