#include "ecg/measurement/p_train.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

// All ours (K), chosen on simulated blocks.
constexpr double kShortestPp = 400.0, kLongestPp = 1500.0;
constexpr long kWindowReach = 7;         // 56 ms to either side of a P's peak
constexpr double kStretch = 0.10;        // of the period: how much one interval may differ
constexpr double kLeastLikeness = 0.15;  // of the residue after one period, to be worth a look
constexpr double kSeen = 0.70;           // correlation with the train's own shape
constexpr double kLeastGain = 0.4, kMostGain = 2.2;
constexpr double kLeastSeen = 0.8;  // of the places
constexpr int kFewestSeen = 5;
constexpr double kLeastUv = 8.0;  // root mean square of the shape: below is noise
constexpr std::size_t kCandidates = 3;

using Shape = std::vector<float>;  // leads one after the other, each without its trend

// What lies around every moment, all leads one after the other; made once, since every search goes over all of it.
class Windows {
 public:
  explicit Windows(const AtrialResidue& residue)
      : length_(residue.length()),
        width_(residue.leads.size() * kCount),
        values_(static_cast<std::size_t>(length_) * width_, 0.0F),
        known_(static_cast<std::size_t>(length_), 0) {
    long quiet = 0;  // in a row, ending at centre + kWindowReach
    for (long end = 0; end < length_; ++end) {
      quiet = residue.quiet[static_cast<std::size_t>(end)] != 0 ? quiet + 1 : 0;
      if (quiet < static_cast<long>(kCount)) continue;
      known_[static_cast<std::size_t>(end - kWindowReach)] = 1;
      float* to = values_.data() + static_cast<std::size_t>(end - kWindowReach) * width_;
      for (const auto& lead : residue.leads) {
        const float* x = lead.data() + (end + 1 - static_cast<long>(kCount));
        const float slope = (x[kCount - 1] - x[0]) / static_cast<float>(kCount - 1);
        for (std::size_t i = 0; i < kCount; ++i) *to++ = x[i] - x[0] - slope * static_cast<float>(i);
      }
    }
  }
  bool known(long centre) const { return known_[static_cast<std::size_t>(centre)] != 0; }
  std::span<const float> at(long centre) const {
    return std::span(values_).subspan(static_cast<std::size_t>(centre) * width_, width_);
  }
  long length() const { return length_; }

 private:
  static constexpr std::size_t kCount = 2 * kWindowReach + 1;
  long length_;
  std::size_t width_;
  std::vector<float> values_;
  std::vector<char> known_;
};

double product_of_shapes(std::span<const float> a, std::span<const float> b) {
  return static_cast<double>(product_of(a.data(), b.data(), a.size()));
}

Shape mean_at(const Windows& windows, std::span<const long> centres) {
  Shape sum(windows.at(0).size(), 0.0F);
  float count = 0.0F;
  for (const long centre : centres) {
    if (!windows.known(centre)) continue;
    const auto one = windows.at(centre);
    for (std::size_t i = 0; i < one.size(); ++i) sum[i] += one[i];
    count += 1.0F;
  }
  if (count < 3.0F) return {};
  for (float& v : sum) v /= count;
  return sum;
}

double mean_energy(const Shape& shape) {
  return shape.empty() ? 0.0 : product_of_shapes(shape, shape) / static_cast<double>(shape.size());
}

// The phase of the period whose mean is largest: where the waves are.
Shape folded_shape(const Windows& windows, long period) {
  Shape best;
  std::vector<long> centres;
  for (long phase = 0; phase < period; ++phase) {
    centres.clear();
    for (long at = phase; at < windows.length(); at += period) centres.push_back(at);
    Shape mean = mean_at(windows, centres);
    if (mean_energy(mean) > mean_energy(best)) best = std::move(mean);
  }
  return best;
}

constexpr float kUnknown = -2.0F;  // no likeness: the window reaches into a QRS

// Likeness to the shape at every sample, 0 where the size does not fit.
std::vector<float> likeness_to(const Windows& windows, const Shape& shape) {
  std::vector<float> out(static_cast<std::size_t>(windows.length()), kUnknown);
  const double own = product_of_shapes(shape, shape);
  for (long i = 0; i < windows.length(); ++i) {
    if (!windows.known(i)) continue;
    const auto here = windows.at(i);
    const double product = product_of_shapes(here, shape), gain = product / own;
    const bool fits = gain >= kLeastGain && gain <= kMostGain;
    out[static_cast<std::size_t>(i)] =
        fits ? static_cast<float>(product / std::sqrt(own * product_of_shapes(here, here) + 1e-9)) : 0.0F;
  }
  return out;
}

