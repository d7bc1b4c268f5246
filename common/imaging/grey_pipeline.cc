#include "common/imaging/grey_pipeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>

#include <opencv2/core/utility.hpp>

#include "common/imaging/screen_pixels.h"

namespace rdc::imaging {
namespace {

constexpr double kWhite = 255;

std::uint8_t to_level(double level) { return static_cast<std::uint8_t>(std::lround(std::clamp(level, 0.0, kWhite))); }

// The stored value that sixteen bits of a pixel stand for.
double stored_value(std::size_t bits, int depth) {
  return depth == CV_16S ? static_cast<double>(static_cast<std::int16_t>(static_cast<std::uint16_t>(bits)))
                         : static_cast<double>(bits);
}

template <typename Pixel, typename Function>
void map_pixels(const cv::Mat& in, cv::Mat& out, Function function) {
  for (int row = 0; row < in.rows; ++row) {
    const auto* from = in.ptr<Pixel>(row);
    auto* to = out.ptr<std::uint8_t>(row);
    for (int column = 0; column < in.cols; ++column) to[column] = function(from[column]);
  }
}

struct StoredRange {
  double minimum = 0, maximum = 0, low = 0, high = 0;  // low, high: all but half a per cent on each side
};

// A codestream that knows better than the object of its values' sign (see DecodedFrame) takes the padding with it.
std::optional<std::pair<std::int32_t, std::int32_t>> padding_of(const ImageInfo& info, const DecodedFrame& decoded) {
  if (!info.padding || info.is_signed || decoded.pixels.depth() != CV_16S) return info.padding;
  const auto as_signed = [](std::int32_t value) {
    return static_cast<std::int32_t>(static_cast<std::int16_t>(static_cast<std::uint16_t>(value)));
  };
  return std::minmax(as_signed(info.padding->first), as_signed(info.padding->second));
}

// How often each value occurs, moved up by offset modulo 65536 (two's complement to ascending order).
std::vector<std::uint32_t> count_values(const cv::Mat& pixels, int offset) {
  std::vector<std::uint32_t> counts(65536, 0);
  std::mutex adding;
  const auto count_rows = [&](const cv::Range& rows) {
    std::vector<std::uint32_t> own(counts.size(), 0);
    for (int row = rows.start; row < rows.end; ++row) {
      const auto* line = pixels.ptr<std::uint16_t>(row);
      for (int column = 0; column < pixels.cols; ++column) ++own[static_cast<std::uint16_t>(line[column] + offset)];
    }
    const std::lock_guard lock(adding);
    std::ranges::transform(counts, own, counts.begin(), std::plus{});
  };
  // Each part has a table of its own to clear and to add: worth it for large images only.
  constexpr std::size_t kLeastPart = std::size_t{1} << 20;
  const auto parts = std::min<std::size_t>(static_cast<std::size_t>(cv::getNumThreads()), pixels.total() / kLeastPart);
  if (parts < 2)
    count_rows({0, pixels.rows});
  else
    cv::parallel_for_({0, pixels.rows}, count_rows, static_cast<double>(parts));
  return counts;
}

std::optional<StoredRange> range_of_16_bit(const cv::Mat& pixels,
                                           const std::optional<std::pair<std::int32_t, std::int32_t>>& padding) {
  const bool is_signed = pixels.depth() == CV_16S;
  const int offset = is_signed ? 32768 : 0;
  std::vector<std::uint32_t> counts = count_values(pixels, offset);
  if (padding)
    for (std::int32_t v = padding->first; v <= padding->second; ++v) {
      const std::int32_t at = v + offset;
      if (at >= 0 && at < 65536) counts[static_cast<std::size_t>(at)] = 0;
    }

  std::uint64_t total = 0;
  for (const auto count : counts) total += count;
  if (total == 0) return std::nullopt;
  StoredRange range;
  std::uint64_t seen = 0;
  bool low_found = false, high_found = false, any = false;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double value = static_cast<double>(i) - offset;
    if (!any) range.minimum = value;
    any = true;
    range.maximum = value;
    seen += counts[i];
    if (!low_found && seen * 200 >= total) {
      range.low = value;
      low_found = true;
    }
    if (!high_found && seen * 200 >= total * 199) {
      range.high = value;
      high_found = true;
    }
  }
  return range;
}

std::optional<StoredRange> range_of_float(const cv::Mat& pixels) {
  StoredRange range{std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest(), 0, 0};
  for (int row = 0; row < pixels.rows; ++row) {
    const auto* line = pixels.ptr<float>(row);
    for (int column = 0; column < pixels.cols; ++column) {
      if (!std::isfinite(line[column])) continue;
      range.minimum = std::min(range.minimum, static_cast<double>(line[column]));
      range.maximum = std::max(range.maximum, static_cast<double>(line[column]));
    }
  }
  if (range.minimum > range.maximum) return std::nullopt;
  range.low = range.minimum;
  range.high = range.maximum;
  return range;
}

}  // namespace

