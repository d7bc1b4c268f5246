// Random access to the bytes of a recording, whether in memory or in a file that is too long for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"

namespace rdc::ecg {

// Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;
  // Fills `out` from `offset`; fewer bytes only at the end. kUnavailable when the disk fails.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) = 0;
};

// Borrows the bytes, which must outlive it.
std::unique_ptr<ByteSource> bytes_in_memory(Bytes bytes);
// kNotFound; kUnavailable when it cannot be opened or is no regular file.
Result<std::unique_ptr<ByteSource>> open_bytes(const std::filesystem::path& path);
// All of it. kTooLarge beyond `limit`.
Result<std::vector<std::byte>> read_all(ByteSource& source, std::uint64_t limit);

// The files beside a recording's first one, by the plain names that it states.
class Companions {
 public:
  virtual ~Companions() = default;
  // kNotFound; kInvalid/UNSAFE_NAME for a name that leads elsewhere (absolute, or with "..").
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& name) = 0;
};

// Files of one directory.
std::unique_ptr<Companions> files_in(std::filesystem::path directory);

}  // namespace rdc::ecg
