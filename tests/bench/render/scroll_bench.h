// How fast a CT is scrolled, while it is decoded and after, and how soon a radiograph of the local cache is seen.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/bench/ingest/figures.h"

namespace rdc::bench {

// Phantom studies are made in `folder`.
void measure_scrolling(const std::filesystem::path& folder, std::vector<Figure>& figures);
void measure_opening(const std::filesystem::path& folder, std::vector<Figure>& figures);

}  // namespace rdc::bench
