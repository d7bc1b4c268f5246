// Which units are voltages, and what counts as an ECG lead among a file's signals.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ecg/lead.h"

namespace rdc::ecg {

// Microvolts in one "uV", "µV", "mV", "V" or "nV", as devices spell them; nullopt for anything else.
std::optional<double> microvolts_in(std::string_view unit);

// A signal as a file declares it, before it is known whether it belongs to the strip.
struct SignalClaim {
  Lead lead = Lead::kUnknown;
  std::string_view label;
  bool voltage = true;
  double rate_hz = 0.0;
};

// True for those that make up the rhythm strip: voltages of one rate that are not known to be something else
// (respiration, pressure, an electroencephalogram's places, ...). Of several rates, the one with most standard leads,
// then most signals, then the highest.
std::vector<bool> choose_strip(const std::vector<SignalClaim>& claims);

}  // namespace rdc::ecg
