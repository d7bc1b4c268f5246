#include "ecg/measurement/atrial_waves.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ecg/signal/block_means.h"
#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

// All ours (K), chosen on simulated blocks; real recordings decided only that none is invented.
constexpr double kSearchHz = 125.0;
constexpr double kReachMs = 56.0;                    // of a P to either side of its peak
constexpr double kLikeness = 0.80;                   // correlation with the tracing's own P
constexpr double kLeastGain = 0.5, kMostGain = 1.8;  // its size against that P
constexpr double kLeastPUv = 8.0;                    // root mean square over window and leads: below is noise
constexpr double kApartMs = 250.0;                   // two P waves are not closer
constexpr double kShortestPr = 90.0, kLongestPr = 400.0;
constexpr double kShortestPp = 400.0, kLongestPp = 1500.0;
constexpr double kFits = 0.12;             // of the period: how far a P may be from its due time
constexpr double kLeastRegular = 0.85;     // share of intervals that fit
constexpr std::size_t kMostSlowBeats = 9;  // in a strip of 10 s: slower than 54/min
constexpr double kStartMs = 500.0;         // until then the T of a beat before the strip may come
constexpr double kUnknownTMs = 400.0;      // end of T after R where it was not found

using Window = std::vector<float>;  // leads one after the other, each without its trend

class Search {
 public:
  explicit Search(const CleanStrip& strip) {
    const auto step = block_for(strip.rate_hz, kSearchHz);
    step_ms_ = 1000.0 * static_cast<double>(step) / strip.rate_hz;
    reach_ = std::lround(kReachMs / step_ms_);
    for (std::size_t c = 0; c < strip.channels.size(); ++c) {
      if (!strip.derived[c]) leads_.push_back(block_means(strip.channels[c].samples, step));
    }
  }

  double step_ms() const { return step_ms_; }

  // Empty where it would reach beyond the strip.
  Window at(double ms) const {
    Window out;
    take(ms, out);
    return out;
  }

  // The same into a window that may be used again.
  void take(double ms, Window& out) const {
    const long centre = std::lround(ms / step_ms_ - 0.5);
    const long from = centre - reach_;
    const auto count = static_cast<std::int32_t>(2 * reach_ + 1);
    out.clear();
    if (leads_.empty() || from < 0 || from + count > static_cast<long>(leads_.front().size())) return;
    out.resize(leads_.size() * static_cast<std::size_t>(count));
    float* to = out.data();
    for (const auto& lead : leads_) {
      const float* x = lead.data() + from;
      const float slope = (x[count - 1] - x[0]) / static_cast<float>(count - 1);
      for (std::int32_t i = 0; i < count; ++i) to[i] = x[i] - x[0] - slope * static_cast<float>(i);
      to += count;
    }
  }

 private:
  std::vector<std::vector<float>> leads_;
  double step_ms_ = 8.0;
  long reach_ = 7;
};

double middle_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double dot(const Window& a, const Window& b) { return static_cast<double>(product_of(a.data(), b.data(), a.size())); }

// End of what the beat's ventricles write.
double silent_from(const Beat& beat) { return beat.t ? beat.t->offset_ms : beat.r_ms + kUnknownTMs; }
double qrs_onset(const Beat& beat) { return beat.qrs ? beat.qrs->onset_ms : beat.r_ms - 50.0; }

struct OwnP {
  Window mean;                             // empty: none to go by
  double before_ms = 0.0, after_ms = 0.0;  // its peak's distance from onset and offset
};

// The mean of the P waves that stand free of the T before them.
OwnP own_p(const Search& search, const std::vector<Beat>& beats) {
  OwnP out;
  int used = 0;
  for (std::size_t n = 0; n < beats.size(); ++n) {
    const auto& wave = beats[n].p;
    if (!wave || (n > 0 && wave->onset_ms < silent_from(beats[n - 1]))) continue;
    const auto one = search.at(wave->peak_ms);
    if (one.empty()) continue;
    ++used;
    out.mean.resize(one.size(), 0.0F);
    for (std::size_t i = 0; i < one.size(); ++i) out.mean[i] += one[i];
    out.before_ms += wave->peak_ms - wave->onset_ms;
    out.after_ms += wave->offset_ms - wave->peak_ms;
  }
  if (used == 0) return {};
  for (float& v : out.mean) v /= static_cast<float>(used);
  out.before_ms /= used;
  out.after_ms /= used;
  if (std::sqrt(dot(out.mean, out.mean) / static_cast<double>(out.mean.size())) < kLeastPUv) return {};
  return out;
}

struct Diastole {
  double from_ms, to_ms;
};

