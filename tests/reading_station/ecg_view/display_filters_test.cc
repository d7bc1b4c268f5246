// Filters for looking leave ST where it is.
#include "reading_station/ecg_view/display_filters.h"

#include <cmath>

#include <gtest/gtest.h>

#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::station {
namespace {

using ecg::simulation::Morphology;

struct Case {
  const char* name;
  Morphology morphology;
  DisplayFilters filters;
};
std::ostream& operator<<(std::ostream& out, const Case& tested) { return out << tested.name; }
class Filters : public ::testing::TestWithParam<Case> {};

// 25 uV: a quarter of the smallest threshold of the definition (CLINICAL.md section 2).
TEST_P(Filters, MoveNoJPointByMoreThanAQuarterMillimetre) {
  ecg::simulation::Request request;
  request.morphology = GetParam().morphology;
  request.wander_uv = 250.0;
  request.mains_uv = 60.0;
  const auto recording = ecg::simulation::simulate(request).recording;
  const auto before = ecg::measure(recording);
  ASSERT_TRUE(before);
  const auto after = ecg::measure(*filtered(recording, &*before, GetParam().filters));
  ASSERT_TRUE(after);
  for (const auto lead : ecg::kTwelveLeads) {
    const auto* a = before->dominant()->find(lead);
    const auto* b = after->dominant()->find(lead);
    ASSERT_TRUE(a != nullptr && b != nullptr && a->j60_uv && b->j60_uv) << ecg::name_of(lead);
    EXPECT_NEAR(*a->j60_uv, *b->j60_uv, 25.0) << ecg::name_of(lead);
  }
}

INSTANTIATE_TEST_SUITE_P(EachAndAll, Filters,
                         ::testing::Values(Case{"BaselineNormal", Morphology::kNormal, {true, false, false}},
                                           Case{"BaselineAnterior", Morphology::kAnteriorStemi, {true, false, false}},
                                           Case{"BaselineInferior", Morphology::kInferiorStemi, {true, false, false}},
                                           Case{"MainsAnterior", Morphology::kAnteriorStemi, {false, false, true}},
                                           Case{"MuscleInferior", Morphology::kInferiorStemi, {false, true, false}},
                                           Case{"AllAnterior", Morphology::kAnteriorStemi, {true, true, true}}),
                         [](const auto& tested) { return tested.param.name; });

double spread_of_levels(const ecg::Recording& recording, const ecg::Measurements& measured) {
  const auto& samples = recording.rhythm.find(ecg::Lead::kII)->samples;
  double low = 1e9, high = -1e9;
  for (const auto& beat : measured.beats) {
    if (!beat.qrs) continue;
    const auto at = static_cast<std::size_t>((beat.qrs->onset_ms - 4.0) / 1000.0 * recording.rhythm.rate_hz);
    low = std::min(low, static_cast<double>(samples[at]));
    high = std::max(high, static_cast<double>(samples[at]));
  }
  return high - low;
}

TEST(BaselineFilter, TakesTheWanderAway) {
  ecg::simulation::Request request;
  request.wander_uv = 400.0;
  const auto recording = ecg::simulation::simulate(request).recording;
  const auto measured = ecg::measure(recording);
  ASSERT_TRUE(measured);
  const auto straight = filtered(recording, &*measured, {true, false, false});
  EXPECT_GT(spread_of_levels(recording, *measured), 200.0);
  EXPECT_LT(spread_of_levels(*straight, *measured), 60.0);
}

TEST(MainsFilter, TakesTheHumAwayAtTheFrequencyThatWasFound) {
  ecg::simulation::Request request;
  request.mains_uv = 150.0;
  request.mains_hz = 60.0;
  const auto recording = ecg::simulation::simulate(request).recording;
  const auto clean = filtered(recording, nullptr, {false, false, true});
  EXPECT_GT(ecg::assess_quality(recording.rhythm)[1].mains_uv, 100.0);
  EXPECT_LT(ecg::assess_quality(clean->rhythm)[1].mains_uv, 15.0);
}

TEST(DisplayFilter, AGapStaysAGap) {
  auto recording = ecg::simulation::simulate({}).recording;
  auto& samples = recording.rhythm.channels[3].samples;
  for (std::size_t i = 1000; i < 2000; ++i) samples[i] = NAN;
  const auto out = filtered(recording, nullptr, {true, true, true});
  for (std::size_t i = 1000; i < 2000; ++i) ASSERT_TRUE(std::isnan(out->rhythm.channels[3].samples[i]));
  EXPECT_FALSE(std::isnan(out->rhythm.channels[3].samples[2000]));
}

TEST(DisplayFilter, OffMeansAsRecorded) { EXPECT_EQ(filter_text({}), QString()); }

}  // namespace
}  // namespace rdc::station
