// Sorts detected beats into families of one QRS shape and each beat into its class.
//
// Everything is relative to the tracing's own dominant beat, so a bundle-branch block or a paced rhythm is a "normal"
// like any other: shape (correlation with the dominant QRS), width, size, prematurity, the pause after it, the P and T
// around it, and the same averaged over its family go into a small network (trained on developer recordings of MIT-BIH;
// see docs/ecg-performance.md) that gives the log-odds of a ventricular origin. PAC, fusion and paced follow by rule.
// Pure functions; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "ecg/measurement/measurements.h"
#include "ecg/measurement/qrs_detector.h"

namespace rdc::ecg {

inline constexpr std::size_t kBeatFeatures = 20;

struct ClassifiedBeat {
  double at_ms = 0.0;  // QRS fiducial, aligned within its family
  BeatClass kind = BeatClass::kUnclassified;
  std::uint16_t family = 0;  // 0 is dominant
  float ventricular_log_odds = 0.0F;
  float dominant_likeness = 0.0F;  // correlation of its QRS with the dominant family's, -1..1
  bool spike = false;
  std::array<float, kBeatFeatures> features{};
};

// What no network may overrule: a shape that comes neither early, nor before a pause, nor wider than the dominant one
// is the tracing's own, however different it looks (a second way of conduction, a moved electrode). Width alone, of a
// beat in time, says nothing either where the beat runs the dominant one's way (correlation from 0.6 on) or where it is
// the only one of its shape among a hundred: what was added to it is noise.
bool may_be_ventricular(const std::array<float, kBeatFeatures>& features);

// `leads`: as for detect_qrs. `spikes_ms`: times of pacing spikes, ascending; may be empty.
std::vector<ClassifiedBeat> classify_beats(std::span<const std::span<const float>> leads, double rate_hz,
                                           std::span<const QrsDetection> beats, std::span<const double> spikes_ms);
// With the leads' envelopes, for whoever has them.
std::vector<ClassifiedBeat> classify_beats(std::span<const std::span<const float>> leads, double rate_hz,
                                           std::span<const QrsDetection> beats, std::span<const double> spikes_ms,
                                           std::span<const Envelope> envelopes);

}  // namespace rdc::ecg
