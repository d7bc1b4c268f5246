#include "common/imaging/raw_frame.h"

#include <cmath>
#include <cstring>
#include <limits>

#include <opencv2/core/utility.hpp>

namespace rdc::imaging {
namespace {

tl::unexpected<Error> too_short(std::uint64_t have, std::uint64_t need) {
  return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "the image data are cut off: {} of {} bytes", have, need);
}

std::uint32_t packed_sample(const RawFrame& raw, std::size_t index) {
  const auto width = static_cast<std::size_t>(raw.bits_allocated);
  const std::size_t bit = index * width;
  const std::size_t first = bit / 8, last = (bit + width - 1) / 8;
  std::uint64_t value = 0;
  for (std::size_t i = first; i <= last; ++i) value |= std::uint64_t{raw.bytes[i]} << (8 * (i - first));
  return static_cast<std::uint32_t>(value >> (bit % 8) & ((std::uint64_t{1} << width) - 1));
}

std::uint32_t sample_at(const RawFrame& raw, std::size_t index) {
  const std::uint8_t* bytes = raw.bytes.data();
  switch (raw.bits_allocated) {
    case 8:
      return bytes[index];
    case 16:
      return static_cast<std::uint32_t>(bytes[2 * index] | bytes[2 * index + 1] << 8);
    case 32: {
      std::uint32_t value = 0;
      std::memcpy(&value, bytes + 4 * index, 4);
      return value;
    }
    default:
      return packed_sample(raw, index);
  }
}

// Bits Stored of High Bit's position, sign extended.
std::int64_t stored_value(const RawFrame& raw, std::uint32_t sample) {
  const int shift = raw.high_bit + 1 - raw.bits_stored;
  const std::uint64_t mask = (std::uint64_t{1} << raw.bits_stored) - 1;
  const std::uint64_t value = (std::uint64_t{sample} >> shift) & mask;
  if (raw.is_signed && (value >> (raw.bits_stored - 1)) != 0)
    return static_cast<std::int64_t>(value) - static_cast<std::int64_t>(mask) - 1;
  return static_cast<std::int64_t>(value);
}

template <typename Pixel>
void fill(const RawFrame& raw, cv::Mat& pixels) {
  std::size_t index = 0;
  for (int row = 0; row < raw.rows; ++row) {
    auto* line = pixels.ptr<Pixel>(row);
    for (int column = 0; column < raw.columns; ++column)
      line[column] = static_cast<Pixel>(stored_value(raw, sample_at(raw, index++)));
  }
}

// Samples of whole bytes and at most 16 bits stored, on all cores, in a loop that becomes vector instructions.
template <typename Sample>
void fill_whole(const RawFrame& raw, cv::Mat& pixels) {
  const int shift = raw.high_bit + 1 - raw.bits_stored;
  const unsigned mask = (1U << raw.bits_stored) - 1;
  const unsigned sign = raw.is_signed ? 1U << (raw.bits_stored - 1) : 0;
  cv::parallel_for_({0, raw.rows}, [&](const cv::Range& rows) {
    for (int row = rows.start; row < rows.end; ++row) {
      const std::uint8_t* from =
          raw.bytes.data() + static_cast<std::size_t>(row) * static_cast<std::size_t>(raw.columns) * sizeof(Sample);
      auto* line = pixels.ptr<std::uint16_t>(row);
      for (int column = 0; column < raw.columns; ++column) {
        Sample sample = 0;
        std::memcpy(&sample, from + static_cast<std::size_t>(column) * sizeof(Sample), sizeof(Sample));
        // Two's complement of the bits stored: what is above the sign repeats it.
        line[column] = static_cast<std::uint16_t>((((sample >> shift) & mask) ^ sign) - sign);
      }
    }
  });
}

bool is_plain_16(const RawFrame& raw) { return raw.bits_allocated == 16 && raw.bits_stored == 16; }

template <typename Number>
void fill_floats(const RawFrame& raw, cv::Mat& pixels) {
  const auto [low, high] = raw.float_padding.value_or(std::pair(1.0, 0.0));
  const std::uint8_t* from = raw.bytes.data();
  for (int row = 0; row < raw.rows; ++row) {
    auto* line = pixels.ptr<float>(row);
    for (int column = 0; column < raw.columns; ++column, from += sizeof(Number)) {
      Number value = 0;
      std::memcpy(&value, from, sizeof(Number));
      const bool is_padding = value >= low && value <= high;
      line[column] = is_padding ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(value);
    }
  }
}

cv::Vec3b to_rgb(double y, double cb, double cr) {
  // PS3.3 C.7.6.3.1.2 (ITU-R BT.601, full range).
  return {cv::saturate_cast<std::uint8_t>(y + 1.402 * (cr - 128)),
          cv::saturate_cast<std::uint8_t>(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
          cv::saturate_cast<std::uint8_t>(y + 1.772 * (cb - 128))};
}

// Black at 16, white at 235, chroma 16 to 240 (PS3.3 C.7.6.3.1.2, YBR_PARTIAL_422).
cv::Vec3b from_partial(double y, double cb, double cr) {
  return to_rgb((y - 16) * 255 / 219, (cb - 128) * 255 / 224 + 128, (cr - 128) * 255 / 224 + 128);
}

bool is_half_width_chroma(const std::string& photometric) {
  return photometric == "YBR_FULL_422" || photometric == "YBR_PARTIAL_422";
}

DecodedFrame from_half_width_chroma(const RawFrame& raw) {
  DecodedFrame frame{cv::Mat(raw.rows, raw.columns, CV_8UC3), true};
  const bool partial = raw.photometric == "YBR_PARTIAL_422";
  const std::uint8_t* group = raw.bytes.data();  // Y Y Cb Cr for two pixels
  for (int row = 0; row < raw.rows; ++row) {
    auto* line = frame.pixels.ptr<cv::Vec3b>(row);
    for (int column = 0; column < raw.columns; column += 2, group += 4) {
      for (int i = 0; i < 2 && column + i < raw.columns; ++i) {
        const double y = group[i], cb = group[2], cr = group[3];
        line[column + i] = partial ? from_partial(y, cb, cr) : to_rgb(y, cb, cr);
      }
    }
  }
  return frame;
}

DecodedFrame from_three_samples(const RawFrame& raw) {
  DecodedFrame frame{cv::Mat(raw.rows, raw.columns, CV_8UC3), true};
  const std::size_t plane = static_cast<std::size_t>(raw.rows) * static_cast<std::size_t>(raw.columns);
  const std::size_t step = raw.by_plane ? plane : 1, stride = raw.by_plane ? 1 : 3;
  const int below = raw.high_bit + 1 - raw.bits_stored, surplus = std::max(0, raw.bits_stored - 8);
  const bool luma_chroma = raw.photometric == "YBR_FULL", partial = raw.photometric == "YBR_PARTIAL";
  std::size_t index = 0;
  for (int row = 0; row < raw.rows; ++row) {
    auto* line = frame.pixels.ptr<cv::Vec3b>(row);
    for (int column = 0; column < raw.columns; ++column, index += stride) {
      std::array<std::uint8_t, 3> v{};
      for (std::size_t i = 0; i < 3; ++i)
        v[i] = static_cast<std::uint8_t>(
            (sample_at(raw, index + i * step) >> below & ((std::uint64_t{1} << raw.bits_stored) - 1)) >> surplus);
      line[column] = partial       ? from_partial(v[0], v[1], v[2])
                     : luma_chroma ? to_rgb(v[0], v[1], v[2])
                                   : cv::Vec3b(v[0], v[1], v[2]);
    }
  }
  return frame;
}

Result<DecodedFrame> from_palette(const RawFrame& raw, const Palette& palette) {
  if (!palette.red || !palette.green || !palette.blue)
    return fail(ErrorCode::kInvalid, "BAD_IMAGE_HEADER",
                "the image needs a colour palette and has none that is usable");
  DecodedFrame frame{cv::Mat(raw.rows, raw.columns, CV_8UC3), true};
  const auto level = [](const LookupTable& table, double input) {
    return static_cast<std::uint8_t>(table.at(input) >> (table.bits - 8));
  };
  std::size_t index = 0;
  for (int row = 0; row < raw.rows; ++row) {
    auto* line = frame.pixels.ptr<cv::Vec3b>(row);
    for (int column = 0; column < raw.columns; ++column) {
      const auto input = static_cast<double>(stored_value(raw, sample_at(raw, index++)));
      line[column] = {level(*palette.red, input), level(*palette.green, input), level(*palette.blue, input)};
    }
  }
  return frame;
}

}  // namespace

std::string as_decompressed(const std::string& photometric) {
  if (photometric == "YBR_FULL_422") return "YBR_FULL";
  return photometric == "YBR_PARTIAL_422" || photometric == "YBR_PARTIAL_420" ? "YBR_PARTIAL" : photometric;
}

std::uint64_t frame_bytes(int rows, int columns, int samples, int bits_allocated, const std::string& photometric) {
  const auto r = static_cast<std::uint64_t>(rows), c = static_cast<std::uint64_t>(columns);
  if (samples == 3 && is_half_width_chroma(photometric)) return r * ((c + 1) / 2) * 4;
  return (r * c * static_cast<std::uint64_t>(samples) * static_cast<std::uint64_t>(bits_allocated) + 7) / 8;
}

Result<DecodedFrame> to_grey(const RawFrame& raw) {
  const auto need = frame_bytes(raw.rows, raw.columns, 1, raw.bits_allocated, raw.photometric);
  if (raw.bytes.size() < need) return too_short(raw.bytes.size(), need);
  DecodedFrame frame;
  if (raw.is_float) {
    frame.pixels.create(raw.rows, raw.columns, CV_32F);
    raw.bits_allocated == 64 ? fill_floats<double>(raw, frame.pixels) : fill_floats<float>(raw, frame.pixels);
  } else if (raw.bits_stored > 16) {
    frame.pixels.create(raw.rows, raw.columns, CV_32F);
    fill<float>(raw, frame.pixels);
  } else {
    frame.pixels.create(raw.rows, raw.columns, raw.is_signed ? CV_16S : CV_16U);
    if (is_plain_16(raw)) {
      std::memcpy(frame.pixels.data, raw.bytes.data(), need);
    } else if (raw.bits_allocated == 16) {
      fill_whole<std::uint16_t>(raw, frame.pixels);
    } else if (raw.bits_allocated == 8) {
      fill_whole<std::uint8_t>(raw, frame.pixels);
    } else if (raw.is_signed) {
      fill<std::int16_t>(raw, frame.pixels);
    } else {
      fill<std::uint16_t>(raw, frame.pixels);
    }
  }
  return frame;
}

Result<DecodedFrame> to_colour(const RawFrame& raw, const Palette& palette) {
  const auto need = frame_bytes(raw.rows, raw.columns, raw.samples, raw.bits_allocated, raw.photometric);
  if (raw.bytes.size() < need) return too_short(raw.bytes.size(), need);
  if (raw.photometric == "PALETTE COLOR") return from_palette(raw, palette);
  if (raw.samples == 3 && raw.bits_allocated == 8 && is_half_width_chroma(raw.photometric))
    return from_half_width_chroma(raw);
  // The inverse component transform of JPEG 2000 was done by its decoder: ICT and RCT samples are RGB here.
  if (raw.samples == 3 &&
      (raw.photometric == "RGB" || raw.photometric == "YBR_FULL" || raw.photometric == "YBR_PARTIAL" ||
       raw.photometric == "YBR_ICT" || raw.photometric == "YBR_RCT"))
    return from_three_samples(raw);
  return fail(ErrorCode::kInvalid, "UNSUPPORTED_COLOUR", "colour model {} is not supported", raw.photometric);
}

}  // namespace rdc::imaging
