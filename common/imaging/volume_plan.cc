// From headers to the place of every slice, or why not.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "common/imaging/volume.h"

namespace rdc::imaging {
namespace {

constexpr double kSamePlace = 1e-3;       // mm
constexpr double kIsolatedGap = 1.6;      // of the usual distance: one slice is missing there
constexpr double kImpossibleGap = 4;      // no protocol steps so unevenly
constexpr double kSameOrientation = 0.5;  // degrees

tl::unexpected<Error> refuse(std::string reason, std::string sentence) {
  return fail(ErrorCode::kInvalid, std::move(reason), "{}", sentence);
}

Result<void> check_alike(const std::vector<VolumeSlice>& slices) {
  if (slices.size() < 3) return refuse("TOO_FEW_SLICES", "fewer than three slices: nothing to reformat");
  const double least = std::cos(kSameOrientation * std::numbers::pi / 180);
  for (const VolumeSlice& slice : slices) {
    if (slice.is_colour) return refuse("COLOUR", "colour images cannot be reformatted");
    if (!slice.plane) return refuse("NO_POSITIONS", "an image does not say where in the patient it lies");
    const SlicePlane &first = *slices.front().plane, &plane = *slice.plane;
    if (plane.rows != first.rows || plane.columns != first.columns)
      return refuse("MIXED_SIZES", fmt::format("images of different sizes: {} x {} and {} x {}", first.columns,
                                               first.rows, plane.columns, plane.rows));
    if (std::abs(plane.row_spacing - first.row_spacing) > 1e-3 * first.row_spacing ||
        std::abs(plane.column_spacing - first.column_spacing) > 1e-3 * first.column_spacing)
      return refuse("MIXED_SPACING", "pixels of different sizes in one series");
    if (dot(plane.across, first.across) < least || dot(plane.down, first.down) < least)
      return refuse("MIXED_ORIENTATIONS", "images of different directions in one series (a localizer among them?)");
  }
  return {};
}

Result<void> check_gaps(VolumePlan& plan) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < plan.distances.size(); ++i) gaps.push_back(plan.distances[i] - plan.distances[i - 1]);
  std::vector<double> sorted = gaps;
  std::ranges::sort(sorted);
  if (sorted.front() < kSamePlace)
    return refuse("SAME_POSITION", "several images lie in the same place (phases or echoes in one series)");
  plan.gaps = {sorted.front(), sorted.back()};
  const double usual = sorted[sorted.size() / 2];
  const auto wide =
      static_cast<std::size_t>(std::ranges::count_if(gaps, [&](double gap) { return gap > kIsolatedGap * usual; }));
  const bool isolated = wide > 0 && wide <= std::max<std::size_t>(1, gaps.size() / 10);
  if (isolated || sorted.back() > kImpossibleGap * usual) {
    const auto widest = static_cast<std::size_t>(std::ranges::max_element(gaps) - gaps.begin());
    return refuse("MISSING_SLICES",
                  fmt::format("slices are missing: {:.1f} mm between images {} and {}, usually {:.1f} mm", gaps[widest],
                              widest + 1, widest + 2, usual));
  }
  return {};
}

