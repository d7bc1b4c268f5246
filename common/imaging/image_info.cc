#include "common/imaging/image_info.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace rdc::imaging {
namespace {

// PS3.3 C.7.6.1.1.1: the patient's left, posterior and head are positive. Main direction first, then lesser ones.
std::string direction_letters(std::span<const double, 3> cosines) {
  constexpr double kNegligible = 0.3;  // under some 17 degrees a second letter only clutters
  struct Part {
    double size;
    char letter;
  };
  std::array<Part, 3> parts{Part{cosines[0], cosines[0] > 0 ? 'L' : 'R'}, Part{cosines[1], cosines[1] > 0 ? 'P' : 'A'},
                            Part{cosines[2], cosines[2] > 0 ? 'H' : 'F'}};
  for (Part& part : parts) part.size = std::abs(part.size);
  std::ranges::stable_sort(parts, std::ranges::greater{}, &Part::size);
  std::string letters;
  for (const Part& part : parts)
    if (part.size > kNegligible) letters += part.letter;
  return letters;
}

std::string opposite(std::string letters) {
  constexpr std::string_view kFrom = "LRAPHF", kTo = "RLPAFH";
  for (char& letter : letters) {
    const auto at = kFrom.find(letter);
    if (at != std::string_view::npos) letter = kTo[at];
  }
  return letters;
}

}  // namespace

std::uint16_t LookupTable::at(double input) const {
  const double index = std::clamp(std::floor(input) - first_mapped, 0.0, static_cast<double>(entries.size() - 1));
  return entries[static_cast<std::size_t>(index)];
}

double ImageInfo::pixel_height(int index) const {
  const Spacing& spacing = frame(index).spacing;
  const double ratio = spacing.row / spacing.column;
  // Beyond this the attribute is a mistake: no detector has such pixels.
  return ratio > 0.05 && ratio < 20 ? ratio : 1;
}

Spacing ImageInfo::spacing_between(int index, double x1, double y1, double x2, double y2) const {
  const CalibratedRegion* around = nullptr;
  bool touches = false;
  for (const CalibratedRegion& region : regions) {
    const bool from = region.contains(x1, y1), to = region.contains(x2, y2);
    touches = touches || from || to;
    if (from && to && (around == nullptr || region.area() < around->area())) around = &region;
  }
  if (around != nullptr && around->has_lengths())
    return {around->mm_per_pixel_y, around->mm_per_pixel_x, SpacingSource::kUltrasoundRegion};
  return touches ? Spacing{} : frame(index).spacing;
}

std::array<std::string, 4> edge_letters(const ImageInfo& info, int frame) {
  std::string right = info.patient_orientation[0];
  std::string bottom = info.patient_orientation[1];
  if (const auto& cosines = info.frame(frame).orientation) {
    right = direction_letters(std::span<const double, 3>(cosines->data(), 3));
    bottom = direction_letters(std::span<const double, 3>(cosines->data() + 3, 3));
  }
  return {opposite(right), right, opposite(bottom), bottom};
}

}  // namespace rdc::imaging
