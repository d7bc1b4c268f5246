// What a reader's corrections make of the machine's numbers: once, for the screen, the report's words and the archive.
// Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "rdc/v1/ecg.pb.h"

namespace rdc::ecg_message {

// By name and lead ("": of the whole tracing), as EcgCorrection names them.
using Corrections = std::map<std::pair<std::string, std::string>, double>;
Corrections corrections_of(const v1::EcgOverread& overread);

// The machine's; nullopt where it has none.
std::optional<double> machine_value(const v1::EcgAnalysis& analysis, const std::string& name,
                                    const std::string& lead = "");
// The reader's correction, or what follows from their others: the four QTc from QT and rate, HR from RR and RR from HR.
// nullopt: the machine's stands.
std::optional<double> readers_value(const v1::EcgAnalysis& analysis, const Corrections& corrections,
                                    const std::string& name, const std::string& lead = "");

}  // namespace rdc::ecg_message
