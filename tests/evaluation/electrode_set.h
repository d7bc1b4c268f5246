// Real twelve-lead tracings, as they are and with electrodes exchanged by computation.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ecg/measurement/electrode_exchange.h"
#include "ecg/recording.h"

namespace rdc::ecg::evaluation {

struct ElectrodeCase {
  std::string set, record;
  Recording recording;
  std::size_t person = 0;              // recordings that may be of one patient have one number
  std::optional<ElectrodeBeat> usual;  // nullopt where the leads do not foretell each other
};

// hmc, ludb, ptb-xl and cinc2021 below `data`. Records that cannot be read are named on the error stream and left out.
std::vector<ElectrodeCase> load_electrode_cases(const std::filesystem::path& data);

// Two of the nine electrodes (electrode_exchange.h) change places; both are limbs, or both chest.
Strip with_exchanged(const Strip& strip, std::size_t one, std::size_t other);
// The right leg on an arm, or arms and legs crossed. The legs have one potential.
Strip with_leg_on_arm(const Strip& strip, PlacementFault fault);

}  // namespace rdc::ecg::evaluation
