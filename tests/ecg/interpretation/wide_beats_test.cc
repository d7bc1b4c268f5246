// Wide beats: what tells a supraventricular tachycardia with right bundle branch block from a ventricular one, and a
// ventricular escape rhythm from a block of a bundle branch.
#include <gtest/gtest.h>

#include <array>
#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/left_bundle_start.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using simulation::Morphology;
using simulation::Rhythm;

struct WideEcg {
  Measurements measured;
  Interpretation said;
};

WideEcg read_wide(Rhythm rhythm, Morphology shape, double rate, std::uint64_t person, double noise_uv) {
  simulation::Request request;
  request.seed = person;
  request.rhythm = rhythm;
  request.morphology = shape;
  request.heart_rate = rate;
  request.noise_uv = noise_uv;
  const auto made = simulation::simulate(request);
  auto measured = *measure(made.recording);
  auto said = interpret(made.recording, measured);
  return {std::move(measured), std::move(said)};
}

struct BeatOrigin {
  const char* name;
  Rhythm rhythm;
  Morphology shape;
  bool right_block;
};
std::ostream& operator<<(std::ostream& out, const BeatOrigin& o) { return out << o.name; }
class WideBeats : public ::testing::TestWithParam<BeatOrigin> {};

TEST_P(WideBeats, BeginThroughTheLeftBundleOrNot) {
  const auto& o = GetParam();
  for (const double rate : {120.0, 150.0}) {
    for (const double noise_uv : {0.0, 15.0, 30.0}) {
      for (std::uint64_t person = 1; person <= 10; ++person) {
        const auto drawn = read_wide(o.rhythm, o.shape, rate, person, noise_uv);
        const auto start = left_bundle_start(*drawn.measured.dominant());
        EXPECT_EQ(start.late_v1 && start.quick, o.right_block) << rate << " " << noise_uv << " " << person;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Origins, WideBeats,
    ::testing::Values(
        BeatOrigin{"Ventricular", Rhythm::kVentricularTachycardia, Morphology::kNormal, false},
        BeatOrigin{"LeftBlock", Rhythm::kSupraventricularTachycardia, Morphology::kLeftBundleBranchBlock, false},
        BeatOrigin{"RightBlock", Rhythm::kSupraventricularTachycardia, Morphology::kRightBundleBranchBlock, true},
        BeatOrigin{"Narrow", Rhythm::kSupraventricularTachycardia, Morphology::kNormal, false}),
    [](const auto& tested) { return tested.param.name; });

TEST(SupraventricularTachycardia, WithRightBundleBranchBlockIsNoVentricularOne) {
  int found = 0;
  for (const double rate : {150.0, 165.0}) {
    for (std::uint64_t person = 1; person <= 20; ++person) {
      const auto said =
          read_wide(Rhythm::kSupraventricularTachycardia, Morphology::kRightBundleBranchBlock, rate, person, 15.0).said;
      EXPECT_EQ(said.find("VENTRICULAR_TACHYCARDIA"), nullptr) << rate << " " << person;
      EXPECT_EQ(said.find("WIDE_COMPLEX_TACHYCARDIA"), nullptr) << rate << " " << person;
      EXPECT_NE(said.find("RBBB"), nullptr) << rate << " " << person;
      const auto* statement = said.find("SUPRAVENTRICULAR_TACHYCARDIA");
      found += statement != nullptr && statement->confidence == Confidence::kPossible ? 1 : 0;
    }
  }
  EXPECT_GE(found, 38);
}

// It must stay critical wherever the measurement sees it, noise or not.
TEST(VentricularTachycardia, InNoiseIsNeverCalm) {
  for (const double rate : {110.0, 120.0, 150.0, 200.0}) {
    for (const double noise_uv : {0.0, 15.0, 30.0}) {
      for (std::uint64_t person = 1; person <= 20; ++person) {
        const auto said = read_wide(Rhythm::kVentricularTachycardia, Morphology::kNormal, rate, person, noise_uv).said;
        ASSERT_FALSE(said.statements.empty());
        EXPECT_EQ(said.statements.front().severity, Severity::kCritical) << rate << " " << noise_uv << " " << person;
      }
    }
  }
}

TEST(EscapeRhythm, OfTheVentriclesHasNoBundleBranchBlock) {
  constexpr std::array kOfConduction = {"LBBB", "RBBB", "LAFB", "LPFB", "SGARBOSSA_POSITIVE"};
  for (const double rate : {30.0, 40.0, 50.0}) {
    for (std::uint64_t person = 1; person <= 20; ++person) {
      const auto said = read_wide(Rhythm::kCompleteBlock, Morphology::kNormal, rate, person, 6.0).said;
      if (said.find("AV_BLOCK_3") == nullptr) continue;
      for (const char* code : kOfConduction) EXPECT_EQ(said.find(code), nullptr) << code << rate << " " << person;
    }
  }
}

// What is not told as complete block is told as ventricular escape, not as junctional or sinus rhythm.
TEST(EscapeRhythm, At50PerMinuteIsNotCalledCalm) {
  int calm = 0;
  for (const double noise_uv : {0.0, 15.0, 30.0}) {
    for (std::uint64_t person = 1; person <= 20; ++person) {
      const auto said = read_wide(Rhythm::kCompleteBlock, Morphology::kNormal, 50.0, person, noise_uv).said;
      calm += said.statements.front().severity < Severity::kUrgent ? 1 : 0;
    }
  }
  EXPECT_LE(calm, 3);
}

}  // namespace
}  // namespace rdc::ecg
