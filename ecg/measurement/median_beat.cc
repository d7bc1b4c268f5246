#include "ecg/measurement/median_beat.h"

#include <algorithm>
#include <cmath>

#include "ecg/signal/filters.h"

namespace rdc::ecg {
namespace {

constexpr double kHighPassHz = 0.05;
constexpr std::size_t kMostBeats = 100;

void add_derived(CleanStrip& strip) {
  Strip recorded{strip.rate_hz, strip.channels};
  for (const Lead lead : {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf}) {
    if (recorded.find(lead) != nullptr) continue;
    auto samples = samples_of(recorded, lead);
    if (!samples) continue;
    strip.channels.push_back({lead, std::string(name_of(lead)), std::move(*samples)});
    strip.derived.push_back(true);
    strip.noise_uv.push_back(5.0);
  }
}

// Cubic Hermite through the knots with centred slopes; level outside them.
class Curve {
 public:
  Curve(std::vector<double> at, std::vector<double> level) : at_(std::move(at)), level_(std::move(level)) {}
  double operator()(double t) {
    if (t <= at_.front()) return level_.front();
    if (t >= at_.back()) return level_.back();
    while (at_[k_ + 1] < t) ++k_;
    const double width = at_[k_ + 1] - at_[k_];
    const double u = (t - at_[k_]) / width;
    const double first = slope(k_) * width, second = slope(k_ + 1) * width;
    const double u2 = u * u, u3 = u2 * u;
    return (2 * u3 - 3 * u2 + 1) * level_[k_] + (u3 - 2 * u2 + u) * first + (3 * u2 - 2 * u3) * level_[k_ + 1] +
           (u3 - u2) * second;
  }

 private:
  double slope(std::size_t k) const {
    const std::size_t a = k > 0 ? k - 1 : 0, b = std::min(k + 1, at_.size() - 1);
    return (level_[b] - level_[a]) / (at_[b] - at_[a]);
  }
  std::vector<double> at_, level_;
  std::size_t k_ = 0;
};

double mean_around(std::span<const float> samples, double at, double half) {
  const auto last = static_cast<long>(samples.size()) - 1;
  const long from = std::clamp(std::lround(at - half), 0L, last), to = std::clamp(std::lround(at + half), from, last);
  double sum = 0.0;
  for (long i = from; i <= to; ++i) sum += static_cast<double>(samples[static_cast<std::size_t>(i)]);
  return sum / static_cast<double>(to - from + 1);
}

// Moves each fiducial by up to 12 ms to where the clearest lead fits the mean of all best.
std::vector<long> fine_aligned(const CleanStrip& strip, const std::vector<long>& beats, long before, long after) {
  const auto reach = std::max(1L, std::lround(0.012 * strip.rate_hz));
  const auto span = std::lround(0.06 * strip.rate_hz);
  if (before < span + reach || after < span + reach) return beats;
  const Channel* clearest = nullptr;
  double most = -1.0;
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    double sum = 0.0;
    for (const long beat : beats) {
      const auto centre = strip.channels[c].samples.begin() + beat;
      const auto [low, high] = std::minmax_element(centre - span, centre + span);
      sum += static_cast<double>(*high - *low);
    }
    if (sum / (strip.noise_uv[c] + 5.0) > most) {
      most = sum / (strip.noise_uv[c] + 5.0);
      clearest = &strip.channels[c];
    }
  }
  if (clearest == nullptr) return beats;
  const auto& x = clearest->samples;
  std::vector<double> mean(static_cast<std::size_t>(2 * span + 1), 0.0);
  for (const long beat : beats)
    for (long i = -span; i <= span; ++i)
      mean[static_cast<std::size_t>(i + span)] += static_cast<double>(x[static_cast<std::size_t>(beat + i)]);
  std::vector<long> out;
  for (const long beat : beats) {
    double best = -1e300;
    long chosen = beat;
    for (long shift = -reach; shift <= reach; ++shift) {
      double product = 0.0, sum = 0.0, squares = 0.0, mean_sum = 0.0;
      for (long i = -span; i <= span; ++i) {
        const auto v = static_cast<double>(x[static_cast<std::size_t>(beat + shift + i)]);
        const double m = mean[static_cast<std::size_t>(i + span)];
        product += v * m;
        sum += v;
        squares += v * v;
        mean_sum += m;
      }
      const auto n = static_cast<double>(2 * span + 1);
      const double value = (product - sum * mean_sum / n) / std::sqrt(std::max(1e-9, squares - sum * sum / n));
      if (value > best) {
        best = value;
        chosen = beat + shift;
      }
    }
    out.push_back(chosen);
  }
  return out;
}

Samples median_samples(const Samples& samples, const std::vector<long>& beats, long before, long after) {
  Samples out(static_cast<std::size_t>(before + after + 1));
  std::vector<float> column(beats.size());
  for (long i = -before; i <= after; ++i) {
    for (std::size_t b = 0; b < beats.size(); ++b) column[b] = samples[static_cast<std::size_t>(beats[b] + i)];
    const std::size_t middle = column.size() / 2;
    std::nth_element(column.begin(), column.begin() + static_cast<long>(middle), column.end());
    float value = column[middle];
    if (column.size() % 2 == 0) {
      value = 0.5F * (value + *std::max_element(column.begin(), column.begin() + static_cast<long>(middle)));
    }
    out[static_cast<std::size_t>(i + before)] = value;
  }
  return out;
}

}  // namespace

