// UUIDv7 (RFC 9562 section 5.7): time-ordered identifiers made where a thing is born.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/random.h"

namespace rdc::base {

// Makes UUIDs "01932c07-…" (36 characters, lower case), strictly increasing within one generator.
// Thread-safe. Borrows clock and random, which must outlive it.
class IdGenerator {
 public:
  IdGenerator(const Clock& clock, Random& random);
  std::string next();

 private:
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  std::uint64_t last_ms_ = 0;
  std::uint32_t sequence_ = 0;
};

// Any RFC 9562 UUID in its 36-character form. Everything that comes from outside is checked with this.
bool is_uuid(std::string_view text);

}  // namespace rdc::base
