#include "common/imaging/volume.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <opencv2/imgproc.hpp>

namespace rdc::imaging {
namespace {

// Stored values to voxels.
cv::Mat to_voxels(const cv::Mat& stored, const FrameInfo& frame, const VolumePlan& plan) {
  cv::Mat voxels;
  if (!frame.modality_lut) {
    stored.convertTo(voxels, CV_16S, frame.rescale_slope / plan.scale,
                     (frame.rescale_intercept - plan.offset) / plan.scale);
    return voxels;
  }
  cv::Mat values;
  stored.convertTo(values, CV_32F);
  for (int y = 0; y < values.rows; ++y)
    for (float& value : cv::Mat_<float>(values.row(y))) value = frame.modality_lut->at(static_cast<double>(value));
  values.convertTo(voxels, CV_16S, 1 / plan.scale, -plan.offset / plan.scale);
  return voxels;
}

// One slice in the block's grid, at its true place.
cv::Mat place(const cv::Mat& slice, const std::pair<double, double>& shift, const VolumePlan& plan, std::int16_t fill) {
  cv::Mat placed(plan.ny, plan.nx, CV_16S, cv::Scalar(fill));
  const double x = std::round(shift.first), y = std::round(shift.second);
  if (std::abs(shift.first - x) < 0.01 && std::abs(shift.second - y) < 0.01) {
    const cv::Rect at(static_cast<int>(x), static_cast<int>(y), slice.cols, slice.rows);
    slice.copyTo(placed(at & cv::Rect(0, 0, plan.nx, plan.ny)));
    return placed;
  }
  const cv::Mat way = (cv::Mat_<double>(2, 3) << 1, 0, shift.first, 0, 1, shift.second);
  cv::warpAffine(slice, placed, way, placed.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(fill));
  return placed;
}

// Trilinear; nothing outside the block.
class Sampler {
 public:
  explicit Sampler(const Volume& volume) : volume_(volume), plan_(volume.plan) {}

  Vec3 to_voxel(const Vec3& point) const {
    const Vec3 way = point - plan_.origin;
    return {dot(way, plan_.across) / plan_.dx, dot(way, plan_.down) / plan_.dy, dot(way, plan_.normal) / plan_.dz};
  }
  Vec3 direction(const Vec3& way) const {
    return {dot(way, plan_.across) / plan_.dx, dot(way, plan_.down) / plan_.dy, dot(way, plan_.normal) / plan_.dz};
  }
  // false: outside.
  bool at(const Vec3& voxel, float& value) const {
    constexpr double kRim = 1e-6;
    const std::array<int, 3> size{plan_.nx, plan_.ny, plan_.nz};
    std::array<int, 3> low{}, high{};
    std::array<float, 3> part{};
    for (std::size_t i = 0; i < 3; ++i) {
      if (!(voxel[i] >= -kRim && voxel[i] <= size[i] - 1 + kRim)) return false;
      low[i] = std::clamp(static_cast<int>(voxel[i]), 0, size[i] - 1);
      high[i] = std::min(low[i] + 1, size[i] - 1);
      part[i] = static_cast<float>(voxel[i] - low[i]);
    }
    const float near = in_slice(low[2], low, high, part);
    value = part[2] == 0 ? near : near + (in_slice(high[2], low, high, part) - near) * part[2];
    return true;
  }

 private:
  float in_slice(int z, const std::array<int, 3>& low, const std::array<int, 3>& high,
                 const std::array<float, 3>& part) const {
    const cv::Mat& slice = volume_.slices[static_cast<std::size_t>(z)];
    const auto *upper = slice.ptr<std::int16_t>(low[1]), *lower = slice.ptr<std::int16_t>(high[1]);
    const auto mix = [](float a, float b, float t) { return a + (b - a) * t; };
    return mix(mix(upper[low[0]], upper[high[0]], part[0]), mix(lower[low[0]], lower[high[0]], part[0]), part[1]);
  }

  const Volume& volume_;
  const VolumePlan& plan_;
};

// Values along one ray through the slab.
class SlabGathering {
 public:
  explicit SlabGathering(SlabMode mode) : mode_(mode) {}
  void add(float value) {
    if (count_++ == 0)
      result_ = value;
    else if (mode_ == SlabMode::kMaximum)
      result_ = std::max(result_, value);
    else if (mode_ == SlabMode::kMinimum)
      result_ = std::min(result_, value);
    else
      result_ += value;
  }
  std::int16_t result(std::int16_t nothing) const {
    if (count_ == 0) return nothing;
    return cv::saturate_cast<std::int16_t>(mode_ == SlabMode::kAverage ? result_ / static_cast<float>(count_)
                                                                       : result_);
  }

