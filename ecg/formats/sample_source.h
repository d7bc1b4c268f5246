// A recording read window by window, so that a day of Holter fits in bounded memory.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "common/base/result.h"
#include "ecg/recording.h"

namespace rdc::ecg {

// What whole-file readers may hold: 128 Mi samples in all channels are 512 MiB. Longer recordings are for SampleSource.
inline constexpr std::uint64_t kMaxSamplesInMemory = 128ULL << 20;

// Made by open_samples() in read.h. Owns what it reads from. Not thread-safe.
class SampleSource {
 public:
  virtual ~SampleSource() = default;
  // Everything but the samples: the rhythm channels have lead, label and step, and no samples.
  const Recording& description() const { return description_; }
  // Samples in each channel.
  std::uint64_t length() const { return length_; }
  // Samples [first, first + count) of every channel, fewer at the end, none beyond it. Memory: what is returned, and
  // the format's blocks around it. Windows in ascending order are fastest. kUnavailable when the disk fails, kCorrupt
  // when a compressed block cannot be decoded.
  virtual Result<Strip> read(std::uint64_t first, std::size_t count) = 0;
  // Signals that are no part of the strip (see Recording::others), whole. kTooLarge when they would not fit.
  virtual Result<std::vector<OtherSignal>> read_others() { return std::vector<OtherSignal>{}; }
  // Faults that only show once every sample was read in order (checksums).
  virtual std::vector<Warning> closing_warnings() { return {}; }

 protected:
  Recording description_;
  std::uint64_t length_ = 0;
};

// A recording that was read whole, in windows.
std::unique_ptr<SampleSource> in_windows(Recording recording);

// The whole recording, not yet completed by derived leads. kTooLarge beyond `limit` samples in all channels.
Result<Recording> read_whole(SampleSource& source, std::uint64_t limit = kMaxSamplesInMemory);

}  // namespace rdc::ecg
