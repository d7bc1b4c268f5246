#include "tests/evaluation/electrode_set.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ecg/formats/read.h"
#include "ecg/lead_gains.h"
#include "ecg/measurement/measure.h"
#include "tests/evaluation/same_person.h"

namespace rdc::ecg::evaluation {
namespace {

constexpr std::array<Lead, 6> kChestLeads = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};

Samples* samples_in(Strip& strip, Lead lead) {
  for (auto& channel : strip.channels) {
    if (channel.lead == lead) return &channel.samples;
  }
  return nullptr;
}

bool is_twelve(const Strip& strip) {
  return std::all_of(kTwelveLeads.begin(), kTwelveLeads.end(), [&](Lead lead) { return strip.find(lead) != nullptr; });
}

// `change` sees right arm, left arm and left leg of each sample; chest leads follow their mean.
template <typename Change>
Strip with_limbs(Strip strip, Change change) {
  auto& one = *samples_in(strip, Lead::kI);
  auto& two = *samples_in(strip, Lead::kII);
  for (std::size_t n = 0; n < one.size(); ++n) {
    std::array<float, 3> limbs{};
    limbs[0] = -(one[n] + two[n]) / 3.0F;
    limbs[1] = limbs[0] + one[n];
    limbs[2] = limbs[0] + two[n];
    change(limbs);
    const auto [right, left, leg] = limbs;
    one[n] = left - right;
    two[n] = leg - right;
    (*samples_in(strip, Lead::kIII))[n] = leg - left;
    (*samples_in(strip, Lead::kAvr))[n] = right - (left + leg) / 2.0F;
    (*samples_in(strip, Lead::kAvl))[n] = left - (right + leg) / 2.0F;
    (*samples_in(strip, Lead::kAvf))[n] = leg - (right + left) / 2.0F;
    const float terminal = (right + left + leg) / 3.0F;
    for (const Lead lead : kChestLeads) (*samples_in(strip, lead))[n] -= terminal;
  }
  return strip;
}

}  // namespace

std::vector<ElectrodeCase> load_electrode_cases(const std::filesystem::path& data) {
  std::vector<ElectrodeCase> out;
  std::vector<std::vector<double>> shapes;
  for (const char* set : {"hmc", "ludb", "ptb-xl", "cinc2021"}) {
    std::vector<std::filesystem::path> headers;
    for (const auto& file : std::filesystem::directory_iterator(data / set)) {
      if (file.path().extension() == ".hea") headers.push_back(file.path());
    }
    std::sort(headers.begin(), headers.end());
    for (const auto& header : headers) {
      auto recording = read(header);
      if (!recording || !is_twelve(recording->rhythm)) {
        fmt::print(stderr, "{}: left out\n", header.string());
        continue;
      }
      // Gains that contradict each other would be mixed by an exchange.
      if (const auto step = common_step_uv(recording->rhythm))
        recording->rhythm = with_common_step(recording->rhythm, *step);
      ElectrodeCase one{set, header.stem().string(), std::move(*recording), 0, std::nullopt};
      const auto measured = measure(one.recording);
      shapes.push_back(measured ? limb_shape(*measured) : std::vector<double>());
      if (measured && measured->dominant() != nullptr) one.usual = electrode_beat(*measured->dominant());
      out.push_back(std::move(one));
    }
  }
  const auto persons = persons_of(shapes);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].person = persons[i];
  return out;
}

Strip with_exchanged(const Strip& strip, std::size_t one, std::size_t other) {
  if (one < kFirstChestElectrode)
    return with_limbs(strip, [&](std::array<float, 3>& limbs) { std::swap(limbs[one], limbs[other]); });
  Strip out = strip;
  std::swap(*samples_in(out, kChestLeads[one - kFirstChestElectrode]),
            *samples_in(out, kChestLeads[other - kFirstChestElectrode]));
  return out;
}

Strip with_leg_on_arm(const Strip& strip, PlacementFault fault) {
  return with_limbs(strip, [fault](std::array<float, 3>& limbs) {
    auto& [right, left, leg] = limbs;
    const float ground = leg;
    if (fault == PlacementFault::kArmsAndLegsCrossed) leg = left;
    if (fault != PlacementFault::kLeftArmRightLeg) right = ground;
    if (fault != PlacementFault::kRightArmRightLeg) left = ground;
  });
}

}  // namespace rdc::ecg::evaluation
