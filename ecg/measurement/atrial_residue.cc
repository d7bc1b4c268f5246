#include "ecg/measurement/atrial_residue.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ecg/signal/block_means.h"
#include "ecg/signal/lanes.h"

namespace rdc::ecg {
namespace {

constexpr double kRateHz = 125.0;
constexpr double kBlankBeforeMs = 12.0, kAfterQrsMs = 24.0, kAfterTMs = 24.0;
constexpr double kUnseenTMs = 300.0;  // end of T after the QRS where the median shows none
constexpr double kForeignMs = 80.0;   // later still in beats whose T nobody knows
constexpr long kSlopeHalf = 3;        // of the slope to either side: 48 ms, P and flutter waves rise in that
constexpr float kMostTimes = 5.0F;    // a slope beyond this many times the usual one is an artefact: it is cut

const MedianBeat* median_of_family(std::span<const MedianBeat> medians, std::uint16_t family) {
  for (const auto& median : medians) {
    if (median.family == family && median.qrs) return &median;
  }
  return nullptr;
}

std::vector<std::size_t> leads_to_use(const CleanStrip& strip) {
  constexpr std::array kWanted = {Lead::kII, Lead::kIII, Lead::kAvf, Lead::kV1};
  std::vector<std::size_t> out;
  for (const Lead lead : kWanted) {
    for (std::size_t c = 0; c < strip.channels.size(); ++c) {
      if (strip.channels[c].lead == lead) out.push_back(c);
    }
  }
  for (std::size_t c = 0; out.empty() && c < std::min<std::size_t>(2, strip.channels.size()); ++c) out.push_back(c);
  return out;
}

struct Span {
  long from, qrs_to, t_to;  // samples of the strip
  const MedianBeat* median;
  long r;
};

std::vector<Span> spans_of(const CleanStrip& strip, std::span<const Beat> beats, std::span<const MedianBeat> medians) {
  const MedianBeat& dominant = medians.front();
  std::vector<Span> out;
  for (const auto& beat : beats) {
    const auto* own = median_of_family(medians, beat.family);
    const MedianBeat& like = own != nullptr ? *own : dominant;
    const double onset = own == nullptr && beat.qrs ? beat.qrs->onset_ms - beat.r_ms : like.qrs->onset_ms;
    const double offset = own == nullptr && beat.qrs ? beat.qrs->offset_ms - beat.r_ms : like.qrs->offset_ms;
    double t_end = like.t ? like.t->offset_ms : offset + kUnseenTMs;
    if (own == nullptr) t_end = std::max(t_end, offset + kUnseenTMs) + kForeignMs;
    const auto index = [&](double ms) {
      return std::clamp(std::lround((beat.r_ms + ms) / 1000.0 * strip.rate_hz), 0L,
                        static_cast<long>(strip.channels.front().samples.size()));
    };
    out.push_back(
        {index(onset - kBlankBeforeMs), index(offset + kAfterQrsMs), index(t_end + kAfterTMs), own, index(0.0)});
  }
  return out;
}

// The samples less the medians' T, means at the residue's rate.
std::vector<float> lead_without(const CleanStrip& strip, std::size_t channel, const std::vector<Span>& spans,
                                std::size_t step) {
  std::vector<float> rest(strip.channels[channel].samples.begin(), strip.channels[channel].samples.end());
  for (const auto& span : spans) {
    if (span.median == nullptr || channel >= span.median->strip.channels.size()) continue;
    const auto& shape = span.median->strip.channels[channel].samples;
    const auto r_index = static_cast<long>(span.median->r_index);
    const auto last = static_cast<long>(shape.size());
    const long level_at = std::lround(span.median->qrs->onset_ms / 1000.0 * strip.rate_hz) + r_index;
    const float level = shape[static_cast<std::size_t>(std::clamp(level_at, 0L, last - 1))];
    for (long i = span.from; i < span.t_to; ++i) {
      const long k = i - span.r + r_index;
      if (k >= 0 && k < last) rest[static_cast<std::size_t>(i)] -= shape[static_cast<std::size_t>(k)] - level;
    }
  }
  return block_means(rest, step);
}

}  // namespace

AtrialResidue take_out_ventricles(const CleanStrip& strip, std::span<const Beat> beats,
                                  std::span<const MedianBeat> medians) {
  AtrialResidue out;
  if (strip.channels.empty() || medians.empty() || !medians.front().qrs) return out;
  const auto step = block_for(strip.rate_hz, kRateHz);
  out.rate_hz = strip.rate_hz / static_cast<double>(step);
  const auto spans = spans_of(strip, beats, medians);
  for (const std::size_t c : leads_to_use(strip)) {
    out.names.push_back(strip.channels[c].lead);
    out.leads.push_back(lead_without(strip, c, spans, step));
  }
  const std::size_t length = out.leads.front().size();
  out.quiet.assign(length, 1);
  out.silent.assign(length, 1);
  const auto blank = [&](std::vector<char>& mask, long from, long to) {
    const long first = std::max(0L, from / static_cast<long>(step));
    const long last = std::min(static_cast<long>(length), to / static_cast<long>(step) + 1);
    for (long i = first; i < last; ++i) mask[static_cast<std::size_t>(i)] = 0;
  };
  for (const auto& span : spans) {
    blank(out.quiet, span.from, span.median != nullptr ? span.qrs_to : span.t_to);
    blank(out.silent, span.from, span.t_to);
  }
  return out;
}

SelfLikeness::SelfLikeness(const AtrialResidue& residue, std::span<const char> mask, std::size_t lead)
    : rate_hz_(residue.rate_hz) {
  const auto length = static_cast<long>(mask.size());
  usable_.assign(mask.size(), 0.0F);
  energy_.assign(mask.size(), 0.0F);
  long known = 0;  // in a row, ending at i + kSlopeHalf
  for (long i = -kSlopeHalf; i + kSlopeHalf < length; ++i) {
    known = mask[static_cast<std::size_t>(i + kSlopeHalf)] != 0 ? known + 1 : 0;
    if (i >= kSlopeHalf && known > 2 * kSlopeHalf) usable_[static_cast<std::size_t>(i)] = 1.0F;
  }
  for (std::size_t l = 0; l < residue.leads.size(); ++l) {
    if (lead != kAllLeads && l != lead) continue;
    const auto& x = residue.leads[l];
    auto& slope = slopes_.emplace_back(mask.size(), 0.0F);
    double sum = 0.0, count = 0.0;
    for (long i = kSlopeHalf; i + kSlopeHalf < length; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (usable_[at] == 0.0F) continue;
      slope[at] = x[at + kSlopeHalf] - x[at - kSlopeHalf];
      sum += static_cast<double>(std::abs(slope[at]));
      count += 1.0;
    }
    const float most = kMostTimes * static_cast<float>(sum / std::max(1.0, count));
    for (std::size_t i = 0; i < slope.size(); ++i) {
      slope[i] = std::clamp(slope[i], -most, most);
      energy_[i] += slope[i] * slope[i];
    }
  }
}

std::optional<double> SelfLikeness::at(long lag) const {
  const auto length = static_cast<long>(usable_.size());
  if (lag <= 0 || lag >= length) return std::nullopt;
  const auto count = static_cast<std::size_t>(length - lag);
  const float* later_usable = usable_.data() + lag;
  const float* later_energy = energy_.data() + lag;
  if (static_cast<double>(product_of(usable_.data(), later_usable, count)) < rate_hz_) return std::nullopt;
  const float before = product_of(energy_.data(), later_usable, count);
  const float after = product_of(usable_.data(), later_energy, count);
  float product = 0.0F;
  for (const auto& slope : slopes_) product += product_of(slope.data(), slope.data() + lag, count);
  return static_cast<double>(product) / std::sqrt(static_cast<double>(before) * static_cast<double>(after) + 1e-9);
}

double SelfLikeness::size_uv() const {
  double sum = 0.0, count = 0.0;
  for (std::size_t i = 0; i < usable_.size(); ++i) {
    sum += static_cast<double>(energy_[i]);
    count += static_cast<double>(usable_[i]);
  }
  return count > 0.0 ? std::sqrt(sum / count / static_cast<double>(std::max<std::size_t>(1, slopes_.size()))) : 0.0;
}

}  // namespace rdc::ecg
