// How good each lead is, before anything is measured from it: what is not measurable is said, never a number.
//
// Pure functions of the samples: no clock, no state, safe from any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "ecg/recording.h"

namespace rdc::ecg {

// Beyond these a lead is said to be disturbed, microvolts.
inline constexpr double kMainsLimitUv = 25.0, kWanderLimitUv = 300.0, kNoiseLimitUv = 50.0;

// What is wrong with a lead. A lead may have several faults; the first three make it unusable.
enum class LeadFault : std::uint8_t {
  kOff,        // NaN for more than half of the tracing: the device reported the electrode off
  kFlat,       // moves less than 20 uV in the whole tracing
  kSaturated,  // more than 2 % of the samples stand at the converter's end, in runs of at least 5 ms: several or 1 s
               // long
  kMains,      // 50 or 60 Hz hum of more than 25 uV amplitude
  kBaseline,   // the baseline wanders by more than 300 uV within 2 s
  kNoise,      // noise figure above 50 uV
};

// "OFF", "FLAT", "SATURATED", "MAINS", "BASELINE", "NOISE": stable words for machines.
std::string_view name_of(LeadFault fault);

struct LeadQuality {
  Lead lead = Lead::kUnknown;
  std::vector<LeadFault> faults;  // in the order of the enumeration
  double noise_uv = 0.0;      // root mean square above some 40 Hz between the QRS complexes, mains removed; 1.0 floor
  double mains_uv = 0.0;      // amplitude of the 50 or 60 Hz component, whichever is larger
  double mains_hz = 0.0;      // 50, 60, or 0 when below 2 uV or the sampling rate cannot show it
  double wander_uv = 0.0;     // largest baseline movement (below 0.7 Hz) within 2 s
  double off_fraction = 0.0;  // share of NaN samples, 0..1

  bool has(LeadFault fault) const;
  // False when off, flat or saturated: nothing is measured from it.
  bool usable() const;
};

// One entry for each channel, in the channels' order. Thresholds: the comments above; ours (K), chosen so that an
// ST deviation of 100 uV (CLINICAL.md section 2) stays visible in a lead without faults.
std::vector<LeadQuality> assess_quality(const Strip& strip);

// With what assessing has made of the samples on its way: gaps filled, hum removed; empty for unusable leads.
struct AssessedStrip {
  std::vector<LeadQuality> quality;
  std::vector<Samples> quiet;  // one a channel
};
AssessedStrip assess(const Strip& strip);

}  // namespace rdc::ecg
