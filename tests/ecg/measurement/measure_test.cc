#include "ecg/measurement/measure.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ecg/measurement/beat_stream.h"
#include "ecg/measurement/intervals.h"
#include "ecg/simulation/simulator.h"
#include "tests/ecg/measurement/expect_beats.h"

namespace rdc::ecg {
namespace {

using simulation::BeatKind;
using simulation::Request;
using simulation::Rhythm;
using simulation::simulate;

struct QtCase {
  const char* name;
  double qt_ms, rr_ms, bazett, fridericia, framingham, hodges;
};
std::ostream& operator<<(std::ostream& out, const QtCase& c) { return out << c.name; }
class CorrectedQtFormulas : public ::testing::TestWithParam<QtCase> {};
TEST_P(CorrectedQtFormulas, MatchHandWorkedValues) {
  const auto& c = GetParam();
  const auto got = corrected_qt(c.qt_ms, c.rr_ms);
  EXPECT_NEAR(*got.bazett_ms, c.bazett, 0.05);
  EXPECT_NEAR(*got.fridericia_ms, c.fridericia, 0.05);
  EXPECT_NEAR(*got.framingham_ms, c.framingham, 0.05);
  EXPECT_NEAR(*got.hodges_ms, c.hodges, 0.05);
}
INSTANTIATE_TEST_SUITE_P(HandWorked, CorrectedQtFormulas,
                         ::testing::Values(QtCase{"RateSixtyIsIdentity", 400, 1000, 400, 400, 400, 400},
                                           QtCase{"RateHundred", 320, 600, 413.1, 379.4, 381.6, 390.0}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Axis, FollowsTheLimbLeads) {
  EXPECT_NEAR(*frontal_axis_deg(100.0, 0.0, 1.0), 0.0, 0.01);
  EXPECT_NEAR(*frontal_axis_deg(0.0, 100.0, 1.0), 90.0, 0.01);
  EXPECT_NEAR(*frontal_axis_deg(100.0, 100.0 * std::sqrt(3.0) / 2.0, 1.0), 45.0, 0.01);
  EXPECT_EQ(frontal_axis_deg(0.1, 0.1, 1.0).why(), Missing::kNoWave);
}

// ---- Rhythms -----------------------------------------------------------------------------------------------------

TEST(Rhythms, PrematureVentricularBeatsAreToldFromTheRest) {
  Request request;
  request.rhythm = Rhythm::kPrematureVentricular;
  request.seconds = 30;
  const auto made = simulate(request);
  const auto got = *measure(made.recording);
  expect_beats(made, got.beats, request.seconds);
  const auto expected = std::count_if(made.beats.begin(), made.beats.end(),
                                      [](const auto& beat) { return beat.kind == BeatKind::kPremature; });
  // The strip's last beat has no pause after it to judge by.
  EXPECT_NEAR(got.rhythm.ventricular, static_cast<double>(expected), 1.0);
  EXPECT_GE(got.medians.size(), 2U);
}

TEST(Rhythms, AtrialPrematureBeatsAreEarlyAndNarrow) {
  Request request;
  request.rhythm = Rhythm::kAtrialPremature;
  request.seconds = 30;
  const auto made = simulate(request);
  const auto got = *measure(made.recording);
  const auto expected = std::count_if(made.beats.begin(), made.beats.end(),
                                      [](const auto& b) { return b.kind == BeatKind::kAtrialPremature; });
  EXPECT_NEAR(got.rhythm.atrial_premature, static_cast<double>(expected), 1.0);
  EXPECT_EQ(got.rhythm.ventricular, 0);
}

TEST(Rhythms, FibrillationHasNoPrIntervalAndIsIrregular) {
  Request request;
  request.rhythm = Rhythm::kAtrialFibrillation;
  const auto got = *measure(simulate(request).recording);
  EXPECT_FALSE(got.global.pr_ms);
  EXPECT_GT(*got.rhythm.rr_irregularity, 0.12);
  EXPECT_LT(*got.rhythm.p_fraction, 0.5);
}

TEST(Rhythms, SinusIsRegularWithPBeforeEveryBeat) {
  const auto got = *measure(simulate({}).recording);
  EXPECT_LT(*got.rhythm.rr_irregularity, 0.10);
  EXPECT_GT(*got.rhythm.p_fraction, 0.9);
}

TEST(Rhythms, FlutterShowsItsFrequency) {
  Request request;
  request.rhythm = Rhythm::kAtrialFlutter;
  request.heart_rate = 75;
  const auto got = *measure(simulate(request).recording);
  ASSERT_TRUE(got.rhythm.flutter_hz);
  EXPECT_NEAR(*got.rhythm.flutter_hz, 5.0, 0.3);
}

TEST(Rhythms, PacedBeatsCarryTheirSpikes) {
  Request request;
  request.rhythm = Rhythm::kVentricularPaced;
  const auto made = simulate(request);
  const auto got = *measure(made.recording);
  ASSERT_EQ(got.beats.size(), made.beats.size());
  EXPECT_GE(got.rhythm.paced, static_cast<int>(made.beats.size()) - 1);
  EXPECT_TRUE(std::all_of(got.spikes.begin(), got.spikes.end(),
                          [](const auto& s) { return s.chamber != SpikeChamber::kAtrium; }));
}

TEST(UnconductedP, AreCountedInBlock) {
  for (const auto rhythm : {Rhythm::kWenckebach, Rhythm::kMobitzTwo, Rhythm::kTwoToOneBlock}) {
    int right = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Request request;
      request.seed = seed;
      request.rhythm = rhythm;
      request.heart_rate = rhythm == Rhythm::kTwoToOneBlock ? 40 : 70;
      const auto made = simulate(request);
      // One at either end of the strip may be cut.
      const auto off = std::abs(measure(made.recording)->rhythm.unconducted_p - static_cast<int>(made.lone_p.size()));
      right += off <= 1 ? 1 : 0;
    }
    EXPECT_GE(right, 19) << static_cast<int>(rhythm);
  }
}

TEST(UnconductedP, AreNotInventedInSinusRhythmOrFibrillation) {
  for (const auto rhythm : {Rhythm::kSinus, Rhythm::kAtrialFibrillation, Rhythm::kPrematureVentricular}) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      Request request;
      request.seed = seed;
      request.rhythm = rhythm;
      EXPECT_EQ(measure(simulate(request).recording)->rhythm.unconducted_p, 0)
          << static_cast<int>(rhythm) << " " << seed;
    }
  }
}

