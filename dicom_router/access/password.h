// Passwords: Argon2id through libsodium. Thread-safe; hashing takes its memory and tens of milliseconds on purpose.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/random.h"
#include "common/base/result.h"
#include "common/identity/secret.h"

namespace rdc::router {

struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory = 64UL * 1024 * 1024;  // bytes

  // For tests only: the least that libsodium takes.
  static PasswordCost cheap() { return {1, 8192}; }
};

class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {}) : cost_(cost) {}

  // kNoSpace/NO_MEMORY.
  Result<std::string> hash(std::string_view password) const;
  // An empty hash costs the same and never matches: who guesses names learns nothing from the time it takes.
  bool matches(std::string_view password, const std::string& hash) const;

  // 12 characters of Crockford's base 32 in groups of four (60 bits).
  static identity::Secret generate(base::Random& random);
  // The rules of ChangePassword. kInvalid/WEAK_PASSWORD.
  static Result<void> check_new(std::string_view password, std::string_view current, std::string_view user_name);

 private:
  PasswordCost cost_;
};

}  // namespace rdc::router
