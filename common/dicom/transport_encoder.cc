#include <charls/charls.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>

#include "common/dicom/data_set.h"
#include "common/dicom/mapped_file.h"
#include "common/dicom/transport_codec.h"
#include "common/dicom/transport_format.h"

namespace rdc::dicom {
namespace {

using transport::FrameLayout;
using transport::HashedOutput;
using transport::Segment;

constexpr int kZstdLevel = 3;  // some 200 MB/s a core; higher levels gain little on headers
constexpr double kWorthIt = 0.97;

Result<std::vector<std::byte>> zstd_frame(std::span<const std::byte> data) {
  std::vector<std::byte> out(ZSTD_compressBound(data.size()));
  const std::size_t size = ZSTD_compress(out.data(), out.size(), data.data(), data.size(), kZstdLevel);
  if (ZSTD_isError(size) != 0) return fail(ErrorCode::kInternal, "ZSTD", "zstd: {}", ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

struct PixelFrames {
  std::span<const std::byte> bytes;  // whole frames only, within the file
  FrameLayout layout;
  std::uint32_t count = 0;
};

// Native pixel data that JPEG-LS can take, or nothing.
std::optional<PixelFrames> find_frames(std::span<const std::byte> file) {
  const auto set = DataSet::read(file);
  if (!set || set->structure().deflated || set->structure().encapsulated) return std::nullopt;
  const auto root = set->root();
  const WalkedElement* pixels = root.find(0x7FE00010);
  const auto rows = root.integer(0x00280010), columns = root.integer(0x00280011), allocated = root.integer(0x00280100);
  const std::int64_t samples = root.integer(0x00280002).value_or(1);
  if (pixels == nullptr || !rows || !columns || !allocated || *rows <= 0 || *columns <= 0) return std::nullopt;
  if ((*allocated != 8 && *allocated != 16) || (samples != 1 && samples != 3)) return std::nullopt;
  if (*rows * samples > 65535 || *columns > 65535) return std::nullopt;  // JPEG-LS without extended dimensions

  PixelFrames found;
  const bool planar = samples == 3 && root.integer(0x00280006).value_or(0) == 1;
  found.layout.width = static_cast<std::uint32_t>(*columns);
  found.layout.height = static_cast<std::uint32_t>(planar ? *rows * 3 : *rows);
  found.layout.components = static_cast<std::uint8_t>(planar ? 1 : samples);
  found.layout.sample_bytes = static_cast<std::uint8_t>(*allocated / 8);
  found.layout.big_endian = pixels->big_endian && found.layout.sample_bytes == 2;
  const std::uint64_t frame = found.layout.bytes();
  if (frame > transport::kMaxFrameBytes) return std::nullopt;
  const std::uint64_t count =
      std::min<std::uint64_t>(pixels->value.size() / frame, std::numeric_limits<std::uint32_t>::max());
  if (count == 0) return std::nullopt;
  found.count = static_cast<std::uint32_t>(count);
  found.bytes = pixels->value.first(count * frame);
  return found;
}

struct Range {
  std::uint16_t offset = 0;
  int bits = 0;
};

int bits_for(std::uint32_t span) { return std::max(2, static_cast<int>(std::bit_width(span))); }

// Signed samples wrap around when read as plain integers: of both readings, the narrower one is coded.
Range narrowest(std::span<const std::uint16_t> samples, unsigned sample_bytes) {
  const std::uint32_t mask = sample_bytes == 1 ? 0xFF : 0xFFFF;
  const std::uint32_t middle = sample_bytes == 1 ? 0x80 : 0x8000;
  std::uint32_t low = mask, high = 0, low_signed = mask, high_signed = 0;
  for (const std::uint32_t sample : samples) {
    const std::uint32_t shifted = (sample + middle) & mask;
    low = std::min(low, sample);
    high = std::max(high, sample);
    low_signed = std::min(low_signed, shifted);
    high_signed = std::max(high_signed, shifted);
  }
  const int plain = bits_for(high - low), as_signed = bits_for(high_signed - low_signed);
  if (plain <= as_signed) return {static_cast<std::uint16_t>(low), plain};
  return {static_cast<std::uint16_t>((low_signed - middle) & mask), as_signed};
}

class FrameEncoder {
 public:
  explicit FrameEncoder(const FrameLayout& layout) : layout_(layout), samples_(layout.samples()) {}

  // The frame's record: its lengths and either a JPEG-LS stream or, where that does not pay, the raw bytes.
  std::vector<std::byte> encode(std::span<const std::byte> raw) {
    read_samples(raw);
    const Range range = narrowest(samples_, layout_.sample_bytes);
    const std::uint32_t mask = layout_.sample_bytes == 1 ? 0xFF : 0xFFFF;
    for (auto& sample : samples_) sample = static_cast<std::uint16_t>((std::uint32_t{sample} - range.offset) & mask);
    const auto coded = jpeg_ls(range.bits, raw.size());
    std::vector<std::byte> record;
    record.reserve(8 + (coded ? coded->size() : raw.size()));
    transport::put(record, static_cast<std::uint32_t>(coded ? coded->size() : raw.size()));
    transport::put(record, range.offset);
    transport::put(record, static_cast<std::uint8_t>(coded ? range.bits : 0));
    transport::put(record, std::uint8_t{0});
    if (coded)
      record.insert(record.end(), coded->begin(), coded->end());
    else
      record.insert(record.end(), raw.begin(), raw.end());
    return record;
  }

 private:
  void read_samples(std::span<const std::byte> raw) {
    if (layout_.sample_bytes == 1) {
      std::ranges::transform(raw, samples_.begin(), [](std::byte b) { return std::to_integer<std::uint16_t>(b); });
      return;
    }
    for (std::size_t i = 0; i < samples_.size(); ++i) samples_[i] = get_u16(raw, 2 * i, layout_.big_endian);
  }

  std::optional<std::vector<std::byte>> jpeg_ls(int bits, std::size_t raw_size) {
    try {
      charls::jpegls_encoder encoder;
      encoder.frame_info({layout_.width, layout_.height, bits, layout_.components});
      encoder.interleave_mode(layout_.components == 1 ? charls::interleave_mode::none
                                                      : charls::interleave_mode::sample);
      std::vector<std::byte> out(encoder.estimated_destination_size());
      encoder.destination(out);
      if (bits <= 8) {
        narrow_.resize(samples_.size());
        std::ranges::transform(samples_, narrow_.begin(), [](std::uint16_t s) { return static_cast<std::uint8_t>(s); });
        out.resize(encoder.encode(narrow_));
      } else {
        out.resize(encoder.encode(samples_));
      }
      if (out.size() < raw_size) return out;
    } catch (const charls::jpegls_error&) {
      // What CharLS does not take goes as it is.
    }
    return std::nullopt;
  }

  FrameLayout layout_;
  std::vector<std::uint16_t> samples_;
  std::vector<std::uint8_t> narrow_;
};

Result<void> write_plain(HashedOutput& out, std::span<const std::byte> data) {
  if (data.empty()) return {};
  auto packed = zstd_frame(data);
  if (!packed) return fail(packed);
  const bool pays = packed->size() < data.size();
  std::vector<std::byte> head;
  transport::put(head, static_cast<std::uint8_t>(pays ? Segment::kZstd : Segment::kStored));
  transport::put(head, static_cast<std::uint64_t>(data.size()));
  if (pays) transport::put(head, static_cast<std::uint64_t>(packed->size()));
  if (auto written = out.write(head); !written) return written;
  return out.write(pays ? std::span<const std::byte>(*packed) : data);
}

Result<void> write_frames(HashedOutput& out, const PixelFrames& frames) {
  std::vector<std::byte> head;
  transport::put(head, static_cast<std::uint8_t>(Segment::kFrames));
  transport::put(head, frames.layout.width);
  transport::put(head, frames.layout.height);
  transport::put(head, frames.layout.components);
  transport::put(head, frames.layout.sample_bytes);
  transport::put(head, static_cast<std::uint8_t>(frames.layout.big_endian ? 1 : 0));
  transport::put(head, std::uint8_t{0});
  transport::put(head, frames.count);
  if (auto written = out.write(head); !written) return written;
  FrameEncoder encoder(frames.layout);
  const std::uint64_t size = frames.layout.bytes();
  for (std::uint32_t i = 0; i < frames.count; ++i) {
    if (auto written = out.write(encoder.encode(frames.bytes.subspan(i * size, size))); !written) return written;
  }
  return {};
}

Result<void> write_rdc1(HashedOutput& out, std::span<const std::byte> file, const PixelFrames& frames) {
  std::vector<std::byte> header(transport::kMagic.begin(), transport::kMagic.end());
  transport::put(header, std::uint32_t{1});  // version 1 and three zeros
  transport::put(header, static_cast<std::uint64_t>(file.size()));
  const auto digest = base::sha256(file);
  header.insert(header.end(), digest.bytes.begin(), digest.bytes.end());
  if (auto written = out.write(header); !written) return written;
  const auto before = static_cast<std::size_t>(frames.bytes.data() - file.data());
  if (auto written = write_plain(out, file.first(before)); !written) return written;
  if (auto written = write_frames(out, frames); !written) return written;
  if (auto written = write_plain(out, file.subspan(before + frames.bytes.size())); !written) return written;
  const std::byte end{static_cast<std::uint8_t>(Segment::kEnd)};
  return out.write(std::span(&end, 1));
}

CodedFile identity_of(std::span<const std::byte> file) {
  return {TransportCoding::kIdentity, file.size(), base::sha256(file)};
}

template <typename Write>
Result<CodedFile> write_coded(std::span<const std::byte> file, const std::filesystem::path& coded, base::FileSystem& fs,
                              TransportCoding coding, Write&& write) {
  auto target = fs.create(coded);
  if (!target) return fail(target);
  HashedOutput out(**target);
  const Result<void> written = write(out);
  if (!written || static_cast<double>(out.size()) > kWorthIt * static_cast<double>(file.size())) {
    target->reset();
    if (auto removed = fs.remove(coded); !removed) return fail(removed);
    if (!written) return fail(written);
    return identity_of(file);
  }
  return CodedFile{coding, out.size(), out.finish()};
}

Result<CodedFile> encode_zstd(std::span<const std::byte> file, const std::filesystem::path& coded,
                              base::FileSystem& fs) {
  return write_coded(file, coded, fs, TransportCoding::kZstd, [&](HashedOutput& out) -> Result<void> {
    auto packed = zstd_frame(file);
    if (!packed) return fail(packed);
    return out.write(*packed);
  });
}

}  // namespace

Result<CodedFile> encode_zstd(const std::filesystem::path& original, const std::filesystem::path& coded,
                              base::FileSystem& fs) {
  const auto file = MappedFile::open(original);
  if (!file) return fail(file);
  return encode_zstd(file->bytes(), coded, fs);
}

Result<CodedFile> encode_rdc1(const std::filesystem::path& original, const std::filesystem::path& coded,
                              base::FileSystem& fs) {
  const auto file = MappedFile::open(original);
  if (!file) return fail(file);
  const auto frames = find_frames(file->bytes());
  if (!frames) return encode_zstd(file->bytes(), coded, fs);
  return write_coded(file->bytes(), coded, fs, TransportCoding::kRdc1,
                     [&](HashedOutput& out) { return write_rdc1(out, file->bytes(), *frames); });
}

}  // namespace rdc::dicom
