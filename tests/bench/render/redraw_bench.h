// How long a change of the window takes to be on the screen, beside DCMTK's DicomImage in the same run.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/bench/ingest/figures.h"

namespace rdc::bench {

// A radiograph of 3000 x 3000 pixels in 16 bits is made in `folder`.
void measure_redraws(const std::filesystem::path& folder, std::vector<Figure>& figures);

}  // namespace rdc::bench
