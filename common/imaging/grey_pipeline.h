// Stored values to grey levels on the screen: modality LUT -> VOI LUT or window -> presentation LUT shape (DICOM PS3.3
// C.11.1, C.11.2, C.11.6). Data stay 16 bit until the last step.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "common/imaging/image_file.h"
#include "common/imaging/image_info.h"

namespace rdc::imaging {

struct LevelLine;

// 0..1 for a modality value (PS3.3 C.11.2.1.2, C.11.2.1.3).
double apply_window(const WindowSetting& window, double value);

// What a presentation state puts in the place of the image's own transformations: in the place of all of them, also of
// those that it leaves out (PS3.3 C.11.7).
struct PresentedTransform {
  double rescale_slope = 1, rescale_intercept = 0;
  std::string rescale_type;
  std::shared_ptr<const LookupTable> modality_lut;  // instead of the rescale when set
  std::optional<WindowSetting> window;              // neither this nor the table: the whole range of the stored bits
  std::shared_ptr<const LookupTable> voi_lut;
  std::shared_ptr<const LookupTable> presentation_lut;  // to P-values; instead of the polarity when set
  bool inverse = false;                                 // also says how MONOCHROME1 is meant
};

// For one frame. A value: copies share the tables. Not thread-safe while a setter runs.
class GreyPipeline {
 public:
  // Starts with the frame's first VOI LUT, else its first window, else automatic_window().
  GreyPipeline(const ImageInfo& info, int frame, const DecodedFrame& decoded);

  // As a presentation state shows the frame.
  GreyPipeline(const ImageInfo& info, int frame, const DecodedFrame& decoded, const PresentedTransform& transform);

  double modality_value(double stored) const;
  // "HU", "OD", or "" when the values have no unit.
  const std::string& unit() const { return unit_; }

  const std::optional<WindowSetting>& window() const { return window_; }  // nullopt while a VOI LUT is used
  void set_window(WindowSetting window);
  bool set_voi_lut(std::size_t index);  // false: no such table
  void reset();                         // to the state after construction
  void set_inverted(bool inverted);     // on top of what the file says
  bool inverted() const { return inverted_; }
  // Large values are dark, whoever wanted it so: the file, the presentation state or the reader.
  bool is_inverse() const { return file_inverse_ != inverted_; }

  // Stored values between two others show levels between theirs: true of every window, not of every table. If not, an
  // image must get its levels before it is resampled.
  bool is_monotonic() const;

  // A window about what the VOI LUT in use shows, for dragging on from it.
  WindowSetting equivalent_window() const;
  // Nearly all values of the frame (0.5 to 99.5 %, padding left out); the whole range for up to 8 bits.
  const WindowSetting& automatic_window() const { return automatic_; }
  // Smallest and largest modality value that occurs, padding left out.
  std::pair<double, double> value_range() const { return range_; }

  // stored: CV_16U, CV_16S or CV_32F, any part of the frame. out becomes CV_8UC1 of the same size. Works on all cores.
  void apply(const cv::Mat& stored, cv::Mat& out) const;
  // The same levels, three times each and 255: CV_8UC4, what a window of 32 bits a pixel takes as it is.
  void apply_to_screen(const cv::Mat& stored, cv::Mat& out) const;

 private:
  double display_level(double stored) const;  // 0..255, not rounded
  WindowSetting whole_range(const ImageInfo& info) const;
  bool is_affine() const;
  std::optional<LevelLine> level_line() const;  // nullopt: a table says what becomes of a value
  // Levels of some rows, into a matrix of their size. For several threads at a time, while this lives unchanged.
  using LevelMap = std::function<void(const cv::Mat& stored, cv::Mat& levels)>;
  LevelMap level_map(int depth) const;
  void forget_table() { table_.reset(); }
  const std::vector<std::uint8_t>& table(int depth) const;
  void measure_range(const DecodedFrame& decoded, int bits_stored);

  FrameInfo frame_;
  std::string unit_;
  std::optional<std::pair<std::int32_t, std::int32_t>> padding_;
  bool file_inverse_ = false;
  bool inverted_ = false;
  std::optional<WindowSetting> window_;
  std::shared_ptr<const LookupTable> voi_lut_;
  std::shared_ptr<const LookupTable> presentation_lut_;
  WindowSetting automatic_;
  std::pair<double, double> range_{0, 1};
  mutable std::shared_ptr<const std::vector<std::uint8_t>> table_;  // 65,536 levels by stored value's 16 bits
};

}  // namespace rdc::imaging
