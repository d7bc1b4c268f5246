#include "ecg/measurement/delineator.h"

#include <algorithm>
#include <cmath>

#include "ecg/measurement/delineation_weights.h"

namespace rdc::ecg {
namespace {

constexpr double kTogether = 0.3;  // best of 0, 0.3, 0.5, 0.7 for T on LUDB; P and QRS are best left alone

constexpr double kScatteredMs = 14.0;  // a P's distance varies by less, fibrillation's waves by 30 and more (K)

long grid_of(double ms) { return std::lround(ms / kGridMs); }
float log_seconds(double ms) { return static_cast<float>(std::log(std::clamp(ms, 200.0, 2500.0) / 1000.0)); }

// The weights with the hidden units side by side, so that the compiler can take them four or eight at a time.
struct Columns {
  float input[kBoundaries][kMomentFeatures + 1][kBoundaryHidden];
};
constexpr Columns kColumns = [] {
  Columns out{};
  for (std::size_t b = 0; b < kBoundaries; ++b) {
    for (std::size_t h = 0; h < kBoundaryHidden; ++h) {
      for (std::size_t f = 0; f <= kMomentFeatures; ++f) out.input[b][f][h] = kBoundaryInput[b][h][f];
    }
  }
  return out;
}();

float score(Boundary boundary, const std::array<float, kMomentFeatures>& features) {
  const auto& input = kColumns.input[static_cast<std::size_t>(boundary)];
  const auto& output = kBoundaryOutput[static_cast<std::size_t>(boundary)];
  std::array<float, kBoundaryHidden> sums;
  for (std::size_t h = 0; h < kBoundaryHidden; ++h) sums[h] = input[kMomentFeatures][h];
  for (std::size_t f = 0; f < kMomentFeatures; ++f) {
    for (std::size_t h = 0; h < kBoundaryHidden; ++h) sums[h] += input[f][h] * features[f];
  }
  float out = output[kBoundaryHidden];
  for (std::size_t h = 0; h < kBoundaryHidden; ++h) {
    // A rational stand-in for tanh, the same in training: 4 times faster, never more than 1.
    const float u = std::clamp(sums[h], -3.0F, 3.0F);
    out += output[h] * u * (27.0F + u * u) / (27.0F + 9.0F * u * u);
  }
  return out;
}

double median_of_values(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool may_be_absent(Boundary boundary) { return boundary == Boundary::kPPeak || boundary == Boundary::kTPeak; }

// Largest departure from the line between the wave's ends.
double peak_between(const DelineationGrid& grid, std::size_t lead, double on, double off) {
  const long first = std::lround(on), last = std::lround(off);
  const float a = grid.value(lead, first), b = grid.value(lead, last);
  long best = (first + last) / 2;
  float most = -1.0F;
  for (long i = first; i <= last; ++i) {
    const float share = last == first ? 0.0F : static_cast<float>(i - first) / static_cast<float>(last - first);
    const float away = std::abs(grid.value(lead, i) - a - share * (b - a));
    if (away <= most) continue;
    most = away;
    best = i;
  }
  return static_cast<double>(best);
}

// A QRS's peak: its largest deflection from the level before it.
double qrs_peak(const DelineationGrid& grid, std::size_t lead, double on, double off) {
  const long first = std::lround(on), last = std::lround(off);
  const float level = grid.value(lead, first);
  long best = first;
  for (long i = first; i <= last; ++i) {
    if (std::abs(grid.value(lead, i) - level) > std::abs(grid.value(lead, best) - level)) best = i;
  }
  return static_cast<double>(best);
}

struct Bounds {
  Boundary on, off;
};

std::optional<Wave> wave_around(const DelineationGrid& grid, std::size_t lead, const BeatPlace& place, Bounds bounds,
                                long anchor) {
  const auto on = locate(grid, lead, bounds.on, search_of(bounds.on, place, anchor));
  const auto off = locate(grid, lead, bounds.off, search_of(bounds.off, place, anchor));
  if (!on || !off || *off - *on < 3.0) return std::nullopt;
  double peak = static_cast<double>(anchor);
  if (lead != DelineationGrid::kAllLeads) {
    peak = bounds.on == Boundary::kQrsOn ? qrs_peak(grid, lead, *on, *off) : peak_between(grid, lead, *on, *off);
  }
  return Wave{*on * kGridMs, peak * kGridMs, *off * kGridMs};
}

constexpr Bounds kP{Boundary::kPOn, Boundary::kPOff}, kQrs{Boundary::kQrsOn, Boundary::kQrsOff},
    kT{Boundary::kTOn, Boundary::kTOff};

}  // namespace

BoundarySearch search_of(Boundary boundary, const BeatPlace& place, long anchor) {
  BoundarySearch out;
  out.anchor = anchor;
  out.context1 = log_seconds(place.before_ms);
  out.context2 = log_seconds(place.after_ms);
  const auto window = [&](double from_ms, double to_ms) {
    out.first = anchor + grid_of(from_ms);
    out.last = anchor + grid_of(to_ms);
  };
  switch (boundary) {
    case Boundary::kPPeak:
      window(-std::min(400.0, 0.75 * place.before_ms), -56.0);
      break;
    case Boundary::kPOn:
      window(-112.0, -12.0);
      break;
    case Boundary::kPOff:
      window(12.0, 112.0);
      break;
    case Boundary::kQrsOn:
      window(-152.0, 16.0);
      break;
    case Boundary::kQrsOff:
      window(-12.0, 176.0);
      break;
    case Boundary::kTPeak:
      window(100.0, std::min(580.0, 0.80 * place.after_ms));
      break;
    case Boundary::kTOn:
      window(-200.0, -16.0);
      break;
    case Boundary::kTOff:
      window(16.0, 200.0);
      break;
  }
  out.last = std::max(out.last, out.first);
  return out;
}

std::optional<Place> likeliest(const DelineationGrid& grid, std::size_t lead, Boundary boundary,
                               const BoundarySearch& search) {
  const long first = std::max(0L, search.first), last = std::min(grid.length() - 1, search.last);
  if (first > last) return std::nullopt;
  // Peaks are broad: every second place will do, and counts for two.
  const long step = may_be_absent(boundary) ? 2 : 1;
  std::array<float, 160> scores{};
  const auto count = std::min<std::size_t>(scores.size(), static_cast<std::size_t>((last - first) / step + 1));
  float most = -1e9F;
  for (std::size_t i = 0; i < count; ++i) {
    const long at = first + step * static_cast<long>(i);
    scores[i] = score(boundary, grid.moment(lead, at, search.anchor, search.context1, search.context2));
    most = std::max(most, scores[i]);
  }
  const auto top =
      static_cast<long>(std::max_element(scores.begin(), scores.begin() + static_cast<long>(count)) - scores.begin());
  double present = 0.0, near = 0.0, centre = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double weight = std::exp(static_cast<double>(scores[i] - most));
    present += static_cast<double>(step) * weight;
    // The mean is taken around the best place only: a second, unlikely place must not pull.
    if (std::abs(static_cast<long>(i) - top) * step > 6) continue;
    near += weight;
    centre += weight * static_cast<double>(i);
  }
  return Place{static_cast<double>(first) + static_cast<double>(step) * centre / near,
               static_cast<float>(std::log(present)) + most};
}

std::optional<double> locate(const DelineationGrid& grid, std::size_t lead, Boundary boundary,
                             const BoundarySearch& search) {
  const auto found = likeliest(grid, lead, boundary, search);
  if (!found || (may_be_absent(boundary) && found->log_odds < 0.0F)) return std::nullopt;
  return found->at;
}

std::optional<Wave> delineate_p(DelineationGrid& grid, const BeatPlace& place, double peak_ms) {
  grid.set_scale(grid_of(place.at_ms));
  return wave_around(grid, DelineationGrid::kAllLeads, place, kP, grid_of(peak_ms));
}

BeatWaves delineate_globally(DelineationGrid& grid, const BeatPlace& place) {
  return delineate_strip(grid, std::span(&place, 1), {}).front();
}

std::vector<BeatWaves> delineate_strip(DelineationGrid& grid, std::span<const BeatPlace> places,
                                       const std::vector<bool>& without_p) {
  constexpr std::size_t kAll = DelineationGrid::kAllLeads;
  std::vector<BeatWaves> out(places.size());
  std::vector<std::optional<Place>> p_peaks(places.size());
  std::vector<double> odds, offsets;
  const auto may_have_p = [&](std::size_t n) { return n >= without_p.size() || !without_p[n]; };
  for (std::size_t n = 0; n < places.size(); ++n) {
    const auto& place = places[n];
    const long at = grid_of(place.at_ms);
    grid.set_scale(at);
    out[n].qrs = wave_around(grid, kAll, place, kQrs, at);
    if (const auto t = locate(grid, kAll, Boundary::kTPeak, search_of(Boundary::kTPeak, place, at))) {
      out[n].t = wave_around(grid, kAll, place, kT, std::lround(*t));
    }
    if (!may_have_p(n)) continue;
    p_peaks[n] = likeliest(grid, kAll, Boundary::kPPeak, search_of(Boundary::kPPeak, place, at));
    if (!p_peaks[n]) continue;
    odds.push_back(static_cast<double>(p_peaks[n]->log_odds));
    if (p_peaks[n]->log_odds > 0.0F) offsets.push_back(p_peaks[n]->at - static_cast<double>(at));
  }
  const double usual_odds = odds.size() < 3 ? 0.0 : median_of_values(odds);
  const double usual_offset = offsets.empty() ? 0.0 : median_of_values(offsets);
  // Fibrillation's waves stand anywhere before a QRS, P waves at one distance.
  std::vector<double> apart;
  for (const double offset : offsets) apart.push_back(std::abs(offset - usual_offset) * kGridMs);
  const bool scattered = apart.size() >= 4 && median_of_values(apart) > kScatteredMs;
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (!p_peaks[n]) continue;
    const long at = grid_of(places[n].at_ms);
    // Beats vouch for each other: where most have a P at one distance, a faint one there is a P; where most have none,
    // as in fibrillation, a lone one needs to be clear.
    const bool in_place = std::abs(p_peaks[n]->at - static_cast<double>(at) - usual_offset) * kGridMs < 32.0;
    double vouched = usual_odds < 0.0 ? std::max(-2.5, usual_odds) : 0.0;
    if (scattered) vouched = -2.5;
    if (usual_odds > 0.0 && in_place && !scattered) vouched = std::min(2.5, 0.7 * usual_odds);
    if (static_cast<double>(p_peaks[n]->log_odds) + vouched < 0.0) continue;
    grid.set_scale(at);
    out[n].p = wave_around(grid, kAll, places[n], kP, std::lround(p_peaks[n]->at));
  }
  return out;
}

