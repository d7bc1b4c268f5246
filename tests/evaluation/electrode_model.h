// Fits what electrode_exchange.h foretells.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ecg/measurement/electrode_exchange.h"

namespace rdc::ecg::evaluation {

// Every exchange that is looked for, without numbers: limbs (right leg left out), pairs of V1 to V6, V1 to V6 reversed.
std::vector<ElectrodeExchange> sought_exchanges();

// "I II III of arms", "V1-V2", "V1 to V6 reversed".
std::string name_of(const ElectrodeExchange& exchange);

// Fitted to beats that are taken to be as labelled. Recordings that the fit itself finds exchanged (log odds of 2 and
// more) are left out and the rest fitted again, twice: in 569 recordings some are exchanged in truth. Deterministic.
ElectrodeExchange fit_exchange(const ElectrodeExchange& sought, std::span<const ElectrodeBeat* const> beats);

std::vector<ElectrodeExchange> fit_exchanges(std::span<const ElectrodeBeat* const> beats);

void write_electrode_weights(const std::string& path, std::span<const ElectrodeExchange> fitted, std::size_t beats);

}  // namespace rdc::ecg::evaluation
