#include <charls/charls.h>
#include <zstd.h>

#include <algorithm>

#include "common/dicom/element_walk.h"
#include "common/dicom/mapped_file.h"
#include "common/dicom/transport_codec.h"
#include "common/dicom/transport_format.h"

namespace rdc::dicom {
namespace {

using transport::FrameLayout;
using transport::HashedOutput;
using transport::Segment;

tl::unexpected<Error> bad(std::uint64_t offset, const char* what) {
  return fail(ErrorCode::kCorrupt, "BAD_CODING", "{} at byte {} of the transport coding", what, offset);
}

// Takes from the coded bytes what is there, never what is promised.
class Input {
 public:
  explicit Input(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t offset() const { return at_; }
  std::uint64_t left() const { return bytes_.size() - at_; }
  Result<std::span<const std::byte>> take(std::uint64_t count) {
    if (count > left()) return bad(at_, "ends early");
    const auto taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }
  template <typename T>
  Result<T> number() {
    auto taken = take(sizeof(T));
    if (!taken) return fail(taken);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i) value |= std::to_integer<std::uint64_t>((*taken)[i]) << (8 * i);
    return static_cast<T>(value);
  }

 private:
  std::span<const std::byte> bytes_;
  std::uint64_t at_ = 0;
};

struct StreamDeleter {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

// Decodes frames of zstd until the input ends; `expected` bytes come out or it is an error, unless it is the limit of
// an unknown size (`exact` is Size::kAtMost).
enum class Size { kExactly, kAtMost };
Result<void> unpack_zstd(std::span<const std::byte> packed, std::uint64_t expected, Size size, HashedOutput& out) {
  const std::unique_ptr<ZSTD_DStream, StreamDeleter> stream(ZSTD_createDStream());
  if (!stream) return fail(ErrorCode::kInternal, "ZSTD", "zstd: out of memory");
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, 27);  // 128 MiB: what level 3 may ask for, and no more
  std::vector<std::byte> buffer(ZSTD_DStreamOutSize());
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  std::uint64_t made = 0;
  std::size_t state = 1;
  while (in.pos < in.size || state != 0) {
    ZSTD_outBuffer piece{buffer.data(), buffer.size(), 0};
    const std::size_t before = in.pos;
    state = ZSTD_decompressStream(stream.get(), &piece, &in);
    if (ZSTD_isError(state) != 0) return bad(in.pos, "a zstd stream is damaged");
    made += piece.pos;
    if (made > expected) {
      if (size == Size::kAtMost)
        return fail(ErrorCode::kTooLarge, "LARGER_THAN_DECLARED", "the coded file holds more than {} bytes", expected);
      return bad(in.pos, "a zstd stream holds more than it says");
    }
    if (auto written = out.write(std::span(buffer).first(piece.pos)); !written) return written;
    if (state != 0 && piece.pos == 0 && in.pos == before) return bad(in.pos, "a zstd stream ends early");
    if (state == 0 && in.pos == in.size) break;
  }
  if (size == Size::kExactly && made != expected) return bad(in.pos, "a zstd stream holds less than it says");
  return {};
}

class FrameDecoder {
 public:
  explicit FrameDecoder(const FrameLayout& layout) : layout_(layout) {}

  Result<std::span<const std::byte>> decode(std::span<const std::byte> coded, std::uint16_t offset, unsigned bits,
                                            std::uint64_t where) {
    if (bits < 2 || bits > 8U * layout_.sample_bytes) return bad(where, "impossible bits a sample");
    try {
      charls::jpegls_decoder decoder(coded, true);
      const auto& info = decoder.frame_info();
      if (info.width != layout_.width || info.height != layout_.height || info.component_count != layout_.components ||
          info.bits_per_sample != static_cast<int>(bits) || decoder.near_lossless() != 0) {
        return bad(where, "a frame that contradicts its record");
      }
      raw_.resize(layout_.bytes());
      if (bits <= 8) {
        narrow_.resize(layout_.samples());
        decoder.decode(narrow_);
        restore(narrow_, offset);
      } else {
        wide_.resize(layout_.samples());
        decoder.decode(wide_);
        restore(wide_, offset);
      }
    } catch (const charls::jpegls_error& error) {
      return bad(where, error.what());
    }
    return std::span<const std::byte>(raw_);
  }

 private:
  template <typename Sample>
  void restore(const std::vector<Sample>& samples, std::uint16_t offset) {
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const unsigned value = samples[i] + unsigned{offset};
      const auto low = static_cast<std::byte>(value & 0xFF), high = static_cast<std::byte>((value >> 8) & 0xFF);
      if (layout_.sample_bytes == 1) {
        raw_[i] = low;
      } else {
        raw_[2 * i] = layout_.big_endian ? high : low;
        raw_[2 * i + 1] = layout_.big_endian ? low : high;
      }
    }
  }

  FrameLayout layout_;
  std::vector<std::byte> raw_;
  std::vector<std::uint8_t> narrow_;
  std::vector<std::uint16_t> wide_;
};

class Decoder {
 public:
  Decoder(std::span<const std::byte> coded, HashedOutput& out, std::uint64_t limit)
      : in_(coded), out_(out), limit_(limit) {}

