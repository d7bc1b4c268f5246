#include "common/base/random.h"

#include <sys/random.h>

#include <cstring>
#include <stdexcept>

namespace rdc::base {

std::uint64_t Random::next_u64() {
  std::uint64_t value = 0;
  fill(std::as_writable_bytes(std::span{&value, 1}));
  return value;
}

double Random::next_unit() { return static_cast<double>(next_u64() >> 11) * 0x1.0p-53; }

void SystemRandom::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t n = getrandom(out.data(), out.size(), 0);
    if (n < 0) {
      if (errno == EINTR) continue;
      throw std::runtime_error("the kernel's random generator failed");
    }
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

}  // namespace rdc::base
