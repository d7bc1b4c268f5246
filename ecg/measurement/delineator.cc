#include "ecg/measurement/delineator.h"

#include <algorithm>
#include <cmath>

#include "ecg/measurement/delineation_weights.h"
#include "ecg/measurement/p_vouching.h"
#include "ecg/signal/wide_loops.h"

namespace rdc::ecg {
namespace {

constexpr double kTogether = 0.3;  // best of 0, 0.3, 0.5, 0.7 for T on LUDB; P and QRS are best left alone

long grid_of(double ms) { return std::lround(ms / kGridMs); }
float log_seconds(double ms) { return static_cast<float>(std::log(std::clamp(ms, 200.0, 2500.0) / 1000.0)); }

// Scores of all places of a block.
void score(const BoundaryNetworks& networks, Boundary boundary, const MomentBlock& block, std::size_t count,
           std::span<float> scores) {
  static_assert(MomentBlock::kGroup == WideLoops::kGroup);
  const auto b = static_cast<std::size_t>(boundary);
  wide_loops().scores({block.columns.front().data(), MomentBlock::kMostPlaces, kMomentFeatures,
                       &networks.input[b][0][0], networks.output[b], kBoundaryHidden},
                      count, scores.data());
}

bool may_be_absent(Boundary boundary) {
  return boundary == Boundary::kPPeak || boundary == Boundary::kTPeak || boundary == Boundary::kFarPPeak;
}

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

struct Place {
  double at = 0.0;        // grid index, fractional
  float log_odds = 0.0F;  // of being there at all; meaningful for peaks
};

// What a search looks at, and with what eyes.
struct Sight {
  const DelineationGrid& grid;
  const BoundaryNetworks& networks;
};

// One boundary's search: what is the same for every lead is described once.
class Locator {
 public:
  Locator(const Sight& sight, Boundary boundary, const BoundarySearch& search)
      : sight_(sight), boundary_(boundary), may_be_absent_(may_be_absent(boundary)) {
    const long first = std::max(0L, search.first), last = std::min(sight.grid.length() - 1, search.last);
    // Peaks are broad: every second place will do, and counts for two.
    const long step = may_be_absent_ ? 2 : 1;
    if (first > last) return;
    places_ = {first, step, std::min(scores_.size(), static_cast<std::size_t>((last - first) / step + 1))};
    sight_.grid.describe_together(places_, search.anchor, search.context1, search.context2, block_);
  }

  // The likeliest place in one lead or all, present or not; nullopt when the window is empty.
  std::optional<Place> likeliest(std::size_t lead) {
    if (places_.count == 0) return std::nullopt;
    sight_.grid.describe(lead, places_, block_);
    score(sight_.networks, boundary_, block_, places_.count, scores_);
    const auto begin = scores_.begin(), end = begin + static_cast<long>(places_.count);
    const auto best = std::max_element(begin, end);
    const long top = best - begin, reach = 6 / places_.step;
    const auto weight = [&](long i) {
      return std::exp(static_cast<double>(scores_[static_cast<std::size_t>(i)] - *best));
    };
    // The mean is taken around the best place only: a second, unlikely place must not pull.
    double near = 0.0, centre = 0.0;
    for (long i = std::max(0L, top - reach); i < std::min(end - begin, top + reach + 1); ++i) {
      const double here = weight(i);
      near += here;
      centre += here * static_cast<double>(i);
    }
    Place out{static_cast<double>(places_.first) + static_cast<double>(places_.step) * centre / near, *best};
    if (may_be_absent_) {
      double present = 0.0;
      for (long i = 0; i < end - begin; ++i) present += static_cast<double>(places_.step) * weight(i);
      out.log_odds = static_cast<float>(std::log(present)) + *best;
    }
    return out;
  }

  // nullopt: absent (peaks only).
  std::optional<double> locate(std::size_t lead) {
    const auto found = likeliest(lead);
    if (!found || (may_be_absent_ && found->log_odds < 0.0F)) return std::nullopt;
    return found->at;
  }

