// Files written past the page cache. Worth it where much arrives that nobody reads soon: the bytes need no pages
// of their own (finding them costs more than copying into them), what others have cached stays, and a sync has little
// left to do. A file system without O_DIRECT gets ordinary writes.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "common/base/file_system.h"

namespace rdc::base {

// Memory as O_DIRECT wants it, used again and again: fresh memory is what costs. Thread-safe.
class DirectBuffers {
 public:
  static constexpr std::size_t kSize = 256 * 1024;

  struct Free {
    void operator()(std::byte* bytes) const;
  };
  using Buffer = std::unique_ptr<std::byte, Free>;

  Buffer take();
  void give_back(Buffer buffer);

 private:
  static constexpr std::size_t kKept = 16;  // 4 MiB
  std::mutex mutex_;
  std::vector<Buffer> idle_;
};

// Opens for appending at `size`, cutting anything behind it; kCorrupt if the file is shorter. What was appended is in
// the file, for readers, after flush() or sync(). The file's head stays in the cache: whoever examines what arrived
// looks there.
Result<std::unique_ptr<WritableFile>> open_past_cache(const std::filesystem::path& path, std::uint64_t size,
                                                      std::shared_ptr<DirectBuffers> buffers);

}  // namespace rdc::base