double apply_window(const WindowSetting& window, double value) {
  switch (window.function) {
    case VoiFunction::kSigmoid:
      return 1 / (1 + std::exp(-4 * (value - window.center) / window.width));
    case VoiFunction::kLinearExact:
      return std::clamp((value - window.center) / window.width + 0.5, 0.0, 1.0);
    case VoiFunction::kLinear:
      break;
  }
  const double lower = window.center - 0.5 - (window.width - 1) / 2;
  const double upper = window.center - 0.5 + (window.width - 1) / 2;
  if (value <= lower) return 0;
  if (value > upper) return 1;
  return (value - (window.center - 0.5)) / (window.width - 1) + 0.5;
}

GreyPipeline::GreyPipeline(const ImageInfo& info, int frame, const DecodedFrame& decoded)
    : frame_(info.frame(frame)),
      unit_(frame_.rescale_type == "US" ? "" : frame_.rescale_type),
      padding_(padding_of(info, decoded)),
      file_inverse_(info.inverse_shape || info.photometric == "MONOCHROME1") {
  measure_range(decoded, info.bits_stored);
  reset();
}

GreyPipeline::GreyPipeline(const ImageInfo& info, int frame, const DecodedFrame& decoded,
                           const PresentedTransform& transform)
    : frame_(info.frame(frame)),
      unit_(transform.rescale_type == "US" ? "" : transform.rescale_type),
      padding_(padding_of(info, decoded)),
      file_inverse_(transform.inverse),
      presentation_lut_(transform.presentation_lut) {
  frame_.rescale_slope = transform.rescale_slope == 0 ? 1 : transform.rescale_slope;
  frame_.rescale_intercept = transform.rescale_intercept;
  frame_.rescale_type = transform.rescale_type;
  frame_.modality_lut = transform.modality_lut;
  frame_.windows.clear();
  frame_.voi_luts.clear();
  if (transform.voi_lut) frame_.voi_luts = {transform.voi_lut};
  if (!transform.voi_lut) frame_.windows = {transform.window.value_or(whole_range(info))};
  measure_range(decoded, info.bits_stored);
  reset();
}

// No VOI transformation: everything that the stored bits can say lies between black and white.
WindowSetting GreyPipeline::whole_range(const ImageInfo& info) const {
  const double half = std::exp2(info.bits_stored - 1);
  auto [low, high] = info.is_signed ? std::pair(-half, half - 1) : std::pair(0.0, 2 * half - 1);
  if (frame_.modality_lut) {
    low = 0;
    high = std::exp2(frame_.modality_lut->bits) - 1;
  } else {
    const double first = modality_value(low), last = modality_value(high);
    low = std::min(first, last);
    high = std::max(first, last);
  }
  return {.center = (low + high + 1) / 2, .width = high - low + 1, .function = VoiFunction::kLinear, .explanation = ""};
}

