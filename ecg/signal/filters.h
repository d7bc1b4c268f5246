// Filters that leave the ST segment where it is: all run over the samples in both directions or subtract an estimate,
// so nothing is delayed and no phase is bent. In place, pure, safe from any thread.
#pragma once

#include <span>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

// Straight lines through NaN gaps (level before the first and after the last good sample). All NaN: zeros.
void fill_gaps(std::span<float> samples);

// First-order high-pass, forwards and backwards. 0.05 Hz is the limit for diagnostic ST (IEC 60601-2-25; AHA 2007 lets
// a zero-phase filter go to 0.67 Hz).
void high_pass(std::span<float> samples, double rate_hz, double cutoff_hz);

// Second-order Butterworth, forwards and backwards (24 dB an octave, half amplitude at the cut-off). Nothing happens
// when the cut-off is above 0.4 of the rate.
void low_pass(std::span<float> samples, double rate_hz, double cutoff_hz);

// The hum's sine wave, measured every half second between the QRS complexes, is subtracted: unlike a notch it does not
// ring after a QRS. Frequency within 0.5 Hz of `mains_hz`. Returns the median amplitude that was found, microvolts;
// subtracts nothing when it is below 2 uV or mains_hz is above 0.45 of the rate.
double remove_mains(std::span<float> samples, double rate_hz, double mains_hz);

// The amplitude alone.
double mains_amplitude(std::span<const float> samples, double rate_hz, double mains_hz);

}  // namespace rdc::ecg
