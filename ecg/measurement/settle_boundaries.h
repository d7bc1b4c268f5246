// Internal to delineation of whole strips: what the leads and beats of a tracing know of each other's boundaries.
//
// A boundary in one lead of one beat is uncertain by some 8 to 13 ms. But the same lead shows the same beat again and
// again, and all leads show this one: a fit of one number a beat and one a lead to the boundaries of a family's beats
// (Tukey's median polish) tells where each is expected. Boundaries are drawn towards that. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ecg/measurement/delineator.h"

namespace rdc::ecg {

// How one kind of boundary is settled.
struct Settling {
  double share = 0.0;     // of the way to the fit; 0: stays where it is
  double lead_ms = 1e9;   // a lead differs from the others by no more
  double reach_ms = 1e9;  // and a boundary, before it is drawn, from the fit by no more
};

// In order: P onset, P offset, QRS onset, QRS offset, T onset, T offset.
using SettlingTable = std::array<Settling, 6>;

// Chosen on LUDB by cross-validation (fit_settling; docs/ecg-methods.md).
inline constexpr double kAnyMs = 1e9;
inline constexpr SettlingTable kSettling = {
    {{0.2, kAnyMs, 8.0}, {0.6, kAnyMs, kAnyMs}, {0.4, 30.0, 8.0}, {}, {0.2, kAnyMs, 8.0}, {0.2, 12.0, 8.0}}};

// `waves`: of each beat, each lead; `families`: of each beat, which look alike.
void settle_boundaries(std::vector<std::vector<BeatWaves>>& waves, std::span<const std::uint16_t> families,
                       const SettlingTable& table);

}  // namespace rdc::ecg
