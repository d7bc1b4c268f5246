#include "ecg/measurement/beat_families.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ecg/signal/order_statistics.h"
#include "ecg/signal/qrs_envelope.h"
#include "ecg/signal/running_sums.h"

namespace rdc::ecg {
namespace {

constexpr std::size_t kMostFamilies = 40;
constexpr float kAlike = 0.85F;    // correlation that makes one family
constexpr float kSame = 0.92F;     // correlation of two families' centres that makes them one
constexpr float kSizeGap = 0.45F;  // and log of the ratio of sizes

// Samples a lead at any time, bridging gaps, smoothed by a mean over 12 ms.
class SmoothLead {
 public:
  // `sums`: of all samples before each, gaps bridged.
  SmoothLead(std::vector<double> sums, double rate_hz)
      : rate_hz_(rate_hz), sums_(std::move(sums)), half_(std::max(0L, std::lround(0.006 * rate_hz))) {}
  float at(double seconds) const {
    const auto last = static_cast<long>(sums_.size()) - 2;
    const long n = std::min(static_cast<long>(std::max(0.0, seconds * rate_hz_) + 0.5), last);
    const long from = std::max(0L, n - half_), to = std::min(last, n + half_) + 1;
    return static_cast<float>((sums_[static_cast<std::size_t>(to)] - sums_[static_cast<std::size_t>(from)]) /
                              static_cast<double>(to - from));
  }

 private:
  double rate_hz_;
  std::vector<double> sums_;
  long half_;
};

struct ClearLead {
  SmoothLead lead;
  const Envelope& envelope;
  float level = 1.0F;
  float weight = 1.0F;  // a noisy lead says less about shape
};

struct Clearness {
  std::size_t lead = 0;
  float level = 1.0F;      // envelope at a QRS
  float clearness = 0.0F;  // against what lies between them
};

Clearness clearness_of(std::size_t lead, const Envelope& envelope, std::span<const QrsDetection> beats) {
  std::vector<float> peaks, floors;
  const auto reach = static_cast<std::size_t>(0.06 * envelope.rate_hz);
  const std::size_t stride = std::max<std::size_t>(1, beats.size() / 200);
  for (std::size_t b = 0; b < beats.size(); b += stride) {
    const auto at = static_cast<std::size_t>(std::max(0.0, beats[b].at_ms / 1000.0 * envelope.rate_hz));
    if (at < reach || at + reach >= envelope.values.size()) continue;
    const auto centre = envelope.values.begin() + static_cast<long>(at);
    peaks.push_back(*std::max_element(centre - static_cast<long>(reach), centre + static_cast<long>(reach)));
  }
  for (std::size_t i = 0; i < envelope.values.size(); i += 11) floors.push_back(envelope.values[i]);
  if (peaks.empty()) peaks.push_back(1.0F);
  const float level = std::max(1.0F, nth_smallest(peaks, peaks.size() / 2));
  return {lead, level, level / std::max(1.0F, nth_smallest(floors, floors.size() / 3))};
}

std::vector<ClearLead> clearest(std::span<const std::span<const float>> leads, std::span<const Envelope> envelopes,
                                double rate_hz, std::span<const QrsDetection> beats) {
  std::vector<Clearness> order;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    if (!envelopes[l].values.empty()) order.push_back(clearness_of(l, envelopes[l], beats));
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Clearness& a, const Clearness& b) { return a.clearness > b.clearness; });
  if (order.size() > BeatShape::kLeads) order.resize(BeatShape::kLeads);
  std::vector<std::span<const float>> chosen;
  for (const auto& one : order) chosen.push_back(leads[one.lead]);
  auto sums = running_sums(chosen);
  std::vector<ClearLead> out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& one = order[i];
    const float weight = std::pow(one.clearness / order.front().clearness, 1.5F);
    out.push_back({SmoothLead(std::move(sums[i]), rate_hz), envelopes[one.lead], one.level, weight});
  }
  return out;
}

// The piece against the straight line through its ends, so that a moving baseline does not count as shape.
void take(const ClearLead& lead, double from, double step, std::span<float> out) {
  const float scale = lead.weight / lead.level;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = scale * lead.lead.at(from + step * static_cast<double>(i));
  const float first = out.front();
  const float slope = (out.back() - first) / static_cast<float>(out.size() - 1);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] -= first + slope * static_cast<float>(i);
}

