#include "ecg/measurement/left_bundle_start.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace rdc::ecg {
namespace {

// Pava: 50 ms to the first peak in II mean a ventricular origin; 10 ms more for where the onset is put. A conducted R
// is 20 to 45 ms wide at half its height in these leads, a ventricular one 80 and more.
constexpr double kLatestRPeakMs = 60.0, kBroadestRMs = 55.0;
constexpr double kLateFromMs = 60.0, kFirstWaveUntilMs = 50.0, kLeastFirstUv = 25.0, kLeastRUv = 50.0;
// An S that dwarfs the R is where the QRS goes: then the R is no more than its beginning.
constexpr double kLeastOfS = 0.5;

// One lead from QRS onset on, against its level there.
class FromOnset {
 public:
  FromOnset(const MedianBeat& median, std::size_t channel)
      : x_(median.strip.channels[channel].samples), rate_(median.strip.rate_hz) {
    first_ = std::max(0L, static_cast<long>(median.r_index) + samples(median.qrs->onset_ms));
    last_ =
        std::min(static_cast<long>(x_.size()) - 1, static_cast<long>(median.r_index) + samples(median.qrs->offset_ms));
  }
  long end() const { return last_ - first_; }  // samples after the onset
  long samples(double ms) const { return std::lround(ms / 1000.0 * rate_); }
  double ms(long n) const { return 1000.0 * static_cast<double>(n) / rate_; }
  double at(long n) const {
    return static_cast<double>(x_[static_cast<std::size_t>(first_ + n)] - x_[static_cast<std::size_t>(first_)]);
  }
  // Where it is highest of [from, to].
  long highest(long from, long to) const {
    long best = from;
    for (long n = from; n <= std::min(to, end()); ++n) best = at(n) > at(best) ? n : best;
    return best;
  }
  double lowest(long from, long to) const {
    double least = 0.0;
    for (long n = from; n <= std::min(to, end()); ++n) least = std::min(least, at(n));
    return least;
  }

 private:
  const std::vector<float>& x_;
  double rate_;
  long first_ = 0, last_ = 0;
};

std::optional<FromOnset> lead_from_onset(const MedianBeat& median, Lead lead) {
  for (std::size_t c = 0; c < median.strip.channels.size() && c < median.leads.size(); ++c) {
    if (median.strip.channels[c].lead != lead || !median.leads[c].usable) continue;
    FromOnset out(median, c);
    if (out.end() > out.samples(kLatestRPeakMs)) return out;
  }
  return std::nullopt;
}

// Of its R, at half its height; nullopt: none, a late one, or one beside a far larger S.
std::optional<double> quick_r_ms(const FromOnset& lead) {
  const long peak = lead.highest(0, lead.samples(kLatestRPeakMs));
  const double height = lead.at(peak);
  if (height < kLeastRUv || peak == lead.samples(kLatestRPeakMs)) return std::nullopt;
  if (height < -kLeastOfS * lead.lowest(peak, lead.end())) return std::nullopt;
  long from = peak, to = peak;
  while (from > 0 && lead.at(from - 1) >= 0.5 * height) --from;
  while (to < lead.end() && lead.at(to + 1) >= 0.5 * height) ++to;
  if (to == lead.end()) return std::nullopt;
  return lead.ms(to - from + 1);
}

bool late_right_ventricle(const FromOnset& v1) {
  const long peak = v1.highest(0, v1.end());
  const double height = v1.at(peak);
  if (peak < v1.samples(kLateFromMs) || height < -kLeastOfS * v1.lowest(0, v1.end())) return false;
  const long until = v1.samples(kFirstWaveUntilMs);
  if (v1.lowest(0, until) <= -kLeastFirstUv) return true;
  // r and a notch behind it, before the R'.
  const long first = v1.highest(0, until);
  double notch = v1.at(first);
  for (long n = first; n < peak; ++n) notch = std::min(notch, v1.at(n));
  return v1.at(first) >= kLeastFirstUv && notch <= 0.5 * v1.at(first);
}

}  // namespace

LeftBundleStart left_bundle_start(const MedianBeat& median) {
  LeftBundleStart out;
  if (!median.qrs) return out;
  if (const auto v1 = lead_from_onset(median, Lead::kV1)) out.late_v1 = late_right_ventricle(*v1);
  const auto two = lead_from_onset(median, Lead::kII);
  const auto in_two = two ? quick_r_ms(*two) : std::nullopt;
  if (!in_two || *in_two > kBroadestRMs) return out;
  double broadest = *in_two;
  int others = 0;
  for (const Lead lead : {Lead::kI, Lead::kV5, Lead::kV6}) {
    const auto one = lead_from_onset(median, lead);
    const auto width = one ? quick_r_ms(*one) : std::nullopt;
    if (!width || *width > kBroadestRMs) continue;
    broadest = std::max(broadest, *width);
    ++others;
  }
  out.quick = others >= 2;
  if (out.quick) out.broadest_r_ms = broadest;
  return out;
}

}  // namespace rdc::ecg
