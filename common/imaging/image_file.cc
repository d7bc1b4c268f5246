#include "common/imaging/image_file.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dctk.h>

#include "common/dicom/part10.h"
#include "common/imaging/codestream.h"
#include "common/imaging/data_set.h"
#include "common/imaging/dcmtk_codec.h"
#include "common/imaging/fragments.h"
#include "common/imaging/image_info_reader.h"
#include "common/imaging/jpeg2000.h"
#include "common/imaging/jpeg_ls.h"
#include "common/imaging/limits.h"
#include "common/imaging/lut_reader.h"
#include "common/imaging/overlay_reader.h"
#include "common/imaging/raw_frame.h"

namespace rdc::imaging {
namespace {

// Values longer than this stay on disk until asked for.
constexpr Uint32 kMaxValueInMemory = 64 * 1024;

bool is_htj2k(std::string_view uid) {
  return uid == "1.2.840.10008.1.2.4.201" || uid == "1.2.840.10008.1.2.4.202" || uid == "1.2.840.10008.1.2.4.203";
}
bool is_jpeg2000(std::string_view uid) {
  return uid == "1.2.840.10008.1.2.4.90" || uid == "1.2.840.10008.1.2.4.91" || is_htj2k(uid);
}
// MPEG-2, MPEG-4 and HEVC: a film in one stream, not a frame in each.
bool is_video(std::string_view uid) {
  constexpr std::string_view kStem("1.2.840.10008.1.2.4.10");
  return uid.starts_with(kStem) && uid.size() <= kStem.size() + 3 && uid.size() > kStem.size();
}
bool is_jpeg_ls(std::string_view uid) { return uid == "1.2.840.10008.1.2.4.80" || uid == "1.2.840.10008.1.2.4.81"; }

// Some devices say 16 bits and use the lower eight: taken at their word, the picture would be black.
void widen_bytes(Palette& palette) {
  const auto holds_bytes = [](const std::shared_ptr<const LookupTable>& table) {
    return table && table->bits == 16 && std::ranges::all_of(table->entries, [](std::uint16_t v) { return v < 256; });
  };
  std::array<std::shared_ptr<const LookupTable>*, 3> tables{&palette.red, &palette.green, &palette.blue};
  if (!std::ranges::all_of(tables, [&](const auto* table) { return holds_bytes(*table); })) return;
  for (auto* table : tables) {
    auto bytes = std::make_shared<LookupTable>(**table);
    bytes->bits = 8;
    *table = std::move(bytes);
  }
}

Palette read_palette(DcmDataset& data_set, bool is_signed) {
  const AttributeScope scope(data_set);
  const auto table = [&](const DcmTagKey& descriptor, const DcmTagKey& data, const DcmTagKey& segments) {
    DcmElement* plain = scope.element(data);
    return plain != nullptr ? read_lut(scope.element(descriptor), plain, is_signed)
                            : read_segmented_lut(scope.element(descriptor), scope.element(segments), is_signed);
  };
  Palette palette{table(DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
                        DCM_SegmentedRedPaletteColorLookupTableData),
                  table(DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
                        DCM_SegmentedGreenPaletteColorLookupTableData),
                  table(DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
                        DCM_SegmentedBluePaletteColorLookupTableData)};
  widen_bytes(palette);
  return palette;
}

// Programs that decompress often keep the name of halved chroma for pixels that have it whole: their number tells.
std::string native_photometric(const ImageInfo& info, std::uint64_t total) {
  const std::string whole = as_decompressed(info.photometric);
  const auto needed = frame_bytes(info.rows, info.columns, info.samples_per_pixel, info.bits_allocated, whole) *
                      static_cast<std::uint64_t>(info.frames);
  return total == needed + needed % 2 ? whole : info.photometric;
}

}  // namespace

struct ImageFile::State {
  std::mutex decoding;  // DCMTK's elements load themselves lazily: one thread at a time
  DcmFileFormat file;
  DcmFileCache cache;
  ImageInfo info;
  Palette palette;
  bool planar = false;
  DcmElement* pixels = nullptr;           // owned by file
  DcmPixelSequence* fragments = nullptr;  // owned by file; null for native pixels
  std::vector<FragmentRange> frame_fragments;

