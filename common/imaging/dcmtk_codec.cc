#include "common/imaging/dcmtk_codec.h"

#include <memory>
#include <mutex>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djdecode.h>

#include "common/imaging/codestream.h"

namespace rdc::imaging {
namespace {

void register_codecs_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs(EDC_photometricInterpretation, EUC_never, EPC_colorByPixel);
  });
}

constexpr const char* kRle = "1.2.840.10008.1.2.5";

// What the codestream declares must be what the data set declares, before a decoder allocates for it.
Result<CodestreamHeader> checked_header(const std::vector<std::uint8_t>& stream, const ImageInfo& info) {
  auto header = read_jpeg_header(stream);
  if (!header) return header;
  if (header->width != static_cast<std::uint32_t>(info.columns) ||
      header->height != static_cast<std::uint32_t>(info.rows) ||
      header->components != static_cast<std::uint32_t>(info.samples_per_pixel))
    return fail(ErrorCode::kCorrupt, "CODESTREAM_MISMATCH",
                "the compressed image is {} x {} with {} components, the object says {} x {} with {}", header->width,
                header->height, header->components, info.columns, info.rows, info.samples_per_pixel);
  if (header->precision < 2 || header->precision > 16)
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX", "{} bits a sample are not supported", header->precision);
  return header;
}

void describe(DcmDataset& frame, const ImageInfo& info, int bits_allocated, bool planar) {
  const auto put = [&frame](const DcmTagKey& tag, int value) {
    frame.putAndInsertUint16(tag, static_cast<Uint16>(value));
  };
  frame.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
  frame.putAndInsertString(DCM_PhotometricInterpretation, info.photometric.c_str());
  frame.putAndInsertString(DCM_NumberOfFrames, "1");
  put(DCM_SamplesPerPixel, info.samples_per_pixel);
  put(DCM_Rows, info.rows);
  put(DCM_Columns, info.columns);
  put(DCM_BitsAllocated, bits_allocated);
  put(DCM_BitsStored, std::min(info.bits_stored, bits_allocated));
  put(DCM_HighBit, std::min(info.high_bit, bits_allocated - 1));
  put(DCM_PixelRepresentation, info.is_signed ? 1 : 0);
  if (info.samples_per_pixel > 1) put(DCM_PlanarConfiguration, planar ? 1 : 0);
}

std::unique_ptr<DcmPixelSequence> sequence_of(std::vector<std::uint8_t>& stream) {
  auto sequence = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
  auto* table = new DcmPixelItem(DcmTag(DCM_PixelItemTag, EVR_OB));
  sequence->insert(table);  // takes ownership
  if (stream.size() % 2 != 0) stream.push_back(0);
  auto* fragment = new DcmPixelItem(DcmTag(DCM_PixelItemTag, EVR_OB));
  sequence->insert(fragment);
  fragment->putUint8Array(stream.data(), static_cast<unsigned long>(stream.size()));
  return sequence;
}

}  // namespace

Result<RawFrame> decode_with_dcmtk(std::vector<std::uint8_t> stream, const ImageInfo& info, bool planar) {
  register_codecs_once();
  RawFrame raw;
  raw.bits_allocated = info.bits_allocated;
  if (info.transfer_syntax_uid != kRle) {
    auto header = checked_header(stream, info);
    if (!header) return fail(header);
    // The codestream's precision decides the width of what the codec writes.
    raw.bits_allocated = header->precision > 8 ? 16 : 8;
  }
  if (raw.bits_allocated != 8 && raw.bits_allocated != 16 && raw.bits_allocated != 32)
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX", "{} bits allocated cannot be compressed so",
                info.bits_allocated);
  if (info.transfer_syntax_uid == kRle) {
    const auto segments = static_cast<std::size_t>(info.samples_per_pixel * raw.bits_allocated / 8);
    if (auto checked = check_rle_header(stream, segments); !checked) return fail(checked);
    if (auto checked = check_rle_lengths(stream, segments, static_cast<std::uint64_t>(info.rows),
                                         static_cast<std::uint64_t>(info.columns));
        !checked)
      return fail(checked);
  }

  const DcmXfer syntax(info.transfer_syntax_uid.c_str());
  if (syntax.getXfer() == EXS_Unknown)
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX", "transfer syntax {} is not supported",
                info.transfer_syntax_uid);
  DcmDataset frame;
  describe(frame, info, raw.bits_allocated, planar);
  const auto sequence = sequence_of(stream);
  auto size = frame_bytes(info.rows, info.columns, info.samples_per_pixel, raw.bits_allocated, "");
  size += size % 2;
  raw.bytes.resize(size);
  Uint32 fragment = 1;  // behind the offset table
  OFString colour_model;
  const OFCondition decoded = DcmCodecList::decodeFrame(syntax, nullptr, sequence.get(), &frame, 0, fragment,
                                                        raw.bytes.data(), static_cast<Uint32>(size), colour_model);
  // Its RLE decoder says so of data that end early, too.
  if (decoded == EC_CannotChangeRepresentation && info.transfer_syntax_uid != kRle)
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX", "transfer syntax {} is not supported", syntax.getXferName());
  if (decoded.bad())
    return fail(ErrorCode::kCorrupt, "CODESTREAM_DAMAGED", "the compressed image cannot be decoded: {}",
                decoded.text());

  raw.rows = info.rows;
  raw.columns = info.columns;
  raw.samples = info.samples_per_pixel;
  raw.bits_stored = std::min(info.bits_stored, raw.bits_allocated);
  raw.high_bit = std::min(info.high_bit, raw.bits_allocated - 1);
  raw.is_signed = info.is_signed;
  raw.by_plane = info.transfer_syntax_uid == kRle && planar;
  raw.photometric = colour_model.empty() ? info.photometric : std::string(colour_model);
  raw.photometric = as_decompressed(raw.photometric);
  return raw;
}

}  // namespace rdc::imaging
