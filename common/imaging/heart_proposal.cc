#include "common/imaging/heart_proposal.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace rdc::imaging {
namespace {

constexpr int kWidth = 256;  // of the small picture that is looked at
constexpr int kSmallest = 200;

// Columns [first, last) of a row.
struct Run {
  int first = 0, last = 0;
  int width() const { return last - first; }
};
struct LungRow {
  int y = 0;
  Run left, right;  // of the image
};

// 8 bit, air dark, smoothed; whatever the reader chose for his own screen.
cv::Mat small_picture(const DecodedFrame& decoded, GreyPipeline pipeline) {
  pipeline.reset();
  cv::Mat stored;
  const double scale = static_cast<double>(kWidth) / decoded.pixels.cols;
  cv::resize(decoded.pixels, stored, {kWidth, std::max(1, static_cast<int>(decoded.pixels.rows * scale))}, 0, 0,
             cv::INTER_AREA);
  cv::Mat levels;
  pipeline.apply(stored, levels);
  cv::GaussianBlur(levels, levels, {0, 0}, 2.0);
  return levels;
}

// Dark runs of a row that lie within the body: air beside it touches the edge.
std::vector<Run> dark_runs(const std::uint8_t* row, double threshold) {
  std::vector<Run> runs;
  for (int x = 0; x < kWidth;) {
    if (row[x] > threshold) {
      ++x;
      continue;
    }
    Run run{x, x};
    while (run.last < kWidth && row[run.last] <= threshold) ++run.last;
    if (run.first > 0 && run.last < kWidth) runs.push_back(run);
    x = run.last;
  }
  return runs;
}

// The two widest runs of a row, one on each side of the middle, each 8 to 40 % of the width.
std::optional<LungRow> lungs_of(int y, const std::vector<Run>& runs) {
  LungRow found{y, {}, {}};
  for (const Run& run : runs) {
    if (run.width() < kWidth * 8 / 100 || run.width() > kWidth * 40 / 100) continue;
    Run& side = run.first + run.last < kWidth ? found.left : found.right;
    if (run.width() > side.width()) side = run;
  }
  if (found.left.width() == 0 || found.right.width() == 0) return std::nullopt;
  // Something bright lies between them: the mediastinum, at least 6 % wide.
  if (found.right.first - found.left.last < kWidth * 6 / 100) return std::nullopt;
  return found;
}

std::vector<LungRow> lung_rows(const cv::Mat& picture, int top, int bottom, double threshold) {
  std::vector<LungRow> rows;
  for (int y = top; y < bottom; ++y)
    if (const auto lungs = lungs_of(y, dark_runs(picture.ptr<std::uint8_t>(y), threshold))) rows.push_back(*lungs);
  return rows;
}

// Otsu's level between the darker and the brighter of these.
double level_between(const cv::Mat& levels) {
  cv::Mat ignored;
  return cv::threshold(levels.clone(), ignored, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
}

// The level that shows most of the lungs: dark from bright may part the spine from all the rest, then the darker half
// is parted once more, lung from the chest's wall.
std::vector<LungRow> lung_rows(const cv::Mat& picture) {
  // From below the shoulders to above the abdomen.
  const int top = picture.rows * 25 / 100, bottom = picture.rows * 90 / 100;
  const cv::Mat band = picture(cv::Range(top, bottom), cv::Range(kWidth / 10, kWidth * 9 / 10));
  const double bright = level_between(band);
  std::vector<std::uint8_t> darker;
  std::copy_if(band.begin<std::uint8_t>(), band.end<std::uint8_t>(), std::back_inserter(darker),
               [bright](std::uint8_t value) { return value <= bright; });
  std::vector<LungRow> most = lung_rows(picture, top, bottom, bright);
  if (darker.empty()) return most;
  const double dark = level_between(cv::Mat(darker));
  for (const double level : {dark, (dark + bright) / 2}) {
    auto rows = lung_rows(picture, top, bottom, level);
    if (rows.size() > most.size()) most = std::move(rows);
  }
  return most;
}

// The row where the heart reaches farthest into the lung on one side; `border` grows with it. From the upper third,
// above which lie the great vessels, down to where the middle of the lung is no longer lung: there the diaphragm's dome
// begins.
template <typename Border>
const LungRow* innermost(const std::vector<LungRow>& rows, Run LungRow::*side, Border border) {
  constexpr int kLeap = kWidth * 7 / 100;
  const LungRow* found = &rows[rows.size() / 3];
  int before = border(found->*side);
  const int middle = ((found->*side).first + (found->*side).last) / 2;
  for (const LungRow* row = found; row != rows.data() + rows.size(); ++row) {
    const Run& lung = row->*side;
    if (middle < lung.first || middle >= lung.last || std::abs(border(lung) - before) > kLeap) break;
    before = border(lung);
    if (border(lung) > border(found->*side)) found = row;
  }
  return found;
}

bool is_cross_section(const std::string& modality) {
  constexpr std::array kSections{"CT", "MR", "PT", "NM", "US", "MG", "XA", "OPT", "IVUS"};
  return std::ranges::find(kSections, modality) != kSections.end();
}

}  // namespace

std::optional<HeartProposal> propose_heart_ratio(const ImageInfo& info, const DecodedFrame& decoded,
                                                 const GreyPipeline& pipeline) {
  if (decoded.is_colour || is_cross_section(info.modality) || decoded.pixels.rows < kSmallest ||
      decoded.pixels.cols < kSmallest)
    return std::nullopt;
  const cv::Mat picture = small_picture(decoded, pipeline);
  const auto rows = lung_rows(picture);
  // Lungs are a good part of the picture's height.
  if (static_cast<int>(rows.size()) < picture.rows * 15 / 100) return std::nullopt;
  const LungRow* chest = &rows.front();
  for (const LungRow& row : rows)
    if (row.right.last - row.left.first > chest->right.last - chest->left.first) chest = &row;
  const auto* heart_left = innermost(rows, &LungRow::left, [](const Run& lung) { return -lung.last; });
  const auto* heart_right = innermost(rows, &LungRow::right, [](const Run& lung) { return lung.first; });
  const double scale = static_cast<double>(decoded.pixels.cols) / kWidth;
  const auto at = [scale](int x, int y) { return ImagePoint{x * scale, (y + 0.5) * scale}; };
  return HeartProposal{at(heart_left->left.last, heart_right->y), at(heart_right->right.first, heart_right->y),
                       at(chest->left.first, chest->y), at(chest->right.last, chest->y)};
}

}  // namespace rdc::imaging
