#include "common/dicom/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace rdc::dicom {

Result<MappedFile> MappedFile::open(const std::filesystem::path& path, Use use) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    return fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kUnavailable, "CANNOT_OPEN", "cannot open {}: {}",
                path.string(), std::strerror(errno));
  }
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(file);
    return fail(ErrorCode::kUnavailable, "CANNOT_OPEN", "{} is not a regular file", path.string());
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) {
    ::close(file);
    return MappedFile({});
  }
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  const int problem = errno;
  ::close(file);
  if (start == MAP_FAILED) {
    return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot map {}: {}", path.string(), std::strerror(problem));
  }
  // Of a small one, mostly pixels of one frame, the system should not read all around every place that is looked at.
  constexpr std::size_t kSmall = 4 << 20;
  if (use == Use::kInPlaces && size <= kSmall) ::madvise(start, size, MADV_RANDOM);
  return MappedFile({static_cast<const std::byte*>(start), size});
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

}  // namespace rdc::dicom
