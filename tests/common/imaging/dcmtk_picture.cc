#include "tests/common/imaging/dcmtk_picture.h"

#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimage/diregist.h>
#include <dcmtk/dcmimgle/dcmimage.h>
#include <dcmtk/dcmjpeg/djdecode.h>

// DiMonoImage::deleteOverlayData (DCMTK 3.6.7) gives back with `delete` what it took with `new[]`: not for us to mend,
// and not to end the comparison under AddressSanitizer.
extern "C" const char* __asan_default_options();  // NOLINT(bugprone-reserved-identifier): the sanitizer's name
extern "C" const char* __asan_default_options() { return "alloc_dealloc_mismatch=0"; }  // NOLINT

namespace rdc::imaging {
namespace {

void register_codecs() {
  DcmRLEDecoderRegistration::registerCodecs();
  DJDecoderRegistration::registerCodecs();
}

std::unique_ptr<DicomImage> image_of(DcmDataset& data, const ImageInfo& info, int frame) {
  const auto first = static_cast<unsigned long>(frame);
  const E_TransferSyntax syntax = data.getOriginalXfer();
  const FrameInfo& own = info.frame(frame);
  const bool has_groups =
      data.tagExists(DCM_SharedFunctionalGroupsSequence) || data.tagExists(DCM_PerFrameFunctionalGroupsSequence);
  if (has_groups && !info.is_colour && info.photometric == "MONOCHROME2")
    return std::make_unique<DicomImage>(&data, syntax, own.rescale_slope, own.rescale_intercept,
                                        CIF_UsePartialAccessToPixelData, first, 1);
  return std::make_unique<DicomImage>(&data, syntax, CIF_UsePartialAccessToPixelData, first, 1);
}

bool set_window(DicomImage& image, const AskedWindow& asked) {
  if (!asked.window) return image.setVoiLut(0) != 0;
  WindowSetting window = *asked.window;
  image.setVoiLutFunction(window.function == VoiFunction::kSigmoid ? EFV_Sigmoid : EFV_Linear);
  if (window.function == VoiFunction::kLinearExact) {
    // LINEAR with these is LINEAR_EXACT (PS3.3 C.11.2.1.2.1 and C.11.2.1.3.2).
    window.center += 0.5;
    window.width += 1;
  }
  return image.setWindow(window.center, window.width) != 0;
}

void take_overlays(DicomImage& image, const cv::Size& size, DcmtkPicture& picture) {
  for (unsigned int plane = 0; plane < image.getOverlayCount(); ++plane) {
    unsigned int left = 0, top = 0, width = 0, height = 0;
    EM_Overlay mode = EMO_Default;
    const void* data = image.getOverlayData(plane, left, top, width, height, mode);
    if (data == nullptr) continue;
    const cv::Mat theirs(static_cast<int>(height), static_cast<int>(width), CV_8UC1, const_cast<void*>(data));
    cv::Mat whole = cv::Mat::zeros(size, CV_8UC1);
    const cv::Rect place(static_cast<int>(left), static_cast<int>(top), theirs.cols, theirs.rows);
    const cv::Rect inside = place & cv::Rect({0, 0}, size);
    if (!inside.empty()) theirs(inside - place.tl()).copyTo(whole(inside));
    picture.overlays[static_cast<int>(image.getOverlayGroupNumber(plane))] = whole;
    image.deleteOverlayData();
  }
}

}  // namespace

DcmtkPicture draw_with_dcmtk(const std::filesystem::path& path, const ImageInfo& info, int frame,
                             const AskedWindow& asked) {
  register_codecs();
  DcmtkPicture picture;
  DcmFileFormat file;
  if (const OFCondition loaded = file.loadFile(path.c_str()); loaded.bad()) {
    picture.refusal = loaded.text();
    return picture;
  }
  const auto image = image_of(*file.getDataset(), info, frame);
  if (image->getStatus() != EIS_Normal) {
    picture.refusal = DicomImage::getString(image->getStatus());
    return picture;
  }
  const cv::Size size(static_cast<int>(image->getWidth()), static_cast<int>(image->getHeight()));
  if (image->isMonochrome()) {
    take_overlays(*image, size, picture);
    image->hideAllOverlays();
    if (!set_window(*image, asked)) {
      picture.refusal = "window refused";
      return picture;
    }
  }
  const void* levels = image->getOutputData(8, 0, 0);
  if (levels == nullptr) {
    picture.refusal = "no output";
    return picture;
  }
  cv::Mat(size, image->isMonochrome() ? CV_8UC1 : CV_8UC3, const_cast<void*>(levels)).copyTo(picture.levels);
  return picture;
}

std::optional<std::filesystem::path> readable_by_dcmtk(const std::filesystem::path& path, const ImageInfo& info,
                                                       const std::filesystem::path& folder) {
  if (!info.transfer_syntax_uid.starts_with("1.2.840.10008.1.2.4.8")) return path;
  const auto plain = folder / "plain.dcm";
  const std::string command = fmt::format("dcmdjpls '{}' '{}' > /dev/null 2>&1", path.string(), plain.string());
  if (std::system(command.c_str()) != 0) return std::nullopt;
  return plain;
}

}  // namespace rdc::imaging
