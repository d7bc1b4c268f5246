// Which electrodes, if any, changed places: each is known by what the other leads foretell of it.
//
// For two electrodes A and B the difference A - B of the usual beat is foretold at 32 places of P, QRS and ST-T, by
// least squares from the leads that an exchange of the two leaves alone and from A + B, which it leaves alone as well.
// The exchange turns the recorded difference round and not the foretold one. So recorded times foretold, divided by the
// variance of what is usually left, speaks for the labels where it is positive and for the exchange where it is
// negative; weighted sums over P, QRS and ST-T are natural log odds. Regressions of leads on each other after
// Kors and van Herpen (Am J Cardiol 2001;88:396; not checked against the paper), the odds are ours.
// Coefficients: electrode_weights.h, written by tests/evaluation/train_electrodes_main.cc.
// Pure functions; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

inline constexpr std::size_t kElectrodes = 9;  // right arm, left arm, left leg, V1 to V6
inline constexpr std::size_t kFirstChestElectrode = 3;
inline constexpr std::size_t kPPlaces = 8, kQrsPlaces = 12, kStTPlaces = 12;
inline constexpr std::size_t kBeatPlaces = kPPlaces + kQrsPlaces + kStTPlaces;
inline constexpr std::size_t kMostForetelling = 8;  // leads and a constant
inline constexpr std::size_t kMostPairs = 3;        // exchanged at once: V1 to V6 reversed

// The potentials of a median beat, means over even parts of P, QRS and J to the end of T, each of the three waves in
// units of its own size over all electrodes: no exchange changes the units.
struct ElectrodeBeat {
  using Potential = std::array<float, kBeatPlaces>;
  bool has_p = false;
  std::array<Potential, kElectrodes> potentials{};  // limbs against their mean, chest against the same
  std::array<float, 3> unit_uv{};                   // of P, QRS, ST-T
};

// nullopt where the method is not valid: a lead missing, unusable or flat, noise, ventricular or paced beats, and wide
// beats without a P (aberrant conduction and ventricular rhythms are not told apart by then).
std::optional<ElectrodeBeat> electrode_beat(const MedianBeat& median);

struct ForetoldDifference {
  std::uint8_t one = 0, other = 0;  // electrodes; their difference is one less other
  std::array<std::array<float, kMostForetelling>, kBeatPlaces> coefficients{};
  std::array<float, kBeatPlaces> variance{};  // of what the coefficients leave, in squared units
};

struct ElectrodeExchange {
  PlacementFault fault = PlacementFault::kChestOrder;
  std::uint8_t pairs = 1;
  std::array<ForetoldDifference, kMostPairs> differences{};
  std::array<float, 3> weights{};  // of P, QRS, ST-T

  std::span<const ForetoldDifference> changed() const { return {differences.data(), pairs}; }
};

// The exchanges that are looked for: any two of the limbs but the right leg, any two of the chest, V1 to V6 reversed.
std::span<const ElectrodeExchange> known_exchanges();

// What foretells the differences of an exchange at one place; returns how many of `out` are set.
std::size_t foretelling(const ElectrodeBeat& beat, const ElectrodeExchange& exchange, std::size_t place,
                        std::array<float, kMostForetelling>& out);

// Of P, QRS and ST-T before they are weighted; positive: as labelled.
std::array<double, 3> evidence_of_order(const ElectrodeBeat& beat, const ElectrodeExchange& exchange);

// Natural log odds that the leads are as labelled, against this exchange, both being equally likely beforehand.
double odds_as_labelled(const ElectrodeBeat& beat, const ElectrodeExchange& exchange);

ElectrodeBeat undone(const ElectrodeBeat& beat, const ElectrodeExchange& exchange);

// Natural log odds from which an exchange is suspected: how rare it is taken to be beforehand. Arms, and right arm and
// left leg, one in ninety (exchanged electrodes were 0.4 % of out-patients' and 4 % of intensive care's ECGs:
// Rudiger et al., Am J Emerg Med 2007;25:174, K, not checked); every other one in two hundred. What follows from these
// limits on the developer recordings: docs/ecg-performance.md, Electrodes.
double least_log_odds(const ElectrodeExchange& exchange);
inline constexpr double kMostOddsLeft = 3.0;  // for another exchange, once the likely one is undone (ours)

// The exchange whose odds reach its limit and that, once undone, leaves no other likely one; of several the one that
// leaves least. nullptr: as labelled, or unsure.
const ElectrodeExchange* likely_exchange(const ElectrodeBeat& beat, std::span<const ElectrodeExchange> known);

// What to show for it: the recorded difference of the exchange's first pair beside the foretold one.
ForetoldOrder explain(const ElectrodeBeat& beat, const ElectrodeExchange& exchange);

}  // namespace rdc::ecg
