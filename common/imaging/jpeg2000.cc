#include "common/imaging/jpeg2000.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg.h>

namespace rdc::imaging {
namespace {

struct MemoryStream {
  std::span<const std::uint8_t> bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T read_bytes(void* buffer, OPJ_SIZE_T count, void* user) {
  auto& stream = *static_cast<MemoryStream*>(user);
  const std::size_t available = std::min(count, stream.bytes.size() - stream.at);
  if (available == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(buffer, stream.bytes.data() + stream.at, available);
  stream.at += available;
  return available;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
  auto& stream = *static_cast<MemoryStream*>(user);
  if (count < 0) return -1;
  const auto step = std::min(static_cast<std::size_t>(count), stream.bytes.size() - stream.at);
  stream.at += step;
  return static_cast<OPJ_OFF_T>(step);
}

OPJ_BOOL seek_to(OPJ_OFF_T position, void* user) {
  auto& stream = *static_cast<MemoryStream*>(user);
  if (position < 0 || static_cast<std::size_t>(position) > stream.bytes.size()) return OPJ_FALSE;
  stream.at = static_cast<std::size_t>(position);
  return OPJ_TRUE;
}

using StreamHandle = std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)>;
using CodecHandle = std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)>;
using ImageHandle = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

tl::unexpected<Error> damaged() {
  return fail(ErrorCode::kCorrupt, "CODESTREAM_DAMAGED", "the JPEG 2000 data of the image are damaged or incomplete");
}

StreamHandle open_stream(MemoryStream& memory) {
  StreamHandle stream(opj_stream_default_create(OPJ_TRUE), &opj_stream_destroy);
  opj_stream_set_user_data(stream.get(), &memory, nullptr);
  opj_stream_set_user_data_length(stream.get(), memory.bytes.size());
  opj_stream_set_read_function(stream.get(), read_bytes);
  opj_stream_set_skip_function(stream.get(), skip_bytes);
  opj_stream_set_seek_function(stream.get(), seek_to);
  return stream;
}

// Null when the codestream cannot be decoded.
ImageHandle run_decoder(std::span<const std::uint8_t> bytes, unsigned reduce) {
  MemoryStream memory{bytes};
  const auto stream = open_stream(memory);
  const CodecHandle codec(opj_create_decompress(is_jp2_file(bytes) ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K),
                          &opj_destroy_codec);
  ImageHandle image(nullptr, &opj_image_destroy);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  parameters.cp_reduce = reduce;
  parameters.flags |= OPJ_DPARAMETERS_IGNORE_PCLR_CMAP_CDEF_FLAG;  // the palette is DICOM's business
  if (!opj_setup_decoder(codec.get(), &parameters)) return image;
  // A cut codestream must be an error: half a radiograph without a word is worse than none. (The decoder is lenient by
  // default.)
  opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE);
  opj_codec_set_threads(codec.get(), 2);
  opj_image_t* raw_image = nullptr;
  const bool header_read = opj_read_header(stream.get(), codec.get(), &raw_image) == OPJ_TRUE;
  image.reset(raw_image);
  if (!header_read || !opj_decode(codec.get(), stream.get(), image.get())) image.reset();
  return image;
}

bool is_uniform(const opj_image_t& image, std::uint32_t components) {
  if (image.numcomps < components) return false;
  for (std::uint32_t i = 0; i < components; ++i) {
    const opj_image_comp_t& c = image.comps[i];
    if (c.data == nullptr || c.w != image.comps[0].w || c.h != image.comps[0].h || c.prec > 16 || c.prec < 1)
      return false;
  }
  return true;
}

}  // namespace

Result<RawFrame> decode_jpeg2000(std::span<const std::uint8_t> stream, const CodestreamHeader& header,
                                 unsigned reduce) {
  auto image = run_decoder(stream, reduce);
  for (; !image && reduce > 0; --reduce) image = run_decoder(stream, reduce - 1);
  if (!image) return damaged();
  const std::uint32_t components = std::min<std::uint32_t>(header.components, 3);
  if (!is_uniform(*image, components))
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX",
                "JPEG 2000 with subsampled components or over 16 bits is not supported");

  const opj_image_comp_t& first = image->comps[0];
  RawFrame frame;
  frame.rows = static_cast<int>(first.h);
  frame.columns = static_cast<int>(first.w);
  frame.samples = static_cast<int>(components);
  frame.bits_allocated = 16;
  frame.bits_stored = static_cast<int>(first.prec);
  frame.high_bit = frame.bits_stored - 1;
  frame.is_signed = first.sgnd != 0;
  frame.photometric = image->color_space == OPJ_CLRSPC_SYCC ? "YBR_FULL" : "";
  const std::size_t pixels = static_cast<std::size_t>(first.w) * first.h;
  frame.bytes.resize(pixels * components * 2);
  for (std::uint32_t c = 0; c < components; ++c) {
    const OPJ_INT32* samples = image->comps[c].data;
    std::uint8_t* out = frame.bytes.data() + 2 * std::size_t{c};
    for (std::size_t i = 0; i < pixels; ++i, out += 2 * std::size_t{components}) {
      out[0] = static_cast<std::uint8_t>(samples[i]);
      out[1] = static_cast<std::uint8_t>(samples[i] >> 8);
    }
  }
  return frame;
}

}  // namespace rdc::imaging