// The block's grid, large enough for every slice where its position says it is.
void lay_out(VolumePlan& plan, const std::vector<VolumeSlice>& slices) {
  const SlicePlane& first = *slices[plan.order.front()].plane;
  std::vector<std::pair<double, double>> drifts;  // mm, in the plane
  for (const std::size_t i : plan.order) {
    const Vec3 way = slices[i].plane->position - first.position;
    drifts.emplace_back(dot(way, first.across), dot(way, first.down));
  }
  const auto [left, right] = std::ranges::minmax(drifts, {}, &std::pair<double, double>::first);
  const auto [top, bottom] = std::ranges::minmax(drifts, {}, &std::pair<double, double>::second);
  const double min_u = left.first, max_u = right.first, min_v = top.second, max_v = bottom.second;
  plan.dx = first.column_spacing;
  plan.dy = first.row_spacing;
  plan.dz = plan.gaps.first;
  plan.across = first.across;
  plan.down = first.down;
  plan.columns = first.columns;
  plan.rows = first.rows;
  for (const auto& [u, v] : drifts) plan.shifts.emplace_back((u - min_u) / plan.dx, (v - min_v) / plan.dy);
  plan.origin = first.position + first.across * min_u + first.down * min_v;
  plan.shear_degrees =
      std::atan2(std::hypot(drifts.back().first, drifts.back().second), plan.distances.back()) * 180 / std::numbers::pi;
  const auto cells = [](double extent) { return static_cast<int>(std::min(1e6, std::ceil(extent - 1e-6))); };
  plan.nx = first.columns + cells((max_u - min_u) / plan.dx);
  plan.ny = first.rows + cells((max_v - min_v) / plan.dy);
  plan.nz = cells(plan.distances.back() / plan.dz) + 1;
}

void choose_scale(VolumePlan& plan, const std::vector<VolumeSlice>& slices) {
  double low = slices.front().values.first, high = slices.front().values.second;
  bool whole = true;
  for (const VolumeSlice& slice : slices) {
    low = std::min(low, slice.values.first);
    high = std::max(high, slice.values.second);
    whole = whole && slice.whole_numbers;
  }
  if (whole && low >= -32768 && high <= 32767) return;  // Hounsfield units as they are
  plan.scale = whole && high - low <= 65535 ? 1 : (high - low) / 65535;
  plan.offset = low + 32768 * plan.scale;
}

}  // namespace

VolumeSlice volume_slice(const ImageInfo& info, int frame) {
  const FrameInfo& of = info.frame(frame);
  VolumeSlice slice{slice_plane(info, frame), info.is_colour, {}, true};
  const double span = std::ldexp(1.0, std::clamp(info.bits_stored, 1, 32));
  double low = info.is_signed ? -span / 2 : 0, high = low + span - 1;
  if (of.modality_lut) {
    const auto [least, most] = std::ranges::minmax(of.modality_lut->entries);
    low = least;
    high = most;
  } else {
    low = low * of.rescale_slope + of.rescale_intercept;
    high = high * of.rescale_slope + of.rescale_intercept;
    slice.whole_numbers =
        of.rescale_slope == std::round(of.rescale_slope) && of.rescale_intercept == std::round(of.rescale_intercept);
  }
  slice.values = std::minmax(low, high);
  return slice;
}

Result<VolumePlan> plan_volume(const std::vector<VolumeSlice>& slices) {
  if (auto alike = check_alike(slices); !alike) return fail(alike);
  VolumePlan plan;
  const SlicePlane& reference = *slices.front().plane;
  const Vec3 normal = reference.normal();
  plan.normal = normal * (1 / length(normal));
  plan.order.resize(slices.size());
  std::iota(plan.order.begin(), plan.order.end(), std::size_t{0});
  const auto along = [&](std::size_t i) { return dot(plan.normal, slices[i].plane->position); };
  std::ranges::stable_sort(plan.order, {}, along);
  for (const std::size_t i : plan.order) plan.distances.push_back(along(i) - along(plan.order.front()));
  if (auto gaps = check_gaps(plan); !gaps) return fail(gaps);
  lay_out(plan, slices);
  choose_scale(plan, slices);
  const std::size_t bytes = std::size_t{2} * static_cast<std::size_t>(plan.nx) * static_cast<std::size_t>(plan.ny) *
                            static_cast<std::size_t>(plan.nz);
  if (std::max({plan.nx, plan.ny, plan.nz}) > kMaxVolumeSide || bytes > kMaxVolumeBytes)
    return fail(ErrorCode::kTooLarge, "VOLUME_TOO_LARGE", "the block would be {} x {} x {} voxels; the limit is {} MiB",
                plan.nx, plan.ny, plan.nz, kMaxVolumeBytes >> 20);
  return plan;
}

}  // namespace rdc::imaging
