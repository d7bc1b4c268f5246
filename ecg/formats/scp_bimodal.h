// The bimodal compression of SCP-ECG (EN 1064 annex C): every sample near the QRS complexes, every few elsewhere.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {

// All samples of `lead` (counted from 1, end included) from the stored ones. Outside the protected zones a stored
// sample stands for the middle of `ratio` samples, those between two are interpolated, the ends are held. When `ratio`
// is 1 or does not fit the number of stored samples, the ratio that does (4, 3 or 2) is taken.
std::vector<std::int16_t> expand_bimodal(std::span<const std::int16_t> stored, std::vector<Zone> protected_zones,
                                         Zone lead, int ratio);

}  // namespace rdc::ecg::scp
