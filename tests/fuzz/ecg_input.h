// ECG readers are fuzzed straight from memory, with small limits: what is sought are faults, not long loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "ecg/formats/read.h"

namespace rdc::fuzz {

inline ecg::Bytes as_input(const std::uint8_t* data, std::size_t size) { return std::as_bytes(std::span(data, size)); }

inline constexpr std::uint64_t kFuzzSamples = 1U << 16;

// Windows in the middle, at the end, and going back, then all of it.
inline void exercise(ecg::SampleSource& source) {
  (void)source.read(source.length() / 2, 100);
  (void)source.read(source.length() - source.length() / 8, 300);
  (void)source.read(0, 10);
  if (source.length() * source.description().rhythm.channels.size() <= kFuzzSamples) {
    (void)ecg::read_whole(source, kFuzzSamples);
  }
}

}  // namespace rdc::fuzz
