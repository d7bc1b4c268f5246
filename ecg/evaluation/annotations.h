// Reference annotations as PhysioNet stores them (WFDB "MIT" annotation files: .atr, LUDB's .i … .v6).
//
// A file is a sequence of 16-bit little-endian words: code in the upper six bits, samples since the last annotation in
// the lower ten; codes 59 to 63 carry a long interval or fields of the annotation before them; word 0 ends the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/measurement/measurements.h"

namespace rdc::ecg::evaluation {

struct Annotation {
  std::int64_t sample = 0;
  int code = 0;  // WFDB's numbers: 1 = N, 5 = V, 39 = "(", ...
  int subtype = 0;
  int channel = 0;
  int number = 0;   // LUDB and QTDB: 0 P, 1 QRS, 2 T on the brackets
  std::string aux;  // "(AFIB", "(N": rhythm changes
};

// At most 4 million annotations and 64 MiB. kCorrupt: a field runs past the end, or time goes below 0: says at which
// byte.
Result<std::vector<Annotation>> parse_annotations(std::span<const std::byte> bytes);
Result<std::vector<Annotation>> read_annotations(const std::filesystem::path& file);

// AAMI EC57's classes of beat annotations.
enum class AamiClass : std::uint8_t { kN, kS, kV, kF, kQ };
// nullopt: no beat annotation (rhythm, noise, wave boundary...).
std::optional<AamiClass> aami_class(int code);
// The class our own beat classes are scored as.
AamiClass aami_class(BeatClass kind);

}  // namespace rdc::ecg::evaluation
