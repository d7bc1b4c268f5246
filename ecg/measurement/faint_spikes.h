// Pacing spikes that the recorder's filter has left too small to see one by one: the same sharp point at the same
// distance before every wide QRS of a family, where the mean over its beats shows it above muscle noise. Pure.
#pragma once

#include <optional>
#include <span>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

struct FaintSpike {
  double before_qrs_ms = 0.0;  // from the spike to the QRS onset
  double sharpness_uv = 0.0;   // how far it stands out from its neighbours 4 ms away, mean of leads and beats
  double times_noise = 0.0;    // the same against the 100 ms before it
  double share = 0.0;          // of the beats that show it by themselves
};

// `strip`: as recorded, spikes and all. `beats`: of one family, with their QRS. nullopt: fewer than three beats, below
// 250 Hz, or no such point.
std::optional<FaintSpike> find_faint_spike(const Strip& strip, std::span<const Beat> beats, std::uint16_t family);
// The same 85 to 340 ms before the QRS, where an atrial spike is: against all else there. nullopt also where beats come
// faster than 109/min, or for less than 15 uV, which a notch of P may be.
std::optional<FaintSpike> find_faint_atrial_spike(const Strip& strip, std::span<const Beat> beats,
                                                  std::uint16_t family);

}  // namespace rdc::ecg
