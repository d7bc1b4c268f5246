// Which fragments of encapsulated pixel data belong to which frame (PS3.5 A.4). Internal to this folder.
#pragma once

#include <cstdint>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>

#include "common/base/result.h"

namespace rdc::imaging {

struct FragmentRange {
  unsigned long first = 0;  // index in the sequence; 0 is the offset table
  unsigned long last = 0;   // inclusive
};

// One range a frame. By count when unambiguous, by the offset table, by what the fragments begin with.
// kCorrupt PIXEL_DATA_SHORT when frames are missing.
Result<std::vector<FragmentRange>> locate_frames(DcmPixelSequence& sequence, int frames);

// The frame's bytes, all its fragments joined. kTooLarge beyond kMaxCodestream.
Result<std::vector<std::uint8_t>> join_fragments(DcmPixelSequence& sequence, const FragmentRange& range,
                                                 DcmFileCache& cache);

}  // namespace rdc::imaging
