#include "dicom_router/access/password.h"

#include <sodium.h>

#include <array>
#include <span>

namespace rdc::router {
namespace {

constexpr std::size_t kMinLength = 10;
constexpr std::size_t kMaxBytes = 1024;
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

std::size_t characters_of(std::string_view text) {
  std::size_t characters = 0;
  for (const char c : text)
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++characters;
  return characters;
}

}  // namespace

Result<std::string> Passwords::hash(std::string_view password) const {
  if (sodium_init() < 0) return fail(ErrorCode::kInternal, "SODIUM", "libsodium does not start");
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str(text.data(), password.data(), password.size(), cost_.passes, cost_.memory) != 0)
    return fail(ErrorCode::kNoSpace, "NO_MEMORY", "not enough memory to check a password: try again");
  return std::string(text.data());
}

bool Passwords::matches(std::string_view password, const std::string& hash_text) const {
  if (hash_text.empty()) {
    (void)hash(password);
    return false;
  }
  return sodium_init() >= 0 && crypto_pwhash_str_verify(hash_text.c_str(), password.data(), password.size()) == 0;
}

identity::Secret Passwords::generate(base::Random& random) {
  std::array<unsigned char, 12> bytes{};
  random.fill(std::as_writable_bytes(std::span{bytes}));
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += '-';
    text += kAlphabet[bytes[i] & 31];
  }
  sodium_memzero(bytes.data(), bytes.size());
  return identity::Secret(std::move(text));
}

Result<void> Passwords::check_new(std::string_view password, std::string_view current, std::string_view user_name) {
  if (characters_of(password) < kMinLength || password.size() > kMaxBytes)
    return fail(ErrorCode::kInvalid, "WEAK_PASSWORD", "a password has at least {} characters", kMinLength);
  if (password == current) return fail(ErrorCode::kInvalid, "WEAK_PASSWORD", "the new password is the current one");
  if (password == user_name) return fail(ErrorCode::kInvalid, "WEAK_PASSWORD", "the new password is the user name");
  return {};
}

}  // namespace rdc::router