void GreyPipeline::measure_range(const DecodedFrame& decoded, int bits_stored) {
  std::optional<StoredRange> range;
  if (!decoded.is_colour && !decoded.pixels.empty())
    range =
        decoded.pixels.depth() == CV_32F ? range_of_float(decoded.pixels) : range_of_16_bit(decoded.pixels, padding_);
  if (!range) range = StoredRange{0, 1, 0, 1};
  if (bits_stored <= 8 && decoded.pixels.depth() == CV_16U) {
    range->low = 0;
    range->high = std::exp2(bits_stored) - 1;
  }
  range_ = std::minmax({modality_value(range->minimum), modality_value(range->maximum)});
  const auto [low, high] = std::minmax({modality_value(range->low), modality_value(range->high)});
  // LINEAR maps exactly [low, high] onto the whole scale with these (PS3.3 C.11.2.1.2.1).
  automatic_ = {.center = (low + high + 1) / 2,
                .width = std::max(1.0, high - low + 1),
                .function = VoiFunction::kLinear,
                .explanation = ""};
  if (decoded.pixels.depth() == CV_32F)
    automatic_ = {.center = (low + high) / 2,
                  .width = std::max(1e-6, high - low),
                  .function = VoiFunction::kLinearExact,
                  .explanation = ""};
}

void GreyPipeline::reset() {
  forget_table();
  inverted_ = false;
  voi_lut_ = nullptr;
  window_.reset();
  if (!frame_.voi_luts.empty()) {
    voi_lut_ = frame_.voi_luts.front();
  } else {
    window_ = frame_.windows.empty() ? automatic_ : frame_.windows.front();
  }
}

double GreyPipeline::modality_value(double stored) const {
  if (frame_.modality_lut) return frame_.modality_lut->at(stored);
  return stored * frame_.rescale_slope + frame_.rescale_intercept;
}

void GreyPipeline::set_window(WindowSetting window) {
  const double least = window.function == VoiFunction::kLinear ? 1.0 : 1e-6;
  window.width = std::isfinite(window.width) ? std::max(window.width, least) : least;
  if (!std::isfinite(window.center)) window.center = 0;
  forget_table();
  voi_lut_ = nullptr;
  window_ = std::move(window);
}

bool GreyPipeline::set_voi_lut(std::size_t index) {
  if (index >= frame_.voi_luts.size()) return false;
  forget_table();
  voi_lut_ = frame_.voi_luts[index];
  window_.reset();
  return true;
}

void GreyPipeline::set_inverted(bool inverted) {
  if (inverted == inverted_) return;
  forget_table();
  inverted_ = inverted;
}

bool GreyPipeline::is_monotonic() const {
  const auto one_way = [](const std::shared_ptr<const LookupTable>& table) {
    return !table || std::ranges::is_sorted(table->entries) ||
           std::ranges::is_sorted(table->entries, std::ranges::greater{});
  };
  return one_way(frame_.modality_lut) && one_way(voi_lut_) && one_way(presentation_lut_);
}

WindowSetting GreyPipeline::equivalent_window() const {
  if (window_) return *window_;
  const double first = voi_lut_->first_mapped;
  const double last = first + static_cast<double>(voi_lut_->entries.size()) - 1;
  const double low = std::max(first, range_.first);
  const double high = std::min(last, range_.second);
  if (low >= high) return automatic_;
  return {.center = (low + high + 1) / 2, .width = high - low + 1, .function = VoiFunction::kLinear, .explanation = ""};
}

double GreyPipeline::display_level(double stored) const {
  const double value = modality_value(stored);
  double level = 0;
  if (voi_lut_) {
    level = voi_lut_->at(value) / (std::exp2(voi_lut_->bits) - 1);
  } else {
    level = apply_window(*window_, value);
  }
  if (presentation_lut_) {
    const double last = static_cast<double>(presentation_lut_->entries.size()) - 1;
    const auto& entries = presentation_lut_->entries;
    // Cut, not rounded, as DCMTK's presentation states do; what is a whole number but for its last bits stays one.
    level = entries[static_cast<std::size_t>(level * last + 1e-9)] / (std::exp2(presentation_lut_->bits) - 1);
  }
  return (is_inverse() ? 1 - level : level) * kWhite;
}

