// How soon the first image of a CT is seen that comes from a router, beside the time for all of it.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/bench/ingest/figures.h"

namespace rdc::bench {

// Starts the dicom-router of `programs` on the loopback and writes a phantom CT into it; all files in `folder`.
void measure_from_router(const std::filesystem::path& programs, const std::filesystem::path& folder,
                         std::vector<Figure>& figures);

}  // namespace rdc::bench
