#include "ecg/formats/mfer_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/mfer_header.h"
#include "ecg/formats/units.h"

namespace rdc::ecg::mfer {
namespace {

constexpr std::size_t kPage = 1U << 20;

// Units other than volts, ISO 22077-1.
std::string_view unit_name(int unit) {
  switch (unit) {
    case 1:
      return "mmHg";
    case 2:
      return "Pa";
    case 3:
      return "cmH2O";
    case 4:
      return "mmHg/s";
    case 7:
      return "%";
    case 8:
      return "degC";
    default:
      return "";
  }
}

class MferSource final : public SampleSource {
 public:
  MferSource(std::unique_ptr<ByteSource> bytes, Header header) : bytes_(std::move(bytes)), header_(std::move(header)) {}

  Result<void> open() {
    description_ = header_.described;
    std::vector<SignalClaim> claims;
    std::vector<std::string> labels;
    for (const auto& channel : header_.channels) {
      offsets_.push_back(sequence_bytes_);
      const std::uint64_t bytes = channel.block_length * size_of(channel.type);
      sequence_bytes_ += bytes;
      if (sequence_bytes_ > (std::uint64_t{1} << 44)) return bad("a sequence is longer than any file");
      Lead lead = lead_from_code("", fmt::format("2:{}", channel.lead_code)).value_or(Lead::kUnknown);
      if (lead == Lead::kUnknown) lead = lead_from_name(channel.label).value_or(Lead::kUnknown);
      labels.push_back(!channel.label.empty()   ? channel.label
                       : lead != Lead::kUnknown ? std::string(name_of(lead))
                                                : fmt::format("channel {}", labels.size() + 1));
      claims.push_back({lead, {}, channel.unit == 0, channel.rate_hz});
    }
    for (std::size_t c = 0; c < claims.size(); ++c) claims[c].label = labels[c];
    if (auto ok = count_sequences(); !ok) return ok;
    chosen_ = choose_strip(claims);
    for (std::size_t c = 0; c < claims.size(); ++c) {
      const auto& channel = header_.channels[c];
      if (chosen_[c] && !description_.rhythm.channels.empty() && channel.block_length != strip_block_)
        chosen_[c] = false;
      if (!chosen_[c]) continue;
      strip_block_ = channel.block_length;
      description_.rhythm.rate_hz = claims[c].rate_hz;
      description_.rhythm.channels.push_back({claims[c].lead, labels[c], {}, std::abs(channel.step), false});
    }
    if (description_.rhythm.channels.empty()) {
      return fail(ErrorCode::kInvalid, "NO_ECG", "none of the MFER file's channels is a voltage");
    }
    labels_ = std::move(labels);
    length_ = sequences_ * strip_block_;
    return {};
  }

  Result<Strip> read(std::uint64_t first, std::size_t count) override {
    Strip strip = description_.rhythm;
    if (first >= length_) return strip;
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, length_ - first));
    std::size_t at = 0;
    for (std::size_t c = 0; c < chosen_.size(); ++c) {
      if (!chosen_[c]) continue;
      if (auto ok = read_channel(c, first, count, strip.channels[at++].samples); !ok) return fail(ok);
    }
    return strip;
  }

  Result<std::vector<OtherSignal>> read_others() override {
    std::vector<OtherSignal> others;
    std::uint64_t total = 0;
    for (std::size_t c = 0; c < chosen_.size(); ++c) {
      if (chosen_[c]) continue;
      const auto& channel = header_.channels[c];
      const std::uint64_t samples = sequences_ * channel.block_length;
      total += samples;
      if (total > kMaxSamplesInMemory) {
        return fail(ErrorCode::kTooLarge, "TOO_LONG_FOR_MEMORY", "the signals beside the ECG do not fit in memory");
      }
      OtherSignal other{
          labels_[c], channel.unit == 0 ? "uV" : std::string(unit_name(channel.unit)), channel.rate_hz, {}};
      if (auto ok = read_channel(c, 0, static_cast<std::size_t>(samples), other.samples); !ok) return fail(ok);
      others.push_back(std::move(other));
    }
    return others;
  }

 private:
  static Result<void> bad(const char* what) { return fail(ErrorCode::kInvalid, "BAD_MFER", "the MFER file: {}", what); }

  // How many whole sequences the data blocks hold, which is what counts, whatever they declare.
  Result<void> count_sequences() {
    for (auto& block : header_.blocks) {
      const std::uint64_t there = block.bytes / sequence_bytes_;
      if (block.sequences > there) {
        description_.warnings.push_back(
            {"FEWER_SAMPLES", fmt::format("the data at byte {} declare {} sequences and hold {}", block.offset,
                                          block.sequences, there)});
      }
      block.sequences = block.sequences == 0 ? there : std::min(there, block.sequences);
      starts_.push_back(sequences_);
      sequences_ += block.sequences;
    }
    if (sequences_ == 0) return fail(ErrorCode::kInvalid, "BAD_LENGTH", "the MFER file holds no whole sequence");
    return {};
  }