// The path of places, each about a period after the one before, with the largest sum of likeness.
std::vector<long> best_path(const std::vector<float>& likeness, long period) {
  const auto length = static_cast<long>(likeness.size());
  const long least = std::max(1L, std::lround((1.0 - kStretch) * static_cast<double>(period)));
  const long most = std::lround((1.0 + kStretch) * static_cast<double>(period));
  std::vector<double> sum(likeness.size());
  std::vector<long> before(likeness.size(), -1);
  for (long i = 0; i < length; ++i) {
    const auto at = static_cast<std::size_t>(i);
    double best = 0.0;
    for (long d = least; d <= most && d <= i; ++d) {
      const double off = static_cast<double>(d - period) / static_cast<double>(period) / kStretch;
      const double value = sum[static_cast<std::size_t>(i - d)] - 0.1 * off * off;
      if (before[at] >= 0 && value <= best) continue;
      best = value;
      before[at] = i - d;
    }
    sum[at] = best + static_cast<double>(std::max(0.0F, likeness[at]));
  }
  long end = length - 1;
  for (long i = std::max(0L, length - most); i < length; ++i) {
    if (sum[static_cast<std::size_t>(i)] > sum[static_cast<std::size_t>(end)]) end = i;
  }
  std::vector<long> path;
  for (; end >= 0; end = before[static_cast<std::size_t>(end)]) path.push_back(end);
  std::reverse(path.begin(), path.end());
  return path;
}

// How far the waves wander through the interval from one QRS to the next: 1 less the longest part of the cycle without
// a wave. Conducted waves, blocked ones at a fixed ratio included, keep to few places.
double phase_span(std::span<const double> at_ms, std::span<const Beat> beats) {
  std::vector<double> phases;
  for (const double at : at_ms) {
    for (std::size_t n = 1; n < beats.size(); ++n) {
      if (at < beats[n - 1].r_ms || at >= beats[n].r_ms) continue;
      phases.push_back((at - beats[n - 1].r_ms) / (beats[n].r_ms - beats[n - 1].r_ms));
    }
  }
  if (phases.size() < 3) return 0.0;
  std::sort(phases.begin(), phases.end());
  double longest = phases.front() + 1.0 - phases.back();
  for (std::size_t n = 1; n < phases.size(); ++n) longest = std::max(longest, phases[n] - phases[n - 1]);
  return 1.0 - longest;
}

std::optional<PTrain> train_of(const Windows& windows, const AtrialResidue& residue, std::span<const Beat> beats,
                               long period) {
  Shape shape = folded_shape(windows, period);
  std::vector<long> path;
  std::vector<float> likeness;
  for (int round = 0; round < 2; ++round) {
    if (mean_energy(shape) < kLeastUv * kLeastUv) return std::nullopt;
    likeness = likeness_to(windows, shape);
    path = best_path(likeness, period);
    std::vector<long> seen;
    std::copy_if(path.begin(), path.end(), std::back_inserter(seen),
                 [&](long at) { return static_cast<double>(likeness[static_cast<std::size_t>(at)]) >= kSeen; });
    shape = mean_at(windows, seen);
  }
  PTrain out;
  std::vector<double> intervals;
  for (std::size_t n = 0; n < path.size(); ++n) {
    const float here = likeness[static_cast<std::size_t>(path[n])];
    if (here == kUnknown) continue;
    ++out.places;
    if (static_cast<double>(here) < kSeen) continue;
    ++out.seen;
    out.at_ms.push_back((static_cast<double>(path[n]) + 0.5) * residue.step_ms());
    if (n > 0) intervals.push_back(static_cast<double>(path[n] - path[n - 1]) * residue.step_ms());
  }
  if (out.seen < kFewestSeen || out.seen < kLeastSeen * out.places) return std::nullopt;
  double sum = 0.0;
  for (const double one : intervals) sum += one;
  out.period_ms = sum / static_cast<double>(intervals.size());
  out.phase_span = phase_span(out.at_ms, beats);
  return out;
}

std::vector<long> likely_periods(const AtrialResidue& residue) {
  const SelfLikeness alike(residue, residue.quiet);
  const long first = std::lround(kShortestPp / residue.step_ms()), last = std::lround(kLongestPp / residue.step_ms());
  std::vector<double> curve;
  for (long lag = first - 1; lag <= last + 1; ++lag) curve.push_back(alike.at(lag));
  std::vector<std::pair<double, long>> peaks;
  for (std::size_t k = 1; k + 1 < curve.size(); ++k) {
    if (curve[k] > kLeastLikeness && curve[k] > curve[k - 1] && curve[k] >= curve[k + 1])
      peaks.emplace_back(curve[k], first - 1 + static_cast<long>(k));
  }
  std::sort(peaks.rbegin(), peaks.rend());
  std::vector<long> out;
  for (std::size_t k = 0; k < std::min(kCandidates, peaks.size()); ++k) out.push_back(peaks[k].second);
  return out;
}

// ---- Constancy before the QRS ------------------------------------------------------------------------------------

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

std::optional<PTrain> find_p_train(const AtrialResidue& residue, std::span<const Beat> beats) {
  if (residue.leads.empty() || beats.size() < 3) return std::nullopt;
  const Windows windows(residue);
  std::optional<PTrain> best;
  for (const long period : likely_periods(residue)) {
    const auto one = train_of(windows, residue, beats, period);
    if (one && (!best || one->seen > best->seen)) best = one;
  }
  return best;
}

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
