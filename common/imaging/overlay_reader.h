// Overlay planes and shutters from a data set. Internal to this folder.
#pragma once

#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfcache.h>

#include "common/imaging/data_set.h"
#include "common/imaging/image_info.h"
#include "common/imaging/raw_frame.h"

namespace rdc::imaging {

// Usable ones only: rows, columns and a place for the bits.
std::vector<OverlayPlane> read_overlay_planes(DcmDataset& data_set, const ImageInfo& info);

// From an image; a presentation state's are read by common/dicom.
DisplayShutter read_shutter(const AttributeScope& scope);

// What is set in this frame's overlays. `raw`: the frame's samples with all their bits. A plane whose bits are missing
// is left out: the image itself is whole.
std::vector<OverlayMask> read_overlay_masks(DcmDataset& data_set, const ImageInfo& info, int frame, const RawFrame& raw,
                                            DcmFileCache& cache);

}  // namespace rdc::imaging