  DcmDataset& data_set() { return *file.getDataset(); }

  Result<void> find_pixels();
  Result<void> find_fragments(DcmPixelData& pixel_data);
  Result<RawFrame> native_frame(int frame);
  Result<RawFrame> compressed_frame(int frame, Detail detail);
  Result<RawFrame> jpeg2000_frame(const std::vector<std::uint8_t>& stream, Detail detail) const;
};

Result<void> ImageFile::State::find_pixels() {
  pixels = AttributeScope(data_set()).pixel_element();
  const bool is_double = pixels->getTag() == DCM_DoubleFloatPixelData;
  if (is_double != (info.bits_allocated == 64) || (pixels->getTag() == DCM_FloatPixelData && info.bits_allocated != 32))
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX", "such pixels of {} bits are not supported",
                info.bits_allocated);
  if (auto* pixel_data = dynamic_cast<DcmPixelData*>(pixels)) return find_fragments(*pixel_data);
  return {};
}

Result<void> ImageFile::State::find_fragments(DcmPixelData& pixel_data) {
  E_TransferSyntax syntax = EXS_Unknown;
  const DcmRepresentationParameter* parameter = nullptr;
  pixel_data.getOriginalRepresentationKey(syntax, parameter);
  const bool found =
      pixel_data.getEncapsulatedRepresentation(syntax, parameter, fragments).good() && fragments != nullptr;
  if (!found) {
    fragments = nullptr;
    const DcmXfer declared(info.transfer_syntax_uid.c_str());
    if (declared.getXfer() != EXS_Unknown && declared.isEncapsulated())
      return fail(ErrorCode::kCorrupt, "CODESTREAM_DAMAGED",
                  "the object says its image is compressed ({}), but it is not", declared.getXferName());
    return {};
  }
  if (is_video(info.transfer_syntax_uid))
    return fail(ErrorCode::kInvalid, "UNSUPPORTED_SYNTAX", "the object is a film (MPEG), which is not supported");
  // What DCMTK read the fragments as: a second transfer syntax element in the data set (real mammograms have one) is
  // none.
  if (syntax != EXS_Unknown && !is_htj2k(info.transfer_syntax_uid))
    info.transfer_syntax_uid = DcmXfer(syntax).getXferID();
  auto located = locate_frames(*fragments, info.frames);
  if (!located) return fail(located);
  frame_fragments = std::move(*located);
  return {};
}

Result<RawFrame> ImageFile::State::native_frame(int frame) {
  RawFrame raw;
  raw.rows = info.rows;
  raw.columns = info.columns;
  raw.samples = info.samples_per_pixel;
  raw.bits_allocated = info.bits_allocated;
  raw.bits_stored = info.bits_stored;
  raw.high_bit = info.high_bit;
  raw.is_signed = info.is_signed;
  raw.is_float = pixels->getTag() != DCM_PixelData;
  raw.float_padding = info.float_padding;
  raw.by_plane = planar;
  const std::uint64_t total = pixels->getLength();
  raw.photometric = native_photometric(info, total);
  const auto size = frame_bytes(info.rows, info.columns, info.samples_per_pixel, info.bits_allocated, raw.photometric);
  // Frames follow each other without a gap: of single bits and other odd widths, in the middle of a byte.
  const std::uint64_t bits_before = static_cast<std::uint64_t>(frame) * static_cast<std::uint64_t>(info.rows) *
                                    static_cast<std::uint64_t>(info.columns) *
                                    static_cast<std::uint64_t>(info.samples_per_pixel * info.bits_allocated);
  const bool whole_bytes = info.bits_allocated % 8 == 0;
  const std::uint64_t offset = whole_bytes ? static_cast<std::uint64_t>(frame) * size : bits_before / 8;
  const int bit = whole_bytes ? 0 : static_cast<int>(bits_before % 8);
  const std::uint64_t needed = size + (bit != 0 ? 1 : 0);
  if (offset + size > total)
    return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "the image data are cut off: {} of {} bytes", total,
                offset + size);
  const std::uint64_t wanted = std::min(needed, total - offset);
  // Whole words: big-endian data are swapped two bytes at a time.
  const std::uint64_t start = offset & ~std::uint64_t{1};
  const std::uint64_t end = std::min(total, (offset + wanted + 1) & ~std::uint64_t{1});
  raw.bytes.resize(end - start);
  if (pixels
          ->getPartialValue(raw.bytes.data(), static_cast<Uint32>(start), static_cast<Uint32>(end - start), &cache,
                            EBO_LittleEndian)
          .bad())
    return fail(ErrorCode::kCorrupt, "PIXEL_DATA_SHORT", "the image data cannot be read from the file");
  raw.bytes.erase(raw.bytes.begin(), raw.bytes.begin() + static_cast<std::ptrdiff_t>(offset - start));
  if (bit != 0) {
    raw.bytes.push_back(0);
    for (std::size_t i = 0; i + 1 < raw.bytes.size(); ++i)
      raw.bytes[i] = static_cast<std::uint8_t>(raw.bytes[i] >> bit | raw.bytes[i + 1] << (8 - bit));
  }
  return raw;
}

