// Internal to the library: sums of all samples before each, from which means over any stretch are one difference.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace rdc::ecg {

// How many leads are summed in step. Whoever has many takes so many at a time: their sums stay in the nearest cache.
inline constexpr std::size_t kLeadsInStep = 4;

// Of each lead (all of one length) as many sums as it has samples and one more, the first 0. NaN samples count as the
// last sample before them (0 at the start). Several leads are summed in step: one lead's sums wait for each other.
std::vector<std::vector<double>> running_sums(std::span<const std::span<const float>> leads);

// The same of means of `step` samples each; fewer at the end are dropped.
std::vector<std::vector<double>> running_sums(std::span<const std::span<const float>> leads, std::size_t step);

}  // namespace rdc::ecg
