// Complete block, over the rates of its escape rhythms.
#include <gtest/gtest.h>

#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

// Of twenty persons: the escape beats are counted right, lone P waves are none of them; most are told as complete
// block, and who is not, because P and QRS keep step for ten seconds, is told as a ventricular escape rhythm or is
// critical for its rate (docs/ecg-performance.md).
struct EscapeCase {
  const char* name;
  double rate;
  int least_found, least_alarming;
};
std::ostream& operator<<(std::ostream& out, const EscapeCase& c) { return out << c.name; }
class CompleteBlock : public ::testing::TestWithParam<EscapeCase> {};
TEST_P(CompleteBlock, IsFoundInMostPersonsAndNeverCalm) {
  int found = 0, alarming = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    simulation::Request request;
    request.seed = seed;
    request.rhythm = simulation::Rhythm::kCompleteBlock;
    request.heart_rate = GetParam().rate;
    const auto made = simulation::simulate(request);
    const auto said = interpret(made.recording, *measure(made.recording));
    const bool block = said.find("AV_BLOCK_3") != nullptr;
    found += block ? 1 : 0;
    alarming += block || !said.critical.empty() || said.find("IDIOVENTRICULAR_RHYTHM") != nullptr ? 1 : 0;
  }
  EXPECT_GE(found, GetParam().least_found);
  EXPECT_GE(alarming, GetParam().least_alarming);
}
INSTANTIATE_TEST_SUITE_P(Rates, CompleteBlock,
                         ::testing::Values(EscapeCase{"R20", 20, 12, 20}, EscapeCase{"R25", 25, 12, 20},
                                           EscapeCase{"R30", 30, 12, 20}, EscapeCase{"R35", 35, 12, 20},
                                           EscapeCase{"R40", 40, 12, 19}, EscapeCase{"R45", 45, 10, 18},
                                           EscapeCase{"R50", 50, 10, 16}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
