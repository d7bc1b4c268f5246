#include "common/imaging/heart_proposal.h"

#include <algorithm>
#include <array>
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

std::vector<LungRow> lung_rows(const cv::Mat& picture) {
  // From below the shoulders to above the abdomen.
  const int top = picture.rows * 25 / 100, bottom = picture.rows * 90 / 100;
  const cv::Mat band = picture(cv::Range(top, bottom), cv::Range(kWidth / 10, kWidth * 9 / 10));
  cv::Mat ignored;
  const double threshold = cv::threshold(band.clone(), ignored, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  std::vector<LungRow> rows;
  for (int y = top; y < bottom; ++y)
    if (const auto lungs = lungs_of(y, dark_runs(picture.ptr<std::uint8_t>(y), threshold))) rows.push_back(*lungs);
  return rows;
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
  int widest_left = 0, widest_right = 0;
  for (const LungRow& row : rows) {
    widest_left = std::max(widest_left, row.left.width());
    widest_right = std::max(widest_right, row.right.width());
  }
  const LungRow* heart_left = nullptr;
  const LungRow* heart_right = nullptr;
  const LungRow* chest = nullptr;
  const int middle_row = rows[rows.size() / 3].y;
  for (const LungRow& row : rows) {
    if (chest == nullptr || row.right.last - row.left.first > chest->right.last - chest->left.first) chest = &row;
    // Above the upper third lie the great vessels; where a lung is narrow, the diaphragm and not the heart ends it.
    if (row.y < middle_row || row.left.width() * 2 < widest_left || row.right.width() * 2 < widest_right) continue;
    if (heart_left == nullptr || row.left.last < heart_left->left.last) heart_left = &row;
    if (heart_right == nullptr || row.right.first > heart_right->right.first) heart_right = &row;
  }
  if (heart_left == nullptr || heart_right == nullptr) return std::nullopt;
  const double scale = static_cast<double>(decoded.pixels.cols) / kWidth;
  const auto at = [scale](int x, int y) { return ImagePoint{x * scale, (y + 0.5) * scale}; };
  return HeartProposal{at(heart_left->left.last, heart_right->y), at(heart_right->right.first, heart_right->y),
                       at(chest->left.first, chest->y), at(chest->right.last, chest->y)};
}

}  // namespace rdc::imaging
