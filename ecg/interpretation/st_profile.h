// The dominant beat as the STEMI score looks at it: for each of the twelve leads the QRS and the ST-T in a few numbers
// that keep their meaning when a boundary moves by some milliseconds. Internal to the interpretation.
#pragma once

#include <array>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Millivolts against the level at QRS onset, seconds, mV s. All zero for a lead that is missing or unusable.
struct LeadProfile {
  bool usable = false;
  double st = 0.0;               // at J+40
  double r = 0.0, s = 0.0;       // highest and (as a depth) lowest point of the QRS
  double size = 0.5;             // QRS peak to peak, at least 0.15
  double qrs_area = 0.0;         // signed
  double t_area = 0.0;           // signed, J+80 to the end of T
  double t_high = 0.0;           // highest and lowest level between J+80 and the end of T
  double t_low = 0.0;            //
  std::array<double, 8> st_t{};  // mean levels of eight equal parts from J+20 to the end of T
  double second_sixth = 0.0;     // mean level of the second sixth of the QRS: where a Q wave is

  double st_share() const { return st / size; }
};

using StProfile = std::array<LeadProfile, 12>;  // in the order of kTwelveLeads

StProfile st_profile(const MedianBeat& beat);

}  // namespace rdc::ecg
