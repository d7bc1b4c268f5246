#include "ecg/formats/units.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "ecg/formats/field_text.h"

namespace rdc::ecg {
namespace {

// Beginnings of labels that name other physiological signals, which monitors store in volts, too.
bool is_other_signal(std::string_view label) {
  constexpr std::array<std::string_view, 28> kOthers = {"resp", "abp",  "art",  "pap",  "cvp",   "icp",   "pleth",
                                                        "spo2", "co2",  "bp",   "eeg",  "emg",   "eog",   "gsr",
                                                        "temp", "edf",  "bdf",  "loc",  "pulse", "roc",   "chin",
                                                        "leg",  "snor", "flow", "thor", "abdo",  "nasal", "position"};
  const std::string lower = lower_case(trimmed(label));
  return std::any_of(kOthers.begin(), kOthers.end(), [&](auto other) { return lower.starts_with(other); });
}

// A place of the 10-20 system: "Fp1", "C3", "Oz", "A2", an eye's "E1".
bool is_scalp_place(std::string_view name) {
  constexpr std::array<std::string_view, 16> kPlaces = {"fp", "af", "fc", "ft", "cp", "tp", "po", "pg",
                                                        "f",  "c",  "t",  "p",  "o",  "a",  "m",  "e"};
  return std::any_of(kPlaces.begin(), kPlaces.end(), [&](auto place) {
    if (!name.starts_with(place)) return false;
    const auto rest = name.substr(place.size());
    return rest == "z" || (!rest.empty() && rest.size() <= 2 && rest.front() >= '0' && rest.front() <= '9');
  });
}

// "C3-M2", "Fp1-Ref", "O2"; alone, "C3" may be a chest electrode.
bool is_scalp_lead(std::string_view label) {
  const std::string lower = lower_case(trimmed(label));
  const std::string_view text = lower;
  const auto dash = std::min(text.find_first_of("-:"), text.size());
  const auto place = trimmed(text.substr(0, dash));
  return is_scalp_place(place) && (dash < text.size() || place.front() != 'c' || place.starts_with("cp"));
}

}  // namespace

std::optional<double> microvolts_in(std::string_view unit) {
  unit = trimmed(unit);
  std::string word = lower_case(unit);
  for (const std::string_view ending : {"volts", "volt"}) {  // "mVolt", "microvolts"
    if (word.ends_with(ending)) word.erase(word.size() - ending.size() + 1);
  }
  if (word == "uv" || word == "microv" || word == "\xC2\xB5v" || word == "\xCE\xBCv" || word == "\xB5v" ||
      word == "微伏")
    return 1.0;
  if (word == "mv" || word == "milliv" || word == "毫伏") return 1000.0;
  if (word == "v") return 1e6;
  if (word == "nv" || word == "nanov") return 0.001;
  return std::nullopt;
}

std::vector<bool> choose_strip(const std::vector<SignalClaim>& claims) {
  const auto fits = [](const SignalClaim& claim) {
    return claim.voltage &&
           (claim.lead != Lead::kUnknown || !(is_other_signal(claim.label) || is_scalp_lead(claim.label)));
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
