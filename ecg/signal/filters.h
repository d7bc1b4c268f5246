// Filters that leave the ST segment where it is: all run over the samples in both directions or subtract an estimate,
// so nothing is delayed and no phase is bent. In place, pure, safe from any thread.
#pragma once

#include <complex>
#include <span>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

// Straight lines through NaN gaps (level before the first and after the last good sample). All NaN: zeros.
void fill_gaps(std::span<float> samples);

// First-order high-pass, forwards and backwards. 0.05 Hz is the limit for diagnostic ST (IEC 60601-2-25; AHA 2007 lets
// a zero-phase filter go to 0.67 Hz).
void high_pass(std::span<float> samples, double rate_hz, double cutoff_hz);
// Several leads of one length at once, the same in less time: one lead's sums wait for each other.
void high_pass(std::span<const std::span<float>> leads, double rate_hz, double cutoff_hz);

// Second-order Butterworth, forwards and backwards (24 dB an octave, half amplitude at the cut-off). Nothing happens
// when the cut-off is above 0.4 of the rate.
void low_pass(std::span<float> samples, double rate_hz, double cutoff_hz);

// The hum's sine wave, measured every half second between the QRS complexes, is subtracted: unlike a notch it does not
// ring after a QRS. Frequency within 0.5 Hz of `mains_hz`. Returns the median amplitude that was found, microvolts;
// subtracts nothing when it is below 2 uV or mains_hz is above 0.45 of the rate.
double remove_mains(std::span<float> samples, double rate_hz, double mains_hz);

// The amplitude alone.
double mains_amplitude(std::span<const float> samples, double rate_hz, double mains_hz);

// The same for many leads of one rate and length, which share the line's phases. Immutable.
class MainsLine {
 public:
  MainsLine(std::size_t samples, double rate_hz, double mains_hz);

  // The hum's size and phase, a value each half second.
  struct Hum {
    std::vector<std::complex<float>> levels;
    double amplitude_uv = 0.0;  // median
  };
  // `samples`: as many as were said, here and below.
  Hum in(std::span<const float> samples) const;
  // Nothing below 2 uV.
  void subtract(const Hum& hum, std::span<float> samples) const;
  double hertz() const { return mains_hz_; }

 private:
  std::vector<std::complex<float>> levels_of(std::span<const float> curvatures, float limit) const;

  double mains_hz_;
  std::size_t lag_ = 1, step_ = 1, stride_ = 1;
  double gain_ = 1.0;
  bool visible_ = false;                              // at this rate, in so many samples
  std::vector<float> cosine_, sine_;                  // of every sample
  std::vector<float> strided_cosine_, strided_sine_;  // of every `stride_`-th
};

}  // namespace rdc::ecg
