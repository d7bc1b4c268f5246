#include "ecg/interpretation/st_profile.h"

#include <algorithm>
#include <cmath>

namespace rdc::ecg {
namespace {

constexpr double kLeastQrsMv = 0.15;  // smaller complexes do not make a proportion larger (trained with it)

// Samples of one lead by the time from R, in millivolts.
class Trace {
 public:
  Trace(const Channel& channel, const MedianBeat& beat)
      : samples_(channel.samples), per_ms_(beat.strip.rate_hz / 1000.0), r_(static_cast<double>(beat.r_index)) {}

  double step_s() const { return 0.001 / per_ms_; }
  template <typename Visit>
  void each(double from_ms, double to_ms, Visit visit) const {
    const double last = static_cast<double>(samples_.size()) - 1.0;
    const double first = std::max(0.0, std::ceil(r_ + from_ms * per_ms_ - 1e-6));
    const double end = std::min(last, std::floor(r_ + to_ms * per_ms_ + 1e-6));
    for (double i = first; i <= end; i += 1.0) visit(static_cast<double>(samples_[static_cast<std::size_t>(i)]) / 1e3);
  }
  double mean(double from_ms, double to_ms) const {
    double sum = 0.0, n = 0.0;
    each(from_ms, to_ms, [&](double v) {
      sum += v;
      n += 1.0;
    });
    return n > 0.0 ? sum / n : 0.0;
  }
  double level(double ms) const { return mean(ms - 4.0, ms + 4.0); }

 private:
  const std::vector<float>& samples_;
  double per_ms_, r_;
};

LeadProfile profile_of(const Trace& trace, const Wave& qrs, double t_end_ms) {
  LeadProfile out;
  out.usable = true;
  const double base = trace.level(qrs.onset_ms);
  out.st = trace.level(qrs.offset_ms + 40.0) - base;
  double low = 0.0, high = 0.0;
  trace.each(qrs.onset_ms, qrs.offset_ms, [&](double v) {
    low = std::min(low, v - base);
    high = std::max(high, v - base);
    out.qrs_area += (v - base) * trace.step_s();
  });
  out.r = high;
  out.s = -low;
  out.size = std::max(kLeastQrsMv, high - low);
  bool any = false;
  trace.each(qrs.offset_ms + 80.0, t_end_ms, [&](double v) {
    const double above = v - base;
    out.t_high = any ? std::max(out.t_high, above) : above;
    out.t_low = any ? std::min(out.t_low, above) : above;
    out.t_area += above * trace.step_s();
    any = true;
  });
  const double part = (t_end_ms - qrs.offset_ms - 20.0) / static_cast<double>(out.st_t.size());
  for (std::size_t i = 0; i < out.st_t.size() && part > 0.0; ++i) {
    const double from = qrs.offset_ms + 20.0 + part * static_cast<double>(i);
    out.st_t[i] = trace.mean(from, from + part) - base;
  }
  const double sixth = qrs.duration_ms() / 6.0;
  out.second_sixth = trace.mean(qrs.onset_ms + sixth, qrs.onset_ms + 2.0 * sixth) - base;
  return out;
}

}  // namespace

StProfile st_profile(const MedianBeat& beat) {
  StProfile out;
  if (!beat.qrs) return out;
  const double t_end_ms = beat.t ? beat.t->offset_ms : beat.qrs->offset_ms + 300.0;
  for (std::size_t i = 0; i < kTwelveLeads.size(); ++i) {
    const auto* measured = beat.find(kTwelveLeads[i]);
    const auto* channel = beat.strip.find(kTwelveLeads[i]);
    if (measured == nullptr || !measured->usable || channel == nullptr) continue;
    out[i] = profile_of(Trace(*channel, beat), *beat.qrs, t_end_ms);
  }
  return out;
}

}  // namespace rdc::ecg
