// XLI, the waveform compression of Philips Sierra XML: LZW with 10-bit codes over second differences.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"

namespace rdc::ecg::philips {

using RawLead = std::vector<std::int32_t>;

// One entry a lead, as stored: limb leads III to aVF are still residuals (see restore_limb_leads). At most `max_leads`
// leads of `max_samples`. A lead whose codes are damaged is empty, and `faults` says which and why; when none is left,
// and when a lead ends beyond the data: kInvalid BAD_XLI.
Result<std::vector<RawLead>> decompress(Bytes data, std::size_t max_leads, std::size_t max_samples,
                                        std::vector<std::string>& faults);

// I, II, III, aVR, aVL, aVF of a document, wherever they stand in it; null where it has none.
using LimbLeads = std::array<RawLead*, 6>;

// The third to sixth are stored as what a lead differs from the sum of the first two. Without I and II they stay, and
// one that is empty empties the four: they are then computed from I and II alone.
void restore_limb_leads(const LimbLeads& limb);

// Whether the third to sixth leads are such residuals: III is near nothing although II - I is not. Uncompressed
// waveforms do not say.
bool holds_residuals(const LimbLeads& limb);

}  // namespace rdc::ecg::philips
