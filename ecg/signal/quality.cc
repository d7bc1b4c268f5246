#include "ecg/signal/quality.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ecg/signal/filters.h"
#include "ecg/signal/lanes.h"
#include "ecg/signal/order_statistics.h"

namespace rdc::ecg {
namespace {

constexpr double kFlatUv = 20.0;
constexpr double kSaturatedShare = 0.02, kSaturatedRunSeconds = 0.005, kLongStaySeconds = 1.0;

// Samples that are exactly one of two values.
std::size_t count_at(std::span<const float> samples, const Extremes& ends) {
  std::uint32_t count = 0;
  for (const float x : samples) count += (x == ends.low ? 1U : 0U) | (x == ends.high ? 1U : 0U);
  return count;
}

// More than kSaturatedShare of the samples in runs that stand exactly at the highest or lowest value. A single short
// stay there, as where a recording starts level, has cut nothing off.
bool is_saturated(std::span<const float> samples, double rate_hz, const Extremes& ends) {
  const double most = kSaturatedShare * static_cast<double>(samples.size());
  if (static_cast<double>(count_at(samples, ends)) <= most) return false;
  const auto least = std::max<std::size_t>(4, static_cast<std::size_t>(kSaturatedRunSeconds * rate_hz));
  std::size_t inside = 0, run = 0, stays = 0;
  float standing = 0.0F;
  for (const float x : samples) {
    if ((x == ends.low || x == ends.high) && (run == 0 || x == standing)) {
      standing = x;
      if (++run == least) {
        inside += least;
        ++stays;
      }
      if (run > least) ++inside;
    } else {
      run = 0;
    }
  }
  return static_cast<double>(inside) > most && (stays > 1 || static_cast<double>(inside) > kLongStaySeconds * rate_hz);
}

// Largest movement within 2 s of one-second means taken ten times a second.
double wander(std::span<const float> samples, double rate_hz) {
  const auto step = std::max<std::size_t>(1, static_cast<std::size_t>(rate_hz / 10.0));
  std::vector<double> sums;
  sums.reserve(samples.size() / step + 1);
  sums.push_back(0.0);
  for (std::size_t i = 0; i + step <= samples.size(); i += step) {
    double sum = 0.0, second = 0.0;  // two sums: one would wait for itself
    std::size_t k = i;
    for (; k + 1 < i + step; k += 2) {
      sum += static_cast<double>(samples[k]);
      second += static_cast<double>(samples[k + 1]);
    }
    if (k < i + step) sum += static_cast<double>(samples[k]);
    sums.push_back(sums.back() + (sum + second) / static_cast<double>(step));
  }
  std::vector<float> means;
  means.reserve(sums.size());
  for (std::size_t i = 0; i + 10 < sums.size(); ++i)
    means.push_back(static_cast<float>((sums[i + 10] - sums[i]) / 10.0));
  float largest = 0.0F;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto [low, high] = extremes_of(std::span(means).subspan(i, std::min<std::size_t>(20, means.size() - i)));
    largest = std::max(largest, high - low);
  }
  return static_cast<double>(largest);
}

Samples every_second(std::span<const float> samples, std::size_t first) {
  Samples out((samples.size() - first + 1) / 2);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = samples[first + 2 * i];
  return out;
}

// Robust root mean square against a running mean of 14 ms, which passes what is below 40 Hz: the QRS, a tenth of the
// samples, hardly counts.
double high_frequency_noise(std::span<const float> samples, double rate_hz) {
  const auto half = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(0.006 * rate_hz)));
  const std::size_t width = 2 * half + 1;
  if (samples.size() <= width) return 0.0;
  // Every second sample counts: those of even and of odd index are put side by side first.
  const std::array<Samples, 2> by_parity = {every_second(samples, 0), every_second(samples, 1)};
  const std::size_t begin = half + half % 2;
  Samples rest((samples.size() - half - begin) / 2, 0.0F);
  // Many samples' sums side by side; sums of differences, from whose precision an electrode's offset takes nothing.
  const float* x = &by_parity[0][begin / 2];
  for (std::size_t k = 0; k < width; ++k) {
    const std::size_t first = begin - half + k;
    const float* other = &by_parity[first % 2][first / 2];
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] += x[i] - other[i];
  }
  if (rest.empty()) return 0.0;
  const auto share = 1.0F / static_cast<float>(width);
  for (float& away : rest) away = std::abs(away) * share;
  return 1.4826 * static_cast<double>(nth_smallest(rest, rest.size() / 2));
}