// A lone P is no beat, however few QRS there are to know beats by.
TEST(UnconductedP, AreNoBeatsInSlowCompleteBlock) {
  for (const double rate : {20.0, 25.0, 30.0, 35.0, 40.0, 45.0}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Request request;
      request.seed = seed;
      request.rhythm = Rhythm::kCompleteBlock;
      request.heart_rate = rate;
      const auto made = simulate(request);
      EXPECT_NEAR(static_cast<double>(measure(made.recording)->beats.size()), static_cast<double>(made.beats.size()),
                  1.0)
          << rate << "/min, seed " << seed;
    }
  }
}

struct RateCase {
  const char* name;
  Rhythm rhythm;
  double rate;
};
std::ostream& operator<<(std::ostream& out, const RateCase& c) { return out << c.name; }
class Rates : public ::testing::TestWithParam<RateCase> {};
TEST_P(Rates, AreCountedRight) {
  Request request;
  request.rhythm = GetParam().rhythm;
  request.heart_rate = GetParam().rate;
  const auto made = simulate(request);
  // A QRS cut by either end of the strip may count or not.
  EXPECT_NEAR(static_cast<double>(measure(made.recording)->beats.size()), static_cast<double>(made.beats.size()), 1.0);
}
INSTANTIATE_TEST_SUITE_P(
    Range, Rates,
    ::testing::Values(RateCase{"Sinus25", Rhythm::kSinus, 25}, RateCase{"Sinus180", Rhythm::kSinus, 180},
                      RateCase{"Svt210", Rhythm::kSupraventricularTachycardia, 210},
                      RateCase{"Vt120", Rhythm::kVentricularTachycardia, 120},
                      RateCase{"Vt170", Rhythm::kVentricularTachycardia, 170},
                      RateCase{"Vt240", Rhythm::kVentricularTachycardia, 240},
                      RateCase{"Junctional45", Rhythm::kJunctional, 45},
                      RateCase{"Wenckebach80", Rhythm::kWenckebach, 80}, RateCase{"Mobitz70", Rhythm::kMobitzTwo, 70},
                      RateCase{"TwoToOne40", Rhythm::kTwoToOneBlock, 40},
                      RateCase{"Complete35", Rhythm::kCompleteBlock, 35}, RateCase{"Dual70", Rhythm::kDualPaced, 70}),
    [](const auto& tested) { return tested.param.name; });

