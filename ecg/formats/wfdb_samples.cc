#include "ecg/formats/wfdb_samples.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "ecg/formats/wfdb_flac.h"

namespace rdc::ecg::wfdb {
namespace {

// Samples that are stored together: `bytes` bytes hold `samples` samples.
struct PackedBlock {
  std::uint32_t bytes = 1;
  std::uint32_t samples = 1;
};

PackedBlock block_of(int format) {
  switch (format) {
    case 8:
    case 80:
      return {1, 1};
    case 24:
      return {3, 1};
    case 32:
      return {4, 1};
    case 212:
      return {3, 2};
    case 310:
    case 311:
      return {4, 3};
    default:
      return {2, 1};
  }
}

// How many samples a last, incomplete block still holds.
std::uint32_t partial_samples(int format, std::uint64_t bytes) {
  if (format == 212) return bytes >= 2 ? 1 : 0;
  if (format == 310) return bytes >= 2 ? 1 : 0;
  if (format == 311) return bytes >= 3 ? 2 : bytes >= 2 ? 1 : 0;
  return 0;
}

std::uint32_t byte(const std::byte* at, int i) { return std::to_integer<std::uint32_t>(at[i]); }

// The low `bits` bits as a two's complement number.
std::int32_t extended(std::uint32_t value, int bits) {
  const std::uint32_t sign = 1U << (bits - 1);
  return static_cast<std::int32_t>(((value & (2 * sign - 1)) ^ sign) - sign);
}

// Decodes one block (padded with zeros when incomplete).
void decode(int format, const std::byte* b, std::int32_t* out) {
  const auto le16 = [b](int i) { return byte(b, i) | byte(b, i + 1) << 8; };
  switch (format) {
    case 8:
      *out = extended(byte(b, 0), 8);
      return;
    case 16:
      *out = extended(le16(0), 16);
      return;
    case 24:
      *out = extended(le16(0) | byte(b, 2) << 16, 24);
      return;
    case 32:
      *out = static_cast<std::int32_t>(le16(0) | le16(2) << 16);
      return;
    case 61:
      *out = extended(byte(b, 0) << 8 | byte(b, 1), 16);
      return;
    case 80:
      *out = static_cast<std::int32_t>(byte(b, 0)) - 128;
      return;
    case 160:
      *out = static_cast<std::int32_t>(le16(0)) - 32768;
      return;
    case 212:
      out[0] = extended(byte(b, 0) | (byte(b, 1) & 0x0F) << 8, 12);
      out[1] = extended(byte(b, 2) | (byte(b, 1) & 0xF0) << 4, 12);
      return;
    case 310:
      out[0] = extended(le16(0) >> 1, 10);
      out[1] = extended(le16(2) >> 1, 10);
      out[2] = extended(le16(0) >> 11 | (le16(2) >> 11) << 5, 10);
      return;
    default: {  // 311
      const std::uint32_t word = le16(0) | le16(2) << 16;
      out[0] = extended(word, 10);
      out[1] = extended(word >> 10, 10);
      out[2] = extended(word >> 20, 10);
      return;
    }
  }
}

class PackedFile : public SignalFile {
 public:
  PackedFile(std::unique_ptr<ByteSource> bytes, int format, std::uint64_t offset, std::uint32_t frame_size)
      : bytes_(std::move(bytes)), format_(format), offset_(offset), block_(block_of(format)) {
    frame_size_ = frame_size;
    const std::uint64_t size = bytes_->size() > offset ? bytes_->size() - offset : 0;
    const std::uint64_t samples = size / block_.bytes * block_.samples + partial_samples(format, size % block_.bytes);
    frames_ = samples / frame_size;
  }

  std::uint64_t frames() const override { return frames_; }