// Peaks of what looks like `p` within the diastole, best first taken, ascending.
std::vector<double> like_p(const Search& search, const Window& p, Diastole in) {
  struct Found {
    double at, likeness;
  };
  std::vector<Found> found;
  const double energy = dot(p, p);
  Window here;
  for (double at = in.from_ms + 0.6 * kReachMs; at + 0.6 * kReachMs <= in.to_ms; at += search.step_ms()) {
    search.take(at, here);
    if (here.empty()) continue;
    const double product = dot(here, p), gain = product / energy;
    if (!(gain >= kLeastGain && gain <= kMostGain)) continue;
    const double likeness = product / std::sqrt(energy * dot(here, here) + 1e-9);
    if (likeness >= kLikeness) found.push_back({at, likeness});
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.likeness > b.likeness; });
  std::vector<double> out;
  for (const auto& one : found) {
    if (std::none_of(out.begin(), out.end(), [&](double o) { return std::abs(o - one.at) < kApartMs; }))
      out.push_back(one.at);
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct Pace {
  double period_ms = 0.0, regularity = 0.0;
};

// The period that most intervals are, or are twice or thrice: a P may hide in a QRS or T.
Pace pace_of(std::vector<double> at_ms) {
  std::sort(at_ms.begin(), at_ms.end());
  Pace best;
  const auto intervals = static_cast<double>(at_ms.size()) - 1.0;
  for (std::size_t k = 1; k < at_ms.size(); ++k) {
    const double period = at_ms[k] - at_ms[k - 1];
    if (period < kShortestPp || period > kLongestPp) continue;
    int single = 0, fitting = 0;
    double sum = 0.0;
    for (std::size_t n = 1; n < at_ms.size(); ++n) {
      const double times = (at_ms[n] - at_ms[n - 1]) / period;
      const double whole = std::round(times);
      if (whole < 1.0 || whole > 3.0 || std::abs(times - whole) > kFits) continue;
      ++fitting;
      if (whole > 1.0) continue;
      ++single;
      sum += at_ms[n] - at_ms[n - 1];
    }
    const double share = fitting / intervals;
    if (single < 2 || 2.0 * single < intervals || share <= best.regularity) continue;
    best = {sum / single, share};
  }
  return best;
}

// Unconducted P waves by the shape `p`; fills `beats` when there are some.
AtrialWaves like_own_p(const Search& search, const OwnP& p, double end_ms, std::vector<Beat>& beats) {
  if (p.mean.empty()) return {};
  AtrialWaves out;
  std::vector<Beat> filled = beats;
  std::vector<double> all;
  for (std::size_t n = 0; n <= beats.size(); ++n) {
    const bool last = n == beats.size(), has_p = !last && beats[n].p;
    const double from = n == 0 ? kStartMs : silent_from(beats[n - 1]), to = last ? end_ms : qrs_onset(beats[n]);
    auto found = like_p(search, p.mean, {from, to});
    if (has_p) {
      all.push_back(beats[n].p->peak_ms);
      std::erase_if(found, [&](double at) { return std::abs(at - beats[n].p->peak_ms) < kApartMs; });
    }
    all.insert(all.end(), found.begin(), found.end());
    if (!last && !has_p && !beats[n].ventricular() && !found.empty()) {
      const Wave wave{found.back() - p.before_ms, found.back(), found.back() + p.after_ms};
      const double pr = to - wave.onset_ms;
      if (pr >= kShortestPr && pr <= kLongestPr) {
        filled[n].p = wave;
        found.pop_back();
      }
    }
    // The QRS of a P near the strip's end may come after it.
    if (last) std::erase_if(found, [end_ms](double at) { return end_ms - at < kLongestPr; });
    out.unconducted_ms.insert(out.unconducted_ms.end(), found.begin(), found.end());
  }
  const Pace pace = pace_of(all);
  if (pace.regularity < kLeastRegular || out.unconducted_ms.empty()) return {};
  beats = std::move(filled);
  out.period_ms = pace.period_ms;
  out.regularity = pace.regularity;
  return out;
}

// ---- A wave that comes before each QRS ---------------------------------------------------------------------------

constexpr double kLeastDiastoleMs = 220.0;  // shorter: a second flutter wave would not be seen
constexpr double kNearestPMs = 70.0;        // P peak to QRS onset
constexpr double kFarthestPMs = 360.0;
constexpr double kAgreement = 0.6;  // median correlation of single beats with the mean of the others
constexpr double kElsewhere = 0.4;  // of its energy: more means that it does not stand alone
constexpr double kAwayMs = 110.0;   // what is farther from its peak is elsewhere
constexpr double kFlankMs = 32.0;   // to either side of its peak its energy falls
constexpr double kFlank = 0.85;
constexpr double kIrregular = 0.10;
constexpr std::size_t kFewestBeats = 4;

struct Anchored {
  double r_ms, qrs_on_ms, silent_ms;  // of one beat; `silent_ms`: end of the T before it
};

std::vector<Window> windows_at(const Search& search, const std::vector<Anchored>& beats, double before_qrs_ms) {
  std::vector<Window> out;
  for (const auto& beat : beats) {
    if (auto one = search.at(beat.qrs_on_ms - before_qrs_ms); !one.empty()) out.push_back(std::move(one));
  }
  return out;
}

Window sum_of(const std::vector<Window>& all) {
  Window sum(all.front().size(), 0.0F);
  for (const auto& one : all) {
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += one[i];
  }
  return sum;
}

// Mean square of the mean window.
double energy_of(const std::vector<Window>& all) {
  if (all.size() < kFewestBeats) return 0.0;
  const Window sum = sum_of(all);
  const auto count = static_cast<double>(all.size());
  return dot(sum, sum) / static_cast<double>(sum.size()) / count / count;
}

double median_agreement(const std::vector<Window>& all) {
  const Window sum = sum_of(all);
  std::vector<double> values;
  for (const auto& one : all) {
    Window rest = sum;
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= one[i];
    values.push_back(dot(one, rest) / std::sqrt(dot(one, one) * dot(rest, rest) + 1e-9));
  }
  return middle_of(std::move(values));
}

// In fibrillation nothing comes again; in second-degree block the PR changes. Median change from one interval to the
// next.
bool irregular(std::span<const ClassifiedBeat> beats) {
  std::vector<double> changes;
  for (std::size_t n = 2; n < beats.size(); ++n) {
    const double before = beats[n - 1].at_ms - beats[n - 2].at_ms, after = beats[n].at_ms - beats[n - 1].at_ms;
    changes.push_back(std::abs(after - before) / std::max(1.0, before));
  }
  return changes.empty() || middle_of(std::move(changes)) > kIrregular;
}

std::vector<Anchored> anchored(std::span<const ClassifiedBeat> beats, std::span<const BeatWaves> waves) {
  std::vector<Anchored> out;
  for (std::size_t n = 1; n < beats.size(); ++n) {
    if (beats[n].family != 0 || beats[n].kind == BeatClass::kVentricularPremature || !waves[n].qrs) continue;
    const double silent = waves[n - 1].t ? waves[n - 1].t->offset_ms : beats[n - 1].at_ms + kUnknownTMs;
    out.push_back({beats[n].at_ms, waves[n].qrs->onset_ms, silent});
  }
  return out;
}

}  // namespace

