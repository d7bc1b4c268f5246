#include "ecg/formats/plausible_range.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace rdc::ecg {
namespace {

constexpr double kWidestUv = 20'000.0;
constexpr std::size_t kLooks = 8192;  // samples of a lead that are enough to tell

// Of the middle half of the samples.
double span_of(const Samples& samples) {
  std::vector<float> some;
  const std::size_t step = samples.size() / kLooks + 1;
  for (std::size_t i = 0; i < samples.size(); i += step) {
    if (std::isfinite(samples[i])) some.push_back(samples[i]);
  }
  if (some.size() < 4) return 0.0;
  const auto quartile = [&](std::size_t at) {
    const auto place = some.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(some.begin(), place, some.end());
    return static_cast<double>(*place);
  };
  const double low = quartile(some.size() / 4);
  return quartile(some.size() * 3 / 4) - low;
}

}  // namespace

std::optional<Warning> implausible_range(const Strip& strip) {
  std::size_t leads = 0, wide = 0;
  double widest = 0.0;
  for (const auto& channel : strip.channels) {
    if (channel.lead == Lead::kUnknown || channel.derived) continue;
    const double span = span_of(channel.samples);
    ++leads;
    wide += span > kWidestUv ? 1U : 0U;
    widest = std::max(widest, span);
  }
  if (2 * wide <= leads) return std::nullopt;
  return Warning{
      "IMPLAUSIBLE_RANGE",
      fmt::format("half of the samples span up to {:.4g} mV in {} of {} leads: no ECG is that large, the unit "
                  "is probably another",
                  widest / 1000.0, wide, leads)};
}

}  // namespace rdc::ecg
