// What leads into the beats, on drawn slopes, and the second P of a cycle, on simulated tracings.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

#include "ecg/measurement/measure.h"
#include "ecg/measurement/p_constancy.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

// Two leads of a wave of 6 Hz, 37 samples at 125 Hz, whose phase is `phase` of a turn; only the last `seen` are known.
LeadIn drawn_lead_in(double phase, std::size_t seen = 37) {
  constexpr std::size_t kSamples = 37;
  LeadIn out;
  for (std::size_t i = 0; i < kSamples; ++i) out.known.push_back(i + seen >= kSamples ? 1.0F : 0.0F);
  for (const double lead : {1.0, -0.4}) {
    for (std::size_t i = 0; i < kSamples; ++i) {
      const double turn = 6.0 * static_cast<double>(i) / 125.0 + phase;
      out.slopes.push_back(out.known[i] * static_cast<float>(30.0 * lead * std::sin(2.0 * std::numbers::pi * turn)));
    }
  }
  return out;
}

TEST(LeadInAgreement, IsOneForTheSameWaveAndMinusOneForItsOpposite) {
  const std::vector<LeadIn> same(6, drawn_lead_in(0.1));
  EXPECT_NEAR(lead_in_agreement(same).value_or(0.0), 1.0, 1e-3);
  EXPECT_NEAR(p_constancy(same).value_or(0.0), 1.0, 1e-3);
  std::vector<LeadIn> opposite(3, drawn_lead_in(0.1));
  opposite.insert(opposite.end(), 3, drawn_lead_in(0.6));
  // Of fifteen pairs six are alike and nine opposite.
  EXPECT_NEAR(lead_in_agreement(opposite).value_or(0.0), (6.0 - 9.0) / 15.0, 0.05);
}

// Fibrillation: any phase. The median likeness to the others' mean is often high by chance; agreement is not.
TEST(LeadInAgreement, IsLowWherePhasesAreLeftToChance) {
  std::uint32_t state = 7;
  const auto random = [&state] {
    state = state * 1664525U + 1013904223U;
    return static_cast<double>(state >> 8) / 16777216.0;
  };
  int constant = 0, agreeing = 0;
  for (int person = 0; person < 200; ++person) {
    std::vector<LeadIn> beats;
    for (int beat = 0; beat < 12; ++beat) beats.push_back(drawn_lead_in(random(), 16));
    constant += p_constancy(beats).value_or(0.0) >= 0.4 ? 1 : 0;
    agreeing += lead_in_agreement(beats).value_or(1.0) >= 0.35 ? 1 : 0;
  }
  EXPECT_GE(constant, 20);  // what it is there for
  EXPECT_LE(agreeing, 4);
}

TEST(LeadInAgreement, OfAFewBeatsIsUnknown) {
  EXPECT_FALSE(lead_in_agreement(std::vector<LeadIn>(5, drawn_lead_in(0.1))).has_value());
  EXPECT_FALSE(lead_in_agreement(std::vector<LeadIn>(8, drawn_lead_in(0.1, 11))).has_value());
}

TEST(SecondPMeasure, IsAlikeInTwoToOneBlockAlone) {
  for (std::uint64_t person = 1; person <= 5; ++person) {
    simulation::Request request;
    request.seed = person;
    request.heart_rate = 60.0;
    const auto sinus = measure(simulation::simulate(request).recording);
    request.rhythm = simulation::Rhythm::kTwoToOneBlock;
    const auto block = measure(simulation::simulate(request).recording);
    ASSERT_TRUE(sinus && block);
    EXPECT_LT(sinus->rhythm.second_p_likeness.value_or(0.0), 0.85) << person;
    EXPECT_GE(block->rhythm.second_p_likeness.value_or(0.0), 0.85) << person;
    EXPECT_NEAR(block->rhythm.second_p_size.value_or(0.0), 1.0, 0.4) << person;
    EXPECT_LE(block->rhythm.second_p_elsewhere.value_or(1.0), 0.6) << person;
  }
}

}  // namespace
}  // namespace rdc::ecg