std::size_t count_off(std::span<const float> samples) {
  std::uint32_t count = 0;
  for (const float x : samples) count += x != x ? 1U : 0U;  // NaN
  return count;
}

class Assessor {
 public:
  Assessor(std::size_t samples, double rate_hz)
      : rate_hz_(rate_hz), lines_{MainsLine(samples, rate_hz, 50.0), MainsLine(samples, rate_hz, 60.0)} {}

  // `samples`, the channel's, are left with their gaps filled and the hum removed when the lead is usable.
  LeadQuality operator()(Lead lead, std::span<float> samples) const {
    LeadQuality out;
    out.lead = lead;
    const std::size_t off = count_off(samples);
    out.off_fraction = samples.empty() ? 1.0 : static_cast<double>(off) / static_cast<double>(samples.size());
    if (out.off_fraction > 0.5) {
      out.faults = {LeadFault::kOff};
      return out;
    }
    if (off > 0) fill_gaps(samples);
    const auto ends = extremes_of(samples);
    if (static_cast<double>(ends.high - ends.low) < kFlatUv) {
      out.faults = {LeadFault::kFlat};
      return out;
    }
    if (is_saturated(samples, rate_hz_, ends)) out.faults.push_back(LeadFault::kSaturated);
    const MainsLine* line = nullptr;
    MainsLine::Hum loudest;
    for (const auto& candidate : lines_) {
      auto hum = candidate.in(samples);
      if (hum.amplitude_uv < 2.0 || hum.amplitude_uv < out.mains_uv) continue;
      out.mains_uv = hum.amplitude_uv;
      out.mains_hz = candidate.hertz();
      loudest = std::move(hum);
      line = &candidate;
    }
    if (out.mains_uv > kMainsLimitUv) out.faults.push_back(LeadFault::kMains);
    out.wander_uv = wander(samples, rate_hz_);
    if (out.wander_uv > kWanderLimitUv) out.faults.push_back(LeadFault::kBaseline);
    if (line != nullptr) line->subtract(loudest, samples);
    out.noise_uv = std::max(1.0, high_frequency_noise(samples, rate_hz_));
    if (out.noise_uv > kNoiseLimitUv) out.faults.push_back(LeadFault::kNoise);
    return out;
  }

 private:
  double rate_hz_;
  std::array<MainsLine, 2> lines_;
};

}  // namespace

std::string_view name_of(LeadFault fault) {
  constexpr std::array<std::string_view, 6> kNames = {"OFF", "FLAT", "SATURATED", "MAINS", "BASELINE", "NOISE"};
  return kNames.at(static_cast<std::size_t>(fault));
}

bool LeadQuality::has(LeadFault fault) const { return std::find(faults.begin(), faults.end(), fault) != faults.end(); }

bool LeadQuality::usable() const {
  return !has(LeadFault::kOff) && !has(LeadFault::kFlat) && !has(LeadFault::kSaturated);
}

AssessedStrip assess(const Strip& strip) {
  AssessedStrip out;
  const Assessor assessor(strip.length(), strip.rate_hz);
  for (const auto& channel : strip.channels) {
    Samples samples = channel.samples;
    out.quality.push_back(assessor(channel.lead, samples));
    if (!out.quality.back().usable()) samples.clear();
    out.quiet.push_back(std::move(samples));
  }
  return out;
}

std::vector<LeadQuality> assess_quality(const Strip& strip) { return assess(strip).quality; }

}  // namespace rdc::ecg
