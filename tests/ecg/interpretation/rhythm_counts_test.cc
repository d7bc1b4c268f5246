// How many of twenty simulated persons are told right, and what none of them may be told
// (docs/ecg-performance.md, "Truth of simulated tracings").
#include <gtest/gtest.h>

#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

Interpretation said_of_person(simulation::Rhythm rhythm, double rate, std::uint64_t person, double noise_uv = 0.0) {
  simulation::Request request;
  request.seed = person;
  request.rhythm = rhythm;
  request.heart_rate = rate;
  if (noise_uv > 0.0) request.noise_uv = noise_uv;
  const auto made = simulation::simulate(request);
  return interpret(made.recording, *measure(made.recording));
}

struct Count {
  const char* name;
  simulation::Rhythm rhythm;
  double rate;
  const char* code;
  int least;
};
std::ostream& operator<<(std::ostream& out, const Count& c) { return out << c.name; }
class OfTwentyPersons : public ::testing::TestWithParam<Count> {};

TEST_P(OfTwentyPersons, MostAreToldRightAndNoneIsNormal) {
  const auto& c = GetParam();
  int found = 0;
  for (std::uint64_t person = 1; person <= 20; ++person) {
    const auto said = said_of_person(c.rhythm, c.rate, person);
    found += said.find(c.code) != nullptr ? 1 : 0;
    EXPECT_EQ(said.find("NORMAL_ECG"), nullptr) << person;
  }
  EXPECT_GE(found, c.least);
}

TEST(TwentyPersons, WithTwoToOneBlockInNoiseHardlyOneIsNormal) {
  for (const double noise_uv : {15.0, 30.0}) {
    int normal = 0;
    for (std::uint64_t person = 1; person <= 20; ++person) {
      const auto said = said_of_person(simulation::Rhythm::kTwoToOneBlock, 60.0, person, noise_uv);
      normal += said.find("NORMAL_ECG") != nullptr ? 1 : 0;
    }
    EXPECT_LE(normal, 2) << noise_uv;
  }
}

// Where every P is conducted normal stays normal.
TEST(TwentyPersons, WithSinusRhythmAllAreNormal) {
  for (const double rate : {64.0, 72.0, 85.0, 95.0}) {
    for (std::uint64_t person = 1; person <= 20; ++person) {
      const auto said = said_of_person(simulation::Rhythm::kSinus, rate, person);
      EXPECT_NE(said.find("NORMAL_ECG"), nullptr) << rate << " " << person;
    }
  }
}

// At 60/min and more every second P stands in the T.
INSTANTIATE_TEST_SUITE_P(
    Rhythms, OfTwentyPersons,
    ::testing::Values(Count{"TwoToOne30", simulation::Rhythm::kTwoToOneBlock, 30, "AV_BLOCK_2_TO_1", 20},
                      Count{"TwoToOne40", simulation::Rhythm::kTwoToOneBlock, 40, "AV_BLOCK_2_TO_1", 20},
                      Count{"TwoToOne50", simulation::Rhythm::kTwoToOneBlock, 50, "AV_BLOCK_2_TO_1", 20},
                      Count{"TwoToOne60", simulation::Rhythm::kTwoToOneBlock, 60, "AV_BLOCK_2_TO_1", 18},
                      Count{"TwoToOne70", simulation::Rhythm::kTwoToOneBlock, 70, "AV_BLOCK_2_TO_1", 18},
                      Count{"Wenckebach70", simulation::Rhythm::kWenckebach, 70, "AV_BLOCK_2_WENCKEBACH", 19},
                      Count{"Wenckebach100", simulation::Rhythm::kWenckebach, 100, "AV_BLOCK_2_WENCKEBACH", 19},
                      Count{"Mobitz80", simulation::Rhythm::kMobitzTwo, 80, "AV_BLOCK_2_MOBITZ2", 19},
                      Count{"Mobitz100", simulation::Rhythm::kMobitzTwo, 100, "AV_BLOCK_2_MOBITZ2", 19},
                      Count{"Fibrillation50", simulation::Rhythm::kAtrialFibrillation, 50, "ATRIAL_FIBRILLATION", 16},
                      Count{"Fibrillation60", simulation::Rhythm::kAtrialFibrillation, 60, "ATRIAL_FIBRILLATION", 17},
                      Count{"Fibrillation72", simulation::Rhythm::kAtrialFibrillation, 72, "ATRIAL_FIBRILLATION", 17},
                      Count{"Fibrillation90", simulation::Rhythm::kAtrialFibrillation, 90, "ATRIAL_FIBRILLATION", 19},
                      Count{"Fibrillation110", simulation::Rhythm::kAtrialFibrillation, 110, "ATRIAL_FIBRILLATION", 19},
                      Count{"Fibrillation150", simulation::Rhythm::kAtrialFibrillation, 150, "ATRIAL_FIBRILLATION",
                            18}),
    [](const auto& tested) { return tested.param.name; });

TEST(SecondP, IsNotSeenWhereEveryPIsConducted) {
  using simulation::Rhythm;
  for (const Rhythm rhythm : {Rhythm::kSinus, Rhythm::kFirstDegreeBlock}) {
    for (const double rate : {45.0, 52.0, 60.0, 66.0, 72.0, 80.0, 90.0, 98.0}) {
      for (std::uint64_t person = 1; person <= 5; ++person) {
        EXPECT_EQ(said_of_person(rhythm, rate, person).find("AV_BLOCK_2_TO_1"), nullptr) << rate << " " << person;
        EXPECT_EQ(said_of_person(rhythm, rate, person, 30.0).find("AV_BLOCK_2_TO_1"), nullptr) << rate << " " << person;
      }
    }
  }
}

// Beats without a median, as where no lead is good enough for one: an early beat among paced ones has nothing to differ
// from.
TEST(PacedRhythm, IsSaidWithoutAMedianBeatToo) {
  simulation::Request request;
  request.rhythm = simulation::Rhythm::kVentricularPaced;
  const auto made = simulation::simulate(request);
  auto measured = *measure(made.recording);
  auto& early = measured.beats.at(3);
  early.kind = BeatClass::kAtrialPremature;
  early.spike = false;
  measured.medians.clear();
  EXPECT_NE(interpret(made.recording, measured).find("PACED_RHYTHM"), nullptr);
}

}  // namespace
}  // namespace rdc::ecg
