// Flutter whose waves keep their place against the QRS, and the fast rhythms it must not be taken for.
#include <gtest/gtest.h>

#include <utility>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

bool says_atrial_flutter(simulation::Rhythm rhythm, double rate, std::uint64_t person) {
  simulation::Request request;
  request.seed = person;
  request.rhythm = rhythm;
  request.heart_rate = rate;
  const auto made = simulation::simulate(request);
  return interpret(made.recording, *measure(made.recording)).find("ATRIAL_FLUTTER") != nullptr;
}

// 3:1 half of them have their waves where T leaves nothing to compare.
TEST(Flutter, ConductedTwoOrThreeToOneIsPossible) {
  for (const auto& [rate, least] : {std::pair{150.0, 18}, std::pair{100.0, 9}}) {
    int found = 0;
    for (std::uint64_t person = 1; person <= 20; ++person)
      found += says_atrial_flutter(simulation::Rhythm::kAtrialFlutter, rate, person) ? 1 : 0;
    EXPECT_GE(found, least) << rate;
  }
}

TEST(Flutter, IsNotSaidOfOtherFastRhythms) {
  using simulation::Rhythm;
  for (const Rhythm rhythm : {Rhythm::kSinus, Rhythm::kSupraventricularTachycardia}) {
    for (const double rate : {80.0, 95.0, 110.0, 125.0, 140.0, 150.0, 160.0, 170.0}) {
      for (std::uint64_t person = 1; person <= 5; ++person)
        EXPECT_FALSE(says_atrial_flutter(rhythm, rate, person)) << rate << " " << person;
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
