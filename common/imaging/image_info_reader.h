// ImageInfo from a parsed data set. Internal to this folder.
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "common/base/result.h"
#include "common/imaging/image_info.h"

namespace rdc::imaging {

// kInvalid NO_PIXEL_DATA, BAD_IMAGE_HEADER; kTooLarge FRAME_TOO_LARGE. Pixel data themselves are not looked at.
Result<ImageInfo> read_image_info(DcmDataset& data_set, const std::string& transfer_syntax_uid);

}  // namespace rdc::imaging
