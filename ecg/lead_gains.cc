#include "ecg/lead_gains.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include <fmt/format.h>

namespace rdc::ecg {
namespace {

// Root mean square about the mean, of `value(i)` where it is a number.
template <typename Value>
double spread(std::size_t length, Value value) {
  double sum = 0.0, squares = 0.0, count = 0.0;
  for (std::size_t i = 0; i < length; ++i) {
    const double v = value(i);
    if (!std::isfinite(v)) continue;
    sum += v;
    squares += v * v;
    count += 1.0;
  }
  return count > 0.0 ? std::sqrt(std::max(0.0, squares / count - sum / count * (sum / count))) : 0.0;
}

struct Einthoven {
  const Channel *one, *two, *three;

  // III - (II - I), each lead divided by what `unit` gives for it.
  template <typename Unit>
  double broken_by(Unit unit) const {
    const auto at = [&](const Channel& c, std::size_t i) { return static_cast<double>(c.samples[i]) / unit(c); };
    return spread(one->samples.size(), [&](std::size_t i) { return at(*three, i) - at(*two, i) + at(*one, i); });
  }
};

bool contradicted(const Strip& strip) {
  const Einthoven limbs{strip.find(Lead::kI), strip.find(Lead::kII), strip.find(Lead::kIII)};
  for (const Channel* lead : {limbs.one, limbs.two, limbs.three}) {
    if (lead == nullptr || lead->derived || lead->step_uv <= 0.0) return false;
  }
  const auto [least, most] = std::minmax({limbs.one->step_uv, limbs.two->step_uv, limbs.three->step_uv});
  if (most < 1.02 * least) return false;
  // Rounding of three leads leaves half a step; a tracing of some 50 steps cannot keep the law by chance.
  constexpr double kRounding = 1.0, kLeastSteps = 25.0, kBroken = 0.03;
  const double size_uv = spread(strip.length(), [&](std::size_t i) { return limbs.three->samples[i]; });
  return size_uv / limbs.three->step_uv >= kLeastSteps &&
         limbs.broken_by([](const Channel& c) { return c.step_uv; }) <= kRounding &&
         limbs.broken_by([](const Channel&) { return 1.0; }) > std::max(3.0 * most, kBroken * size_uv);
}

// What recorders use, by the geometric mean of what the file states for its leads.
double likely_step(const Strip& strip) {
  double logs = 0.0, leads = 0.0;
  for (const auto& channel : strip.channels) {
    if (channel.lead == Lead::kUnknown || channel.step_uv <= 0.0) continue;
    logs += std::log(channel.step_uv);
    leads += 1.0;
  }
  constexpr std::array<double, 3> kUsualUv = {1.0, 2.5, 5.0};
  const double mean = logs / leads;
  return *std::min_element(kUsualUv.begin(), kUsualUv.end(), [mean](double a, double b) {
    return std::abs(std::log(a) - mean) < std::abs(std::log(b) - mean);
  });
}

}  // namespace

std::optional<double> common_step_uv(const Strip& strip) {
  return contradicted(strip) ? std::optional(likely_step(strip)) : std::nullopt;
}

Strip with_common_step(const Strip& strip, double step_uv) {
  Strip out = strip;
  for (auto& channel : out.channels) {
    if (channel.lead == Lead::kUnknown || channel.step_uv <= 0.0) continue;
    const auto factor = static_cast<float>(step_uv / channel.step_uv);
    for (float& sample : channel.samples) sample *= factor;
    channel.step_uv = step_uv;
  }
  return out;
}

Warning gains_contradicted(double step_uv) {
  return {kGainsContradicted,
          fmt::format("the leads' gains break Einthoven's law, which the file's integers obey: samples are as the file "
                      "scales them, measurements take {:g} uV a step for every lead; proportions are right so, the "
                      "scale may not be",
                      step_uv)};
}

}  // namespace rdc::ecg
