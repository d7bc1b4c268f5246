// P waves that the search before each QRS cannot see: those that are not conducted, and conducted ones so far from
// their QRS or at so changing a distance that beats do not vouch for each other (second- and third-degree block).
//
// The P waves already found give the tracing's own P shape, all recorded leads together. Every diastole is searched for
// more of the same shape and size. What is found counts only when all P waves together keep one pace: fibrillation's
// waves and U waves do not. Pure; safe from any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ecg/measurement/beat_classifier.h"
#include "ecg/measurement/delineator.h"
#include "ecg/measurement/median_beat.h"

namespace rdc::ecg {

// How long before each beat (ms before `at_ms`) one wave comes again and again that the search for P did not take for
// one: a P with a long PR looks to it like nothing it knows. It stands alone between T and QRS (flutter waves do not),
// and single beats show it where their mean does (fibrillation's waves do not). nullopt: none, or a diastole too short
// to tell.
std::optional<double> repeated_p_distance(const CleanStrip& strip, std::span<const ClassifiedBeat> beats,
                                          std::span<const BeatWaves> waves);

struct AtrialWaves {
  std::vector<double> unconducted_ms;  // peaks, ms from the strip's start, ascending
  double period_ms = 0.0;              // from P to P
  double regularity = 0.0;             // share of the P-to-P intervals that fit the period or its multiples, 0..1
};

// Empty unless P waves keep one pace and at least one is not conducted. Gives beats without P one that was found in
// its place (PR 90 to 400 ms).
AtrialWaves find_unconducted_p(const CleanStrip& strip, std::vector<Beat>& beats);

}  // namespace rdc::ecg