  Result<void> run() {
    auto digest = read_header();
    if (!digest) return fail(digest);
    for (;;) {
      auto kind = in_.number<std::uint8_t>();
      if (!kind) return fail(kind);
      if (*kind == static_cast<std::uint8_t>(Segment::kEnd)) break;
      Result<void> done = bad(in_.offset(), "an unknown segment");
      if (*kind == static_cast<std::uint8_t>(Segment::kStored)) done = stored();
      if (*kind == static_cast<std::uint8_t>(Segment::kZstd)) done = packed();
      if (*kind == static_cast<std::uint8_t>(Segment::kFrames)) done = frames();
      if (!done) return done;
    }
    if (in_.left() != 0) return bad(in_.offset(), "bytes behind the end");
    if (out_.size() != size_) return bad(in_.offset(), "less than the original's size");
    if (out_.finish() != *digest)
      return fail(ErrorCode::kCorrupt, "BAD_CODING", "the decoded file contradicts the digest it carries");
    return {};
  }

 private:
  Result<base::Sha256> read_header() {
    auto head = in_.take(transport::kHeaderBytes);
    if (!head) return fail(head);
    if (!std::ranges::equal(head->first(4), transport::kMagic)) return bad(0, "no RDC1 mark");
    if (get_u32(*head, 4, false) != 1) return bad(4, "an unknown version");
    size_ = (std::uint64_t{get_u32(*head, 12, false)} << 32) | get_u32(*head, 8, false);
    if (size_ > limit_)
      return fail(ErrorCode::kTooLarge, "LARGER_THAN_DECLARED", "the coded file holds more than {} bytes", limit_);
    base::Sha256 digest;
    std::ranges::copy(head->subspan(16), digest.bytes.begin());
    return digest;
  }

  Result<void> room_for(std::uint64_t bytes) const {
    if (bytes > size_ - out_.size()) return bad(in_.offset(), "more than the original's size");
    return {};
  }

  Result<void> stored() {
    auto length = in_.number<std::uint64_t>();
    if (!length) return fail(length);
    auto data = in_.take(*length);
    if (!data) return fail(data);
    if (auto room = room_for(*length); !room) return room;
    return out_.write(*data);
  }

  Result<void> packed() {
    auto length = in_.number<std::uint64_t>();
    auto coded = length ? in_.number<std::uint64_t>() : length;
    if (!coded) return fail(coded);
    auto data = in_.take(*coded);
    if (!data) return fail(data);
    if (auto room = room_for(*length); !room) return room;
    return unpack_zstd(*data, *length, Size::kExactly, out_);
  }

  Result<void> frames() {
    auto head = in_.take(16);
    if (!head) return fail(head);
    const FrameLayout layout{get_u32(*head, 0, false), get_u32(*head, 4, false),
                             std::to_integer<std::uint8_t>((*head)[8]), std::to_integer<std::uint8_t>((*head)[9]),
                             (*head)[10] == std::byte{1}};
    const std::uint32_t count = get_u32(*head, 12, false);
    const bool flags_known = std::to_integer<unsigned>((*head)[10]) <= 1 && (*head)[11] == std::byte{0};
    const bool possible = flags_known && layout.width >= 1 && layout.width <= 65535 && layout.height >= 1 &&
                          layout.height <= 65535 && (layout.components == 1 || layout.components == 3) &&
                          (layout.sample_bytes == 1 || layout.sample_bytes == 2) &&
                          layout.bytes() <= transport::kMaxFrameBytes;
    if (!possible) return bad(in_.offset(), "impossible frames");
    FrameDecoder decoder(layout);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (auto done = frame(layout, decoder); !done) return done;
    }
    return {};
  }

  Result<void> frame(const FrameLayout& layout, FrameDecoder& decoder) {
    const std::uint64_t where = in_.offset();
    auto record = in_.take(8);
    if (!record) return fail(record);
    const auto bits = std::to_integer<unsigned>((*record)[6]);
    if ((*record)[7] != std::byte{0}) return bad(where, "a frame record of an unknown kind");
    auto coded = in_.take(get_u32(*record, 0, false));
    if (!coded) return fail(coded);
    if (auto room = room_for(layout.bytes()); !room) return room;
    if (bits == 0) {
      if (coded->size() != layout.bytes()) return bad(where, "a raw frame of the wrong size");
      return out_.write(*coded);
    }
    auto raw = decoder.decode(*coded, get_u16(*record, 4, false), bits, where);
    if (!raw) return fail(raw);
    return out_.write(*raw);
  }

  Input in_;
  HashedOutput& out_;
  std::uint64_t limit_;
  std::uint64_t size_ = 0;
};

template <typename Decode>
Result<void> write_original(const std::filesystem::path& coded, const std::filesystem::path& original,
                            base::FileSystem& fs, Decode&& decode) {
  const auto file = MappedFile::open(coded);
  if (!file) return fail(file);
  auto target = fs.create(original);
  if (!target) return fail(target);
  HashedOutput out(**target);
  Result<void> done = decode(file->bytes(), out);
  if (done) done = (*target)->sync();
  if (!done) {
    target->reset();
    if (auto removed = fs.remove(original); !removed) return removed;
  }
  return done;
}

}  // namespace

Result<void> decode_zstd(const std::filesystem::path& coded, const std::filesystem::path& original,
                         std::uint64_t original_size_limit, base::FileSystem& fs) {
  return write_original(coded, original, fs, [&](std::span<const std::byte> bytes, HashedOutput& out) {
    return unpack_zstd(bytes, original_size_limit, Size::kAtMost, out);
  });
}

Result<void> decode_rdc1(const std::filesystem::path& coded, const std::filesystem::path& original,
                         std::uint64_t original_size_limit, base::FileSystem& fs) {
  return write_original(coded, original, fs, [&](std::span<const std::byte> bytes, HashedOutput& out) {
    return Decoder(bytes, out, original_size_limit).run();
  });
}

}  // namespace rdc::dicom