 private:
  SlabMode mode_;
  float result_ = 0;
  int count_ = 0;
};

}  // namespace

Result<Volume> build_volume(const VolumePlan& plan, const std::vector<const FrameInfo*>& frames,
                            const std::function<Result<DecodedFrame>(std::size_t)>& decode,
                            const std::function<void(int, int)>& progress, const std::stop_token& stop) {
  Volume volume{plan, {}, plan.scale == 1 && plan.offset == 0 ? std::int16_t{0} : std::int16_t{-32768}};
  const int total = static_cast<int>(plan.order.size());
  double lowest = std::numeric_limits<double>::max();
  std::vector<cv::Mat> decoded;
  for (std::size_t i = 0; i < plan.order.size(); ++i) {
    if (stop.stop_requested()) return fail(ErrorCode::kCancelled, "STOPPED", "reformatting was given up");
    auto frame = decode(plan.order[i]);
    if (!frame) return fail(frame);
    if (frame->pixels.rows != plan.rows || frame->pixels.cols != plan.columns || frame->pixels.channels() != 1)
      return fail(ErrorCode::kCorrupt, "SIZE_DIFFERS", "an image is not of the size its header claims");
    decoded.push_back(to_voxels(frame->pixels, *frames[plan.order[i]], plan));
    double least = 0;
    cv::minMaxLoc(decoded.back(), &least);
    lowest = std::min(lowest, least);
    progress(static_cast<int>(i) + 1, total);
  }
  volume.fill = cv::saturate_cast<std::int16_t>(lowest);
  // Each slice is let go as soon as the block is past it: never twice the block in memory.
  std::size_t upper = 0;
  cv::Mat before = place(decoded[0], plan.shifts[0], plan, volume.fill), after = before;
  for (int z = 0; z < plan.nz; ++z) {
    const double distance = std::min(z * plan.dz, plan.distances.back());
    while (upper + 1 < plan.order.size() && plan.distances[upper] < distance - 1e-6) {
      decoded[upper].release();
      ++upper;
      before = after;
      after = place(decoded[upper], plan.shifts[upper], plan, volume.fill);
    }
    const double gap = upper == 0 ? 1 : plan.distances[upper] - plan.distances[upper - 1];
    const double part = upper == 0 ? 1 : 1 - (plan.distances[upper] - distance) / gap;
    if (part > 1 - 1e-6) {
      volume.slices.push_back(after);
      continue;
    }
    cv::Mat mixed;
    cv::addWeighted(before, 1 - part, after, part, 0, mixed);
    volume.slices.push_back(mixed);
  }
  return volume;
}

SlicePlane PlaneStack::at(int index) const {
  SlicePlane plane = first;
  plane.position = first.position + step * index;
  return plane;
}

PlaneStack plane_stack(const VolumePlan& plan, PatientPlane direction) {
  // The block's extent along the patient's axes.
  Vec3 low{}, high{};
  low.fill(std::numeric_limits<double>::max());
  high.fill(std::numeric_limits<double>::lowest());
  for (int corner = 0; corner < 8; ++corner) {
    const Vec3 point = plan.origin + plan.across * ((corner & 1) != 0 ? plan.dx * (plan.nx - 1) : 0) +
                       plan.down * ((corner & 2) != 0 ? plan.dy * (plan.ny - 1) : 0) +
                       plan.normal * ((corner & 4) != 0 ? plan.dz * (plan.nz - 1) : 0);
    for (std::size_t i = 0; i < 3; ++i) {
      low[i] = std::min(low[i], point[i]);
      high[i] = std::max(high[i], point[i]);
    }
  }
  const double pixel = std::min({plan.dx, plan.dy, plan.dz});
  // From plane to plane: the voxel's side that lies most along the way.
  const auto side = [&](std::size_t axis) {
    const std::array<double, 3> share{std::abs(plan.across[axis]), std::abs(plan.down[axis]),
                                      std::abs(plan.normal[axis])};
    const auto main = std::ranges::max_element(share) - share.begin();
    return main == 0 ? plan.dx : main == 1 ? plan.dy : plan.dz;
  };
  const auto count = [](double extent, double step) {
    return std::clamp(static_cast<int>(std::floor(extent / step + 1e-6)) + 1, 1, kMaxVolumeSide);
  };
  PlaneStack stack;
  stack.first.column_spacing = stack.first.row_spacing = pixel;
  stack.first.across = {1, 0, 0};
  stack.first.down = {0, 0, -1};
  stack.first.position = {low[0], low[1], high[2]};
  std::size_t across = 0, down = 2, through = 1;
  Vec3 way{0, 1, 0};  // coronal: front to back
  if (direction == PatientPlane::kAxial) {
    stack.first.down = {0, 1, 0};
    down = 1;
    through = 2;
    way = {0, 0, -1};  // head to feet
  } else if (direction == PatientPlane::kSagittal) {
    stack.first.across = {0, 1, 0};
    across = 1;
    through = 0;
    way = {1, 0, 0};  // right to left
  }
  stack.first.columns = count(high[across] - low[across], pixel);
  stack.first.rows = count(high[down] - low[down], pixel);
  stack.step = way * side(through);
  stack.count = count(high[through] - low[through], side(through));
  return stack;
}

cv::Mat sample_plane(const Volume& volume, const SlicePlane& plane, double thickness, SlabMode mode) {
  const VolumePlan& plan = volume.plan;
  const Sampler sampler(volume);
  const double step = std::min({plan.dx, plan.dy, plan.dz});
  const int samples = std::clamp(static_cast<int>(std::round(std::max(0.0, thickness) / step)) + 1, 1, 1024);
  const Vec3 start = sampler.to_voxel(plane.position);
  const Vec3 across = sampler.direction(plane.across * plane.column_spacing);
  const Vec3 down = sampler.direction(plane.down * plane.row_spacing);
  const Vec3 through = sampler.direction(plane.normal() * step);
  cv::Mat picture(plane.rows, plane.columns, CV_16S);
  cv::parallel_for_(cv::Range(0, plane.rows), [&](const cv::Range& rows) {
    for (int y = rows.start; y < rows.end; ++y) {
      auto* out = picture.ptr<std::int16_t>(y);
      for (int x = 0; x < plane.columns; ++x) {
        const Vec3 middle = start + across * x + down * y;
        SlabGathering gathering(mode);
        for (int s = 0; s < samples; ++s) {
          float value = 0;
          if (sampler.at(middle + through * (s - (samples - 1) / 2.0), value)) gathering.add(value);
        }
        out[x] = gathering.result(volume.fill);
      }
    }
  });
  return picture;
}

}  // namespace rdc::imaging
