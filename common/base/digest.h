// SHA-256 (FIPS 180-4), through OpenSSL.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace rdc::base {

struct Sha256 {
  std::array<std::byte, 32> bytes{};

  auto operator<=>(const Sha256&) const = default;
  // 64 lower-case hexadecimal digits: how digests are written in the catalog, on the wire and in documents.
  std::string hex() const;
  // kInvalid unless exactly 64 hexadecimal digits.
  static Result<Sha256> from_hex(std::string_view text);
};

// One hash in progress. Not thread-safe. finish() may be called once.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept;
  void update(std::span<const std::byte> data);
  Sha256 finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

Sha256 sha256(std::span<const std::byte> data);
Sha256 sha256(std::string_view text);
// kNotFound or kUnavailable when the file cannot be read. Blocks for the whole read.
Result<Sha256> sha256_of_file(const std::filesystem::path& path);

}  // namespace rdc::base