Result<RawFrame> ImageFile::State::jpeg2000_frame(const std::vector<std::uint8_t>& stream, Detail detail) const {
  auto header = read_jpeg2000_header(stream);
  if (!header) return fail(header);
  if (header->width != static_cast<std::uint32_t>(info.columns) ||
      header->height != static_cast<std::uint32_t>(info.rows) ||
      header->components < static_cast<std::uint32_t>(info.samples_per_pixel) || header->components > 4)
    return fail(ErrorCode::kCorrupt, "CODESTREAM_MISMATCH",
                "the compressed image is {} x {} with {} components, the object says {} x {} with {}", header->width,
                header->height, header->components, info.columns, info.rows, info.samples_per_pixel);
  if (header->tiles > kMaxTiles)
    return fail(ErrorCode::kTooLarge, "FRAME_TOO_LARGE", "the JPEG 2000 image has {} tiles; the limit is {}",
                header->tiles, kMaxTiles);
  header->components = static_cast<std::uint32_t>(info.samples_per_pixel);
  auto raw = decode_jpeg2000(stream, *header, static_cast<unsigned>(detail));
  if (!raw) return raw;
  if (raw->photometric.empty() || info.photometric == "PALETTE COLOR")
    raw->photometric = as_decompressed(info.photometric);
  // A signed codestream is believed. An unsigned one in a signed object holds the bits of signed samples: encoders that
  // were never told of the sign wrote them so (real CT: -2000 outside the circle, found as 6192 of 13 bits).
  if (!raw->is_signed && info.is_signed) raw->is_signed = true;
  // A codestream of overlay bits and pixels together, or of whole words with the pixels at their top: the object knows
  // where its pixels are.
  const bool has_others =
      std::ranges::any_of(info.overlays, [](const OverlayPlane& plane) { return plane.bit.has_value(); });
  const bool is_at_the_top = info.high_bit >= info.bits_stored && raw->bits_stored == info.high_bit + 1;
  if ((has_others && info.high_bit < raw->bits_stored) || is_at_the_top) {
    raw->bits_stored = info.bits_stored;
    raw->high_bit = info.high_bit;
  }
  return raw;
}

