// The binary signal files of WFDB records (PhysioNet, "signal(5)").
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"

namespace rdc::ecg::wfdb {

// One signal of a file, in the order of the header.
struct FileSignal {
  std::uint32_t samples_per_frame = 1;
  std::int64_t initial = 0;  // format 8
};

// A signal file as integers. Frame f holds, signal by signal, samples_per_frame samples. Not thread-safe.
class SignalFile {
 public:
  virtual ~SignalFile() = default;
  std::uint32_t frame_size() const { return frame_size_; }  // samples in a frame
  virtual std::uint64_t frames() const = 0;                 // whole frames that the file holds
  // Fills out with frames [first, first + out.size() / frame_size()), which must lie within frames().
  virtual Result<void> read(std::uint64_t first, std::span<std::int32_t> out) = 0;

 protected:
  std::uint32_t frame_size_ = 1;
};

// kInvalid/BAD_FLAC for a FLAC file that does not fit its header.
Result<std::unique_ptr<SignalFile>> open_signal_file(std::unique_ptr<ByteSource> bytes, int format,
                                                     std::uint64_t byte_offset, std::vector<FileSignal> signals);

// The step which says "no sample" in a format; INT32_MIN where it has none but that (32 bits), or none (8).
std::int32_t gap_of(int format);
bool has_gap(int format);

}  // namespace rdc::ecg::wfdb
