#include "ecg/calibration_pulse.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <fmt/format.h>

namespace rdc::ecg {
namespace {

constexpr float kLowestUv = 500.0F, kHighestUv = 2000.0F;
constexpr float kShareOff = 0.05F;  // of its height: what a mains filter leaves of a step
constexpr float kFlatUv = 10.0F;
constexpr double kShortestSeconds = 0.08, kLongestSeconds = 1.0, kLeastFlatSeconds = 0.02;

using Leads = std::vector<std::span<const float>>;

bool all_within(const Leads& leads, std::size_t at, float level, float off) {
  return std::all_of(leads.begin(), leads.end(), [&](auto lead) { return std::abs(lead[at] - level) <= off; });
}

// The range of a pulse whose first sample is `at`.
std::optional<SampleRange> pulse_at(const Leads& leads, std::size_t at, double rate_hz) {
  const std::size_t length = leads.front().size();
  const float height = leads.front()[at];
  const auto on_top = [&](std::size_t i) { return all_within(leads, i, height, kShareOff * height); };
  const auto flat = [&](std::size_t i) { return all_within(leads, i, 0.0F, kFlatUv); };
  std::size_t end = at, begin = at;
  while (end < length && on_top(end)) ++end;
  const double seconds = static_cast<double>(end - at) / rate_hz;
  if (seconds < kShortestSeconds || seconds > kLongestSeconds) return std::nullopt;
  const auto least = static_cast<std::size_t>(std::ceil(kLeastFlatSeconds * rate_hz));
  while (begin > 0 && flat(begin - 1)) --begin;
  std::size_t behind = end;
  while (behind < length && flat(behind)) ++behind;
  const bool flat_before = at - begin >= least || begin == 0, flat_behind = behind - end >= least || behind == length;
  if (!flat_before || !flat_behind) return std::nullopt;
  return SampleRange{begin, behind};
}

}  // namespace

std::optional<SampleRange> calibration_pulse(const Strip& strip) {
  Leads leads;
  for (const auto& channel : strip.channels) {
    if (!channel.derived) leads.emplace_back(channel.samples);
  }
  if (leads.size() < 2 || strip.rate_hz <= 0.0) return std::nullopt;
  const auto first = leads.front();
  const auto rises = [&](std::size_t i) {
    return i < first.size() && first[i] >= kLowestUv && first[i] <= kHighestUv && std::abs(first[i - 1]) <= kFlatUv;
  };
  std::optional<SampleRange> found;
  for (std::size_t i = 1; i < first.size() && !found; ++i) {
    if (rises(i)) found = pulse_at(leads, i, strip.rate_hz);
  }
  while (found && rises(found->end)) {  // some send several
    const auto next = pulse_at(leads, found->end, strip.rate_hz);
    if (!next) break;
    found->end = next->end;
  }
  return found;
}

Strip without_range(Strip strip, const SampleRange& range) {
  for (auto& channel : strip.channels) {
    const auto end = std::min(range.end, channel.samples.size());
    for (std::size_t i = range.begin; i < end; ++i) channel.samples[i] = std::numeric_limits<float>::quiet_NaN();
  }
  return strip;
}

Warning calibration_pulse_found(const SampleRange& range, double rate_hz) {
  return {
      "CALIBRATION_PULSE",
      fmt::format("from {:.2f} to {:.2f} s all leads show the recorder's calibration pulse: measurements leave it out",
                  static_cast<double>(range.begin) / rate_hz, static_cast<double>(range.end) / rate_hz)};
}

}  // namespace rdc::ecg
