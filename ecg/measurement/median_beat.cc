#include "ecg/measurement/median_beat.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "ecg/measurement/column_median.h"
#include "ecg/signal/filters.h"
#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

constexpr double kHighPassHz = 0.05;
constexpr std::size_t kMostBeats = 100;

constexpr std::array kLimbLeads = {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf};
bool is_limb(Lead lead) { return std::find(kLimbLeads.begin(), kLimbLeads.end(), lead) != kLimbLeads.end(); }

void add_derived(CleanStrip& strip) {
  Strip recorded{strip.rate_hz, {}};
  for (const auto& channel : strip.channels) {
    if (is_limb(channel.lead)) recorded.channels.push_back(channel);
  }
  if (recorded.channels.size() == kLimbLeads.size()) return;
  for (const Lead lead : kLimbLeads) {
    if (recorded.find(lead) != nullptr) continue;
    auto samples = samples_of(recorded, lead);
    if (!samples) continue;
    strip.channels.push_back({lead, std::string(name_of(lead)), std::move(*samples)});
    strip.derived.push_back(true);
    strip.noise_uv.push_back(5.0);
  }
}

// Takes off a cubic Hermite curve through the knots, with centred slopes; level outside them.
void subtract_curve(std::span<float> samples, std::span<const double> at, std::span<const double> level) {
  const std::size_t last = at.size() - 1;
  const auto slope = [&](std::size_t k) {
    const std::size_t a = k > 0 ? k - 1 : 0, b = std::min(k + 1, last);
    return (level[b] - level[a]) / (at[b] - at[a]);
  };
  // The first sample beyond a knot; samples on a knot belong to the piece before it.
  const auto beyond = [&](double t) { return std::min(samples.size(), static_cast<std::size_t>(t) + 1); };
  std::size_t i = 0;
  for (const std::size_t end = beyond(at.front()); i < end; ++i) samples[i] -= static_cast<float>(level.front());
  for (std::size_t k = 0; k < last; ++k) {
    const double width = at[k + 1] - at[k];
    const double first = slope(k) * width, second = slope(k + 1) * width, rise = level[k + 1] - level[k];
    // In powers of the share of the way from knot to knot.
    const auto c0 = static_cast<float>(level[k]), c1 = static_cast<float>(first),
               c2 = static_cast<float>(3 * rise - 2 * first - second),
               c3 = static_cast<float>(first + second - 2 * rise);
    const auto start = static_cast<float>((static_cast<double>(i) - at[k]) / width),
               step = static_cast<float>(1.0 / width);
    const auto count = static_cast<std::int32_t>(beyond(at[k + 1]) - i);
    float* x = samples.data() + i;
    for (std::int32_t n = 0; n < count; ++n) {
      const float u = start + step * static_cast<float>(n);
      x[n] -= c0 + u * (c1 + u * (c2 + u * c3));
    }
    i += static_cast<std::size_t>(count);
  }
  for (; i < samples.size(); ++i) samples[i] -= static_cast<float>(level.back());
}

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
      const auto [low, high] =
          extremes_of(std::span(strip.channels[c].samples)
                          .subspan(static_cast<std::size_t>(beat - span), static_cast<std::size_t>(2 * span)));
      sum += static_cast<double>(high - low);
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

Samples median_samples(const Samples& samples, const std::vector<long>& beats, long before, long after,
                       ColumnMedian& median) {
  Samples out(static_cast<std::size_t>(before + after + 1));
  std::vector<const float*> rows;
  for (const long beat : beats) rows.push_back(samples.data() + (beat - before));
  median(rows, out);
  return out;
}

}  // namespace

std::vector<std::span<const float>> CleanStrip::spans() const {
  std::vector<std::span<const float>> out;
  for (const auto& channel : channels) out.emplace_back(channel.samples);
  return out;
}

CleanStrip clean(const Strip& strip, AssessedStrip assessed) {
  CleanStrip out;
  out.rate_hz = strip.rate_hz;
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    const auto& quality = assessed.quality[c];
    if (!quality.usable()) continue;
    out.channels.push_back({strip.channels[c].lead, strip.channels[c].label, std::move(assessed.quiet[c])});
    out.derived.push_back(false);
    out.noise_uv.push_back(quality.noise_uv);
  }
  std::vector<std::span<float>> leads;
  for (auto& channel : out.channels) leads.emplace_back(channel.samples);
  high_pass(leads, strip.rate_hz, kHighPassHz);
  add_derived(out);
  return out;
}

CleanStrip clean(const Strip& strip, std::span<const LeadQuality> quality) {
  AssessedStrip assessed;
  assessed.quality.assign(quality.begin(), quality.end());
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    auto& samples = assessed.quiet.emplace_back();
    if (!quality[c].usable()) continue;
    samples = strip.channels[c].samples;
    fill_gaps(samples);
    if (quality[c].mains_hz > 0.0) remove_mains(samples, strip.rate_hz, quality[c].mains_hz);
  }
  return clean(strip, std::move(assessed));
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
    subtract_curve(channel.samples, knots, levels);
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
  ColumnMedian column_median(beats.size());
  for (std::size_t c = 0; c < strip.channels.size(); ++c) {
    const auto& channel = strip.channels[c];
    out.strip.channels.push_back(
        {channel.lead, channel.label, median_samples(channel.samples, beats, before, after, column_median)});
    noise += strip.noise_uv[c] / static_cast<double>(strip.channels.size());
  }
  // A median of n normal values has 1.25 times the spread of their mean.
  out.noise_uv = beats.size() < 3 ? noise : 1.25 * noise / std::sqrt(static_cast<double>(beats.size()));
  return out;
}

}  // namespace rdc::ecg
