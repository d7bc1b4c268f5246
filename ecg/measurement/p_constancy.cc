#include "ecg/measurement/p_constancy.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rdc::ecg {
namespace {

constexpr double kLongestPrMs = 320.0, kLeadInEndMs = 24.0;
constexpr long kSlopeReach = 3, kFewestSamples = 12;  // about 100 ms of known slopes
constexpr std::size_t kFewestLeadIns = 4;

struct LeadIn {
  std::vector<float> slopes;  // leads one after the other, without their mean; 0 where not known
  std::vector<char> known;
};

std::optional<LeadIn> lead_in(const AtrialResidue& residue, const Beat& beat) {
  const double onset = beat.qrs ? beat.qrs->onset_ms : beat.r_ms - 50.0;
  const long to = std::lround((onset - kLeadInEndMs) / residue.step_ms());
  const auto count = std::lround((kLongestPrMs - kLeadInEndMs) / residue.step_ms());
  if (to - count - kSlopeReach < 0 || to + kSlopeReach >= residue.length()) return std::nullopt;
  LeadIn out;
  long known = 0;
  for (long i = to - count; i < to; ++i) {
    bool all = true;
    for (long k = i - kSlopeReach; k <= i + kSlopeReach && k < to; ++k)
      all = all && residue.silent[static_cast<std::size_t>(k)] != 0;
    out.known.push_back(all ? 1 : 0);
    known += all ? 1 : 0;
  }
  if (known < kFewestSamples) return std::nullopt;
  for (const auto& lead : residue.leads) {
    float sum = 0.0F;
    const auto first = out.slopes.size();
    for (long i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(to - count + i);
      const float slope =
          out.known[static_cast<std::size_t>(i)] != 0 ? lead[at + kSlopeReach] - lead[at - kSlopeReach] : 0.0F;
      out.slopes.push_back(slope);
      sum += slope;
    }
    for (long i = 0; i < count; ++i) {
      if (out.known[static_cast<std::size_t>(i)] != 0)
        out.slopes[first + static_cast<std::size_t>(i)] -= sum / static_cast<float>(known);
    }
  }
  return out;
}

}  // namespace

std::optional<double> p_constancy(const AtrialResidue& residue, std::span<const Beat> beats) {
  std::vector<LeadIn> all;
  for (const auto& beat : beats) {
    if (beat.family != 0 || beat.ventricular() || beat.kind == BeatClass::kAtrialPremature) continue;
    if (auto one = lead_in(residue, beat)) all.push_back(std::move(*one));
  }
  if (all.size() < kFewestLeadIns) return std::nullopt;
  const std::size_t size = all.front().slopes.size(), samples = all.front().known.size();
  std::vector<float> sum(size, 0.0F), count(samples, 0.0F);
  for (const auto& one : all) {
    for (std::size_t i = 0; i < size; ++i) sum[i] += one.slopes[i];
    for (std::size_t i = 0; i < samples; ++i) count[i] += static_cast<float>(one.known[i]);
  }
  std::vector<double> values;
  for (const auto& one : all) {
    double product = 0.0, own = 0.0, others = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t sample = i % samples;
      if (one.known[sample] == 0 || count[sample] < 3.0F) continue;
      const double mine = static_cast<double>(one.slopes[i]);
      const double rest = static_cast<double>((sum[i] - one.slopes[i]) / (count[sample] - 1.0F));
      product += mine * rest;
      own += mine * mine;
      others += rest * rest;
    }
    values.push_back(product / std::sqrt(own * others + 1e-9));
  }
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace rdc::ecg
