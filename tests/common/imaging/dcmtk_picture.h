// One frame as DCMTK's DicomImage draws it: the independent renderer that ours is compared with.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <opencv2/core.hpp>

#include "common/imaging/image_file.h"

namespace rdc::imaging {

// How a grey image is to be windowed; a VOI LUT of the file where window is empty.
struct AskedWindow {
  std::optional<WindowSetting> window;
};

struct DcmtkPicture {
  cv::Mat levels;                   // CV_8UC1 or CV_8UC3 (RGB); empty: DCMTK cannot draw it
  std::map<int, cv::Mat> overlays;  // by group, CV_8UC1 of the image's size, 0 or 255: what lies on this frame
  std::string refusal;              // why there is no picture
};

// No scaling; overlays hidden, padding drawn like any value. DicomImage reads no functional groups: of such objects the
// frame's own slope and intercept are handed to it.
DcmtkPicture draw_with_dcmtk(const std::filesystem::path& path, const ImageInfo& info, int frame,
                             const AskedWindow& asked);

// A file that DicomImage can read: JPEG-LS is decompressed by DCMTK's dcmdjpls into `folder` first (its codec cannot be
// linked beside CharLS). nullopt: the tool is missing or refuses.
std::optional<std::filesystem::path> readable_by_dcmtk(const std::filesystem::path& path, const ImageInfo& info,
                                                       const std::filesystem::path& folder);

}  // namespace rdc::imaging
