// The few disk operations that durability depends on, behind an interface so that tests can cut the power
// between any two of them. Reading needs no such care and uses the standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "common/base/result.h"

namespace rdc::base {

// A file being written. Closed by its destructor, which does not sync. Not thread-safe.
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  virtual Result<void> append(std::span<const std::byte> data) = 0;
  // What was appended is in the file now, for whoever reads it. Only a file opened by reopen_past_cache() needs it.
  virtual Result<void> flush() { return {}; }
  // After this returns, the bytes appended so far survive a power cut (not yet the file's name: sync_directory).
  virtual Result<void> sync() = 0;
  virtual std::uint64_t size() const = 0;
};

// Thread-safe. Errors: kNoSpace for a full disk or quota, kNotFound, kExists, kUnavailable for any other I/O error;
// messages name the path and the operation.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // kExists if the path exists.
  virtual Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) = 0;
  // Opens for appending at `size`, cutting anything behind it. kCorrupt if the file is shorter.
  virtual Result<std::unique_ptr<WritableFile>> reopen(const std::filesystem::path& path, std::uint64_t size) = 0;
  // The same for much that nobody reads soon, see direct_file.h: readers see what was appended after flush() or sync().
  virtual Result<std::unique_ptr<WritableFile>> reopen_past_cache(const std::filesystem::path& path,
                                                                  std::uint64_t size) {
    return reopen(path, size);
  }
  // Atomic within one file system; durable only after sync_directory of both parents.
  virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  // Removing what is not there succeeds.
  virtual Result<void> remove(const std::filesystem::path& path) = 0;
  // Makes names created, renamed or removed in the directory durable.
  virtual Result<void> sync_directory(const std::filesystem::path& directory) = 0;
  // Creates missing parents too, each synced into its parent. Mode 0700.
  virtual Result<void> create_directories(const std::filesystem::path& directory) = 0;
  // Creates one directory, mode 0700, if absent; its parent exists. The name is durable only after sync_directory of
  // the parent: for callers that sync many names at once.
  virtual Result<void> make_directory(const std::filesystem::path& directory) { return create_directories(directory); }
  // Bytes an unprivileged writer could still write there.
  virtual Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) = 0;
};

class DirectBuffers;

// POSIX. The one instance programs use.
class PosixFileSystem final : public FileSystem {
 public:
  PosixFileSystem();
  ~PosixFileSystem() override;
  Result<std::unique_ptr<WritableFile>> create(const std::filesystem::path& path) override;
  Result<std::unique_ptr<WritableFile>> reopen(const std::filesystem::path& path, std::uint64_t size) override;
  Result<std::unique_ptr<WritableFile>> reopen_past_cache(const std::filesystem::path& path,
                                                          std::uint64_t size) override;
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Result<void> remove(const std::filesystem::path& path) override;
  Result<void> sync_directory(const std::filesystem::path& directory) override;
  Result<void> create_directories(const std::filesystem::path& directory) override;
  Result<void> make_directory(const std::filesystem::path& directory) override;
  Result<std::uint64_t> free_bytes(const std::filesystem::path& directory) override;

 private:
  const std::shared_ptr<DirectBuffers> buffers_;
};

// Writes a whole small file (keys, configuration) so that a reader sees the old or the new content, never a mix:
// temporary file, sync, rename, sync of the directory.
Result<void> write_file_atomically(FileSystem& fs, const std::filesystem::path& path, std::span<const std::byte> data);
// kNotFound; kTooLarge when the file is longer than `limit` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit);

inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}

}  // namespace rdc::base
