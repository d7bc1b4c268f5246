#include "reading_station/session/sealed_object.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "common/identity/sealed_file.h"

namespace rdc::station {
namespace {

// Memory that can be opened by a path like a file.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("object", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  Result<void> append(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return fail(ErrorCode::kNoSpace, "NO_MEMORY", "there is no memory to open an image in");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  const int descriptor_;
};

class SealedObject final : public StoredObject {
 public:
  SealedObject(std::filesystem::path file, identity::SealKeyPtr key, std::string name)
      : file_(std::move(file)), key_(std::move(key)), name_(std::move(name)) {}

  Result<ReadableFile> open() const override {
    auto memory = std::make_shared<MemoryFile>();
    auto read =
        identity::read_sealed(file_, *key_, name_, [&](std::string_view piece) { return memory->append(piece); });
    if (!read) return fail(read);
    auto path = memory->path();
    return ReadableFile(std::move(path), std::move(memory));
  }

 private:
  const std::filesystem::path file_;
  const identity::SealKeyPtr key_;
  const std::string name_;
};

}  // namespace

StoredObjectPtr sealed_object(const std::filesystem::path& file, identity::SealKeyPtr key, std::string name) {
  return std::make_shared<SealedObject>(file, std::move(key), std::move(name));
}

}  // namespace rdc::station
