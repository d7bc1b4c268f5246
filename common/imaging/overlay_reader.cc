#include "common/imaging/overlay_reader.h"

#include <algorithm>
#include <cmath>

#include "common/imaging/limits.h"

namespace rdc::imaging {
namespace {

constexpr int kFirstGroup = 0x6000, kLastGroup = 0x601E;
constexpr Uint16 kRows = 0x0010, kColumns = 0x0011, kFrames = 0x0015, kType = 0x0040, kOrigin = 0x0050,
                 kFrameOrigin = 0x0051, kBitsAllocated = 0x0100, kBitPosition = 0x0102, kLabel = 0x1500, kData = 0x3000;
constexpr double kFarthest = 1e5;  // an origin beyond any image
constexpr std::size_t kMostCorners = 1000;

DcmTagKey tag(int group, Uint16 element) { return {static_cast<Uint16>(group), element}; }

bool fits(std::int64_t rows, std::int64_t columns) {
  return rows >= 1 && columns >= 1 && static_cast<std::uint64_t>(rows * columns) <= kMaxFramePixels;
}

std::optional<OverlayPlane> read_plane(const AttributeScope& scope, int group, const ImageInfo& info) {
  OverlayPlane plane;
  plane.group = group;
  const bool has_data = scope.element(tag(group, kData)) != nullptr;
  const auto bit = scope.integer(tag(group, kBitPosition));
  // Retired, but modalities still do so: a bit of the pixel values that their own range does not use.
  if (!has_data) {
    if (info.is_colour || !bit || *bit < 0 || *bit >= info.bits_allocated ||
        scope.integer(tag(group, kBitsAllocated)).value_or(0) < 2)
      return std::nullopt;
    const bool of_the_image = *bit <= info.high_bit && *bit > info.high_bit - info.bits_stored;
    if (of_the_image) return std::nullopt;
    plane.bit = bit;
  }
  plane.rows = scope.integer(tag(group, kRows)).value_or(plane.bit ? info.rows : 0);
  plane.columns = scope.integer(tag(group, kColumns)).value_or(plane.bit ? info.columns : 0);
  if (!fits(plane.rows, plane.columns)) return std::nullopt;
  const auto origin = scope.numbers(tag(group, kOrigin));
  if (origin.size() >= 2 && std::abs(origin[0]) < kFarthest && std::abs(origin[1]) < kFarthest) {
    plane.top = static_cast<int>(origin[0]) - 1;
    plane.left = static_cast<int>(origin[1]) - 1;
  }
  const auto count = scope.integer(tag(group, kFrames)), first = scope.integer(tag(group, kFrameOrigin));
  // A plane of one picture that names no frame lies on all of them.
  if (count.value_or(1) > 1 || first)
    plane.frames = OverlayPlane::Frames{std::max(0, first.value_or(1) - 1),
                                        std::clamp(count.value_or(1), 1, static_cast<int>(kMaxFrames))};
  plane.is_region = scope.text(tag(group, kType)) == "R";
  plane.label = scope.text(tag(group, kLabel));
  return plane;
}

std::optional<OverlayMask> mask_from_data(DcmDataset& data_set, const OverlayPlane& plane, int index,
                                          DcmFileCache& cache) {
  DcmElement* element = AttributeScope(data_set).element(tag(plane.group, kData));
  if (element == nullptr) return std::nullopt;
  const std::uint64_t pixels = static_cast<std::uint64_t>(plane.rows) * static_cast<std::uint64_t>(plane.columns);
  const std::uint64_t first = pixels * static_cast<std::uint64_t>(index);
  const std::uint64_t total = element->getLength();
  if (first + pixels > total * 8) return std::nullopt;
  // Whole words: big-endian data are swapped two bytes at a time.
  const std::uint64_t from = first / 8 & ~std::uint64_t{1};
  const std::uint64_t to = std::min(total, ((first + pixels + 7) / 8 + 1) & ~std::uint64_t{1});
  std::vector<std::uint8_t> bytes(to - from);
  if (element
          ->getPartialValue(bytes.data(), static_cast<Uint32>(from), static_cast<Uint32>(bytes.size()), &cache,
                            EBO_LittleEndian)
          .bad())
    return std::nullopt;
  return mask_from_bits(bytes, first - from * 8, plane.rows, plane.columns);
}

// One bit of every sample, packed as an overlay's own data are.
std::optional<OverlayMask> mask_from_samples(const RawFrame& raw, const OverlayPlane& plane) {
  const int bytes_each = raw.bits_allocated / 8;
  if (raw.samples != 1 || raw.rows != plane.rows || raw.columns != plane.columns || *plane.bit >= raw.bits_allocated)
    return std::nullopt;
  const auto pixels = static_cast<std::size_t>(raw.rows) * static_cast<std::size_t>(raw.columns);
  if (bytes_each < 1 || raw.bytes.size() < pixels * static_cast<std::size_t>(bytes_each)) return std::nullopt;
  std::vector<std::uint8_t> bits((pixels + 7) / 8);
  const std::uint8_t* sample = raw.bytes.data() + *plane.bit / 8;
  for (std::size_t i = 0; i < pixels; ++i, sample += bytes_each)
    bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (*sample >> (*plane.bit % 8) & 1) << (i % 8));
  return mask_from_bits(bits, 0, raw.rows, raw.columns);
}

}  // namespace