  Result<void> read(std::uint64_t first, std::span<std::int32_t> out) override {
    const std::uint64_t sample = first * frame_size_;
    const std::uint64_t first_block = sample / block_.samples;
    const std::uint64_t end_block = (sample + out.size() + block_.samples - 1) / block_.samples;
    buffer_.assign(static_cast<std::size_t>((end_block - first_block) * block_.bytes), std::byte{0});
    const auto got = bytes_->read_at(offset_ + first_block * block_.bytes, buffer_);
    if (!got) return fail(got);
    std::size_t skip = static_cast<std::size_t>(sample - first_block * block_.samples);
    std::size_t done = 0;
    std::int32_t decoded[3] = {};
    for (std::size_t at = 0; at < buffer_.size() && done < out.size(); at += block_.bytes) {
      decode(format_, buffer_.data() + at, decoded);
      for (std::size_t i = skip; i < block_.samples && done < out.size(); ++i) out[done++] = decoded[i];
      skip = 0;
    }
    return {};
  }

 private:
  std::unique_ptr<ByteSource> bytes_;
  int format_;
  std::uint64_t offset_;
  PackedBlock block_;
  std::uint64_t frames_ = 0;
  std::vector<std::byte> buffer_;
};

// Format 8 stores differences: what a sample is depends on all before it. Reading onwards is cheap, going back starts
// again from the beginning.
class DifferenceFile final : public PackedFile {
 public:
  DifferenceFile(std::unique_ptr<ByteSource> bytes, std::uint64_t offset, const std::vector<FileSignal>& signals,
                 std::uint32_t frame_size)
      : PackedFile(std::move(bytes), 8, offset, frame_size) {
    for (const auto& signal : signals) {
      initial_.push_back(static_cast<std::uint32_t>(signal.initial));
      for (std::uint32_t i = 0; i < signal.samples_per_frame; ++i) owner_.push_back(initial_.size() - 1);
    }
    values_ = initial_;
  }

  Result<void> read(std::uint64_t first, std::span<std::int32_t> out) override {
    if (first < next_) {
      next_ = 0;
      values_ = initial_;
    }
    constexpr std::uint64_t kChunk = 4096;
    std::vector<std::int32_t> skipped;
    while (next_ < first) {
      skipped.resize(static_cast<std::size_t>(std::min(kChunk, first - next_) * frame_size_));
      if (auto ok = sum_up(skipped); !ok) return ok;
    }
    return sum_up(out);
  }

 private:
  Result<void> sum_up(std::span<std::int32_t> out) {
    if (auto ok = PackedFile::read(next_, out); !ok) return ok;
    for (std::size_t i = 0; i < out.size(); ++i) {
      auto& value = values_[owner_[i % frame_size_]];
      value += static_cast<std::uint32_t>(out[i]);  // wraps as the recorder's integers did
      out[i] = static_cast<std::int32_t>(value);
    }
    next_ += out.size() / frame_size_;
    return {};
  }

  std::vector<std::uint32_t> initial_, values_;
  std::vector<std::size_t> owner_;
  std::uint64_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<SignalFile>> open_signal_file(std::unique_ptr<ByteSource> bytes, int format,
                                                     std::uint64_t byte_offset, std::vector<FileSignal> signals) {
  const auto frame_size = std::accumulate(signals.begin(), signals.end(), 0U,
                                          [](std::uint32_t sum, const auto& s) { return sum + s.samples_per_frame; });
  if (format >= 500) return open_flac_file(std::move(bytes), format, byte_offset, std::move(signals), frame_size);
  if (format == 8) {
    return std::unique_ptr<SignalFile>(
        std::make_unique<DifferenceFile>(std::move(bytes), byte_offset, signals, frame_size));
  }
  return std::unique_ptr<SignalFile>(std::make_unique<PackedFile>(std::move(bytes), format, byte_offset, frame_size));
}

bool has_gap(int format) { return format != 8; }

std::int32_t gap_of(int format) {
  switch (format) {
    case 80:
    case 508:
      return -128;
    case 310:
    case 311:
      return -512;
    case 212:
      return -2048;
    case 24:
    case 524:
      return -8'388'608;
    case 8:
    case 32:
      return std::numeric_limits<std::int32_t>::min();
    default:
      return -32'768;
  }
}

}  // namespace rdc::ecg::wfdb
