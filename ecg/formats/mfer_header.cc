#include "ecg/formats/mfer_header.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/mfer_description.h"

namespace rdc::ecg::mfer {
namespace {

constexpr std::uint64_t kMaxValue = 64U << 10;  // bytes of a tag other than data
constexpr std::size_t kMaxTags = 200'000;
constexpr std::uint64_t kMaxChannels = 512;

// ISO 22077-1 table of tags: those that say how samples lie.
enum Tag : std::uint8_t {
  kPadding = 0x00,
  kByteOrder = 0x01,
  kBlockLength = 0x04,
  kChannelCount = 0x05,
  kSequenceCount = 0x06,
  kLeadName = 0x09,
  kDataType = 0x0A,
  kSampling = 0x0B,
  kResolution = 0x0C,
  kOffset = 0x0D,
  kCompression = 0x0E,
  kNullValue = 0x12,
  kData = 0x1E,
  kChannel = 0x3F,
  kEnd = 0x80,
};

class Walker {
 public:
  explicit Walker(ByteSource& bytes) : bytes_(bytes) {}

  Result<Header> walk() {
    for (std::size_t tags = 0; at_ < bytes_.size(); ++tags) {
      if (tags > kMaxTags) return bad("more than 200,000 tags");
      const auto tag = next_byte();
      if (!tag) return fail(tag);
      if (*tag == kPadding) continue;
      if (*tag == kEnd) break;
      std::uint64_t channel = 0;
      if (*tag == kChannel) {
        const auto number = channel_number();
        if (!number) return fail(number);
        channel = *number;
      }
      const auto length = value_length();
      if (!length) return fail(length);
      if (*tag == kData) {
        if (auto ok = data(*length); !ok) return fail(ok);
        continue;
      }
      if (*length > kMaxValue) return bad("tag {:#04x} has {} bytes of value", *tag, *length);
      std::vector<std::byte> value(static_cast<std::size_t>(*length));
      const auto got = bytes_.read_at(at_, value);
      if (!got) return fail(got);
      if (*got < value.size()) return bad("tag {:#04x} ends beyond the file", *tag);
      const auto taken = *tag == kChannel ? channel_tags(channel, value) : root_tag(*tag, value);
      if (!taken) return fail(taken);
      at_ += *length;
    }
    if (header_.blocks.empty()) return bad("it has no data");
    if (left_out_ > 0) {
      header_.described.warnings.push_back(
          {"LATER_FRAME_LEFT_OUT",
           fmt::format("{} data blocks have other channels or another rate than the longest tracing", left_out_)});
    }
    return std::move(header_);
  }

 private:
  template <typename... Args>
  tl::unexpected<Error> bad(fmt::format_string<Args...> what, Args&&... args) const {
    return fail(ErrorCode::kInvalid, "BAD_MFER", "the MFER file at byte {}: {}", at_,
                fmt::format(what, std::forward<Args>(args)...));
  }

  Result<std::uint8_t> next_byte() {
    std::byte byte{};
    const auto got = bytes_.read_at(at_, {&byte, 1});
    if (!got) return fail(got);
    if (*got == 0) return bad("it ends within a tag");
    ++at_;
    return std::to_integer<std::uint8_t>(byte);
  }

  // Seven bits a byte, the high bit saying that more follow.
  Result<std::uint64_t> channel_number() {
    std::uint64_t number = 0;
    for (int i = 0; i < 3; ++i) {
      const auto byte = next_byte();
      if (!byte) return fail(byte);
      number = number << 7 | (*byte & 0x7FU);
      if ((*byte & 0x80U) == 0) return number;
    }
    return bad("a channel number is too large");
  }

  // BER: one byte, or the number of bytes that follow, most significant first.
  Result<std::uint64_t> value_length() {
    const auto first = next_byte();
    if (!first) return fail(first);
    if (*first < 0x80) return std::uint64_t{*first};
    const int count = *first & 0x7F;
    if (count == 0 || count > 8) return bad("a length of undefined or too many bytes");
    std::uint64_t length = 0;
    for (int i = 0; i < count; ++i) {
      const auto byte = next_byte();
      if (!byte) return fail(byte);
      length = length << 8 | *byte;
    }
    if (length > (std::uint64_t{1} << 48)) return bad("a length beyond 2^48");
    return length;
  }

  std::uint64_t integer(Bytes value) const { return unsigned_integer(value, header_.big_endian); }

