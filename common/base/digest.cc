#include "common/base/digest.h"

#include <openssl/evp.h>

#include <cstdio>
#include <stdexcept>
#include <vector>

namespace rdc::base {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Sha256::hex() const {
  std::string text;
  text.reserve(64);
  for (const std::byte b : bytes) {
    text += kDigits[std::to_integer<std::size_t>(b) >> 4];
    text += kDigits[std::to_integer<std::size_t>(b) & 15];
  }
  return text;
}

Result<Sha256> Sha256::from_hex(std::string_view text) {
  Sha256 digest;
  if (text.size() != 64) return fail(ErrorCode::kInvalid, "BAD_DIGEST", "a SHA-256 digest has 64 hexadecimal digits");
  for (std::size_t i = 0; i < 32; ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0)
      return fail(ErrorCode::kInvalid, "BAD_DIGEST", "a SHA-256 digest has 64 hexadecimal digits");
    digest.bytes[i] = static_cast<std::byte>(high * 16 + low);
  }
  return digest;
}

struct Sha256Hasher::Context {
  EVP_MD_CTX* md = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(md); }
};

Sha256Hasher::Sha256Hasher() : context_(std::make_unique<Context>()) {
  if (context_->md == nullptr || EVP_DigestInit_ex(context_->md, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("OpenSSL offers no SHA-256");
}
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::update(std::span<const std::byte> data) {
  if (EVP_DigestUpdate(context_->md, data.data(), data.size()) != 1) throw std::runtime_error("SHA-256 update failed");
}

Sha256 Sha256Hasher::finish() {
  Sha256 digest;
  unsigned int length = 0;
  if (EVP_DigestFinal_ex(context_->md, reinterpret_cast<unsigned char*>(digest.bytes.data()), &length) != 1 ||
      length != 32)
    throw std::runtime_error("SHA-256 was finished twice");
  return digest;
}

Sha256 sha256(std::span<const std::byte> data) {
  Sha256Hasher hasher;
  hasher.update(data);
  return hasher.finish();
}

Sha256 sha256(std::string_view text) { return sha256(std::as_bytes(std::span{text.data(), text.size()})); }

Result<Sha256> sha256_of_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return fail(ErrorCode::kNotFound, "CANNOT_OPEN", "cannot open {}", path.string());
  Sha256Hasher hasher;
  std::vector<std::byte> buffer(256 * 1024);
  for (;;) {
    const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get());
    hasher.update(std::span{buffer.data(), n});
    if (n < buffer.size()) break;
  }
  if (std::ferror(file.get())) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "cannot read {}", path.string());
  return hasher.finish();
}

}  // namespace rdc::base
