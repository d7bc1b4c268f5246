#include <array>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

std::string_view name_of(Missing why) {
  constexpr std::array<std::string_view, 8> kNames = {"NOT_MEASURED", "LEAD_NOT_RECORDED", "LEAD_UNUSABLE", "NOISE",
                                                      "NO_WAVE",      "TOO_FEW_BEATS",     "RHYTHM",        "OVERLAP"};
  return kNames.at(static_cast<std::size_t>(why));
}

std::string_view name_of(BeatClass kind) {
  constexpr std::array<std::string_view, 6> kNames = {"NORMAL", "PAC", "PVC", "PACED", "FUSION", "UNCLASSIFIED"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(TShape shape) {
  constexpr std::array<std::string_view, 5> kNames = {"FLAT", "UPRIGHT", "INVERTED", "BIPHASIC_UP_DOWN",
                                                      "BIPHASIC_DOWN_UP"};
  return kNames.at(static_cast<std::size_t>(shape));
}

std::string_view name_of(StShape shape) {
  constexpr std::array<std::string_view, 3> kNames = {"HORIZONTAL", "UPSLOPING", "DOWNSLOPING"};
  return kNames.at(static_cast<std::size_t>(shape));
}

std::string_view name_of(PlacementFault fault) {
  constexpr std::array<std::string_view, 9> kNames = {
      "ARMS_REVERSED",      "RIGHT_ARM_RIGHT_LEG", "LEFT_ARM_RIGHT_LEG",
      "RIGHT_ARM_LEFT_LEG", "LEFT_ARM_LEFT_LEG",   "ARMS_AND_LEGS_CROSSED",
      "CHEST_ORDER",        "DEXTROCARDIA",        "LIMB_LEADS_INCONSISTENT"};
  return kNames.at(static_cast<std::size_t>(fault));
}

const LeadMeasurements* MedianBeat::find(Lead lead) const {
  for (const auto& measured : leads) {
    if (measured.lead == lead) return &measured;
  }
  return nullptr;
}

}  // namespace rdc::ecg