bool GreyPipeline::is_affine() const {
  if (voi_lut_ || frame_.modality_lut || presentation_lut_ || !window_) return false;
  if (window_->function == VoiFunction::kSigmoid) return false;
  if (window_->function == VoiFunction::kLinear && window_->width < 2) return false;
  // Padding is shown black; when the window does that anyway the fast way is right.
  if (padding_ && (to_level(display_level(padding_->first)) != 0 || to_level(display_level(padding_->second)) != 0))
    return false;
  return true;
}

std::optional<LevelLine> GreyPipeline::level_line() const {
  if (!is_affine()) return std::nullopt;
  const bool exact = window_->function == VoiFunction::kLinearExact;
  const double span = exact ? window_->width : window_->width - 1;
  const double centre = exact ? window_->center : window_->center - 0.5;
  double slope = frame_.rescale_slope / span * kWhite;
  double offset = ((frame_.rescale_intercept - centre) / span + 0.5) * kWhite;
  if (is_inverse()) {
    slope = -slope;
    offset = kWhite - offset;
  }
  // Steeper lines are no longer exact to a level in floats of 32 bits, and the steepest pass whole numbers.
  constexpr double kExact = 1 << 22;
  if (!(std::abs(slope) * 65536 + std::abs(offset) < kExact)) return std::nullopt;
  return LevelLine{static_cast<float>(slope), static_cast<float>(offset)};
}

const std::vector<std::uint8_t>& GreyPipeline::table(int depth) const {
  if (table_) return *table_;
  auto levels = std::make_shared<std::vector<std::uint8_t>>(65536);
  for (std::size_t bits = 0; bits < levels->size(); ++bits)
    (*levels)[bits] = to_level(display_level(stored_value(bits, depth)));
  if (padding_)
    for (std::int32_t v = std::max(padding_->first, -32768); v <= std::min(padding_->second, 65535); ++v)
      if (depth == CV_16S ? v <= 32767 : v >= 0) (*levels)[static_cast<std::uint16_t>(v)] = 0;
  table_ = std::move(levels);
  return *table_;
}

GreyPipeline::LevelMap GreyPipeline::level_map(int depth) const {
  if (depth == CV_32F)
    return [this](const cv::Mat& stored, cv::Mat& levels) {
      map_pixels<float>(stored, levels, [this](float value) {
        return std::isfinite(value) ? to_level(display_level(value)) : std::uint8_t{0};
      });
    };
  if (const auto line = level_line())
    return
        [line](const cv::Mat& stored, cv::Mat& levels) { stored.convertTo(levels, CV_8U, line->slope, line->offset); };
  return [&levels_of = table(depth)](const cv::Mat& stored, cv::Mat& levels) {
    map_pixels<std::uint16_t>(stored, levels, [&levels_of](std::uint16_t bits) { return levels_of[bits]; });
  };
}

void GreyPipeline::apply(const cv::Mat& stored, cv::Mat& out) const {
  const cv::Mat from = stored;  // may be out itself
  out.create(from.size(), CV_8UC1);
  const LevelMap map = level_map(from.depth());
  in_strips(from, [&](const cv::Range& rows) {
    cv::Mat levels = out.rowRange(rows);
    map(from.rowRange(rows), levels);
  });
}

void GreyPipeline::apply_to_screen(const cv::Mat& stored, cv::Mat& out) const {
  const cv::Mat from = stored;
  out.create(from.size(), CV_8UC4);
  const auto line = from.depth() == CV_32F ? std::nullopt : level_line();
  if (line && can_draw_lines())
    return in_strips(from, [&](const cv::Range& rows) {
      cv::Mat wide = out.rowRange(rows);
      draw_line(from.rowRange(rows), *line, wide);
    });
  const LevelMap map = level_map(from.depth());
  in_strips(from, [&](const cv::Range& rows) {
    cv::Mat levels(rows.size(), from.cols, CV_8UC1), wide = out.rowRange(rows);
    map(from.rowRange(rows), levels);
    widen(levels, wide);
  });
}

}  // namespace rdc::imaging