// The span around the envelope's peak that stays above a third of it but for gaps of 20 ms, in the leads' weighted
// mean.
float width_at(const std::vector<ClearLead>& leads, double seconds) {
  const double rate = leads.front().envelope.rate_hz;
  const auto length = static_cast<long>(leads.front().envelope.values.size());
  const long centre = std::clamp(std::lround(seconds * rate), 0L, length - 1);
  const long reach = std::lround(0.16 * rate), gap = std::lround(0.02 * rate), near = std::lround(0.05 * rate);
  std::vector<float> sum(static_cast<std::size_t>(2 * reach + 1), 0.0F);
  for (const auto& lead : leads) {
    for (long i = -reach; i <= reach; ++i) {
      if (centre + i < 0 || centre + i >= length) continue;
      sum[static_cast<std::size_t>(i + reach)] +=
          lead.weight / lead.level * lead.envelope.values[static_cast<std::size_t>(centre + i)];
    }
  }
  const auto peak = std::max_element(sum.begin() + reach - near, sum.begin() + reach + near + 1);
  const float third = *peak / 3;
  const long top = peak - sum.begin();
  long first = top, last = top;
  for (long i = top; i >= 0 && first - i <= gap; --i) {
    if (sum[static_cast<std::size_t>(i)] > third) first = i;
  }
  for (long i = top; i <= 2 * reach && i - last <= gap; ++i) {
    if (sum[static_cast<std::size_t>(i)] > third) last = i;
  }
  return static_cast<float>(1000.0 * static_cast<double>(last - first) / rate);
}

BeatShape shape_at(const std::vector<ClearLead>& leads, double seconds) {
  BeatShape out;
  for (std::size_t l = 0; l < leads.size(); ++l) {
    take(leads[l], seconds - 0.120, 0.008, std::span(out.qrs).subspan(l * BeatShape::kQrs, BeatShape::kQrs));
    take(leads[l], seconds - 0.320, 0.016, std::span(out.p).subspan(l * BeatShape::kP, BeatShape::kP));
    take(leads[l], seconds + 0.144, 0.016, std::span(out.t).subspan(l * BeatShape::kT, BeatShape::kT));
  }
  float squares = 0.0F;
  for (const float value : out.qrs) squares += value * value;
  out.size = std::sqrt(squares / static_cast<float>(BeatShape::kQrs * std::max<std::size_t>(1, leads.size())));
  return out;
}

struct Alignment {
  BeatShape shape;
  double seconds = 0.0;
  float likeness = -1.0F;
};

Alignment aligned(const std::vector<ClearLead>& leads, double seconds, const BeatFamily& family) {
  Alignment best;
  for (int shift = -4; shift <= 4; ++shift) {
    const double at = seconds + 0.008 * shift;
    std::array<float, BeatShape::kLeads * BeatShape::kQrs> qrs{};
    for (std::size_t l = 0; l < leads.size(); ++l) {
      take(leads[l], at - 0.120, 0.008, std::span(qrs).subspan(l * BeatShape::kQrs, BeatShape::kQrs));
    }
    const float alike = correlation(qrs, family.centre.qrs) - 0.001F * static_cast<float>(std::abs(shift));
    if (alike > best.likeness) {
      best.likeness = alike;
      best.seconds = at;
    }
  }
  best.shape = shape_at(leads, best.seconds);
  return best;
}

void absorb(BeatFamily& family, const BeatShape& shape) {
  family.count += 1;
  const float share = 1.0F / static_cast<float>(std::min<std::size_t>(family.count, 50));
  const auto blend = [share](auto& into, const auto& from) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] += share * (from[i] - into[i]);
  };
  blend(family.centre.qrs, shape.qrs);
  blend(family.centre.p, shape.p);
  blend(family.centre.t, shape.t);
  family.centre.size += share * (shape.size - family.centre.size);
  family.width_ms += share * (shape.width_ms - family.width_ms);
}

// Families whose centres have become the same are one.
void merge(BeatFamilies& all) {
  std::vector<std::size_t> into(all.families.size());
  for (std::size_t f = 0; f < into.size(); ++f) {
    into[f] = f;
    for (std::size_t g = 0; g < f; ++g) {
      const auto &a = all.families[f].centre, &b = all.families[g].centre;
      if (into[g] != g || std::abs(std::log((a.size + 0.01F) / (b.size + 0.01F))) > kSizeGap) continue;
      if (correlation(a.qrs, b.qrs) < kSame) continue;
      into[f] = g;
      break;
    }
  }
  std::vector<BeatFamily> merged;
  std::vector<std::size_t> index(into.size(), 0);
  for (std::size_t f = 0; f < into.size(); ++f) {
    if (into[f] == f) {
      index[f] = merged.size();
      merged.push_back(all.families[f]);
    } else {
      index[f] = index[into[f]];
      auto& host = merged[index[f]];
      const auto& guest = all.families[f];
      const float share = static_cast<float>(guest.count) / static_cast<float>(guest.count + host.count);
      host.width_ms += share * (guest.width_ms - host.width_ms);
      for (std::size_t i = 0; i < host.centre.qrs.size(); ++i)
        host.centre.qrs[i] += share * (guest.centre.qrs[i] - host.centre.qrs[i]);
      for (std::size_t i = 0; i < host.centre.p.size(); ++i)
        host.centre.p[i] += share * (guest.centre.p[i] - host.centre.p[i]);
      for (std::size_t i = 0; i < host.centre.t.size(); ++i)
        host.centre.t[i] += share * (guest.centre.t[i] - host.centre.t[i]);
      host.count += guest.count;
    }
  }
  all.families = std::move(merged);
  for (auto& family : all.family_of) family = static_cast<std::uint16_t>(index[family]);
}

