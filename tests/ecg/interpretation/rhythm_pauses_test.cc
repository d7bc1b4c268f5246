// Rhythms by the pattern of their intervals and of PR: a simulated sinus rhythm of 72/min whose beats are moved.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <vector>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

constexpr double kUnseenP = 0.0;

// One beat: the interval before it and its PR; kUnseenP: none to be seen.
struct Moved {
  double rr_ms, pr_ms;
  BeatClass kind = BeatClass::kNormal;
  double qrs_ms = 90.0;
};

// What measure() would say of such beats, as far as the rules ask.
void move_beats(Measurements& m, const std::vector<Moved>& moved) {
  m.beats.clear();
  auto& r = m.rhythm;
  double at = 300.0, shortest = 1e9, longest = 0.0, with_p = 0.0, least_pr = 1e9, most_pr = 0.0;
  r.atrial_premature = r.ventricular = 0;
  for (const auto& one : moved) {
    if (!m.beats.empty()) {
      at += one.rr_ms;
      shortest = std::min(shortest, one.rr_ms);
      longest = std::max(longest, one.rr_ms);
    }
    Beat beat;
    beat.r_ms = at;
    beat.kind = one.kind;
    beat.qrs = Wave{at - 40.0, at, at - 40.0 + one.qrs_ms};
    if (one.pr_ms > kUnseenP) {
      beat.p = Wave{at - 40.0 - one.pr_ms, at - one.pr_ms, at - one.pr_ms + 50.0};
      with_p += 1.0;
      least_pr = std::min(least_pr, one.pr_ms);
      most_pr = std::max(most_pr, one.pr_ms);
    }
    r.atrial_premature += one.kind == BeatClass::kAtrialPremature ? 1 : 0;
    r.ventricular += one.kind == BeatClass::kVentricularPremature ? 1 : 0;
    m.beats.push_back(beat);
  }
  const double mean = (at - 300.0) / static_cast<double>(moved.size() - 1);
  r.rr_mean_ms = mean;
  r.rr_min_ms = shortest;
  r.rr_max_ms = r.longest_pause_ms = longest;
  r.p_fraction = with_p / static_cast<double>(moved.size());
  r.pr_min_ms = with_p > 0.0 ? Measure(least_pr) : Measure(Missing::kNoWave);
  r.pr_max_ms = with_p > 0.0 ? Measure(most_pr) : Measure(Missing::kNoWave);
  m.global.heart_rate_bpm = 60000.0 / mean;
  m.global.rr_ms = mean;
}

struct BeatFigures {
  double irregularity, constancy;
  Measure agreement = Missing::kTooFewBeats, entropy = Missing::kTooFewBeats;
};

struct BeatPattern {
  const char* name;
  std::vector<Moved> beats;
  BeatFigures figures;
  const char* code;
  bool said;
};
std::ostream& operator<<(std::ostream& out, const BeatPattern& p) { return out << p.name; }

std::vector<Moved> steadily(std::vector<double> intervals, double pr_ms) {
  std::vector<Moved> out;
  for (const double rr : intervals) out.push_back({rr, pr_ms});
  return out;
}

std::vector<Moved> replaced(std::vector<Moved> beats, std::size_t at, Moved one) {
  beats.at(at) = one;
  return beats;
}

// Four of five P conducted, PR growing: pauses shorter than two cycles.
std::vector<Moved> wenckebach(double behind_pause, double before_pause) {
  return {{0, 280},   {690, 285},          {690, before_pause},  {1180, behind_pause}, {720, 284},
          {690, 286}, {690, before_pause}, {1180, behind_pause}, {720, 284},           {690, 286}};
}

// The same where only the P behind the pauses stand clear of T.
std::vector<Moved> hidden_wenckebach(double second_pr, double elsewhere = kUnseenP) {
  return {{0, kUnseenP},     {660, elsewhere}, {1020, 130},     {660, elsewhere}, {660, kUnseenP}, {660, elsewhere},
          {1020, second_pr}, {660, kUnseenP},  {660, kUnseenP}, {660, kUnseenP},  {1020, 130},     {660, kUnseenP}};
}

