#include "common/base/direct_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "common/base/file_error.h"

namespace rdc::base {
namespace {

constexpr std::size_t kDirectBlock = 4096;  // what every disk's direct writes are aligned to
constexpr std::uint64_t kHead = 16 * 1024;  // kept in the cache

// What has not filled a buffer yet waits in it. The last, unfinished block goes through the page cache when a reader or
// a sync wants it, stays in the buffer, and is written again with what follows it.
class DirectFile final : public WritableFile {
 public:
  DirectFile(int descriptor, std::filesystem::path path, std::shared_ptr<DirectBuffers> buffers)
      : descriptor_(descriptor), path_(std::move(path)), buffers_(std::move(buffers)), buffer_(buffers_->take()) {}
  ~DirectFile() override {
    static_cast<void>(flush());
    ::close(descriptor_);
    buffers_->give_back(std::move(buffer_));
  }
  DirectFile(const DirectFile&) = delete;
  DirectFile& operator=(const DirectFile&) = delete;

  Result<void> go_on_at(std::uint64_t size) {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) return file_error("examine", path_);
    if (static_cast<std::uint64_t>(status.st_size) < size)
      return fail(ErrorCode::kCorrupt, "FILE_TOO_SHORT", "{} holds {} bytes where {} were stored", path_.string(),
                  status.st_size, size);
    if (static_cast<std::uint64_t>(status.st_size) > size && ::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
      return file_error("truncate", path_);
    at_ = size / kDirectBlock * kDirectBlock;
    filled_ = static_cast<std::size_t>(size - at_);
    in_file_ = size;
    for (std::size_t had = 0; had < filled_;) {
      const ssize_t n = ::pread(descriptor_, buffer_.get() + had, kDirectBlock - had, static_cast<off_t>(at_ + had));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return file_error("read", path_);
      had += static_cast<std::size_t>(n);
    }
    // From here on; a file system that cannot says so, and is written as ever.
    direct_ = set_direct(O_DIRECT);
    return {};
  }

  Result<void> append(std::span<const std::byte> data) override {
    while (!data.empty()) {
      const std::size_t n = std::min(data.size(), DirectBuffers::kSize - filled_);
      std::memcpy(buffer_.get() + filled_, data.data(), n);
      filled_ += n;
      data = data.subspan(n);
      if (filled_ == DirectBuffers::kSize)
        if (auto written = write_blocks(); !written) return written;
    }
    return {};
  }

  Result<void> flush() override {
    if (in_file_ == size()) return {};
    if (auto written = write_blocks(); !written) return written;
    if (filled_ == 0) return {};
    return write_cached(0, filled_);
  }

  Result<void> sync() override {
    if (auto flushed = flush(); !flushed) return flushed;
    if (::fdatasync(descriptor_) != 0) return file_error("sync", path_);
    return {};
  }

  std::uint64_t size() const override { return at_ + filled_; }

 private:
  // NOLINTNEXTLINE(readability-make-member-function-const): it changes the file
  bool set_direct(int flag) { return ::fcntl(descriptor_, F_SETFL, flag) == 0; }

  // Every whole block of the buffer; what is left of it moves to the front.
  Result<void> write_blocks() {
    const std::size_t whole = filled_ / kDirectBlock * kDirectBlock;
    if (whole == 0) return {};
    const std::size_t head = at_ < kHead ? std::min(whole, static_cast<std::size_t>(kHead - at_)) : 0;
    if (head > 0)
      if (auto written = write_cached(0, head); !written) return written;
    if (auto written = write(head, whole); !written) return written;
    std::memmove(buffer_.get(), buffer_.get() + whole, filled_ - whole);
    at_ += whole;
    filled_ -= whole;
    return {};
  }

  Result<void> write_cached(std::size_t from, std::size_t to) {
    if (direct_ && !set_direct(0)) return file_error("write", path_);
    auto written = write(from, to);
    if (direct_) direct_ = set_direct(O_DIRECT);
    return written;
  }

  Result<void> write(std::size_t from, std::size_t to) {
    while (from < to) {
      const ssize_t n = ::pwrite(descriptor_, buffer_.get() + from, to - from, static_cast<off_t>(at_ + from));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EINVAL && direct_) {  // other blocks than we know, or a short write before
        direct_ = false;
        if (set_direct(0)) continue;
      }
      if (n < 0) return file_error("write", path_);
      from += static_cast<std::size_t>(n);
      in_file_ = std::max(in_file_, at_ + from);
    }
    return {};
  }

  int descriptor_;
  std::filesystem::path path_;
  std::shared_ptr<DirectBuffers> buffers_;
  DirectBuffers::Buffer buffer_;
  std::uint64_t at_ = 0;       // the buffer's place in the file, at a block's start
  std::size_t filled_ = 0;     // bytes in the buffer
  std::uint64_t in_file_ = 0;  // readers see this much
  bool direct_ = false;
};

}  // namespace

void DirectBuffers::Free::operator()(std::byte* bytes) const {
  ::operator delete (bytes, std::align_val_t{kDirectBlock});
}

DirectBuffers::Buffer DirectBuffers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto buffer = std::move(idle_.back());
      idle_.pop_back();
      return buffer;
    }
  }
  return Buffer(static_cast<std::byte*>(::operator new (kSize, std::align_val_t{kDirectBlock})));
}

void DirectBuffers::give_back(Buffer buffer) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kKept) idle_.push_back(std::move(buffer));
}

Result<std::unique_ptr<WritableFile>> open_past_cache(const std::filesystem::path& path, std::uint64_t size,
                                                      std::shared_ptr<DirectBuffers> buffers) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return file_error("open", path);
  auto file = std::make_unique<DirectFile>(descriptor, path, std::move(buffers));
  if (auto ready = file->go_on_at(size); !ready) return fail(ready);
  return file;
}

}  // namespace rdc::base