Result<RawFrame> ImageFile::State::compressed_frame(int frame, Detail detail) {
  auto stream = join_fragments(*fragments, frame_fragments[static_cast<std::size_t>(frame)], cache);
  if (!stream) return fail(stream);
  // Believe the bytes more than the name: some archives relabel without recompressing.
  const bool is_2000 = is_jpeg2000(info.transfer_syntax_uid) || starts_jpeg2000(*stream);
  const auto header = read_jpeg_header(*stream);
  const bool is_ls = !is_2000 && (is_jpeg_ls(info.transfer_syntax_uid) || (header && header->is_jpeg_ls));
  if (is_2000 || is_ls || info.transfer_syntax_uid != UID_RLELosslessTransferSyntax) {
    const auto claimed = static_cast<std::uint64_t>(info.rows) * static_cast<std::uint64_t>(info.columns);
    const Coding coding = is_2000 || is_ls ? Coding::kOther : Coding::kJpeg;
    if (auto checked = check_claim(stream->size(), claimed, coding); !checked) return fail(checked);
  }
  if (is_2000) return jpeg2000_frame(*stream, detail);
  if (is_ls) return decode_jpeg_ls(*stream, info);
  return decode_with_dcmtk(std::move(*stream), info, planar);
}

std::size_t DecodedFrame::bytes() const {
  std::size_t total = pixels.total() * pixels.elemSize();
  for (const OverlayMask& overlay : overlays) total += overlay.pixels.total();
  return total;
}

double DecodedFrame::stored_at(int row, int column) const {
  switch (pixels.depth()) {
    case CV_16U:
      return pixels.at<std::uint16_t>(row, column);
    case CV_16S:
      return pixels.at<std::int16_t>(row, column);
    default:
      return pixels.at<float>(row, column);
  }
}

ImageFile::ImageFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ImageFile::~ImageFile() = default;

const ImageInfo& ImageFile::info() const { return state_->info; }
bool ImageFile::has_reduced_detail() const { return is_jpeg2000(state_->info.transfer_syntax_uid); }

Result<std::unique_ptr<ImageFile>> ImageFile::open(const std::filesystem::path& path) {
  const auto structure = dicom::check_structure(path);
  if (!structure) return fail(structure);
  auto state = std::make_unique<State>();
  // DCMTK 3.6.7 does not know HTJ2K: its data set is encoded like that of JPEG 2000.
  const E_TransferSyntax read_as = is_htj2k(structure->transfer_syntax_uid) ? EXS_JPEG2000 : EXS_Unknown;
  const OFCondition loaded = state->file.loadFile(OFFilename(path.c_str()), read_as, EGL_noChange, kMaxValueInMemory);
  if (loaded.bad())
    return fail(ErrorCode::kCorrupt, "FILE_DAMAGED", "the file is damaged or cut off: {}", loaded.text());
  auto info = read_image_info(state->data_set(), structure->transfer_syntax_uid);
  if (!info) return fail(info);
  state->info = std::move(*info);
  if (auto pixels = state->find_pixels(); !pixels) return fail(pixels);
  state->planar = AttributeScope(state->data_set()).integer(DCM_PlanarConfiguration) == 1;
  if (state->info.photometric == "PALETTE COLOR")
    state->palette = read_palette(state->data_set(), state->info.is_signed);
  return std::unique_ptr<ImageFile>(new ImageFile(std::move(state)));
}

Result<DecodedFrame> ImageFile::decode(int frame, Detail detail) {
  const std::lock_guard lock(state_->decoding);
  if (frame < 0 || frame >= state_->info.frames)
    return fail(ErrorCode::kInvalid, "NO_SUCH_FRAME", "the object has {} frames, not {}", state_->info.frames,
                frame + 1);
  try {
    auto raw = state_->fragments != nullptr ? state_->compressed_frame(frame, detail) : state_->native_frame(frame);
    if (!raw) return fail(raw);
    auto decoded = state_->info.is_colour ? to_colour(*raw, state_->palette) : to_grey(*raw);
    if (decoded && detail == Detail::kFull)
      decoded->overlays = read_overlay_masks(state_->data_set(), state_->info, frame, *raw, state_->cache);
    return decoded;
  } catch (const std::exception& thrown) {  // OpenCV, CharLS, bad_alloc
    return fail(ErrorCode::kInternal, "DECODER_FAILED", "the image cannot be decoded: {}", thrown.what());
  }
}

}  // namespace rdc::imaging
