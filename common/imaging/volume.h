// A series of slices as one block of voxels, for reformatting. Slices are put where their positions say: uneven
// distances are resampled, a tilted gantry's shear is undone. What cannot be put together truthfully is refused, from
// the headers alone, before a pixel is decoded.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include <opencv2/core.hpp>

#include "common/base/result.h"
#include "common/imaging/image_file.h"
#include "common/imaging/slice_geometry.h"

namespace rdc::imaging {

inline constexpr std::size_t kMaxVolumeBytes = std::size_t{1} << 30;
inline constexpr int kMaxVolumeSide = 4096;

// What one slice's header says.
struct VolumeSlice {
  std::optional<SlicePlane> plane;
  bool is_colour = false;
  std::pair<double, double> values{0, 0};  // modality values that its stored bits can give
  bool whole_numbers = true;               // rescale slope and intercept are integers
};
VolumeSlice volume_slice(const ImageInfo& info, int frame);

// Where every slice goes. Voxel (0,0,0) has its centre at origin; spacings in mm.
struct VolumePlan {
  std::vector<std::size_t> order;                 // input slices along the normal
  std::vector<double> distances;                  // of each in order, mm from the first
  std::vector<std::pair<double, double>> shifts;  // of each in order: pixels across and down in the block
  Vec3 origin{}, across{}, down{}, normal{};
  double dx = 1, dy = 1, dz = 1;
  int nx = 0, ny = 0, nz = 0;
  int columns = 0, rows = 0;
  double scale = 1, offset = 0;          // modality value = voxel * scale + offset
  std::pair<double, double> gaps{0, 0};  // smallest and largest slice distance, mm
  double shear_degrees = 0;              // between the table's way and the slices' normal

  bool is_uneven() const { return gaps.second > gaps.first * 1.02 + 0.01; }
  bool is_sheared() const { return shear_degrees > 0.1; }
};

// kInvalid, with a sentence for the reader: TOO_FEW_SLICES (< 3), NO_POSITIONS, COLOUR, MIXED_SIZES, MIXED_SPACING,
// MIXED_ORIENTATIONS, SAME_POSITION (phases, echoes), MISSING_SLICES (single gaps of more than 1.6 times the usual
// distance, or any of more than 4 times). kTooLarge: VOLUME_TOO_LARGE.
Result<VolumePlan> plan_volume(const std::vector<VolumeSlice>& slices);

struct Volume {
  VolumePlan plan;
  std::vector<cv::Mat> slices;  // nz of ny x nx, CV_16S
  std::int16_t fill = 0;        // of voxels that no slice covers: the lowest value

  double value(std::int16_t voxel) const { return voxel * plan.scale + plan.offset; }
};

// decode(i) gives the pixels of input slice i; called in order, from the caller's thread. Blocks. progress(done, total)
// after each slice. kCancelled when stop was requested; else whatever decode said; kCorrupt SIZE_DIFFERS.
Result<Volume> build_volume(const VolumePlan& plan, const std::vector<const FrameInfo*>& frames,
                            const std::function<Result<DecodedFrame>(std::size_t)>& decode,
                            const std::function<void(int, int)>& progress, const std::stop_token& stop);

enum class PatientPlane { kAxial, kCoronal, kSagittal };
enum class SlabMode { kAverage, kMaximum, kMinimum };

// Planes of one direction through the whole block, along the patient's axes, as a reader expects them: axial and
// coronal with the patient's right at the left, sagittal with the front at the left; the head is up.
struct PlaneStack {
  SlicePlane first;
  Vec3 step{};  // from plane to plane
  int count = 0;

  SlicePlane at(int index) const;
};
PlaneStack plane_stack(const VolumePlan& plan, PatientPlane direction);

// thickness in mm (0: the plane itself, interpolated); a slab's samples lie one smallest voxel side apart, about the
// plane. CV_16S voxels of the volume's scale. Uses all cores.
cv::Mat sample_plane(const Volume& volume, const SlicePlane& plane, double thickness, SlabMode mode);

}  // namespace rdc::imaging
