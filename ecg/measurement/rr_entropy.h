// How much disorder is in the intervals between beats.
#pragma once

#include <optional>
#include <span>

namespace rdc::ecg {

// Coefficient of sample entropy (Lake and Moorman, Am J Physiol Heart Circ Physiol 2011;300:H319): sample entropy with
// m = 1, natural logarithm, less the logarithm of the mean interval in seconds and corrected for the tolerance, which
// is widened until enough pairs match. Made for a dozen beats. Above about -1.4 in fibrillation; a regular rhythm with
// early beats and their pauses stays low, since its intervals repeat. nullopt below eight intervals.
std::optional<double> sample_entropy_coefficient(std::span<const double> intervals_ms);

}  // namespace rdc::ecg
