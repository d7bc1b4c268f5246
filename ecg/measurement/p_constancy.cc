#include "ecg/measurement/p_constancy.h"

#include <algorithm>
#include <cmath>

#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

constexpr double kLongestPrMs = 320.0, kLeadInEndMs = 24.0;
constexpr long kSlopeReach = 3, kFewestSamples = 12;  // about 100 ms of known slopes
constexpr std::size_t kFewestLeadIns = 4, kFewestForPairs = 6;
constexpr std::size_t kFarthestPair = 24;  // beats apart: long tracings need no more pairs

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
    out.known.push_back(all ? 1.0F : 0.0F);
    known += all ? 1 : 0;
  }
  if (known < kFewestSamples) return std::nullopt;
  for (const auto& lead : residue.leads) {
    for (long i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(to - count + i);
      const bool seen = out.known[static_cast<std::size_t>(i)] != 0.0F;
      out.slopes.push_back(seen ? lead[at + kSlopeReach] - lead[at - kSlopeReach] : 0.0F);
    }
  }
  return out;
}

// Each lead's slopes less their mean.
LeadIn without_means(const LeadIn& from) {
  LeadIn out = from;
  const std::size_t samples = from.known.size();
  float known = 0.0F;
  for (const float one : from.known) known += one;
  for (std::size_t first = 0; first < out.slopes.size(); first += samples) {
    float sum = 0.0F;
    for (std::size_t i = 0; i < samples; ++i) sum += out.slopes[first + i];
    for (std::size_t i = 0; i < samples; ++i) out.slopes[first + i] -= from.known[i] * sum / known;
  }
  return out;
}

// Of what both know, each lead about its mean there; nullopt: too little.
std::optional<double> correlation(const LeadIn& a, const LeadIn& b) {
  const std::size_t samples = a.known.size();
  const float shared = product_of(a.known.data(), b.known.data(), samples);
  if (shared < static_cast<float>(kFewestSamples)) return std::nullopt;
  double product = 0.0, own = 0.0, other = 0.0;
  for (std::size_t first = 0; first < a.slopes.size(); first += samples) {
    float sum_a = 0.0F, sum_b = 0.0F, aa = 0.0F, bb = 0.0F, ab = 0.0F;
    for (std::size_t i = 0; i < samples; ++i) {
      const float both = a.known[i] * b.known[i], x = both * a.slopes[first + i], y = both * b.slopes[first + i];
      sum_a += x;
      sum_b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
    product += static_cast<double>(ab - sum_a * sum_b / shared);
    own += static_cast<double>(aa - sum_a * sum_a / shared);
    other += static_cast<double>(bb - sum_b * sum_b / shared);
  }
  return product / std::sqrt(std::max(0.0, own) * std::max(0.0, other) + 1e-9);
}

}  // namespace

std::vector<LeadIn> lead_ins_of(const AtrialResidue& residue, std::span<const Beat> beats) {
  std::vector<LeadIn> out;
  for (const auto& beat : beats) {
    if (beat.family != 0 || beat.ventricular() || beat.kind == BeatClass::kAtrialPremature) continue;
    if (auto one = lead_in(residue, beat)) out.push_back(std::move(*one));
  }
  return out;
}

std::optional<double> p_constancy(std::span<const LeadIn> lead_ins) {
  if (lead_ins.size() < kFewestLeadIns) return std::nullopt;
  std::vector<LeadIn> all;
  for (const auto& one : lead_ins) all.push_back(without_means(one));
  const std::size_t size = all.front().slopes.size(), samples = all.front().known.size();
  if (samples == 0) return std::nullopt;
  std::vector<float> sum(size, 0.0F), count(samples, 0.0F);
  for (const auto& one : all) {
    for (std::size_t i = 0; i < size; ++i) sum[i] += one.slopes[i];
    for (std::size_t i = 0; i < samples; ++i) count[i] += one.known[i];
  }
  std::vector<double> values;
  for (const auto& one : all) {
    double product = 0.0, own = 0.0, others = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t sample = i % samples;
      if (one.known[sample] == 0.0F || count[sample] < 3.0F) continue;
      const auto mine = static_cast<double>(one.slopes[i]);
      const auto rest = static_cast<double>((sum[i] - one.slopes[i]) / (count[sample] - 1.0F));
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

std::optional<double> lead_in_agreement(std::span<const LeadIn> lead_ins) {
  if (lead_ins.size() < kFewestForPairs) return std::nullopt;
  double sum = 0.0, pairs = 0.0;
  for (std::size_t a = 0; a < lead_ins.size(); ++a) {
    for (std::size_t b = a + 1; b < std::min(lead_ins.size(), a + 1 + kFarthestPair); ++b) {
      const auto alike = correlation(lead_ins[a], lead_ins[b]);
      sum += alike.value_or(0.0);
      pairs += alike ? 1.0 : 0.0;
    }
  }
  if (pairs < static_cast<double>(kFewestForPairs)) return std::nullopt;
  return sum / pairs;
}

}  // namespace rdc::ecg