 private:
  Sight sight_;
  Boundary boundary_;
  bool may_be_absent_;
  GridPlaces places_;
  MomentBlock block_;
  std::array<float, MomentBlock::kMostPlaces> scores_{};
};

struct Bounds {
  Boundary on, off;
};

// A wave whose anchor is known, in one lead after the other.
class WaveLocator {
 public:
  WaveLocator(const Sight& sight, const BeatPlace& place, Bounds bounds, long anchor)
      : grid_(sight.grid),
        anchor_(anchor),
        is_qrs_(bounds.on == Boundary::kQrsOn),
        on_(sight, bounds.on, search_of(bounds.on, place, anchor)),
        off_(sight, bounds.off, search_of(bounds.off, place, anchor)) {}

  std::optional<Wave> in(std::size_t lead) {
    const auto on = on_.locate(lead), off = off_.locate(lead);
    if (!on || !off || *off - *on < 3.0) return std::nullopt;
    double peak = static_cast<double>(anchor_);
    if (lead != DelineationGrid::kAllLeads) {
      peak = is_qrs_ ? qrs_peak(grid_, lead, *on, *off) : peak_between(grid_, lead, *on, *off);
    }
    return Wave{*on * kGridMs, peak * kGridMs, *off * kGridMs};
  }

 private:
  const DelineationGrid& grid_;
  long anchor_;
  bool is_qrs_;
  Locator on_, off_;
};

std::optional<Wave> wave_of_all_leads(const Sight& sight, const BeatPlace& place, Bounds bounds, long anchor) {
  return WaveLocator(sight, place, bounds, anchor).in(DelineationGrid::kAllLeads);
}

constexpr Bounds kP{Boundary::kPOn, Boundary::kPOff}, kQrs{Boundary::kQrsOn, Boundary::kQrsOff},
    kT{Boundary::kTOn, Boundary::kTOff};

}  // namespace

BeatWaves shifted(BeatWaves waves, double ms) {
  for (auto* wave : {&waves.p, &waves.qrs, &waves.t}) {
    if (!*wave) continue;
    (*wave)->onset_ms += ms;
    (*wave)->peak_ms += ms;
    (*wave)->offset_ms += ms;
  }
  return waves;
}

const BoundaryNetworks& shipped_networks() { return kShippedNetworks; }

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
    case Boundary::kFarPPeak:
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

std::optional<Wave> delineate_p(DelineationGrid& grid, const BeatPlace& place, double peak_ms) {
  grid.set_scale(grid_of(place.at_ms));
  return wave_of_all_leads({grid, shipped_networks()}, place, kP, grid_of(peak_ms));
}

std::optional<Wave> delineate_t(DelineationGrid& grid, const BeatPlace& place, double peak_ms) {
  grid.set_scale(grid_of(place.at_ms));
  return wave_of_all_leads({grid, shipped_networks()}, place, kT, grid_of(peak_ms));
}

BeatWaves delineate_globally(DelineationGrid& grid, const BeatPlace& place) {
  return delineate_strip(grid, std::span(&place, 1), {}).front();
}

namespace {

// What is known before P waves are looked for.
struct PSearch {
  std::span<const BeatPlace> places;
  std::span<const BeatWaves> waves;  // with the QRS
  std::vector<bool> may_have_p;
};

// Where each beat has its P (grid index) by the network of `boundary`.
std::vector<std::optional<double>> p_peaks_of(DelineationGrid& grid, const BoundaryNetworks& networks,
                                              const PSearch& search, Boundary boundary) {
  const auto& places = search.places;
  std::vector<std::optional<Place>> found(places.size());
  std::vector<std::optional<PCandidate>> candidates(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (!search.may_have_p[n]) continue;
    const long at = grid_of(places[n].at_ms);
    grid.set_scale(at);
    found[n] =
        Locator({grid, networks}, boundary, search_of(boundary, places[n], at)).likeliest(DelineationGrid::kAllLeads);
    if (!found[n]) continue;
    candidates[n] = {(found[n]->at - static_cast<double>(at)) * kGridMs, static_cast<double>(found[n]->log_odds)};
  }
  const auto is_p = vouch_for_p(places, candidates, candidate_likeness(grid, places, search.waves, candidates),
                                boundary == Boundary::kFarPPeak ? PVouching::kWithoutSteps : PVouching::kByDistance);
  std::vector<std::optional<double>> out(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (is_p[n]) out[n] = found[n]->at;
  }
  return out;
}

std::vector<std::optional<double>> p_peaks_of_strip(DelineationGrid& grid, const BoundaryNetworks& networks,
                                                    const PSearch& search) {
  const auto seen = [](const std::vector<std::optional<double>>& peaks) {
    return static_cast<std::size_t>(
        std::count_if(peaks.begin(), peaks.end(), [](const auto& p) { return p.has_value(); }));
  };
  auto near = p_peaks_of(grid, networks, search, Boundary::kPPeak);
  const auto beats = static_cast<std::size_t>(std::count(search.may_have_p.begin(), search.may_have_p.end(), true));
  // In irregular rhythms beats vouch for nothing far away.
  if (beats < 3 || seen(near) * 3 > beats || irregular_intervals(search.places)) return near;
  auto far = p_peaks_of(grid, networks, search, Boundary::kFarPPeak);
  return seen(far) * 3 >= beats * 2 ? far : near;
}

}  // namespace

std::vector<BeatWaves> delineate_strip(DelineationGrid& grid, std::span<const BeatPlace> places,
                                       const std::vector<bool>& without_p, const BoundaryNetworks& networks) {
  const Sight sight{grid, networks};
  std::vector<BeatWaves> out(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    const auto& place = places[n];
    const long at = grid_of(place.at_ms);
    grid.set_scale(at);
    out[n].qrs = wave_of_all_leads(sight, place, kQrs, at);
    if (const auto t = Locator(sight, Boundary::kTPeak, search_of(Boundary::kTPeak, place, at))
                           .locate(DelineationGrid::kAllLeads)) {
      out[n].t = wave_of_all_leads(sight, place, kT, std::lround(*t));
    }
  }
  std::vector<bool> may_have_p(places.size(), true);
  for (std::size_t n = 0; n < without_p.size(); ++n) may_have_p[n] = !without_p[n];
  const auto p_peaks = p_peaks_of_strip(grid, networks, {places, out, std::move(may_have_p)});
  for (std::size_t n = 0; n < places.size(); ++n) {
    if (!p_peaks[n]) continue;
    grid.set_scale(grid_of(places[n].at_ms));
    out[n].p = wave_of_all_leads(sight, places[n], kP, std::lround(*p_peaks[n]));
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

std::vector<BeatWaves> delineate_leads(DelineationGrid& grid, const BeatPlace& place, const BeatWaves& global,
                                       const BoundaryNetworks& networks) {
  const long at = grid_of(place.at_ms);
  grid.set_scale(at);
  std::vector<BeatWaves> out(grid.leads());
  const auto locate_in_all = [&](std::optional<Wave> BeatWaves::*wave, Bounds bounds, long anchor) {
    WaveLocator locator({grid, networks}, place, bounds, anchor);
    for (std::size_t l = 0; l < out.size(); ++l) out[l].*wave = locator.in(l);
  };
  locate_in_all(&BeatWaves::qrs, kQrs, at);
  if (global.p) locate_in_all(&BeatWaves::p, kP, grid_of(global.p->peak_ms));
  if (global.t) locate_in_all(&BeatWaves::t, kT, grid_of(global.t->peak_ms));
  draw_together(out, &BeatWaves::t, &Wave::onset_ms);
  draw_together(out, &BeatWaves::t, &Wave::offset_ms);
  return out;
}

}  // namespace rdc::ecg
