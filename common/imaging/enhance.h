// Makes faint structures of a radiograph easier to see. Works on a copy of the stored values: measurements and the
// archive keep the original, and switching off gives it back.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include <opencv2/core.hpp>

namespace rdc::imaging {

// Strengths 0 (off) to 1.
struct Enhancement {
  double multi_scale = 0;     // small differences of every size raised (Laplacian pyramid, Vuylsteke & Schoeters 1994)
  double local_contrast = 0;  // CLAHE (Pizer 1987), blended in
  double sharpening = 0;      // unsharp mask, radius 2 pixels

  bool is_on() const { return multi_scale > 0 || local_contrast > 0 || sharpening > 0; }
  bool operator==(const Enhancement&) const = default;
};

// stored: CV_16U, CV_16S or CV_32F, one channel; returns the same type and size, within the values that occur in it.
// Stored values within padding stay as they are. Off: the same pixels. Blocks (some 100 ms for 9 megapixels).
cv::Mat enhance(const cv::Mat& stored, const Enhancement& how,
                const std::optional<std::pair<std::int32_t, std::int32_t>>& padding = std::nullopt);

}  // namespace rdc::imaging
