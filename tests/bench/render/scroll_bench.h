// How fast a CT is scrolled, while it is decoded and after, and how soon a radiograph of the local cache is seen, and
// the memory that takes.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/bench/ingest/figures.h"

namespace rdc::bench {

// Phantom studies are made in `folder`.
void measure_scrolling(const std::filesystem::path& folder, std::vector<Figure>& figures);
void measure_opening(const std::filesystem::path& folder, std::vector<Figure>& figures);
// What the process takes more when 1,000 slices were scrolled through, beside the limit that was set.
void measure_memory(const std::filesystem::path& folder, std::vector<Figure>& figures);

}  // namespace rdc::bench
