#include "ecg/formats/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace rdc::ecg {
namespace {

class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(Bytes bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const auto there = bytes_.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(there.size(), out.size());
    std::copy_n(there.begin(), count, out.begin());
    return count;
  }

 private:
  Bytes bytes_;
};

class FileBytes final : public ByteSource {
 public:
  FileBytes(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  ~FileBytes() override { ::close(descriptor_); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) override {
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t got = ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        return fail(ErrorCode::kUnavailable, "CANNOT_READ", "reading at byte {} failed: {}", offset + done,
                    std::generic_category().message(errno));
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  int descriptor_;
  std::uint64_t size_;
};

class DirectoryFiles final : public Companions {
 public:
  explicit DirectoryFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}
  Result<std::unique_ptr<ByteSource>> open(const std::string& name) override {
    const std::filesystem::path path(name);
    const bool climbs = std::any_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
    if (name.empty() || name.find('\0') != std::string::npos || path.is_absolute() || climbs) {
      return fail(ErrorCode::kInvalid, "UNSAFE_NAME", "the header names a file outside its own folder");
    }
    auto bytes = open_bytes(directory_ / path);
    // Records that were taken out of their tree keep the folder in their header's names.
    if (!bytes && bytes.error().code == ErrorCode::kNotFound && path.has_parent_path())
      return open_bytes(directory_ / path.filename());
    return bytes;
  }

 private:
  std::filesystem::path directory_;
};

}  // namespace

std::unique_ptr<ByteSource> bytes_in_memory(Bytes bytes) { return std::make_unique<MemoryBytes>(bytes); }

Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    const auto code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::kNotFound : ErrorCode::kUnavailable;
    return fail(code, "CANNOT_OPEN", "{}: {}", path.string(), std::generic_category().message(errno));
  }
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return fail(ErrorCode::kUnavailable, "NOT_A_FILE", "{} is no regular file", path.string());
  }
  return std::unique_ptr<ByteSource>(
      std::make_unique<FileBytes>(descriptor, static_cast<std::uint64_t>(status.st_size)));
}

Result<std::vector<std::byte>> read_all(ByteSource& source, std::uint64_t limit) {
  if (source.size() > limit) {
    return fail(ErrorCode::kTooLarge, "FILE_TOO_LARGE", "the file has {} bytes; {} are accepted", source.size(), limit);
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(source.size()));
  const auto got = source.read_at(0, bytes);
  if (!got) return fail(got);
  bytes.resize(*got);
  return bytes;
}

std::unique_ptr<Companions> files_in(std::filesystem::path directory) {
  return std::make_unique<DirectoryFiles>(std::move(directory));
}

}  // namespace rdc::ecg