std::vector<OverlayPlane> read_overlay_planes(DcmDataset& data_set, const ImageInfo& info) {
  const AttributeScope scope(data_set);
  std::vector<OverlayPlane> planes;
  for (int group = kFirstGroup; group <= kLastGroup; group += 2)
    if (auto plane = read_plane(scope, group, info)) planes.push_back(std::move(*plane));
  return planes;
}

DisplayShutter read_shutter(const AttributeScope& scope) {
  DisplayShutter shutter;
  const auto shapes = scope.texts(DCM_ShutterShape);
  const auto has = [&shapes](const char* shape) { return std::ranges::find(shapes, shape) != shapes.end(); };
  if (has("RECTANGULAR")) {
    const auto left = scope.integer(DCM_ShutterLeftVerticalEdge), right = scope.integer(DCM_ShutterRightVerticalEdge);
    const auto top = scope.integer(DCM_ShutterUpperHorizontalEdge),
               bottom = scope.integer(DCM_ShutterLowerHorizontalEdge);
    // The edges' own pixels are shown. Edges that leave nothing are a mistake in the file.
    if (left && right && top && bottom && *left <= *right && *top <= *bottom)
      shutter.rectangle = {*left - 1.0, *top - 1.0, static_cast<double>(*right), static_cast<double>(*bottom)};
  }
  if (has("CIRCULAR")) {
    const auto center = scope.numbers(DCM_CenterOfCircularShutter);  // row, column
    const auto radius = scope.number(DCM_RadiusOfCircularShutter);
    if (center.size() >= 2 && radius && *radius > 0) shutter.circle = {center[1] - 0.5, center[0] - 0.5, *radius};
  }
  if (has("POLYGONAL")) {
    const auto corners = scope.numbers(DCM_VerticesOfThePolygonalShutter);  // row, column, row, …
    if (corners.size() >= 6 && corners.size() <= 2 * kMostCorners)
      for (std::size_t i = 0; i + 1 < corners.size(); i += 2)
        shutter.polygon.emplace_back(corners[i + 1] - 0.5, corners[i] - 0.5);
  }
  if (has("BITMAP")) shutter.overlay_group = scope.integer(DCM_ShutterOverlayGroup);
  shutter.value =
      static_cast<std::uint16_t>(std::clamp(scope.integer(DCM_ShutterPresentationValue).value_or(0), 0, 65535));
  return shutter;
}

std::optional<OverlayMask> mask_from_bits(std::span<const std::uint8_t> bytes, std::uint64_t first, int rows,
                                          int columns) {
  if (!fits(rows, columns)) return std::nullopt;
  const auto wide = static_cast<std::uint64_t>(columns);
  if (first + static_cast<std::uint64_t>(rows) * wide > bytes.size() * 8) return std::nullopt;
  const auto is_set = [&](std::uint64_t at) { return (bytes[at / 8] >> (at % 8) & 1) != 0; };
  int top = rows, bottom = -1, left = columns, right = -1;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const std::uint64_t at = first + static_cast<std::uint64_t>(row) * wide + static_cast<std::uint64_t>(column);
      if (!is_set(at)) continue;
      top = std::min(top, row);
      bottom = row;
      left = std::min(left, column);
      right = std::max(right, column);
    }
  if (bottom < 0) return std::nullopt;
  OverlayMask mask;
  mask.at = {left, top};
  mask.pixels = cv::Mat::zeros(bottom - top + 1, right - left + 1, CV_8UC1);
  for (int row = top; row <= bottom; ++row) {
    auto* line = mask.pixels.ptr<std::uint8_t>(row - top);
    for (int column = left; column <= right; ++column)
      if (is_set(first + static_cast<std::uint64_t>(row) * wide + static_cast<std::uint64_t>(column)))
        line[column - left] = 255;
  }
  return mask;
}

std::vector<OverlayMask> read_overlay_masks(DcmDataset& data_set, const ImageInfo& info, int frame, const RawFrame& raw,
                                            DcmFileCache& cache) {
  std::vector<OverlayMask> masks;
  for (const OverlayPlane& plane : info.overlays) {
    const int index = plane.frames ? frame - plane.frames->first : 0;
    if (index < 0 || index >= (plane.frames ? plane.frames->count : 1)) continue;
    auto mask = plane.bit ? mask_from_samples(raw, plane) : mask_from_data(data_set, plane, index, cache);
    if (!mask) continue;
    mask->group = plane.group;
    mask->is_region = plane.is_region;
    mask->at += cv::Point(plane.left, plane.top);
    masks.push_back(std::move(*mask));
  }
  return masks;
}

}  // namespace rdc::imaging