  std::int64_t signed_integer(Bytes value) const {
    const std::uint64_t number = integer(value);
    const auto bits = static_cast<unsigned>(8 * std::min<std::size_t>(value.size(), 8));
    if (bits == 0 || bits == 64) return static_cast<std::int64_t>(number);
    const std::uint64_t sign = std::uint64_t{1} << (bits - 1);
    return static_cast<std::int64_t>((number ^ sign) - sign);
  }

  // A value in the type of the data: offset and null value.
  double in_data_type(Bytes value, DataType type) const {
    if (type == DataType::kFloat32 && value.size() == 4) {
      return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(integer(value))));
    }
    if (type == DataType::kFloat64 && value.size() == 8) return std::bit_cast<double>(integer(value));
    const bool is_unsigned = type == DataType::kUint8 || type == DataType::kUint16 || type == DataType::kUint32;
    return is_unsigned ? static_cast<double>(integer(value)) : static_cast<double>(signed_integer(value));
  }

  // Unit, exponent of ten, mantissa. Rates and resolutions are above nothing: a mantissa's highest bit is no sign (one
  // byte of 250 Hz).
  Result<double> scaled(Bytes value, const char* what) const {
    if (value.size() < 3) return bad("{} is too short", what);
    const auto exponent = static_cast<double>(signed_integer(value.subspan(1, 1)));
    const double number = static_cast<double>(integer(value.subspan(2))) * std::pow(10.0, exponent);
    if (!std::isfinite(number) || number == 0) return bad("{} is zero or beyond all bounds", what);
    return number;
  }

  // True when it was one of the tags that describe samples.
  Result<bool> sampling_tag(std::uint8_t tag, Bytes value, Attributes& into) {
    switch (tag) {
      case kBlockLength:
        into.block_length = integer(value);
        if (into.block_length < 1 || into.block_length > (std::uint64_t{1} << 40)) return bad("a block of no samples");
        return true;
      case kDataType: {
        const auto type = integer(value);
        if (type == 9) {
          return fail(ErrorCode::kInvalid, "UNSUPPORTED_COMPRESSION",
                      "the MFER file at byte {}: AHA differences are not supported: export it uncompressed", at_);
        }
        if (type > 8) return bad("unknown data type {}", type);
        into.type = static_cast<DataType>(type);
        return true;
      }
      case kSampling: {
        const auto number = scaled(value, "the sampling rate");
        if (!number) return fail(number);
        const auto unit = std::to_integer<int>(value[0]);
        if (unit > 1) return bad("the sampling rate is no frequency and no interval");
        // An interval times a power of ten is inexact; the rate that was meant is near a round one.
        const double rate = unit == 0 ? *number : 1.0 / *number;
        into.rate_hz = std::abs(rate - std::round(rate)) < 1e-9 * rate ? std::round(rate) : rate;
        return true;
      }
      case kResolution: {
        const auto number = scaled(value, "the resolution");
        if (!number) return fail(number);
        into.unit = std::to_integer<int>(value[0]);
        into.step = into.unit == 0 ? std::round(*number * 1e6 * 1e9) / 1e9 : *number;
        return true;
      }
      case kOffset:
        into.offset = in_data_type(value, into.type);
        return true;
      case kNullValue:
        into.gap = in_data_type(value, into.type);
        return true;
      default:
        return false;
    }
  }

  Result<void> root_tag(std::uint8_t tag, Bytes value) {
    if (tag == kByteOrder) header_.big_endian = integer(value) == 0;
    if (tag == kSequenceCount) sequences_ = integer(value);
    if (tag == kCompression && integer(value) != 0) {
      return fail(ErrorCode::kInvalid, "UNSUPPORTED_COMPRESSION",
                  "the MFER file at byte {}: compressed data are not supported: export it uncompressed", at_);
    }
    if (tag == kChannelCount) {
      const auto count = integer(value);
      if (count < 1 || count > kMaxChannels) return bad("{} channels: 1 to 512 are accepted", count);
      // A later frame that repeats the number of channels goes on with them as they were described.
      if (count != channels_.size()) {
        ChannelAttributes every;
        static_cast<Attributes&>(every) = root_;
        channels_.assign(static_cast<std::size_t>(count), every);
      }
    }
    const auto taken = sampling_tag(tag, value, root_);
    if (!taken) return fail(taken);
    // What is said of all channels holds for those not described on their own before.
    if (*taken) {
      for (auto& channel : channels_) static_cast<Attributes&>(channel) = root_;
    }
    describer_.take(tag, value, header_.big_endian, header_.described);
    return {};
  }

