#include "common/base/ids.h"

#include <fmt/format.h>

#include <algorithm>

namespace rdc::base {

IdGenerator::IdGenerator(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

std::string IdGenerator::next() {
  const std::lock_guard lock(mutex_);
  const auto now = static_cast<std::uint64_t>(to_micros(clock_.now()) / 1000);
  const std::uint64_t noise = random_.next_u64();
  if (now > last_ms_) {
    last_ms_ = now;
    sequence_ = static_cast<std::uint32_t>(noise & 0x7ff);
  } else if (++sequence_ > 0xfff) {  // also when the clock was set back: stay monotonic
    ++last_ms_;
    sequence_ = 0;
  }
  const std::uint64_t tail = (random_.next_u64() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", last_ms_ >> 16, last_ms_ & 0xffff, sequence_, tail >> 48,
                     tail & 0xffffffffffffULL);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

}  // namespace rdc::base
