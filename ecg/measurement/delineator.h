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

// Where a beat stands among its neighbours; ms on the grid's clock.
struct BeatPlace {
  double at_ms = 0.0;
  double before_ms = 1000.0;  // RR intervals; the usual one at the ends
  double after_ms = 1000.0;
};

enum class Boundary : std::uint8_t { kPPeak, kPOn, kPOff, kQrsOn, kQrsOff, kTPeak, kTOn, kTOff };
inline constexpr std::size_t kBoundaries = 8;

// The search window of a boundary, grid indexes, and the two numbers of context; for the delineator and its trainer.
struct BoundarySearch {
  long anchor = 0, first = 0, last = 0;
  float context1 = 0.0F, context2 = 0.0F;
};
BoundarySearch search_of(Boundary boundary, const BeatPlace& place, long anchor);

struct Place {
  double at = 0.0;        // grid index, fractional
  float log_odds = 0.0F;  // of being there at all; meaningful for peaks
};
// The likeliest place, present or not; nullopt when the window is empty.
std::optional<Place> likeliest(const DelineationGrid& grid, std::size_t lead, Boundary boundary,
                               const BoundarySearch& search);

// The boundary's place in one lead or all (grid index, fractional); nullopt: absent (peaks only).
std::optional<double> locate(const DelineationGrid& grid, std::size_t lead, Boundary boundary,
                             const BoundarySearch& search);

// All leads together: one set of boundaries for the beat.
BeatWaves delineate_globally(DelineationGrid& grid, const BeatPlace& place);

// The same for all beats of a strip, which vouch for each other's P waves. `without_p`: beats that cannot have one
// (ventricular); empty: none.
std::vector<BeatWaves> delineate_strip(DelineationGrid& grid, std::span<const BeatPlace> places,
                                       const std::vector<bool>& without_p);

// The P whose peak is known to be at `peak_ms`, all leads together. nullopt: no wave long enough there.
std::optional<Wave> delineate_p(DelineationGrid& grid, const BeatPlace& place, double peak_ms);

// Each lead by itself, guided by where the waves are globally. A wave too small for the lead is absent there.
std::vector<BeatWaves> delineate_leads(DelineationGrid& grid, const BeatPlace& place, const BeatWaves& global);

}  // namespace rdc::ecg
