// Onsets, peaks and offsets of P, QRS and T.
//
// For each boundary a small network looks at every 4 ms of a window (what moves before and after, in this lead and in
// all leads, on scales from 8 to 100 ms) and scores it; the softmax of the scores is the probability of each place, and
// its mean is the boundary. For P and T peaks "nowhere" competes with all places: absent waves are absent, not
// invented. Trained on LUDB's per-lead annotations (developer half, cross-validated) and simulated beats; see
// docs/ecg-performance.md. Pure functions; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ecg/measurement/delineation_grid.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

struct BeatWaves {
  std::optional<Wave> p, qrs, t;
};

// The waves on a clock that shows `ms` more.
BeatWaves shifted(BeatWaves waves, double ms);

// Where a beat stands among its neighbours; ms on the grid's clock.
struct BeatPlace {
  double at_ms = 0.0;
  double before_ms = 1000.0;  // RR intervals; the usual one at the ends
  double after_ms = 1000.0;
};

// kFarPPeak: as kPPeak, by a network that was taught P waves far from their QRS and small beside it too. It finds more
// of those and more that are none: it is asked only where the other finds no P before most beats.
enum class Boundary : std::uint8_t { kPPeak, kPOn, kPOff, kQrsOn, kQrsOff, kTPeak, kTOn, kTOff, kFarPPeak };
inline constexpr std::size_t kBoundaries = 9;

// What scores the places of each boundary: a hidden layer of the rational stand-in for tanh in delineator.cc, then a
// linear one; the last number of a row is its constant. The inputs' order is that of DelineationGrid::moment.
inline constexpr std::size_t kBoundaryHidden = 14;
struct BoundaryNetworks {
  float input[kBoundaries][kBoundaryHidden][kMomentFeatures + 1];
  float output[kBoundaries][kBoundaryHidden + 1];
};
// Those of delineation_weights.h. Others are for the trainer, which judges recordings by networks that never saw them.
const BoundaryNetworks& shipped_networks();

// The search window of a boundary, grid indexes, and the two numbers of context; for the delineator and its trainer.
struct BoundarySearch {
  long anchor = 0, first = 0, last = 0;
  float context1 = 0.0F, context2 = 0.0F;
};
BoundarySearch search_of(Boundary boundary, const BeatPlace& place, long anchor);

// All leads together: one set of boundaries for the beat.
BeatWaves delineate_globally(DelineationGrid& grid, const BeatPlace& place);

// The same for all beats of a strip, which vouch for each other's P waves. `without_p`: beats that cannot have one
// (ventricular); empty: none.
std::vector<BeatWaves> delineate_strip(DelineationGrid& grid, std::span<const BeatPlace> places,
                                       const std::vector<bool>& without_p,
                                       const BoundaryNetworks& networks = shipped_networks());

// The P whose peak is known to be at `peak_ms`, all leads together. nullopt: no wave long enough there.
std::optional<Wave> delineate_p(DelineationGrid& grid, const BeatPlace& place, double peak_ms);
// The same of a T.
std::optional<Wave> delineate_t(DelineationGrid& grid, const BeatPlace& place, double peak_ms);

// Each lead by itself, guided by where the waves are globally. A wave too small for the lead is absent there.
std::vector<BeatWaves> delineate_leads(DelineationGrid& grid, const BeatPlace& place, const BeatWaves& global,
                                       const BoundaryNetworks& networks = shipped_networks());

}  // namespace rdc::ecg