std::optional<double> repeated_p_distance(const CleanStrip& strip, std::span<const ClassifiedBeat> beats,
                                          std::span<const BeatWaves> waves) {
  const auto own = anchored(beats, waves);
  if (own.size() < kFewestBeats || strip.channels.empty()) return std::nullopt;
  std::vector<double> diastoles, leads_in;
  for (const auto& beat : own) {
    diastoles.push_back(beat.qrs_on_ms - beat.silent_ms);
    leads_in.push_back(beat.r_ms - beat.qrs_on_ms);
  }
  const double diastole = middle_of(diastoles);
  if (diastole < kLeastDiastoleMs || irregular(beats)) return std::nullopt;
  const Search search(strip);
  std::vector<double> energy;  // by distance, from kNearestPMs on, each step of the search
  const auto distance = [&](std::size_t k) { return kNearestPMs + static_cast<double>(k) * search.step_ms(); };
  while (distance(energy.size()) <= std::min(diastole - 0.6 * kReachMs, 2.0 * kFarthestPMs))
    energy.push_back(energy_of(windows_at(search, own, distance(energy.size()))));
  const auto flank = static_cast<std::size_t>(kFlankMs / search.step_ms());
  std::size_t best = 0;
  for (std::size_t k = flank; k + flank < energy.size() && distance(k) <= kFarthestPMs; ++k) {
    if (energy[k] > energy[best]) best = k;
  }
  if (best < flank || energy[best] < kLeastPUv * kLeastPUv) return std::nullopt;
  if (std::max(energy[best - flank], energy[best + flank]) > kFlank * energy[best]) return std::nullopt;
  for (std::size_t k = 0; k < energy.size(); ++k) {
    const bool away = std::abs(distance(k) - distance(best)) > kAwayMs;
    if (away && energy[k] > kElsewhere * energy[best]) return std::nullopt;
  }
  if (median_agreement(windows_at(search, own, distance(best))) < kAgreement) return std::nullopt;
  return distance(best) + middle_of(leads_in);
}

AtrialWaves find_unconducted_p(const CleanStrip& strip, std::vector<Beat>& beats) {
  if (beats.size() < 2 || strip.channels.empty()) return {};
  const Search search(strip);
  const double end_ms = 1000.0 * static_cast<double>(strip.channels.front().samples.size()) / strip.rate_hz;
  auto out = like_own_p(search, own_p(search, beats), end_ms, beats);
  if (!out.unconducted_ms.empty() || beats.size() > kMostSlowBeats) return out;
  // Dissociated, what was taken for P may be anything once; any one of them may be the true one.
  for (const auto& beat : beats) {
    if (!beat.p) continue;
    out = like_own_p(search, own_p(search, {beat}), end_ms, beats);
    if (!out.unconducted_ms.empty()) return out;
  }
  return {};
}

}  // namespace rdc::ecg
