#include "ecg/measurement/settle_boundaries.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace rdc::ecg {
namespace {

constexpr std::size_t kFewestShowing = 3, kFewestRepeats = 3;

double middle_value(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct BoundaryField {
  std::optional<Wave> BeatWaves::*wave;
  double Wave::*side;
};
constexpr std::array<BoundaryField, 6> kBoundaryFields = {{{&BeatWaves::p, &Wave::onset_ms},
                                                           {&BeatWaves::p, &Wave::offset_ms},
                                                           {&BeatWaves::qrs, &Wave::onset_ms},
                                                           {&BeatWaves::qrs, &Wave::offset_ms},
                                                           {&BeatWaves::t, &Wave::onset_ms},
                                                           {&BeatWaves::t, &Wave::offset_ms}}};

// One kind of boundary in the beats of one family.
class FamilyBoundary {
 public:
  FamilyBoundary(std::vector<std::vector<BeatWaves>*> beats, const BoundaryField& edge) : edge_(edge) {
    for (auto* beat : beats) {
      std::vector<double> row;
      for (const auto& lead : *beat) {
        if (const auto at = place(lead)) row.push_back(*at);
      }
      if (row.size() < kFewestShowing) continue;
      beats_.push_back(beat);
      middles_.push_back(middle_value(std::move(row)));
    }
  }

  void settle(const Settling& how) {
    if (beats_.empty()) return;
    const auto usual = usual_offsets(how.lead_ms);
    for (std::size_t n = 0; n < beats_.size(); ++n) {
      const double beat = beat_offset(n, usual);
      for (std::size_t l = 0; l < beats_[n]->size(); ++l) {
        auto& wave = (*beats_[n])[l].*edge_.wave;
        if (!wave) continue;
        double& at = (*wave).*edge_.side;
        const double own = std::clamp(at - middles_[n], -how.lead_ms, how.lead_ms);
        const double expected = middles_[n] + (usual[l] ? *usual[l] + beat : own);
        at = expected + (1.0 - how.share) * std::clamp(at - expected, -how.reach_ms, how.reach_ms);
      }
    }
  }

 private:
  std::optional<double> place(const BeatWaves& lead) const {
    const auto& wave = lead.*edge_.wave;
    return wave ? std::optional((*wave).*edge_.side) : std::nullopt;
  }

  // Of each lead from the beats' middles; nullopt where it has too few beats.
  std::vector<std::optional<double>> usual_offsets(double most) const {
    std::vector<std::optional<double>> out(beats_.front()->size());
    for (std::size_t l = 0; l < out.size(); ++l) {
      std::vector<double> column;
      for (std::size_t n = 0; n < beats_.size(); ++n) {
        if (const auto at = place((*beats_[n])[l])) column.push_back(*at - middles_[n]);
      }
      if (column.size() >= kFewestRepeats) out[l] = std::clamp(middle_value(std::move(column)), -most, most);
    }
    return out;
  }

  // How far this beat's boundaries together lie from where its leads usually have them.
  double beat_offset(std::size_t n, const std::vector<std::optional<double>>& usual) const {
    std::vector<double> away;
    for (std::size_t l = 0; l < usual.size(); ++l) {
      if (const auto at = place((*beats_[n])[l]); at && usual[l]) away.push_back(*at - middles_[n] - *usual[l]);
    }
    return away.empty() ? 0.0 : middle_value(std::move(away));
  }

  BoundaryField edge_;
  std::vector<std::vector<BeatWaves>*> beats_;
  std::vector<double> middles_;  // of the leads, a beat each
};

}  // namespace

void settle_boundaries(std::vector<std::vector<BeatWaves>>& waves, std::span<const std::uint16_t> families,
                       const SettlingTable& table) {
  std::map<std::uint16_t, std::vector<std::vector<BeatWaves>*>> by_family;
  for (std::size_t n = 0; n < waves.size(); ++n) by_family[families[n]].push_back(&waves[n]);
  for (const auto& [family, beats] : by_family) {
    for (std::size_t e = 0; e < kBoundaryFields.size(); ++e) {
      if (table[e].share > 0.0) FamilyBoundary(beats, kBoundaryFields[e]).settle(table[e]);
    }
  }
}

}  // namespace rdc::ecg