// ---- Electrodes --------------------------------------------------------------------------------------------------

class Placement : public ::testing::TestWithParam<PlacementFault> {};
TEST_P(Placement, IsSuspectedFirst) {
  Request request;
  request.placement = GetParam();
  request.axis_deg = 50.0;
  const auto got = *measure(simulate(request).recording);
  ASSERT_FALSE(got.placement.empty());
  EXPECT_EQ(name_of(got.placement.front().fault), name_of(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Exchanges, Placement,
                         ::testing::Values(PlacementFault::kArmsReversed, PlacementFault::kRightArmRightLeg,
                                           PlacementFault::kLeftArmRightLeg, PlacementFault::kRightArmLeftLeg,
                                           PlacementFault::kArmsAndLegsCrossed, PlacementFault::kChestOrder,
                                           PlacementFault::kDextrocardia, PlacementFault::kLimbLeadsInconsistent),
                         [](const auto& tested) { return std::string(name_of(tested.param)); });

// Any axis, and noise: a QRS at right angles to a lead is small there, but its P and T are not.
TEST(PlacementOfHealthyTracings, IsNotSuspected) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const std::optional<double> axis : {std::optional<double>(), {-75.0}, {-40.0}, {0.0}, {95.0}, {120.0}}) {
      Request request;
      request.seed = seed;
      request.axis_deg = axis;
      request.noise_uv = seed % 5 == 0 ? 120.0 : request.noise_uv;
      const auto got = *measure(simulate(request).recording);
      EXPECT_TRUE(got.placement.empty()) << seed << " " << axis.value_or(999.0) << " "
                                         << name_of(got.placement.front().fault);
    }
  }
}

class ChestExchange : public ::testing::TestWithParam<std::vector<std::array<Lead, 2>>> {};
TEST_P(ChestExchange, IsSuspected) {
  Request request;
  request.chest_exchanges = GetParam();
  const auto got = *measure(simulate(request).recording);
  ASSERT_EQ(got.placement.size(), 1U);
  EXPECT_EQ(got.placement.front().fault, PlacementFault::kChestOrder);
}
using Exchanges = std::vector<std::array<Lead, 2>>;
INSTANTIATE_TEST_SUITE_P(Pairs, ChestExchange,
                         ::testing::Values(Exchanges{{Lead::kV1, Lead::kV3}}, Exchanges{{Lead::kV2, Lead::kV3}},
                                           Exchanges{{Lead::kV3, Lead::kV4}}, Exchanges{{Lead::kV1, Lead::kV6}},
                                           Exchanges{
                                               {Lead::kV1, Lead::kV6}, {Lead::kV2, Lead::kV5}, {Lead::kV3, Lead::kV4}}),
                         [](const auto& tested) {
                           std::string name;
                           for (const auto& two : tested.param) (name += name_of(two[0])) += name_of(two[1]);
                           return name;
                         });

// A pacemaker activates the ventricles from the apex: upside down in II, III and aVF.
TEST(PlacementOfPacedTracings, IsNotSuspectedByTheDirectionOfTheQrs) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const auto rhythm : {Rhythm::kVentricularPaced, Rhythm::kDualPaced, Rhythm::kVentricularTachycardia}) {
      Request request;
      request.seed = seed;
      request.rhythm = rhythm;
      if (rhythm == Rhythm::kVentricularTachycardia) request.heart_rate = 160.0;
      const auto got = measure(simulate(request).recording);
      ASSERT_TRUE(got);
      EXPECT_TRUE(got->placement.empty())
          << seed << " " << static_cast<int>(rhythm) << " " << name_of(got->placement.front().fault);
    }
  }
}

