#include "reading_station/viewer/stored_object.h"

namespace rdc::station {
namespace {

class PlainObject final : public StoredObject {
 public:
  explicit PlainObject(std::filesystem::path path) : file_(std::move(path)) {}
  Result<ReadableFile> open() const override { return file_; }

 private:
  const ReadableFile file_;
};

}  // namespace

StoredObjectPtr plain_object(const std::filesystem::path& path) { return std::make_shared<PlainObject>(path); }

}  // namespace rdc::station