// Mean of log(RR before / median RR around) of each family: about -0.4 for ventricular extrasystoles.
std::vector<float> earliness(const BeatFamilies& all) {
  std::vector<float> sums(all.families.size(), 0.0F);
  std::vector<double> scratch;
  for (std::size_t n = 1; n < all.at_ms.size(); ++n) {
    scratch.clear();
    for (std::size_t k = n > 8 ? n - 8 : 1; k < std::min(all.at_ms.size(), n + 9); ++k)
      scratch.push_back(all.at_ms[k] - all.at_ms[k - 1]);
    std::nth_element(scratch.begin(), scratch.begin() + static_cast<long>(scratch.size() / 2), scratch.end());
    const double ratio = (all.at_ms[n] - all.at_ms[n - 1]) / std::max(1.0, scratch[scratch.size() / 2]);
    sums[all.family_of[n]] += static_cast<float>(std::log(std::clamp(ratio, 0.3, 3.0)));
  }
  for (std::size_t f = 0; f < sums.size(); ++f) sums[f] /= static_cast<float>(all.families[f].count);
  return sums;
}

// The most frequent family counts as the tracing's own, unless it is wide and early where another, not much rarer, is
// narrow and in time: in bigeminy the sinus beat is dominant.
std::size_t dominant_of(const BeatFamilies& all) {
  const auto early = earliness(all);
  const auto value = [&](std::size_t f) {
    const auto& family = all.families[f];
    return std::log(static_cast<float>(family.count)) - 0.02F * std::max(0.0F, family.width_ms - 60.0F) +
           5.0F * std::min(0.0F, early[f] + 0.03F);
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < all.families.size(); ++i) {
    if (value(i) > value(best)) best = i;
  }
  return best;
}

}  // namespace

float mean_of(std::span<const float> values) {
  return values.empty() ? 0.0F
                        : std::accumulate(values.begin(), values.end(), 0.0F) / static_cast<float>(values.size());
}

float correlation(std::span<const float> a, std::span<const float> b) {
  float product = 0.0F, first = 0.0F, second = 0.0F;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += a[i] * b[i];
    first += a[i] * a[i];
    second += b[i] * b[i];
  }
  return first < 1e-9F || second < 1e-9F ? 0.0F : product / std::sqrt(first * second);
}

BeatFamilies sort_into_families(std::span<const std::span<const float>> leads, std::span<const Envelope> envelopes,
                                double rate_hz, std::span<const QrsDetection> beats) {
  BeatFamilies out;
  const auto clear = clearest(leads, envelopes, rate_hz, beats);
  if (clear.empty()) return out;
  for (const auto& beat : beats) {
    const double seconds = beat.at_ms / 1000.0;
    Alignment best{shape_at(clear, seconds), seconds, kAlike};
    const float plain_size = best.shape.size;
    std::size_t chosen = out.families.size();
    for (std::size_t f = 0; f < out.families.size(); ++f) {
      if (std::abs(std::log((plain_size + 0.01F) / (out.families[f].centre.size + 0.01F))) > kSizeGap) continue;
      auto candidate = aligned(clear, seconds, out.families[f]);
      if (candidate.likeness <= best.likeness) continue;
      best = std::move(candidate);
      chosen = f;
    }
    best.shape.width_ms = width_at(clear, best.seconds);
    if (chosen == out.families.size()) {
      if (out.families.size() < kMostFamilies) {
        out.families.push_back({});
      } else {  // the rarest shapes share the last place
        chosen = kMostFamilies - 1;
      }
    }
    absorb(out.families[chosen], best.shape);
    out.family_of.push_back(static_cast<std::uint16_t>(chosen));
    out.at_ms.push_back(1000.0 * best.seconds);
    out.shapes.push_back(best.shape);
  }
  if (out.families.empty()) return out;
  merge(out);
  const std::size_t dominant = dominant_of(out);
  std::swap(out.families[0], out.families[dominant]);
  for (auto& family : out.family_of) {
    if (family == 0) {
      family = static_cast<std::uint16_t>(dominant);
    } else if (family == dominant) {
      family = 0;
    }
  }
  return out;
}

}  // namespace rdc::ecg