const BeatFigures kLedByP = {0.3, 0.9, Measure(0.8), Measure(-1.8)};
const BeatFigures kNoLeadIn = {0.3, 0.1, Measure(0.05), Measure(-1.8)};
const BeatFigures kFewBeats = {0.3, 0.1, Measure(0.05)};

constexpr const char *kWenckebachCode = "AV_BLOCK_2_WENCKEBACH", *kPacCode = "ATRIAL_PREMATURE_BEATS",
                     *kPvcCode = "VENTRICULAR_PREMATURE_BEATS", *kAfCode = "ATRIAL_FIBRILLATION",
                     *kJunctionalCode = "JUNCTIONAL_RHYTHM";
constexpr auto kEarlyAtrial = BeatClass::kAtrialPremature, kEarlyVentricular = BeatClass::kVentricularPremature;

class RhythmPattern : public ::testing::TestWithParam<BeatPattern> {};

TEST_P(RhythmPattern, IsSaidOrNot) {
  const auto& p = GetParam();
  const auto made = simulation::simulate({});
  auto measured = *measure(made.recording);
  move_beats(measured, p.beats);
  measured.rhythm.rr_irregularity = p.figures.irregularity;
  measured.rhythm.p_constancy = p.figures.constancy;
  measured.rhythm.lead_in_agreement = p.figures.agreement;
  measured.rhythm.rr_entropy = p.figures.entropy;
  const auto said = interpret(made.recording, measured);
  ASSERT_EQ(said.find(p.code) != nullptr, p.said) << said.statements.front().code;
  EXPECT_EQ(said.find("NORMAL_ECG"), nullptr);
  if (!p.said) return;
  for (const auto& fact : said.find(p.code)->evidence.facts) {
    if (!fact.threshold) continue;
    const double v = fact.value, t = *fact.threshold;
    EXPECT_TRUE(fact.relation == "<"    ? v < t
                : fact.relation == "<=" ? v <= t
                : fact.relation == ">"  ? v > t
                                        : v >= t)
        << fact.name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Beats, RhythmPattern,
    ::testing::Values(
        BeatPattern{"PrFallsOverThePauses", wenckebach(250, 290), kLedByP, kWenckebachCode, true},
        BeatPattern{"PrHardlyFalls", wenckebach(250, 257), kLedByP, kWenckebachCode, false},
        BeatPattern{"PrDoesNotGrowAgain", wenckebach(265, 290), kLedByP, kWenckebachCode, false},
        BeatPattern{"AnEarlyBeatBeforeThePause", replaced(wenckebach(250, 290), 6, {500, 290}), kLedByP,
                    kWenckebachCode, false},
        BeatPattern{"PBehindThePausesAlone", hidden_wenckebach(140), kNoLeadIn, kWenckebachCode, true},
        BeatPattern{"PBehindThePausesIsNoFibrillation", hidden_wenckebach(140), kNoLeadIn, kAfCode, false},
        BeatPattern{"WavesAtAnyDistanceBehindPauses", hidden_wenckebach(160), kNoLeadIn, kWenckebachCode, false},
        BeatPattern{"PElsewhereToo", hidden_wenckebach(140, 200), kNoLeadIn, kWenckebachCode, false},
        BeatPattern{"FewBeatsInDisorder", steadily({0, 1300, 900, 1500, 1100, 1000, 1700, 1200}, kUnseenP), kFewBeats,
                    kAfCode, true},
        BeatPattern{"FewBeatsWithAConstantLeadIn",
                    steadily({0, 1300, 900, 1500, 1100, 1000, 1700, 1200}, kUnseenP),
                    {0.3, 0.5, Measure(0.2)},
                    kAfCode,
                    false},
        BeatPattern{"FewBeatsThatRepeat", steadily({0, 1180, 1180, 1190, 1750, 1750, 1200, 1180}, 200), kFewBeats,
                    kAfCode, false},
        BeatPattern{"AnEscapeThatConductedBeatsComeBefore",
                    steadily({0, 860, 1640, 880, 1700, 1720, 1730, 1100}, kUnseenP), kFewBeats, kJunctionalCode, true},
        BeatPattern{"NoEscapeIntervalThatRepeats", steadily({0, 860, 1500, 880, 1300, 1720, 1730, 1100}, kUnseenP),
                    kFewBeats, kJunctionalCode, false},
        BeatPattern{
            "ShorterThanBothNeighbours",
            replaced(steadily({0, 750, 750, 750, 540, 890, 750, 750, 540, 890, 750, 750}, 170), 4, {540, kUnseenP}),
            kLedByP, kPacCode, true},
        BeatPattern{"ShorterThanBothNeighboursIsNoSinusArrhythmia",
                    steadily({0, 750, 750, 750, 540, 890, 750, 750, 540, 890, 750, 750}, 170), kLedByP,
                    "SINUS_ARRHYTHMIA", false},
        BeatPattern{"BreathingSinusNode", steadily({0, 970, 930, 990, 960, 770, 1030, 1010, 780, 1080}, 170), kLedByP,
                    kPacCode, false},
        BeatPattern{"BreathingSinusNodeIsThat", steadily({0, 970, 930, 990, 960, 770, 1030, 1010, 780, 1080}, 170),
                    kLedByP, "SINUS_ARRHYTHMIA", true},
        BeatPattern{"ShortIntervalsOfFibrillation",
                    steadily({0, 750, 750, 750, 540, 890, 750, 750, 540, 890, 750, 750}, kUnseenP),
                    {0.3, 0.1, Measure(0.05), Measure(-0.5)},
                    kPacCode,
                    false},
        BeatPattern{"AnEarlyBeatAndItsPause",
                    replaced(steadily({0, 800, 800, 800, 0, 900, 800, 800, 800}, 160), 4, {560, 150, kEarlyAtrial}),
                    {0.05, 0.9},
                    kPacCode,
                    true},
        BeatPattern{
            "QuickeningOverSeveralBeats",
            replaced(replaced(steadily({0, 810, 760, 680, 0, 0, 680, 760, 810}, 160), 4, {600, 160, kEarlyAtrial}), 5,
                     {590, 160, kEarlyAtrial}),
            {0.05, 0.9},
            kPacCode,
            false},
        BeatPattern{
            "EarlyWithoutAPause",
            replaced(steadily({0, 1140, 1140, 1140, 0, 1000, 1000, 1140, 1140}, 140), 4, {950, 140, kEarlyAtrial}),
            {0.05, 0.9},
            kPacCode,
            false},
        BeatPattern{"EarlyAndNarrowIsAtrial",
                    replaced(steadily({0, 700, 700, 700, 0, 900, 700, 700, 700}, 150), 4,
                             {430, kUnseenP, kEarlyVentricular, 99}),
                    {0.05, 0.9},
                    kPacCode,
                    true},
        BeatPattern{"EarlyAndNarrowIsNotVentricular",
                    replaced(steadily({0, 700, 700, 700, 0, 900, 700, 700, 700}, 150), 4,
                             {430, kUnseenP, kEarlyVentricular, 99}),
                    {0.05, 0.9},
                    kPvcCode,
                    false},
        BeatPattern{"EarlyAndWide",
                    replaced(steadily({0, 700, 700, 700, 0, 900, 700, 700, 700}, 150), 4,
                             {430, kUnseenP, kEarlyVentricular, 101}),
                    {0.05, 0.9},
                    kPvcCode,
                    true},
        BeatPattern{"LateAndWide",
                    replaced(steadily({0, 700, 700, 700, 0, 700, 700, 700, 700}, 150), 4,
                             {1400, kUnseenP, kEarlyVentricular, 190}),
                    {0.05, 0.9},
                    kPvcCode,
                    false},
        BeatPattern{
            "EarlyInAJunctionalRhythm",
            replaced(steadily({0, 1180, 1180, 1180, 0, 1180, 1180, 1180}, kUnseenP), 4, {900, kUnseenP, kEarlyAtrial}),
            {0.01, 0.0},
            kPacCode,
            false}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