// Limb leads are not judged by chest leads that are out of order.
TEST(PlacementOfTheChest, DrawsNoExchangeOfLimbs) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Request request;
    request.seed = seed;
    request.chest_exchanges = {{Lead::kV1, Lead::kV5}};
    const auto got = *measure(simulate(request).recording);
    ASSERT_EQ(got.placement.size(), 1U) << seed;
    EXPECT_EQ(got.placement.front().fault, PlacementFault::kChestOrder);
  }
}

// Each lead's baseline may wander by itself where it was filtered by itself.
TEST(PlacementOfHealthyTracings, IsNotSuspectedOfUnlikeBaselines) {
  auto recording = simulate({}).recording;
  for (std::size_t i = 0; i < recording.rhythm.length(); ++i)
    recording.rhythm.channels[3].samples[i] += 150.0F * std::sin(static_cast<float>(i) / 500.0F);
  EXPECT_TRUE(measure(recording)->placement.empty());
}

// ---- What cannot be measured is said -----------------------------------------------------------------------------

TEST(NotMeasurable, AFlatTracingHasNoBeatsAndSaysSo) {
  Recording flat;
  flat.rhythm = {500.0, {{Lead::kII, "II", Samples(5000, 0.0F)}}};
  const auto got = *measure(flat);
  EXPECT_TRUE(got.beats.empty());
  EXPECT_EQ(got.global.qt_ms.why(), Missing::kNoWave);
  EXPECT_EQ(got.missing_leads.size(), 12U);
}

TEST(NotMeasurable, NoiseAloneHasNoHeartRate) {
  simulation::SeededNoise noise(5);
  Recording recording;
  recording.rhythm = {500.0, {{Lead::kII, "II", Samples(5000)}}};
  for (float& x : recording.rhythm.channels[0].samples) x = static_cast<float>(30.0 * noise.normal());
  const auto got = *measure(recording);
  EXPECT_LT(got.beats.size(), 3U);
}

TEST(NotMeasurable, AMissingLeadIsNamedAndTheRestIsMeasured) {
  auto recording = simulate({}).recording;
  std::erase_if(recording.rhythm.channels, [](const auto& c) { return c.lead == Lead::kV4; });
  const auto got = *measure(recording);
  EXPECT_EQ(got.missing_leads, std::vector<Lead>{Lead::kV4});
  EXPECT_TRUE(got.global.qt_ms);
  EXPECT_EQ(got.dominant()->find(Lead::kV4), nullptr);
}

TEST(NotMeasurable, LimitsAreRefusedWithTheReason) {
  Recording recording;
  recording.rhythm = {80.0, {{Lead::kII, "II", Samples(800, 0.0F)}}};
  EXPECT_EQ(measure(recording).error().reason, "RATE_NOT_MEASURABLE");
  recording.rhythm = {500.0, {{Lead::kII, "II", Samples(500, 0.0F)}}};
  EXPECT_EQ(measure(recording).error().reason, "LENGTH_NOT_MEASURABLE");
}

TEST(Measure, DerivesLimbLeadsFromTwo) {
  auto recording = simulate({}).recording;
  std::erase_if(recording.rhythm.channels, [](const auto& c) {
    return c.lead == Lead::kIII || c.lead == Lead::kAvr || c.lead == Lead::kAvl || c.lead == Lead::kAvf;
  });
  const auto got = *measure(recording);
  EXPECT_TRUE(got.missing_leads.empty());
  ASSERT_NE(got.dominant()->find(Lead::kAvf), nullptr);
  EXPECT_TRUE(got.dominant()->find(Lead::kAvf)->derived);
  EXPECT_FALSE(got.dominant()->find(Lead::kI)->derived);
}

