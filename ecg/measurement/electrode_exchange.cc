#include "ecg/measurement/electrode_exchange.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ecg/measurement/electrode_weights.h"

namespace rdc::ecg {
namespace {

constexpr std::array<Lead, 8> kIndependent = {Lead::kI,  Lead::kII, Lead::kV1, Lead::kV2,
                                              Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
constexpr std::size_t kRightArm = 0, kLeftArm = 1, kLeftLeg = 2;
constexpr double kWideWithoutPMs = 120.0;  // CLINICAL.md section 3
constexpr double kMostBeatNoiseUv = 25.0;  // of the median beat: beyond, a lead's shape may be the noise's (ours)
constexpr double kShortestPMs = 30.0;      // shorter is a remnant of a P (ours)
constexpr double kFlatQrsUv = 60.0;        // a QRS below that in any lead foretells nothing (ours)
constexpr double kTAfterQrsMs = 300.0;     // where the end of T is not known
constexpr double kMostOfOnePlace = 3.0;    // a single place convinces nobody: an artefact may be there
constexpr double kPlacesOfOneVote = 6.0;   // neighbouring places say much the same
constexpr std::array<double, 3> kLeastUnitUv = {15.0, 30.0, 30.0};  // smaller waves count for less
constexpr double kLeastStTOfQrs = 0.1;

constexpr double kOneInNinety = 4.5, kOneInTwoHundred = 5.3;  // ln 90, ln 200

struct PlaceRange {
  std::size_t first, end;
};
constexpr std::array<PlaceRange, 3> kWaves = {
    {{0, kPPlaces}, {kPPlaces, kPPlaces + kQrsPlaces}, {kPPlaces + kQrsPlaces, kBeatPlaces}}};

class PlacesOfBeat {
 public:
  explicit PlacesOfBeat(const MedianBeat& median) : median_(median) {}

  double mean(const Channel& channel, double from_ms, double to_ms) const {
    const long last = static_cast<long>(channel.samples.size()) - 1;
    const long first = index(from_ms), end = std::max(first + 1, index(to_ms));
    double sum = 0.0;
    for (long i = first; i < end; ++i)
      sum += static_cast<double>(channel.samples[static_cast<std::size_t>(std::clamp(i, 0L, last))]);
    return sum / static_cast<double>(end - first);
  }
  // `count` even parts of the time between, against `level`.
  void fill(const Channel& channel, double from_ms, double to_ms, double level, std::span<float> out) const {
    const double width = (to_ms - from_ms) / static_cast<double>(out.size());
    for (std::size_t k = 0; k < out.size(); ++k) {
      const double start = from_ms + width * static_cast<double>(k);
      out[k] = static_cast<float>(mean(channel, start, start + width) - level);
    }
  }

 private:
  long index(double ms) const {
    return std::lround(ms / 1000.0 * median_.strip.rate_hz) + static_cast<long>(median_.r_index);
  }
  const MedianBeat& median_;
};

bool is_valid(const MedianBeat& median) {
  if (!median.qrs || median.noise_uv > kMostBeatNoiseUv) return false;
  if (median.kind == BeatClass::kPaced || median.kind == BeatClass::kVentricularPremature) return false;
  if (median.qrs->duration_ms() >= kWideWithoutPMs && !median.p) return false;
  return std::all_of(kIndependent.begin(), kIndependent.end(), [&](Lead lead) {
    const auto* measured = median.find(lead);
    return measured != nullptr && measured->usable && median.strip.find(lead) != nullptr;
  });
}

ElectrodeBeat::Potential places_of(const MedianBeat& median, Lead lead, const std::optional<Wave>& p) {
  const PlacesOfBeat places(median);
  const Channel& channel = *median.strip.find(lead);
  const auto& qrs = *median.qrs;
  ElectrodeBeat::Potential out{};
  const std::span<float> all(out);
  if (p) {
    const double level = places.mean(channel, p->onset_ms - 8.0, p->onset_ms + 4.0);
    places.fill(channel, p->onset_ms, p->offset_ms, level, all.first(kPPlaces));
  }
  const double level = places.mean(channel, qrs.onset_ms - 4.0, qrs.onset_ms + 4.0);
  places.fill(channel, qrs.onset_ms, qrs.offset_ms, level, all.subspan(kPPlaces, kQrsPlaces));
  const double end = median.t ? median.t->offset_ms : qrs.offset_ms + kTAfterQrsMs;
  places.fill(channel, qrs.offset_ms, end, level, all.last(kStTPlaces));
  return out;
}

bool is_flat(const ElectrodeBeat::Potential& lead) {
  const auto [low, high] = std::minmax_element(lead.begin() + kPPlaces, lead.begin() + kPPlaces + kQrsPlaces);
  return std::max(*high, 0.0F) - std::min(*low, 0.0F) < kFlatQrsUv;
}

// Of all electrodes together.
double root_mean_square(const ElectrodeBeat& beat, PlaceRange wave) {
  double sum = 0.0;
  for (const auto& potential : beat.potentials) {
    for (std::size_t k = wave.first; k < wave.end; ++k)
      sum += static_cast<double>(potential[k]) * static_cast<double>(potential[k]);
  }
  return std::sqrt(sum / static_cast<double>(kElectrodes * (wave.end - wave.first)));
}

void scale_waves(ElectrodeBeat& beat) {
  std::array<double, 3> unit{};
  for (std::size_t wave = 0; wave < unit.size(); ++wave)
    unit[wave] = std::hypot(root_mean_square(beat, kWaves[wave]), kLeastUnitUv[wave]);
  unit[2] = std::hypot(unit[2], kLeastStTOfQrs * unit[1]);
  for (std::size_t wave = 0; wave < unit.size(); ++wave) {
    beat.unit_uv[wave] = static_cast<float>(unit[wave]);
    for (auto& potential : beat.potentials) {
      for (std::size_t k = kWaves[wave].first; k < kWaves[wave].end; ++k) potential[k] /= beat.unit_uv[wave];
    }
  }
}

double recorded_difference(const ElectrodeBeat& beat, const ForetoldDifference& of, std::size_t place) {
  return static_cast<double>(beat.potentials[of.one][place] - beat.potentials[of.other][place]);
}

double foretold_difference(const ForetoldDifference& of, std::size_t place, std::span<const float> by) {
  return std::inner_product(by.begin(), by.end(), of.coefficients[place].begin(), 0.0);
}

}  // namespace

std::optional<ElectrodeBeat> electrode_beat(const MedianBeat& median) {
  if (!is_valid(median)) return std::nullopt;
  std::optional<Wave> p = median.p;
  if (p) p->offset_ms = std::min(p->offset_ms, median.qrs->onset_ms);
  if (p && p->duration_ms() < kShortestPMs) p.reset();
  ElectrodeBeat out;
  out.has_p = p.has_value();
  std::array<ElectrodeBeat::Potential, kIndependent.size()> leads;
  for (std::size_t i = 0; i < leads.size(); ++i) {
    leads[i] = places_of(median, kIndependent[i], p);
    if (is_flat(leads[i])) return std::nullopt;
  }
  for (std::size_t k = 0; k < kBeatPlaces; ++k) {
    const float right = -(leads[0][k] + leads[1][k]) / 3.0F;
    out.potentials[kRightArm][k] = right;
    out.potentials[kLeftArm][k] = right + leads[0][k];
    out.potentials[kLeftLeg][k] = right + leads[1][k];
  }
  for (std::size_t i = kFirstChestElectrode; i < kElectrodes; ++i) out.potentials[i] = leads[i - 1];
  scale_waves(out);
  return out;
}

std::span<const ElectrodeExchange> known_exchanges() { return kElectrodeExchanges; }

std::size_t foretelling(const ElectrodeBeat& beat, const ElectrodeExchange& exchange, std::size_t place,
                        std::array<float, kMostForetelling>& out) {
  std::array<bool, kElectrodes> changed{};
  for (const auto& of : exchange.changed()) changed[of.one] = changed[of.other] = true;
  const auto at = [&](std::size_t electrode) { return beat.potentials[electrode][place]; };
  const bool limbs = changed[kRightArm] || changed[kLeftArm] || changed[kLeftLeg];
  std::size_t n = 0;
  if (limbs) {
    // The two exchanged are as much below the third as their sum is: nothing new.
    for (std::size_t i = 0; i < kFirstChestElectrode; ++i) {
      if (!changed[i]) out[n++] = at(i);
    }
  } else {
    out[n++] = at(kLeftArm) - at(kRightArm);
    out[n++] = at(kLeftLeg) - at(kRightArm);
  }
  for (std::size_t i = kFirstChestElectrode; i < kElectrodes; ++i) {
    if (!changed[i]) out[n++] = at(i);
  }
  if (!limbs) {
    for (const auto& of : exchange.changed()) out[n++] = (at(of.one) + at(of.other)) / 2.0F;
  }
  out[n++] = 1.0F;
  return n;
}

std::array<double, 3> evidence_of_order(const ElectrodeBeat& beat, const ElectrodeExchange& exchange) {
  std::array<double, 3> out{};
  std::array<float, kMostForetelling> by{};
  for (std::size_t wave = beat.has_p ? 0 : 1; wave < kWaves.size(); ++wave) {
    for (std::size_t k = kWaves[wave].first; k < kWaves[wave].end; ++k) {
      const std::size_t n = foretelling(beat, exchange, k, by);
      for (const auto& of : exchange.changed()) {
        const double agreement = recorded_difference(beat, of, k) * foretold_difference(of, k, std::span(by).first(n)) /
                                 static_cast<double>(of.variance[k]);
        out[wave] += std::clamp(agreement, -kMostOfOnePlace, kMostOfOnePlace) / kPlacesOfOneVote;
      }
    }
  }
  return out;
}

double odds_as_labelled(const ElectrodeBeat& beat, const ElectrodeExchange& exchange) {
  const auto evidence = evidence_of_order(beat, exchange);
  return std::inner_product(evidence.begin(), evidence.end(), exchange.weights.begin(), 0.0);
}

ElectrodeBeat undone(const ElectrodeBeat& beat, const ElectrodeExchange& exchange) {
  ElectrodeBeat out = beat;
  for (const auto& of : exchange.changed()) std::swap(out.potentials[of.one], out.potentials[of.other]);
  return out;
}

double least_log_odds(const ElectrodeExchange& exchange) {
  const bool gross =
      exchange.fault == PlacementFault::kArmsReversed || exchange.fault == PlacementFault::kRightArmLeftLeg;
  return gross ? kOneInNinety : kOneInTwoHundred;
}

const ElectrodeExchange* likely_exchange(const ElectrodeBeat& beat, std::span<const ElectrodeExchange> known) {
  const ElectrodeExchange* best = nullptr;
  double best_left = -kMostOddsLeft;
  for (const auto& exchange : known) {
    if (odds_as_labelled(beat, exchange) > -least_log_odds(exchange)) continue;
    const auto as_it_was = undone(beat, exchange);
    double left = odds_as_labelled(as_it_was, known.front());
    for (const auto& other : known.subspan(1)) left = std::min(left, odds_as_labelled(as_it_was, other));
    if (left <= best_left) continue;
    best_left = left;
    best = &exchange;
  }
  return best;
}

ForetoldOrder explain(const ElectrodeBeat& beat, const ElectrodeExchange& exchange) {
  ForetoldOrder out;
  out.log_odds = -odds_as_labelled(beat, exchange);
  out.least_log_odds = least_log_odds(exchange);
  const auto& of = exchange.differences.front();
  std::array<float, kMostForetelling> by{};
  double both = 0.0, recorded = 0.0, expected = 0.0, furthest = 0.0;
  for (std::size_t k = kPPlaces; k < kBeatPlaces; ++k) {
    const std::size_t n = foretelling(beat, exchange, k, by);
    const double is = recorded_difference(beat, of, k), want = foretold_difference(of, k, std::span(by).first(n));
    both += is * want;
    recorded += is * is;
    expected += want * want;
    if (k >= kWaves[1].end || is * want > furthest) continue;
    furthest = is * want;
    out.recorded_uv = is * static_cast<double>(beat.unit_uv[1]);
    out.foretold_uv = want * static_cast<double>(beat.unit_uv[1]);
  }
  const double size = std::sqrt(recorded * expected);
  out.likeness = size > 0.0 ? both / size : 0.0;
  return out;
}

}  // namespace rdc::ecg
