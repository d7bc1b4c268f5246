// Where the heart's and the chest's edges may be on a frontal chest radiograph: a proposal for the reader to move,
// never a measurement. Danzer's cardiothoracic ratio: the heart's largest width over the chest's largest inner width.
#pragma once

#include <optional>

#include "common/imaging/measure.h"

namespace rdc::imaging {

// Image pixels; left and right of the image, not of the patient.
struct HeartProposal {
  ImagePoint heart_left, heart_right;
  ImagePoint chest_left, chest_right;
};

// From the brightness profiles of the two lung fields as displayed (air dark). nullopt: colour, a cross-section (CT,
// MR, US …), an image lower than 200 pixels, or no two dark lung fields with something bright between them. Pure.
std::optional<HeartProposal> propose_heart_ratio(const ImageInfo& info, const DecodedFrame& decoded,
                                                 const GreyPipeline& pipeline);

}  // namespace rdc::imaging
