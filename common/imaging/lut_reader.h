// Look-up tables from a data set. Internal to this folder.
#pragma once

#include <memory>
#include <vector>

#include "common/imaging/data_set.h"
#include "common/imaging/image_info.h"

namespace rdc::imaging {

// One table from its descriptor and data elements. nullptr when they contradict each other or are missing.
std::shared_ptr<const LookupTable> read_lut(DcmElement* descriptor, DcmElement* data, bool signed_input);

// One colour's table of a palette from its segments (PS3.3 C.7.9.2): discrete, linear and indirect ones. nullptr when
// they do not give as many entries as the descriptor says.
std::shared_ptr<const LookupTable> read_segmented_lut(DcmElement* descriptor, DcmElement* data, bool signed_input);

// All usable tables of a Modality or VOI LUT Sequence.
std::vector<std::shared_ptr<const LookupTable>> read_lut_sequence(const AttributeScope& scope,
                                                                  const DcmTagKey& sequence, bool signed_input);

}  // namespace rdc::imaging