  Result<void> read_channel(std::size_t c, std::uint64_t first, std::size_t count, Samples& out) {
    const auto& channel = header_.channels[c];
    const std::uint32_t size = size_of(channel.type);
    out.reserve(out.size() + count);
    for (std::uint64_t at = first; at < first + count;) {
      const std::uint64_t sequence = at / channel.block_length;
      const std::uint64_t within = at % channel.block_length;
      const std::uint64_t run = std::min(channel.block_length - within, first + count - at);
      const auto block =
          static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), sequence) - starts_.begin()) - 1;
      const std::uint64_t offset =
          header_.blocks[block].offset + (sequence - starts_[block]) * sequence_bytes_ + offsets_[c] + within * size;
      for (std::uint64_t i = 0; i < run; ++i) {
        const auto value = sample(offset + i * size, channel);
        if (!value) return fail(value);
        out.push_back(*value);
      }
      at += run;
    }
    return {};
  }

  Result<float> sample(std::uint64_t offset, const ChannelAttributes& channel) {
    const std::uint32_t size = size_of(channel.type);
    if (offset < page_start_ || offset + size > page_start_ + page_.size()) {
      page_.resize(kPage);
      page_start_ = offset;
      const auto got = bytes_->read_at(offset, page_);
      page_.resize(got ? *got : 0);
      if (!got) return fail(got);
      if (page_.size() < size) return fail(ErrorCode::kUnavailable, "CANNOT_READ", "the MFER file became shorter");
    }
    std::uint64_t raw = 0;
    const std::byte* at = page_.data() + (offset - page_start_);
    for (std::uint32_t i = 0; i < size; ++i) {
      raw = raw << 8 | std::to_integer<std::uint64_t>(at[header_.big_endian ? i : size - 1 - i]);
    }
    const double value = number(raw, channel.type);
    // Monitors write the lowest number where there is no sample, whether or not they say so.
    const double gap = channel.gap.value_or(channel.type == DataType::kInt16 ? -32768.0 : std::nan(""));
    if (value == gap) return std::numeric_limits<float>::quiet_NaN();
    const double scaled = (value - channel.offset) * channel.step;
    return std::abs(scaled) <= 1e12 ? static_cast<float>(scaled) : std::numeric_limits<float>::quiet_NaN();
  }

  static double number(std::uint64_t raw, DataType type) {
    switch (type) {
      case DataType::kInt8:
        return static_cast<std::int8_t>(raw);
      case DataType::kUint8:
      case DataType::kUint16:
      case DataType::kUint32:
        return static_cast<double>(raw);
      case DataType::kInt32:
        return static_cast<std::int32_t>(raw);
      case DataType::kFloat32:
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(raw)));
      case DataType::kFloat64:
        return std::bit_cast<double>(raw);
      default:
        return static_cast<std::int16_t>(raw);
    }
  }

  std::unique_ptr<ByteSource> bytes_;
  Header header_;
  std::vector<std::uint64_t> offsets_;  // of a channel's block in a sequence, in bytes
  std::uint64_t sequence_bytes_ = 0;
  std::vector<std::uint64_t> starts_;  // first sequence of a data block
  std::uint64_t sequences_ = 0;
  std::vector<bool> chosen_;
  std::vector<std::string> labels_;
  std::uint64_t strip_block_ = 1;
  std::vector<std::byte> page_;
  std::uint64_t page_start_ = 0;
};

}  // namespace

// A preamble (tag 0x40) that says "MFR" or "MFER", or without one the byte order and two more tags of ISO 22077-1
// behind it whose lengths are those of plain values.
bool looks_like_mfer(Bytes beginning) {
  const auto text = as_characters(beginning);
  if (text.size() <= 8) return false;
  if (text[0] == '@') {
    const auto name = trimmed(text.substr(2, 6));
    return name.starts_with("MFR") || name.starts_with("MFER");
  }
  if (!(text.starts_with(std::string_view("\x01\x01\x00", 3)) || text.starts_with("\x01\x01\x01"))) return false;
  ByteCursor cursor(beginning, 3);
  for (int tags = 0; tags < 2; ++tags) {
    const std::uint8_t tag = cursor.u8(), length = cursor.u8();
    const bool known = (tag >= 0x02 && tag <= 0x1D) || (tag >= 0x81 && tag <= 0x87);
    if (!known || length == 0 || length >= 0x80) return false;
    cursor.take(length);
  }
  return cursor.ok();
}

Result<std::unique_ptr<SampleSource>> open(std::unique_ptr<ByteSource> bytes) {
  auto header = read_header(*bytes);
  if (!header) return fail(header);
  auto source = std::make_unique<MferSource>(std::move(bytes), std::move(*header));
  if (auto ok = source->open(); !ok) return fail(ok);
  return std::unique_ptr<SampleSource>(std::move(source));
}

}  // namespace rdc::ecg::mfer