std::vector<std::span<const float>> CleanStrip::spans() const {
  std::vector<std::span<const float>> out;
  for (const auto& channel : channels) out.emplace_back(channel.samples);
  return out;
}

CleanStrip clean(const Strip& strip, std::span<const LeadQuality> quality) {
  CleanStrip out;
  out.rate_hz = strip.rate_hz;
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    if (!quality[c].usable()) continue;
    Channel channel = strip.channels[c];
    fill_gaps(channel.samples);
    if (quality[c].mains_hz > 0.0) remove_mains(channel.samples, strip.rate_hz, quality[c].mains_hz);
    high_pass(channel.samples, strip.rate_hz, kHighPassHz);
    out.channels.push_back(std::move(channel));
    out.derived.push_back(false);
    out.noise_uv.push_back(quality[c].noise_uv);
  }
  add_derived(out);
  return out;
}

void straighten_baseline(CleanStrip& strip, std::span<const double> silent_ms) {
  std::vector<double> knots;
  for (const double silent : silent_ms) {
    const double at = silent / 1000.0 * strip.rate_hz;
    if (at >= 0.0 && (knots.empty() || at - knots.back() > 0.2 * strip.rate_hz)) knots.push_back(at);
  }
  if (knots.size() < 2) return;
  for (auto& channel : strip.channels) {
    std::vector<double> levels;
    for (const double at : knots) levels.push_back(mean_around(channel.samples, at, 0.008 * strip.rate_hz));
    Curve curve(knots, std::move(levels));
    for (std::size_t i = 0; i < channel.samples.size(); ++i)
      channel.samples[i] -= static_cast<float>(curve(static_cast<double>(i)));
  }
}

MedianBeat median_of(const CleanStrip& strip, std::span<const double> beats_ms, double rr_ms) {
  MedianBeat out;
  if (strip.channels.empty()) return out;
  const auto samples = [&](double ms) { return std::lround(ms / 1000.0 * strip.rate_hz); };
  const long before = samples(std::clamp(0.55 * rr_ms, 250.0, 480.0));
  const long after = samples(std::clamp(rr_ms - 120.0, 250.0, 800.0));
  const auto length = static_cast<long>(strip.channels.front().samples.size());
  const long slack = samples(14.0);
  std::vector<long> beats;
  for (const double beat : beats_ms) {
    const long at = samples(beat);
    if (at - before - slack >= 0 && at + after + slack < length && beats.size() < kMostBeats) beats.push_back(at);
  }
  if (beats.empty()) return out;
  if (beats.size() > 1) beats = fine_aligned(strip, beats, before, after);
  out.beats = static_cast<int>(beats.size());
  out.strip.rate_hz = strip.rate_hz;
  out.r_index = static_cast<std::size_t>(before);
  double noise = 0.0;
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    const auto& channel = strip.channels[c];
    out.strip.channels.push_back({channel.lead, channel.label, median_samples(channel.samples, beats, before, after)});
    noise += strip.noise_uv[c] / static_cast<double>(strip.channels.size());
  }
  // A median of n normal values has 1.25 times the spread of their mean.
  out.noise_uv = beats.size() < 3 ? noise : 1.25 * noise / std::sqrt(static_cast<double>(beats.size()));
  return out;
}

}  // namespace rdc::ecg