namespace {

// One lead's boundary is noisier than where all leads' boundaries lie: each is drawn half-way to their median.
void draw_together(std::vector<BeatWaves>& leads, std::optional<Wave> BeatWaves::*wave, double Wave::*edge) {
  std::vector<double> values;
  for (const auto& lead : leads) {
    if (lead.*wave) values.push_back((*(lead.*wave)).*edge);
  }
  if (values.size() < 3) return;
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  const double middle = values[values.size() / 2];
  for (auto& lead : leads) {
    if (lead.*wave) (*(lead.*wave)).*edge += kTogether * (middle - (*(lead.*wave)).*edge);
  }
}

}  // namespace

std::vector<BeatWaves> delineate_leads(DelineationGrid& grid, const BeatPlace& place, const BeatWaves& global) {
  const long at = grid_of(place.at_ms);
  grid.set_scale(at);
  std::vector<BeatWaves> out(grid.leads());
  for (std::size_t l = 0; l < out.size(); ++l) {
    out[l].qrs = wave_around(grid, l, place, kQrs, at);
    if (global.p) out[l].p = wave_around(grid, l, place, kP, grid_of(global.p->peak_ms));
    if (global.t) out[l].t = wave_around(grid, l, place, kT, grid_of(global.t->peak_ms));
  }
  draw_together(out, &BeatWaves::t, &Wave::onset_ms);
  draw_together(out, &BeatWaves::t, &Wave::offset_ms);
  return out;
}

}  // namespace rdc::ecg
