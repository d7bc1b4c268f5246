#include "tests/common/imaging/made_codestreams.h"

#include <algorithm>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>

#include <charls/charls.h>
#include <openjpeg.h>

namespace rdc::imaging {
namespace {

struct Written {
  Codestream bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T append(void* buffer, OPJ_SIZE_T count, void* user) {
  auto& written = *static_cast<Written*>(user);
  const auto* from = static_cast<const std::uint8_t*>(buffer);
  written.bytes.resize(std::max(written.bytes.size(), written.at + count));
  std::copy_n(from, count, written.bytes.begin() + static_cast<std::ptrdiff_t>(written.at));
  written.at += count;
  return count;
}
OPJ_OFF_T skip_ahead(OPJ_OFF_T count, void* user) {
  static_cast<Written*>(user)->at += static_cast<std::size_t>(count);
  return count;
}
OPJ_BOOL go_to(OPJ_OFF_T place, void* user) {
  static_cast<Written*>(user)->at = static_cast<std::size_t>(place);
  return OPJ_TRUE;
}

void put_little(Codestream& to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_item(Codestream& to, const Codestream& value) {
  put_little(to, 0xE000FFFE, 4);
  put_little(to, value.size(), 4);
  to.insert(to.end(), value.begin(), value.end());
}

}  // namespace

Codestream encode_jpeg2000(const Samples& samples, ColourTransform transform) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.tcp_rates[0] = 0;
  parameters.cp_disto_alloc = 1;
  parameters.numresolution = 3;
  parameters.tcp_mct = transform == ColourTransform::kReversible ? 1 : 0;
  std::vector<opj_image_cmptparm_t> components(static_cast<std::size_t>(samples.components));
  for (auto& component : components) {
    component = {};
    component.dx = component.dy = 1;
    component.w = static_cast<OPJ_UINT32>(samples.columns);
    component.h = static_cast<OPJ_UINT32>(samples.rows);
    component.prec = static_cast<OPJ_UINT32>(samples.bits);
    component.sgnd = samples.is_signed ? 1 : 0;
  }
  const std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)> image(
      opj_image_create(static_cast<OPJ_UINT32>(samples.components), components.data(),
                       samples.components == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY),
      &opj_image_destroy);
  image->x1 = static_cast<OPJ_UINT32>(samples.columns);
  image->y1 = static_cast<OPJ_UINT32>(samples.rows);
  for (std::size_t i = 0; i < samples.values.size(); ++i)
    image->comps[i % components.size()].data[i / components.size()] = samples.values[i];
  const std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)> codec(opj_create_compress(OPJ_CODEC_J2K),
                                                                         &opj_destroy_codec);
  const std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)> stream(opj_stream_default_create(OPJ_FALSE),
                                                                            &opj_stream_destroy);
  Written written;
  opj_stream_set_user_data(stream.get(), &written, nullptr);
  opj_stream_set_write_function(stream.get(), append);
  opj_stream_set_skip_function(stream.get(), skip_ahead);
  opj_stream_set_seek_function(stream.get(), go_to);
  EXPECT_TRUE(opj_setup_encoder(codec.get(), &parameters, image.get()));
  EXPECT_TRUE(opj_start_compress(codec.get(), image.get(), stream.get()) && opj_encode(codec.get(), stream.get()) &&
              opj_end_compress(codec.get(), stream.get()));
  return written.bytes;
}

Codestream encode_jpeg_ls(const Samples& samples, int near, Interleave interleave) {
  const bool by_plane = interleave == Interleave::kNone && samples.components > 1;
  const std::size_t pixels = samples.values.size() / static_cast<std::size_t>(samples.components);
  Codestream source;
  for (std::size_t i = 0; i < samples.values.size(); ++i) {
    const std::size_t at = by_plane ? i % pixels * static_cast<std::size_t>(samples.components) + i / pixels : i;
    const auto bits = static_cast<std::uint32_t>(samples.values[at]) & ((std::uint32_t{1} << samples.bits) - 1);
    put_little(source, bits, samples.bits > 8 ? 2 : 1);
  }
  charls::jpegls_encoder encoder;
  encoder
      .frame_info({static_cast<std::uint32_t>(samples.columns), static_cast<std::uint32_t>(samples.rows), samples.bits,
                   samples.components})
      .near_lossless(near);
  if (samples.components > 1)
    encoder.interleave_mode(interleave == Interleave::kNone   ? charls::interleave_mode::none
                            : interleave == Interleave::kLine ? charls::interleave_mode::line
                                                              : charls::interleave_mode::sample);
  Codestream stream(encoder.estimated_destination_size());
  encoder.destination(stream);
  stream.resize(encoder.encode(source));
  return stream;
}

void write_encapsulated(const std::filesystem::path& path, DcmFileFormat& file, const std::string& transfer_syntax_uid,
                        const std::vector<std::vector<Codestream>>& frames, OffsetTable table) {
  Codestream basic, starts, lengths, items;
  for (const auto& fragments : frames) {
    if (table == OffsetTable::kFilled) put_little(basic, items.size(), 4);
    put_little(starts, items.size(), 8);
    std::size_t length = 0;
    for (const Codestream& fragment : fragments) {
      put_item(items, fragment);
      length += fragment.size();
    }
    put_little(lengths, length, 8);
  }
  DcmDataset& data = *file.getDataset();
  data.findAndDeleteElement(DCM_PixelData);
  const DcmXfer syntax(transfer_syntax_uid.c_str());
  EXPECT_TRUE(file.saveFile(path.c_str(), syntax.getXfer()).good());

  Codestream tail;
  const auto put_element = [&tail](std::uint32_t tag, const char* vr, std::uint32_t length) {
    put_little(tail, tag, 4);
    tail.insert(tail.end(), vr, vr + 2);
    put_little(tail, 0, 2);
    put_little(tail, length, 4);
  };
  if (table == OffsetTable::kExtended) {
    put_element(0x00017FE0, "OV", static_cast<std::uint32_t>(starts.size()));
    tail.insert(tail.end(), starts.begin(), starts.end());
    put_element(0x00027FE0, "OV", static_cast<std::uint32_t>(lengths.size()));
    tail.insert(tail.end(), lengths.begin(), lengths.end());
  }
  put_element(0x00107FE0, "OB", 0xFFFFFFFF);
  put_item(tail, basic);
  tail.insert(tail.end(), items.begin(), items.end());
  put_little(tail, 0xE0DDFFFE, 4);
  put_little(tail, 0, 4);
  std::ofstream out(path, std::ios::binary | std::ios::app);
  out.write(reinterpret_cast<const char*>(tail.data()), static_cast<std::streamsize>(tail.size()));
}

std::vector<Codestream> pieces_of(const Codestream& stream, std::size_t parts, PieceSize size) {
  std::vector<Codestream> pieces;
  std::size_t each = (stream.size() + parts - 1) / parts;
  if ((each % 2 == 0) == (size == PieceSize::kOdd)) ++each;
  for (std::size_t at = 0; at < stream.size(); at += each)
    pieces.emplace_back(stream.begin() + static_cast<std::ptrdiff_t>(at),
                        stream.begin() + static_cast<std::ptrdiff_t>(std::min(stream.size(), at + each)));
  if (size == PieceSize::kEven && pieces.back().size() % 2 != 0) pieces.back().push_back(0);
  return pieces;
}

}  // namespace rdc::imaging
