// Where a lead moves like a QRS complex: the envelope that beat detection starts from.
//
// The envelope is the magnitude of a first and a second difference of 36 ms means, a quadrature pair centred near
// 12 Hz. It is symmetric (no delay), blind to baseline, small for T and P waves, and does not care whether the QRS
// points up, down or both ways. Box means make it five additions a sample at any rate.
#pragma once

#include <span>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

struct Envelope {
  double rate_hz = 0.0;       // of `values`: the lead's rate divided by a whole number, 180..400 when that is possible
  std::size_t step = 1;       // that whole number
  std::vector<float> values;  // microvolts, >= 0
  std::vector<float> slope;   // the first of the pair, signed: the lead's shape without its baseline
};

// NaN samples count as the last sample before them (0 at the start).
Envelope qrs_envelope(std::span<const float> samples, double rate_hz);
std::vector<Envelope> qrs_envelopes(std::span<const std::span<const float>> leads, double rate_hz);

}  // namespace rdc::ecg