  Result<void> channel_tags(std::uint64_t number, Bytes value) {
    if (channels_.empty()) channels_.assign(1, {});
    if (number >= channels_.size()) return bad("channel {} of {}", number, channels_.size());
    auto& channel = channels_[static_cast<std::size_t>(number)];
    if (!described_) {
      for (auto& every : channels_) static_cast<Attributes&>(every) = root_;
      described_ = true;
    }
    ByteCursor cursor(value);
    while (cursor.left() >= 2) {
      const std::uint8_t tag = cursor.u8();
      if (tag == kPadding) continue;
      std::size_t length = cursor.u8();
      if (length >= 0x80) {  // as value_length() reads them
        const std::size_t count = length & 0x7FU;
        if (count == 0 || count > 4) return bad("channel {}: a length of undefined or too many bytes", number);
        length = 0;
        for (const std::byte b : cursor.take(count)) length = length << 8 | std::to_integer<std::size_t>(b);
      }
      const Bytes inner = cursor.take(length);
      if (!cursor.ok()) return bad("channel {}: tag {:#04x} ends beyond its channel", number, tag);
      if (tag == kLeadName) {
        channel.lead_code =
            static_cast<std::uint32_t>(integer(inner.subspan(0, std::min<std::size_t>(inner.size(), 2))));
        if (inner.size() > 2) channel.label = readable(as_characters(inner.subspan(2)));
      }
      const auto taken = sampling_tag(tag, inner, channel);
      if (!taken) return fail(taken);
    }
    return {};
  }

  Result<void> data(std::uint64_t length) {
    if (channels_.empty()) channels_.assign(1, {});
    if (!described_) {
      for (auto& every : channels_) static_cast<Attributes&>(every) = root_;
    }
    const std::uint64_t there = std::min(length, bytes_.size() - at_);
    if (there < length) {
      header_.described.warnings.push_back(
          {"FEWER_SAMPLES",
           fmt::format("the data at byte {} declare {} bytes, the file holds {}", at_, length, there)});
    }
    const DataBlock block{at_, there, sequences_};
    const double seconds = seconds_of(block);
    const bool other = !header_.blocks.empty() && !lie_alike(channels_, header_.channels);
    // A median beat may stand before or behind its tracing: the longest is that.
    if (other) left_out_ += seconds > seconds_ ? header_.blocks.size() : 1;
    if (other && seconds > seconds_) {
      header_.blocks.clear();
      seconds_ = 0;
    }
    if (!other || header_.blocks.empty()) {
      if (header_.blocks.empty()) header_.channels = channels_;
      header_.blocks.push_back(block);
      seconds_ += seconds;
    }
    at_ += there;
    return {};
  }

  // How long the block lasts, by its first channel.
  double seconds_of(const DataBlock& block) const {
    double sequence_bytes = 0;
    for (const auto& channel : channels_)
      sequence_bytes += static_cast<double>(channel.block_length) * size_of(channel.type);
    const auto& first = channels_.front();
    return static_cast<double>(block.bytes) / sequence_bytes * static_cast<double>(first.block_length) / first.rate_hz;
  }

  // Whether samples of the one can be read as those of the other.
  static bool lie_alike(const std::vector<ChannelAttributes>& a, const std::vector<ChannelAttributes>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& one, const auto& two) {
      return one.block_length == two.block_length && one.type == two.type && one.rate_hz == two.rate_hz &&
             one.step == two.step && one.unit == two.unit && one.offset == two.offset &&
             (one.lead_code == two.lead_code || one.lead_code == 0 || two.lead_code == 0);
    });
  }

  ByteSource& bytes_;
  std::uint64_t at_ = 0;
  Header header_;
  Attributes root_;
  std::vector<ChannelAttributes> channels_;
  bool described_ = false;    // some channel on its own
  double seconds_ = 0;        // of the blocks that are kept
  std::size_t left_out_ = 0;  // blocks that are not
  std::uint64_t sequences_ = 0;
  Describer describer_;
};

}  // namespace

std::uint32_t size_of(DataType type) {
  switch (type) {
    case DataType::kUint8:
    case DataType::kInt8:
      return 1;
    case DataType::kInt32:
    case DataType::kUint32:
    case DataType::kFloat32:
      return 4;
    case DataType::kFloat64:
      return 8;
    default:
      return 2;
  }
}

Result<Header> read_header(ByteSource& bytes) { return Walker(bytes).walk(); }

}  // namespace rdc::ecg::mfer
