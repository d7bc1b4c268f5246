#include "ecg/formats/units.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "ecg/formats/field_text.h"

namespace rdc::ecg {
namespace {

// Beginnings of labels that name other physiological signals, which monitors store in volts, too.
bool is_other_signal(std::string_view label) {
  constexpr std::array<std::string_view, 17> kOthers = {"resp",  "abp",  "art",  "pap", "cvp",  "icp",
                                                        "pleth", "spo2", "co2",  "bp",  "eeg",  "emg",
                                                        "eog",   "gsr",  "temp", "edf", "pulse"};
  const std::string lower = lower_case(trimmed(label));
  return std::any_of(kOthers.begin(), kOthers.end(), [&](auto other) { return lower.starts_with(other); });
}

}  // namespace

std::optional<double> microvolts_in(std::string_view unit) {
  unit = trimmed(unit);
  if (unit == "uV" || unit == "\xC2\xB5V" || unit == "\xCE\xBCV" || unit == "\xB5V" || unit == "UV" || unit == "uv" ||
      equals_ignoring_case(unit, "microvolt") || equals_ignoring_case(unit, "microvolts") || unit == "微伏")
    return 1.0;
  if (unit == "mV" || unit == "mv" || unit == "MV" || equals_ignoring_case(unit, "millivolt") ||
      equals_ignoring_case(unit, "millivolts") || unit == "毫伏")
    return 1000.0;
  if (unit == "V" || unit == "v") return 1e6;
  if (unit == "nV" || unit == "nv") return 0.001;
  return std::nullopt;
}

std::vector<bool> choose_strip(const std::vector<SignalClaim>& claims) {
  const auto fits = [](const SignalClaim& claim) {
    return claim.voltage && (claim.lead != Lead::kUnknown || !is_other_signal(claim.label));
  };
  std::tuple<int, int, double> best{0, 0, 0.0};
  double rate = 0.0;
  for (const auto& candidate : claims) {
    if (!fits(candidate)) continue;
    std::tuple<int, int, double> score{0, 0, candidate.rate_hz};
    for (const auto& claim : claims) {
      if (!fits(claim) || claim.rate_hz != candidate.rate_hz) continue;
      std::get<0>(score) += claim.lead != Lead::kUnknown ? 1 : 0;
      std::get<1>(score) += 1;
    }
    if (score > best) {
      best = score;
      rate = candidate.rate_hz;
    }
  }
  std::vector<bool> chosen;
  for (const auto& claim : claims) chosen.push_back(fits(claim) && claim.rate_hz == rate);
  return chosen;
}

}  // namespace rdc::ecg
