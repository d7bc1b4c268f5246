// What atria, pacemakers and accessory pathways leave in a tracing, on drawn signals with known answers.
#include <gtest/gtest.h>

#include <vector>

#include "ecg/measurement/rr_entropy.h"

namespace rdc::ecg {
namespace {

// ---- Disorder of intervals ---------------------------------------------------------------------------------------

struct Series {
  const char* name;
  std::vector<double> rr_ms;
  bool disorder;  // above the paper's -1.4
};
std::ostream& operator<<(std::ostream& out, const Series& c) { return out << c.name; }
class SampleEntropy : public ::testing::TestWithParam<Series> {};

TEST_P(SampleEntropy, IsHighWhereIntervalsKeepNoOrder) {
  const auto& c = GetParam();
  const auto got = sample_entropy_coefficient(c.rr_ms);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(*got > -1.4, c.disorder) << *got;
}

INSTANTIATE_TEST_SUITE_P(
    Drawn, SampleEntropy,
    ::testing::Values(
        Series{"Sinus", {830, 836, 842, 838, 830, 826, 832, 840, 842, 834, 828, 832}, false},
        Series{"Bigeminy", {520, 1080, 524, 1076, 518, 1084, 522, 1078, 526, 1080, 520, 1082}, false},
        Series{"OneEarlyBeat", {800, 804, 798, 480, 1120, 802, 806, 800, 796, 804, 800, 798}, false},
        Series{"TwoEarlyBeats", {800, 804, 480, 1120, 802, 806, 800, 796, 490, 1100, 804, 798, 800}, false},
        Series{"Wenckebach", {840, 780, 750, 1180, 842, 782, 752, 1178, 838, 778, 748, 1182}, false},
        Series{"Fibrillation", {612, 840, 705, 1010, 560, 780, 930, 655, 745, 1120, 590, 870}, true},
        Series{"FastFibrillation", {380, 512, 430, 610, 350, 470, 560, 400, 445, 690, 365, 530, 415, 600, 340}, true}),
    [](const auto& tested) { return tested.param.name; });

TEST(SampleEntropy, OfAFewIntervalsIsUnknown) {
  const std::vector<double> few = {612, 840, 705, 1010, 560, 780, 930};
  EXPECT_FALSE(sample_entropy_coefficient(few).has_value());
}

TEST(SampleEntropy, DoesNotDependOnTheRateAlone) {
  std::vector<double> slow = {612, 840, 705, 1010, 560, 780, 930, 655, 745, 1120, 590, 870}, fast;
  for (const double rr : slow) fast.push_back(0.5 * rr);
  EXPECT_NEAR(*sample_entropy_coefficient(slow), *sample_entropy_coefficient(fast), 1e-9);
}

}  // namespace
}  // namespace rdc::ecg
