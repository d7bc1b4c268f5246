// A whole file, read-only, in the address space: only what is looked at is read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "common/base/result.h"

namespace rdc::dicom {

// The file must not be cut while mapped (ours never are: spool and objects are written once). Move-only.
class MappedFile {
 public:
  enum class Use { kWhole, kInPlaces };  // read all through, or looked at in places
  // kNotFound; kUnavailable when it cannot be opened or is no regular file.
  static Result<MappedFile> open(const std::filesystem::path& path, Use use = Use::kWhole);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::span<const std::byte> bytes_;
};

}  // namespace rdc::dicom
