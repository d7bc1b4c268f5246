#include "ecg/simulation/electrodes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace rdc::ecg::simulation {
namespace {

constexpr double kFullTurn = 2 * std::numbers::pi;

bool derived(Lead lead) { return lead == Lead::kIII || lead == Lead::kAvr || lead == Lead::kAvl || lead == Lead::kAvf; }

Samples& samples_in(Strip& strip, Lead lead) {
  return std::find_if(strip.channels.begin(), strip.channels.end(), [lead](const Channel& c) { return c.lead == lead; })
      ->samples;
}

// The mirror image of the heart: what dextrocardia records with normally placed electrodes.
std::vector<HeartVector> mirrored(std::vector<HeartVector> heart) {
  for (auto& v : heart) v.x = -v.x;
  return heart;
}

// Potentials of the limbs from I and II (their mean is the central terminal's 0), exchanged, and back to leads. The
// legs see the same potential. An exchange that brings the right leg in moves the central terminal: chest leads follow.
void exchange_limbs(Strip& strip, PlacementFault fault) {
  auto& one = samples_in(strip, Lead::kI);
  auto& two = samples_in(strip, Lead::kII);
  for (std::size_t n = 0; n < one.size(); ++n) {
    float right = -(one[n] + two[n]) / 3, left = right + one[n], leg = right + two[n];
    const float ground = leg;
    switch (fault) {
      case PlacementFault::kArmsReversed:
        std::swap(left, right);
        break;
      case PlacementFault::kRightArmLeftLeg:
        std::swap(right, leg);
        break;
      case PlacementFault::kLeftArmLeftLeg:
        std::swap(left, leg);
        break;
      case PlacementFault::kRightArmRightLeg:
        right = ground;
        break;
      case PlacementFault::kLeftArmRightLeg:
        left = ground;
        break;
      case PlacementFault::kArmsAndLegsCrossed:
        leg = left;
        right = left = ground;
        break;
      default:
        return;
    }
    one[n] = left - right;
    two[n] = leg - right;
    const float terminal = (left + right + leg) / 3;
    for (auto& channel : strip.channels) {
      if (channel.lead != Lead::kI && channel.lead != Lead::kII && !derived(channel.lead))
        channel.samples[n] -= terminal;
    }
  }
}

void damage(Channel& channel, LeadFault fault, const Request& request, SeededNoise& noise) {
  const double phase = noise.between(0.0, kFullTurn);
  const auto [low, high] = std::minmax_element(channel.samples.begin(), channel.samples.end());
  const float ceiling = *low + 0.55F * (*high - *low), bottom = *low + 0.30F * (*high - *low);
  for (std::size_t i = 0; i < channel.samples.size(); ++i) {
    const double t = static_cast<double>(i) / request.rate_hz;
    float& x = channel.samples[i];
    switch (fault) {
      case LeadFault::kOff:
        x = std::numeric_limits<float>::quiet_NaN();
        break;
      case LeadFault::kFlat:
        x = static_cast<float>(noise.normal());
        break;
      case LeadFault::kSaturated:
        x = std::clamp(x, bottom, ceiling);
        break;
      case LeadFault::kMains:
        x += static_cast<float>(200.0 * std::sin(kFullTurn * request.mains_hz * t + phase));
        break;
      case LeadFault::kBaseline:
        x += static_cast<float>(1000.0 * std::sin(kFullTurn * 0.3 * t + phase));
        break;
      case LeadFault::kNoise:
        x += static_cast<float>(100.0 * noise.normal());
        break;
    }
  }
}

void misplace(Strip& strip, const Request& request) {
  const auto& fault = request.placement;
  for (const auto& [one, other] : request.chest_exchanges) std::swap(samples_in(strip, one), samples_in(strip, other));
  if (fault == PlacementFault::kChestOrder) std::swap(samples_in(strip, Lead::kV2), samples_in(strip, Lead::kV4));
  if (fault && fault != PlacementFault::kChestOrder) exchange_limbs(strip, *fault);
}

}  // namespace

Strip record(const Request& request, const std::vector<HeartVector>& heart, Breath breath, SeededNoise& noise) {
  Strip strip{request.rate_hz, {}};
  const auto& seen = request.placement == PlacementFault::kDextrocardia ? mirrored(heart) : heart;
  for (const Lead lead : kTwelveLeads) {
    Channel channel{lead, std::string(name_of(lead)), {}};
    if (!derived(lead)) {
      channel.samples.resize(seen.size());
      const double wander = request.wander_uv * noise.between(0.4, 1.0);
      const double mains_phase = noise.between(0.0, kFullTurn);
      double muscle = 0.0;
      for (std::size_t i = 0; i < seen.size(); ++i) {
        const double t = static_cast<double>(i) / request.rate_hz;
        const double chest = request.wander_uv > 0.0 ? std::sin(kFullTurn * breath.hz * t + breath.phase) : 0.0;
        muscle = 0.6 * muscle + 0.8 * noise.normal();
        channel.samples[i] = static_cast<float>(
            1000.0 * (1.0 + 0.02 * chest) * project(seen[i], lead) + wander * chest + request.noise_uv * muscle +
            request.mains_uv * std::sin(kFullTurn * request.mains_hz * t + mains_phase));
      }
    }
    strip.channels.push_back(std::move(channel));
  }
  misplace(strip, request);
  // samples_of() looks for recorded channels first, so the derived ones are made on a strip that lacks them.
  const Strip recorded{strip.rate_hz, {strip.channels[0], strip.channels[1]}};
  for (auto& channel : strip.channels) {
    if (channel.samples.empty()) channel.samples = *samples_of(recorded, channel.lead);
  }
  if (request.placement == PlacementFault::kLimbLeadsInconsistent) {
    for (float& x : samples_in(strip, Lead::kIII)) x = -x;
  }
  for (const auto& [lead, fault] : request.damage) {
    for (auto& channel : strip.channels) {
      if (channel.lead == lead) damage(channel, fault, request, noise);
    }
  }
  return strip;
}

}  // namespace rdc::ecg::simulation
