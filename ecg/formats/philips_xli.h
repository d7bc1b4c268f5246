// XLI, the waveform compression of Philips Sierra XML: LZW with 10-bit codes over second differences.
#pragma once

#include <cstdint>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"

namespace rdc::ecg::philips {

// One entry a lead, as stored: limb leads III to aVF are still residuals (see restore_limb_leads). At most `max_leads`
// leads of `max_samples`. kInvalid BAD_XLI with the lead and what is wrong.
Result<std::vector<std::vector<std::int32_t>>> decompress(Bytes data, std::size_t max_leads, std::size_t max_samples);

// Leads in the order I, II, III, aVR, aVL, aVF, ...: the third to sixth are stored as what a lead differs from the sum
// of the first two.
void restore_limb_leads(std::vector<std::vector<std::int32_t>>& leads);

// Whether the third to sixth leads are such residuals: III is near nothing although II - I is not. Uncompressed
// waveforms do not say.
bool holds_residuals(const std::vector<std::vector<std::int32_t>>& leads);

}  // namespace rdc::ecg::philips
