// An object's bytes, however they are kept: a file of this machine, or one that must be unsealed first.
#pragma once

#include <QMetaType>
#include <filesystem>
#include <memory>
#include <utility>

#include "common/base/result.h"

namespace rdc::station {

// A file with the object's bytes, in the clear, for as long as this or a copy of it lives. It may be none of a disk:
// open it by its path, do not keep or show the path.
class ReadableFile {
 public:
  explicit ReadableFile(std::filesystem::path path, std::shared_ptr<const void> holder = {})
      : path_(std::move(path)), holder_(std::move(holder)) {}
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::shared_ptr<const void> holder_;
};

// Immutable; any thread.
class StoredObject {
 public:
  virtual ~StoredObject() = default;
  // Blocks for as long as reading the whole object takes. The bytes stay the same however often it is opened.
  virtual Result<ReadableFile> open() const = 0;
};
using StoredObjectPtr = std::shared_ptr<const StoredObject>;

// A file that is what it is. open() succeeds: whether it is there shows to who reads it.
StoredObjectPtr plain_object(const std::filesystem::path& path);

}  // namespace rdc::station

Q_DECLARE_METATYPE(rdc::station::StoredObjectPtr)
