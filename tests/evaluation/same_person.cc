#include "tests/evaluation/same_person.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rdc::ecg::evaluation {
namespace {

constexpr double kOnePatient = 0.975;  // of 476 recordings 16 pairs are this alike

bool alike(const std::vector<double>& one, const std::vector<double>& other) {
  return one.size() == other.size() && std::inner_product(one.begin(), one.end(), other.begin(), 0.0) > kOnePatient;
}

}  // namespace

std::vector<double> limb_shape(const Measurements& measured) {
  std::vector<double> out;
  const auto* beat = measured.dominant();
  if (beat == nullptr) return out;
  for (const Lead lead : {Lead::kI, Lead::kII}) {
    const auto* channel = beat->strip.find(lead);
    const std::size_t from = out.size();
    double mean = 0.0;
    for (int ms = -100; ms < 300; ms += 2) {
      const long at = static_cast<long>(beat->r_index) + std::lround(ms * beat->strip.rate_hz / 1000.0);
      const bool inside = channel != nullptr && at >= 0 && at < static_cast<long>(channel->samples.size());
      out.push_back(inside ? static_cast<double>(channel->samples[static_cast<std::size_t>(at)]) : 0.0);
      mean += out.back() / 200.0;
    }
    for (std::size_t i = from; i < out.size(); ++i) out[i] -= mean;
  }
  const double size = std::sqrt(std::inner_product(out.begin(), out.end(), out.begin(), 1e-9));
  for (double& v : out) v /= size;
  return out;
}

std::vector<std::size_t> persons_of(std::span<const std::vector<double>> limb_shapes) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < limb_shapes.size(); ++i) {
    std::size_t person = i;
    for (std::size_t k = 0; k < i; ++k) {
      if (!alike(limb_shapes[i], limb_shapes[k])) continue;
      std::replace(out.begin(), out.end(), person, out[k]);  // two groups meet
      person = out[k];
    }
    out.push_back(person);
  }
  return out;
}

}  // namespace rdc::ecg::evaluation