TEST(Measure, IsTheSameEveryTime) {
  const auto recording = simulate({}).recording;
  const auto first = *measure(recording), second = *measure(recording);
  ASSERT_EQ(first.beats.size(), second.beats.size());
  EXPECT_EQ(*first.global.qt_ms, *second.global.qt_ms);
  EXPECT_EQ(first.medians[0].strip.channels[3].samples, second.medians[0].strip.channels[3].samples);
}

// ---- Streams -----------------------------------------------------------------------------------------------------

TEST(BeatStream, FindsTheBeatsOfTheWholeTracingInBoundedMemory) {
  Request request;
  request.seconds = 1200;
  request.rate_hz = 250;
  request.rhythm = Rhythm::kPrematureVentricular;
  const auto made = simulate(request);
  const auto& leads = made.recording.rhythm.channels;
  BeatStream::Options options{250.0, 2, 60.0, 10.0};
  auto stream = *BeatStream::create(options);
  std::vector<ClassifiedBeat> beats;
  std::size_t most = 0;
  for (std::size_t at = 0; at < leads[0].samples.size(); at += 777) {
    const std::size_t count = std::min<std::size_t>(777, leads[0].samples.size() - at);
    const std::array<std::span<const float>, 2> piece = {std::span(leads[1].samples).subspan(at, count),
                                                         std::span(leads[7].samples).subspan(at, count)};
    const auto found = *stream.push(piece);
    beats.insert(beats.end(), found.begin(), found.end());
    most = std::max(most, stream.kept());
  }
  const auto rest = stream.finish();
  beats.insert(beats.end(), rest.begin(), rest.end());
  EXPECT_LE(most, 2U * 80U * 250U);
  ASSERT_EQ(beats.size(), made.beats.size());
  std::size_t wrong = 0;
  for (std::size_t n = 0; n < beats.size(); ++n) {
    EXPECT_NEAR(beats[n].at_ms, 1000 * made.beats[n].r_peak, 80.0);
    wrong +=
        (beats[n].kind == BeatClass::kVentricularPremature) != (made.beats[n].kind == BeatKind::kPremature) ? 1 : 0;
  }
  EXPECT_LT(wrong, beats.size() / 50);
}

// Asystole, or the electrodes off for a while: the beats on both sides count.
TEST(Measure, FindsTheBeatsOnBothSidesOfASilence) {
  Request request;
  request.seconds = 60;
  auto made = simulate(request);
  constexpr double kFrom = 25.0, kUntil = 33.0, kMargin = 0.6;
  for (auto& lead : made.recording.rhythm.channels) {
    const auto from = static_cast<std::size_t>(kFrom * request.rate_hz);
    const auto until = static_cast<std::size_t>(kUntil * request.rate_hz);
    for (auto n = from; n < until; ++n) lead.samples[n] = lead.samples[from];
  }
  const auto got = measure(made.recording);
  ASSERT_TRUE(got);
  int missed = 0, expected = 0;
  for (const auto& beat : made.beats) {
    if (beat.r_peak > kFrom - kMargin && beat.r_peak < kUntil + kMargin) continue;
    if (beat.r_peak < kMargin || beat.r_peak > request.seconds - kMargin) continue;
    ++expected;
    missed +=
        std::ranges::none_of(got->beats, [&](const Beat& b) { return std::abs(b.r_ms - 1000 * beat.r_peak) < 90; });
  }
  EXPECT_GT(expected, 50);
  EXPECT_EQ(missed, 0);
}

TEST(BeatStream, RefusesWhatItCannotRead) {
  EXPECT_FALSE(BeatStream::create({50.0, 1, 60.0, 10.0}));
  EXPECT_FALSE(BeatStream::create({250.0, 0, 60.0, 10.0}));
  auto stream = *BeatStream::create({250.0, 2, 60.0, 10.0});
  const Samples one(10, 0.0F), other(11, 0.0F);
  EXPECT_EQ(stream.push(std::vector<std::span<const float>>{one}).error().reason, "BAD_CHANNEL_COUNT");
  EXPECT_EQ(stream.push(std::vector<std::span<const float>>{one, other}).error().reason, "UNEQUAL_CHANNELS");
}

}  // namespace
}  // namespace rdc::ecg
