#include "common/base/file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "common/base/direct_file.h"
#include "common/base/file_error.h"

namespace rdc::base {

tl::unexpected<Error> file_error(const char* operation, const std::filesystem::path& path) {
  const int error = errno;
  ErrorCode code = ErrorCode::kUnavailable;
  if (error == ENOSPC || error == EDQUOT) code = ErrorCode::kNoSpace;
  if (error == ENOENT) code = ErrorCode::kNotFound;
  if (error == EEXIST) code = ErrorCode::kExists;
  return fail(code, "FILE_SYSTEM", "cannot {} {}: {}", operation, path.string(), std::strerror(error));
}

namespace {

class PosixFile final : public WritableFile {
 public:
  PosixFile(int descriptor, std::filesystem::path path, std::uint64_t size)
      : descriptor_(descriptor), path_(std::move(path)), size_(size) {}
  ~PosixFile() override { ::close(descriptor_); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  Result<void> append(std::span<const std::byte> data) override {
    while (!data.empty()) {
      const ssize_t n = ::write(descriptor_, data.data(), data.size());
      if (n < 0) {
        if (errno == EINTR) continue;
        return file_error("write", path_);
      }
      size_ += static_cast<std::uint64_t>(n);
      data = data.subspan(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<void> sync() override {
    if (::fdatasync(descriptor_) != 0) return file_error("sync", path_);
    return {};
  }

  std::uint64_t size() const override { return size_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
  std::uint64_t size_;
};

}  // namespace

PosixFileSystem::PosixFileSystem() : buffers_(std::make_shared<DirectBuffers>()) {}
PosixFileSystem::~PosixFileSystem() = default;

Result<std::unique_ptr<WritableFile>> PosixFileSystem::reopen_past_cache(const std::filesystem::path& path,
                                                                         std::uint64_t size) {
  return open_past_cache(path, size, buffers_);
}

Result<std::unique_ptr<WritableFile>> PosixFileSystem::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return file_error("create", path);
  return std::make_unique<PosixFile>(descriptor, path, 0);
}

Result<std::unique_ptr<WritableFile>> PosixFileSystem::reopen(const std::filesystem::path& path, std::uint64_t size) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return file_error("open", path);
  auto file = std::make_unique<PosixFile>(descriptor, path, size);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return file_error("examine", path);
  if (static_cast<std::uint64_t>(status.st_size) < size)
    return fail(ErrorCode::kCorrupt, "FILE_TOO_SHORT", "{} holds {} bytes where {} were stored", path.string(),
                status.st_size, size);
  if (::ftruncate(descriptor, static_cast<off_t>(size)) != 0) return file_error("truncate", path);
  if (::lseek(descriptor, static_cast<off_t>(size), SEEK_SET) < 0) return file_error("seek in", path);
  return file;
}

Result<void> PosixFileSystem::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return file_error("rename", from);
  return {};
}

Result<void> PosixFileSystem::remove(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return file_error("remove", path);
  return {};
}

Result<void> PosixFileSystem::sync_directory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return file_error("open directory", directory);
  const int synced = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  errno = error;
  if (synced != 0) return file_error("sync directory", directory);
  return {};
}

Result<void> PosixFileSystem::create_directories(const std::filesystem::path& directory) {
  std::error_code ignored;
  if (directory.empty() || std::filesystem::is_directory(directory, ignored)) return {};
  if (auto parent = create_directories(directory.parent_path()); !parent) return parent;
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return file_error("create directory", directory);
  const auto parent = directory.parent_path();
  return sync_directory(parent.empty() ? std::filesystem::path(".") : parent);
}

Result<void> PosixFileSystem::make_directory(const std::filesystem::path& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return file_error("create directory", directory);
  return {};
}

Result<std::uint64_t> PosixFileSystem::free_bytes(const std::filesystem::path& directory) {
  struct statvfs status {};
  if (::statvfs(directory.c_str(), &status) != 0) return file_error("examine", directory);
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<void> write_file_atomically(FileSystem& fs, const std::filesystem::path& path, std::span<const std::byte> data) {
  auto partial = path;
  partial += ".part";
  if (auto removed = fs.remove(partial); !removed) return removed;
  auto file = fs.create(partial);
  if (!file) return fail(file);
  if (auto written = (*file)->append(data); !written) return written;
  if (auto synced = (*file)->sync(); !synced) return synced;
  if (auto renamed = fs.rename(partial, path); !renamed) return renamed;
  const auto parent = path.parent_path();
  return fs.sync_directory(parent.empty() ? std::filesystem::path(".") : parent);
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "cannot open {}", path.string());
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error)
    return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot examine {}: {}", path.string(), error.message());
  if (size > limit)
    return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "{} is larger than {} bytes", path.string(), limit);
  std::string content(size, '\0');
  in.read(content.data(), static_cast<std::streamsize>(size));
  if (static_cast<std::uint64_t>(in.gcount()) != size)
    return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read all of {}", path.string());
  return content;
}

}  // namespace rdc::base
