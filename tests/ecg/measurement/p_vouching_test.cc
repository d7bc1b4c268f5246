#include "ecg/measurement/p_vouching.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace rdc::ecg {
namespace {

// One beat: the interval before it, where its P is likeliest (ms before it), and the odds of that.
struct VouchedBeat {
  double before_ms, distance_ms, log_odds;
};

struct VouchingCase {
  const char* name;
  std::vector<VouchedBeat> beats;
  std::optional<double> likeness;
  PVouching how;
  std::size_t want;  // beats with P
};
std::ostream& operator<<(std::ostream& out, const VouchingCase& c) { return out << c.name; }
class PVouchingOf : public ::testing::TestWithParam<VouchingCase> {};

TEST_P(PVouchingOf, Strip) {
  std::vector<BeatPlace> places;
  std::vector<std::optional<PCandidate>> candidates;
  for (const auto& beat : GetParam().beats) {
    places.push_back({1000.0, beat.before_ms, beat.before_ms});
    candidates.push_back(PCandidate{-beat.distance_ms, beat.log_odds});
  }
  const auto is_p = vouch_for_p(places, candidates, GetParam().likeness, GetParam().how);
  EXPECT_EQ(static_cast<std::size_t>(std::count(is_p.begin(), is_p.end(), true)), GetParam().want);
}

std::vector<VouchedBeat> beats_like(const VouchedBeat& one, std::size_t count) { return {count, one}; }

// Waves anywhere before beats that come anyhow, each clear enough to be a P by itself.
std::vector<VouchedBeat> fibrillating(double log_odds) {
  return {{600, 90, log_odds}, {850, 180, log_odds},  {700, 240, log_odds}, {980, 130, log_odds},
          {640, 95, log_odds}, {1010, 200, log_odds}, {720, 150, log_odds}, {900, 230, log_odds}};
}

std::vector<VouchedBeat> with(std::vector<VouchedBeat> beats, std::size_t at, const VouchedBeat& other) {
  beats[at] = other;
  return beats;
}

INSTANTIATE_TEST_SUITE_P(
    Beats, PVouchingOf,
    ::testing::Values(
        VouchingCase{"FaintInStep", beats_like({900, 140, -1.5}, 8), 0.9, PVouching::kByDistance, 8},
        VouchingCase{"FaintWhereNothingRepeats", beats_like({900, 140, -1.5}, 8), 0.2, PVouching::kByDistance, 0},
        VouchingCase{"FaintAndFast", beats_like({400, 140, -1.5}, 8), 0.9, PVouching::kByDistance, 0},
        VouchingCase{"FaintByALocatorThatTakesTooMuch", beats_like({900, 140, -1.5}, 8), 0.9, PVouching::kWithoutSteps,
                     0},
        VouchingCase{"TooFewToVouch", beats_like({900, 140, -1.5}, 4), 0.9, PVouching::kByDistance, 0},
        VouchingCase{"NoneThatAnyBeatShows", beats_like({900, 140, -4.0}, 8), 0.9, PVouching::kByDistance, 0},
        VouchingCase{"OneFaintAmongClear", with(beats_like({900, 140, 3.0}, 8), 4, {900, 144, -2.0}), 0.9,
                     PVouching::kByDistance, 8},
        VouchingCase{"OneElsewhereAmongClear", with(beats_like({900, 140, 3.0}, 8), 4, {900, 240, -2.0}), 0.9,
                     PVouching::kByDistance, 7},
        VouchingCase{"Fibrillation", fibrillating(2.0), 0.1, PVouching::kByDistance, 0},
        VouchingCase{"ScatteredButRepeated", fibrillating(3.0), 0.9, PVouching::kByDistance, 8},
        VouchingCase{"FibrillationByTheOtherLocator", fibrillating(2.0), 0.1, PVouching::kWithoutSteps, 0},
        VouchingCase{"OneBeat", beats_like({900, 140, 0.5}, 1), std::nullopt, PVouching::kByDistance, 1}),
    [](const auto& tested) { return tested.param.name; });

TEST(PVouching, ExtrasystolesMakeNoFibrillation) {
  // Bigeminy: the extrasystoles can have no P, the others stand at three distances.
  std::vector<BeatPlace> places;
  std::vector<std::optional<PCandidate>> candidates;
  for (std::size_t n = 0; n < 16; ++n) {
    const bool extra = n % 2 == 1;
    places.push_back({1000.0, extra ? 500.0 : 1100.0, 800.0});
    candidates.push_back(extra ? std::nullopt
                               : std::optional(PCandidate{-130.0 - 30.0 * static_cast<double>(n % 3), 4.0}));
  }
  const auto is_p = vouch_for_p(places, candidates, 0.3, PVouching::kByDistance);
  EXPECT_EQ(std::count(is_p.begin(), is_p.end(), true), 8);
}

// One hump before each QRS, `at` ms before it and `width_ms` wide, looked for where it is.
struct Hump {
  double at, width_ms;
};
double likeness_of(const std::vector<Hump>& humps, const std::vector<double>& beside_ms = std::vector<double>(7, 0.0)) {
  constexpr double kHz = 250.0, kRrMs = 800.0;
  std::vector<std::vector<float>> leads(3, std::vector<float>(static_cast<std::size_t>(kHz * 8.0), 0.0F));
  std::vector<BeatPlace> places;
  std::vector<BeatWaves> waves;
  std::vector<std::optional<PCandidate>> candidates;
  for (std::size_t n = 0; n < humps.size(); ++n) {
    const double onset = 500.0 + kRrMs * static_cast<double>(n);
    places.push_back({onset + 40.0, kRrMs, kRrMs});
    candidates.push_back(PCandidate{-humps[n].at - 40.0 + beside_ms[n], 1.0});
    waves.push_back({std::nullopt, Wave{onset, onset + 40.0, onset + 90.0}, std::nullopt});
    for (std::size_t l = 0; l < leads.size(); ++l) {
      for (std::size_t i = 0; i < leads[l].size(); ++i) {
        const double away = (1000.0 * static_cast<double>(i) / kHz - onset + humps[n].at) / humps[n].width_ms;
        leads[l][i] += static_cast<float>((60.0 + 20.0 * static_cast<double>(l)) * std::exp(-0.5 * away * away));
      }
    }
  }
  const DelineationGrid grid(std::vector<std::span<const float>>(leads.begin(), leads.end()), kHz);
  return candidate_likeness(grid, places, waves, candidates).value();
}

TEST(CandidateLikeness, TellsWavesThatRepeatThemselves) {
  EXPECT_GT(likeness_of({{150, 25}, {200, 25}, {120, 25}, {180, 25}, {160, 25}, {140, 25}, {150, 25}}), 0.95);
}

TEST(CandidateLikeness, TellsWavesThatDoNot) {
  // Looked for on a limb of waves now longer, now shorter, now on the other one.
  std::vector<Hump> humps = {{150, 25}, {200, 60}, {120, 15}, {180, 80}, {160, 25}, {140, 50}, {150, 20}};
  EXPECT_LT(likeness_of(humps, {-40, 50, 30, -60, 35, -30, 0}), 0.3);
}

TEST(PartOfTheQrs, IsASpikesDecayOrASlowStart) {
  const Wave qrs{450.0, 500.0, 560.0};
  EXPECT_FALSE(is_part_of_qrs({300.0, 350.0, 400.0}, qrs, 500.0, true));
  EXPECT_TRUE(is_part_of_qrs({380.0, 420.0, 445.0}, qrs, 500.0, true));
  EXPECT_FALSE(is_part_of_qrs({380.0, 420.0, 445.0}, qrs, 500.0, false));
  EXPECT_TRUE(is_part_of_qrs({415.0, 440.0, 470.0}, qrs, 500.0, false));
  EXPECT_FALSE(is_part_of_qrs({415.0, 440.0, 470.0}, std::nullopt, 500.0, false));
}

}  // namespace
}  // namespace rdc::ecg
