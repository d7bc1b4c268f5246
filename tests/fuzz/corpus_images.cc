#include "tests/fuzz/corpus_images.h"

#include <cstring>
#include <memory>
#include <stdexcept>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>

#include <charls/charls.h>
#include <openjpeg.h>

namespace rdc::fuzz {
namespace {

constexpr std::uint32_t kBits = 12;

std::vector<std::uint16_t> ramp(std::uint32_t size) {
  std::vector<std::uint16_t> values;
  std::uint32_t noise = 1;
  for (std::uint32_t y = 0; y < size; ++y) {
    for (std::uint32_t x = 0; x < size; ++x) {
      noise = noise * 1'664'525U + 1'013'904'223U;  // Numerical Recipes' generator
      values.push_back(static_cast<std::uint16_t>((16 * (x + y) + (noise >> 28U)) % (1U << kBits)));
    }
  }
  return values;
}

OPJ_SIZE_T append(void* bytes, OPJ_SIZE_T count, void* out) {
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  static_cast<std::vector<std::uint8_t>*>(out)->insert(static_cast<std::vector<std::uint8_t>*>(out)->end(), from,
                                                       from + count);
  return count;
}

std::vector<std::uint8_t> jpeg2000(const std::vector<std::uint16_t>& values, std::uint32_t width,
                                   std::uint32_t height) {
  opj_image_cmptparm_t component{};
  component.dx = component.dy = 1;
  component.w = width;
  component.h = height;
  component.prec = kBits;
  const std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)> image(
      opj_image_create(1, &component, OPJ_CLRSPC_GRAY), &opj_image_destroy);
  image->x1 = width;
  image->y1 = height;
  for (std::size_t i = 0; i < values.size(); ++i) image->comps[0].data[i] = values[i];
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.numresolution = 3;
  const std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)> codec(opj_create_compress(OPJ_CODEC_J2K),
                                                                         &opj_destroy_codec);
  const std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)> stream(opj_stream_default_create(OPJ_FALSE),
                                                                            &opj_stream_destroy);
  std::vector<std::uint8_t> out;
  opj_stream_set_user_data(stream.get(), &out, nullptr);
  opj_stream_set_write_function(stream.get(), &append);
  if (opj_setup_encoder(codec.get(), &parameters, image.get()) == OPJ_FALSE ||
      opj_start_compress(codec.get(), image.get(), stream.get()) == OPJ_FALSE ||
      opj_encode(codec.get(), stream.get()) == OPJ_FALSE || opj_end_compress(codec.get(), stream.get()) == OPJ_FALSE)
    throw std::runtime_error("OpenJPEG does not encode the ramp");
  return out;
}

std::vector<std::uint8_t> jpeg_ls(const std::vector<std::uint16_t>& values, std::uint32_t width, std::uint32_t height) {
  charls::jpegls_encoder encoder;
  encoder.frame_info({width, height, kBits, 1});
  std::vector<std::uint8_t> out(encoder.estimated_destination_size());
  encoder.destination(out);
  out.resize(encoder.encode(values));
  return out;
}

bool must(const OFCondition& condition) {
  if (condition.bad()) throw std::runtime_error(condition.text());
  return true;
}

// Replaces the pixels by a codestream in `pieces` fragments behind an empty offset table.
void encapsulate(DcmDataset& data, const std::vector<std::uint8_t>& stream, E_TransferSyntax syntax,
                 std::size_t pieces) {
  auto sequence = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
  must(sequence->insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag, EVR_OB))));
  const std::size_t piece = (stream.size() / pieces + 2) & ~std::size_t{1};
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    std::vector<std::uint8_t> bytes(stream.begin() + static_cast<std::ptrdiff_t>(at),
                                    stream.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, stream.size())));
    if (bytes.size() % 2 != 0) bytes.push_back(0);
    auto item = std::make_unique<DcmPixelItem>(DcmTag(DCM_PixelItemTag, EVR_OB));
    must(item->putUint8Array(bytes.data(), bytes.size()));
    must(sequence->insert(item.release()));
  }
  auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
  pixels->putOriginalRepresentation(syntax, nullptr, sequence.release());
  must(data.insert(pixels.release(), true));
}

class EncodersRegistered {
 public:
  EncodersRegistered() {
    DJEncoderRegistration::registerCodecs();
    DcmRLEEncoderRegistration::registerCodecs();
  }
  ~EncodersRegistered() {
    DJEncoderRegistration::cleanup();
    DcmRLEEncoderRegistration::cleanup();
  }
  EncodersRegistered(const EncodersRegistered&) = delete;
  EncodersRegistered& operator=(const EncodersRegistered&) = delete;
};

std::vector<std::uint16_t> pixels_of(DcmDataset& data, std::uint32_t& width, std::uint32_t& height) {
  Uint16 rows = 0, columns = 0;
  const Uint16* values = nullptr;
  unsigned long count = 0;
  must(data.findAndGetUint16(DCM_Rows, rows));
  must(data.findAndGetUint16(DCM_Columns, columns));
  must(data.findAndGetUint16Array(DCM_PixelData, values, &count));
  width = columns;
  height = rows;
  return {values, values + count};
}

}  // namespace

std::vector<std::uint8_t> jpeg2000_ramp(std::uint32_t size) { return jpeg2000(ramp(size), size, size); }
std::vector<std::uint8_t> jpeg_ls_ramp(std::uint32_t size) { return jpeg_ls(ramp(size), size, size); }

Result<std::vector<std::string>> write_coded_images(const std::filesystem::path& native,
                                                    const std::filesystem::path& directory) try {
  const EncodersRegistered registered;
  struct Coding {
    const char* name;
    E_TransferSyntax syntax;
    std::size_t pieces;  // 0: DCMTK encodes
  };
  std::vector<std::string> names;
  for (const Coding coding : {Coding{"implicit", EXS_LittleEndianImplicit, 0},
                              {"big_endian", EXS_BigEndianExplicit, 0},
                              {"deflated", EXS_DeflatedLittleEndianExplicit, 0},
                              {"rle", EXS_RLELossless, 0},
                              {"jpeg_lossless", EXS_JPEGProcess14SV1, 0},
                              {"jpeg_ls", EXS_JPEGLSLossless, 1},
                              {"jpeg2000", EXS_JPEG2000LosslessOnly, 1},
                              {"jpeg2000_fragments", EXS_JPEG2000LosslessOnly, 3}}) {
    DcmFileFormat file;
    must(file.loadFile(native.c_str()));
    DcmDataset& data = *file.getDataset();
    const DJ_RPLossless lossless;
    if (coding.pieces > 0) {
      std::uint32_t width = 0, height = 0;
      const auto values = pixels_of(data, width, height);
      encapsulate(
          data, coding.syntax == EXS_JPEGLSLossless ? jpeg_ls(values, width, height) : jpeg2000(values, width, height),
          coding.syntax, coding.pieces);
    } else {
      must(data.chooseRepresentation(coding.syntax, coding.syntax == EXS_JPEGProcess14SV1 ? &lossless : nullptr));
    }
    names.push_back(std::string(coding.name) + ".dcm");
    must(file.saveFile((directory / names.back()).c_str(), coding.syntax));
  }
  return names;
} catch (const std::runtime_error& failed) {
  return fail(ErrorCode::kInternal, "NOT_ENCODED", "{}", failed.what());
}

}  // namespace rdc::fuzz
