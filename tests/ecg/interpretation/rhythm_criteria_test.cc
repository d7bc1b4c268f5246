// The rhythm rules at their limits, on the measurements of a simulated sinus rhythm of 72/min with other figures.
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"
#include "ecg/simulation/simulator.h"

namespace rdc::ecg {
namespace {

using Redraw = std::function<void(Measurements&)>;

Interpretation said_of_rhythm(const Redraw& redraw) {
  const auto made = simulation::simulate({});
  auto measured = *measure(made.recording);
  redraw(measured);
  return interpret(made.recording, measured);
}

// Irregular, with what the disorder of the intervals and the moment before the QRS tell.
Redraw irregular(double p_fraction, double entropy, double constancy) {
  return [=](Measurements& m) {
    m.rhythm.rr_irregularity = 0.2;
    m.rhythm.p_fraction = p_fraction;
    m.rhythm.rr_entropy = entropy;
    m.rhythm.p_constancy = constancy;
  };
}

// The same where every two beats are alike by `agreement` before the QRS.
Redraw irregular_by_pairs(double entropy, double constancy, double agreement) {
  return [=](Measurements& m) {
    irregular(0.0, entropy, constancy)(m);
    m.rhythm.lead_in_agreement = agreement;
  };
}

// One line in the atria's spectrum; `locked`: likeness of the two halves of a beat's cycle.
Redraw line(double hz, double regularity, Measure locked = Missing::kNoWave) {
  return [=](Measurements& m) {
    m.rhythm.p_fraction = 0.0;
    m.rhythm.flutter_hz = hz;
    m.rhythm.atrial_regularity = regularity;
    m.rhythm.locked_flutter_likeness = locked;
    m.rhythm.locked_flutter_waves = 2;
  };
}

Redraw at_rate(double bpm, double p_fraction = 0.0) {
  return [=](Measurements& m) {
    m.global.heart_rate_bpm = bpm;
    m.rhythm.p_fraction = p_fraction;
  };
}

Redraw second_p(double likeness, double size, double elsewhere) {
  return [=](Measurements& m) {
    m.rhythm.second_p_likeness = likeness;
    m.rhythm.second_p_size = size;
    m.rhythm.second_p_elsewhere = elsewhere;
  };
}

// P before some beats only, at distances that differ by `span_ms`; `constancy`: how alike the beats are before the QRS.
Redraw few_p(double p_fraction, double shortest_ms, double span_ms, double constancy = 0.5) {
  return [=](Measurements& m) {
    m.rhythm.p_fraction = p_fraction;
    m.rhythm.p_constancy = constancy;
    m.rhythm.pr_min_ms = shortest_ms;
    m.rhythm.pr_max_ms = shortest_ms + span_ms;
  };
}

Redraw both(Redraw a, Redraw b) {
  return [a = std::move(a), b = std::move(b)](Measurements& m) {
    a(m);
    b(m);
  };
}

Redraw flutter(double bpm, double likeness, Measure memory) {
  return [=](Measurements& m) {
    m.rhythm.flutter_wave_bpm = bpm;
    m.rhythm.flutter_likeness = likeness;
    m.rhythm.flutter_memory = memory;
  };
}

Redraw faint_spikes(double qrs_ms, double isolation, double share) {
  return [=](Measurements& m) {
    m.global.qrs_ms = qrs_ms;
    m.rhythm.spike_isolation = isolation;
    m.rhythm.spike_share = share;
  };
}

Redraw atrial_spikes(double isolation, double share) {
  return [=](Measurements& m) {
    m.rhythm.atrial_spike_isolation = isolation;
    m.rhythm.atrial_spike_share = share;
  };
}

Redraw locked_flutter(double likeness) {
  return [=](Measurements& m) {
    m.rhythm.locked_flutter_likeness = likeness;
    m.rhythm.locked_flutter_waves = 2;
  };
}

// Wide, steady and fast, with what looks like P before three beats in four.
Redraw wide_and_fast(double qrs_ms, double axis_deg, Measure pr_ms) {
  return [=](Measurements& m) {
    m.global.heart_rate_bpm = 144.0;
    m.global.qrs_ms = qrs_ms;
    m.global.qrs_axis_deg = axis_deg;
    m.global.pr_ms = pr_ms;
    m.rhythm.rr_irregularity = 0.03;
    m.rhythm.p_fraction = 0.75;
    m.rhythm.pr_min_ms = 85.0;
    m.rhythm.pr_max_ms = 160.0;
  };
}

// Wide, 140/min, some beats not found: intervals of `missed` times the usual one.
Redraw wide_with_gaps(double missed) {
  return [=](Measurements& m) {
    m.global.heart_rate_bpm = 102.0;
    m.global.qrs_ms = 176.0;
    m.rhythm.rr_irregularity = 0.46;
    m.rhythm.p_fraction = 0.0;
    double at_ms = 300.0;
    for (std::size_t n = 0; n < m.beats.size(); ++n) {
      m.beats[n].r_ms = at_ms;
      at_ms += n % 3 == 0 ? missed * 428.0 : 428.0;
    }
  };
}

// Slow and steady, with a P here and there at changing distances.
Redraw slow_with_stray_p(double p_fraction, double constancy) {
  return [=](Measurements& m) {
    m.global.heart_rate_bpm = 45.0;
    m.rhythm.rr_irregularity = 0.01;
    m.rhythm.p_fraction = p_fraction;
    m.rhythm.pr_min_ms = 150.0;
    m.rhythm.pr_max_ms = 250.0;
    m.rhythm.p_constancy = constancy;
  };
}

Redraw spikes(Measure isolation) {
  return [=](Measurements& m) {
    m.rhythm.paced = static_cast<int>(m.beats.size());
    m.medians.front().kind = BeatClass::kPaced;
    m.rhythm.spike_isolation = isolation;
  };
}

Redraw early_beat() {
  return [](Measurements& m) {
    m.beats.at(4).kind = BeatClass::kAtrialPremature;
    m.beats.at(4).r_ms -= 250.0;
  };
}

// Of another shape than the others, `qrs_ms` wide.
Redraw early_beat_of_its_own(double qrs_ms) {
  return [=](Measurements& m) {
    early_beat()(m);
    auto& beat = m.beats.at(4);
    beat.family = 1;
    beat.qrs = Wave{beat.r_ms - 50.0, beat.r_ms, beat.r_ms - 50.0 + qrs_ms};
  };
}

Redraw p_axis(double deg) {
  return [=](Measurements& m) { m.global.p_axis_deg = deg; };
}

// No P to be delineated; `constancy` of what leads into the beats.
Redraw small_p(double bpm, double constancy) {
  return both(at_rate(bpm), [=](Measurements& m) { m.rhythm.p_constancy = constancy; });
}

struct Limit {
  const char* name;
  Redraw redraw;
  const char* code;
  bool said;
};
std::ostream& operator<<(std::ostream& out, const Limit& c) { return out << c.name; }
// What a fact says of its threshold is true.
bool is_passed(const Fact& fact) {
  if (!fact.threshold) return true;
  const double v = fact.value, t = *fact.threshold;
  return fact.relation == "<" ? v < t : fact.relation == "<=" ? v <= t : fact.relation == ">" ? v > t : v >= t;
}

class RhythmLimit : public ::testing::TestWithParam<Limit> {};

TEST_P(RhythmLimit, IsSaidOrNot) {
  const auto said = said_of_rhythm(GetParam().redraw);
  const auto* statement = said.find(GetParam().code);
  ASSERT_EQ(statement != nullptr, GetParam().said);
  if (statement != nullptr) {
    EXPECT_FALSE(statement->evidence.facts.empty());
  }
  for (const auto& one : said.statements) {
    for (const auto& fact : one.evidence.facts) {
      EXPECT_TRUE(is_passed(fact)) << one.code << ": " << fact.name << " " << fact.value << " " << fact.relation << " "
                                   << fact.threshold.value_or(0.0);
    }
  }
}

constexpr const char *kFibrillates = "ATRIAL_FIBRILLATION", *kFlutters = "ATRIAL_FLUTTER", *kPaces = "PACED_RHYTHM",
                     *kTachycardia = "VENTRICULAR_TACHYCARDIA";

INSTANTIATE_TEST_SUITE_P(
    Drawn, RhythmLimit,
    ::testing::Values(
        Limit{"DisorderWhateverIsTakenForP", irregular(0.9, -1.39, 0.39), kFibrillates, true},
        Limit{"OrderInTheIntervals", irregular(0.9, -1.41, 0.1), kFibrillates, false},
        Limit{"AConstantWaveBeforeTheQrs", irregular(0.9, -0.5, 0.4), kFibrillates, false},
        Limit{"AConstantWaveThatIsNoPYet", irregular_by_pairs(-0.5, 0.4, 0.35), kFibrillates, false},
        Limit{"WavesAlikeByChance", irregular_by_pairs(-0.5, 0.9, 0.34), kFibrillates, true},
        Limit{"OrderAndWavesAlikeByChance", irregular_by_pairs(-1.41, 0.9, 0.1), kFibrillates, false},
        Limit{"TooFewWavesToTell", irregular(0.0, -0.5, 0.9), kFibrillates, true},
        Limit{"TooFewWavesAndSomeP", irregular(0.05, -0.5, 0.9), kFibrillates, false},
        Limit{"OrderAndTooFewWaves", irregular(0.0, -1.41, 0.9), kFibrillates, false},
        Limit{"ALine", both(at_rate(80), line(4.2, 0.5)), kFlutters, true},
        Limit{"ALineAtAMultiple", both(at_rate(80), line(4.0, 0.5)), kFlutters, false},
        Limit{"ASlowLine", both(at_rate(80), line(3.5, 0.56)), kFlutters, true},
        Limit{"ASlowLineThatIsNotClear", both(at_rate(80), line(3.5, 0.55)), kFlutters, false},
        Limit{"ATypicalLineAtAMultiple", both(at_rate(130), line(4.3, 0.5)), kFlutters, true},
        Limit{"AHarmonic", both(at_rate(130), line(4.3, 0.5, Measure(-0.51))), kFlutters, false},
        Limit{"ATypicalLineAtAMultipleOfWideBeats",
              both(both(at_rate(130), line(4.3, 0.5)), [](Measurements& m) { m.global.qrs_ms = 121.0; }), kFlutters,
              false},
        Limit{"HalvesOfTheCycleUnlike", both(at_rate(130), line(4.3, 0.5, Measure(-0.5))), kFlutters, true},
        Limit{"AFastLine", both(at_rate(80), line(5.9, 0.5)), kFlutters, true},
        Limit{"AFastLineInDisorder", both(irregular_by_pairs(-0.5, 0.9, 0.34), line(5.9, 0.5)), kFlutters, false},
        Limit{"AFastLineInDisorderIsFibrillation", both(irregular_by_pairs(-0.5, 0.9, 0.34), line(5.9, 0.5)),
              kFibrillates, true},
        Limit{"ALineInDisorder", both(irregular_by_pairs(-0.5, 0.9, 0.34), line(5.8, 0.5)), kFlutters, true},
        Limit{"ASecondP", second_p(0.85, 0.35, 0.6), "AV_BLOCK_2_TO_1", true},
        Limit{"ASecondPIsNotNormal", second_p(0.85, 0.35, 0.6), "NORMAL_ECG", false},
        Limit{"PerhapsASecondP", second_p(0.75, 0.35, 0.6), "NORMAL_ECG", false},
        Limit{"PerhapsASecondPAndNotSaid", second_p(0.84, 0.35, 0.6), "AV_BLOCK_2_TO_1", false},
        Limit{"HardlyASecondP", second_p(0.74, 0.35, 0.6), "NORMAL_ECG", true},
        Limit{"ASecondPOfFlutter", both(second_p(0.9, 1.0, 0.1), flutter(300, 0.7, Measure(0.45))), kFlutters, true},
        Limit{"MuchSmallerThanP", second_p(0.9, 0.34, 0.1), "AV_BLOCK_2_TO_1", false},
        Limit{"MuchLargerThanP", second_p(0.9, 2.1, 0.1), "AV_BLOCK_2_TO_1", false},
        Limit{"LikePEverywhere", second_p(0.9, 1.0, 0.61), "AV_BLOCK_2_TO_1", false},
        Limit{"FewPAtOneDistance", few_p(0.2, 90, 45), "SINUS_RHYTHM", true},
        Limit{"FewPAtChangingDistances", few_p(0.49, 150, 46), "SINUS_RHYTHM", false},
        Limit{"FewPTooNear", few_p(0.49, 89, 10), "SINUS_RHYTHM", false},
        Limit{"APOfTheSinusNode", p_axis(90), "NORMAL_ECG", true},
        Limit{"APOfAnotherPlace", p_axis(91), "NORMAL_ECG", false},
        Limit{"FewPThatNothingBearsOut", few_p(0.2, 90, 45, 0.19), "SINUS_RHYTHM", false},
        Limit{"ASmallPBeforeEveryBeat", small_p(72, 0.6), "SINUS_RHYTHM", true},
        Limit{"ASmallPIsNotKnownToBeNormal", small_p(72, 0.6), "NORMAL_ECG", false},
        Limit{"HardlyASmallP", small_p(72, 0.59), "SINUS_RHYTHM", false},
        Limit{"ShownAs60", at_rate(59.5, 1.0), "SINUS_BRADYCARDIA", false},
        Limit{"ShownAs59", at_rate(59.4, 1.0), "SINUS_BRADYCARDIA", true},
        Limit{"ShownAs100", at_rate(100.4, 1.0), "SINUS_TACHYCARDIA", false},
        Limit{"ShownAs101", at_rate(100.6, 1.0), "SINUS_TACHYCARDIA", true},
        Limit{"HalfHaveP", few_p(0.5, 80, 100), "SINUS_RHYTHM", true},
        Limit{"NoP", irregular(0.0, -2.19, 0.1), kFibrillates, true},
        Limit{"NoPAndIntervalsThatRepeat", irregular(0.0, -2.21, 0.1), kFibrillates, false},
        Limit{"NoPAndIntervalsThatRepeatWithOneEarlyBeat",
              both(irregular(0.0, -2.21, 0.1), [](Measurements& m) { m.rhythm.atrial_premature = 1; }), kFibrillates,
              true},
        Limit{"WavesAlike", flutter(300, 0.7, Measure(0.45)), kFlutters, true},
        Limit{"WavesUnlike", flutter(300, 0.69, Measure(0.5)), kFlutters, false},
        Limit{"WavesThatForgetThemselves", flutter(300, 0.8, Measure(0.44)), kFlutters, false},
        Limit{"WavesVeryAlikeInShortPieces", flutter(300, 0.9, Missing::kTooFewBeats), kFlutters, true},
        Limit{"WavesLessAlikeInShortPieces", flutter(300, 0.89, Missing::kTooFewBeats), kFlutters, false},
        Limit{"WavesTooFast", flutter(351, 0.9, Measure(0.9)), kFlutters, false},
        Limit{"CoarseFibrillation", both(irregular(0.0, -0.5, 0.1), flutter(300, 0.72, Measure(0.47))), kFlutters,
              false},
        Limit{"CoarseFibrillationIsFibrillation", both(irregular(0.0, -0.5, 0.1), flutter(300, 0.72, Measure(0.47))),
              kFibrillates, true},
        Limit{"FastWavesInDisorder", both(irregular(0.0, -0.5, 0.1), flutter(341, 0.8, Measure(0.6))), kFlutters,
              false},
        Limit{"FastWavesInDisorderAreFibrillation", both(irregular(0.0, -0.5, 0.1), flutter(341, 0.8, Measure(0.6))),
              kFibrillates, true},
        Limit{"IrregularFlutter", both(irregular(0.0, -0.5, 0.1), flutter(300, 0.75, Measure(0.5))), kFlutters, true},
        Limit{"FaintSpikes", faint_spikes(120, 2.2, 0.5), kPaces, true},
        Limit{"FaintSpikesOfNarrowQrs", faint_spikes(119, 5.0, 1.0), kPaces, false},
        Limit{"FaintSpikesOfFewBeats", faint_spikes(150, 5.0, 0.4), kPaces, false},
        Limit{"NoiseBeforeWideQrs", faint_spikes(150, 2.1, 1.0), kPaces, false},
        Limit{"EarlyBeat", early_beat(), "ATRIAL_PREMATURE_BEATS", true},
        Limit{"EarlyBeatOfVentricularTachycardia", both(wide_and_fast(170, -120, Missing::kOverlap), early_beat()),
              "ATRIAL_PREMATURE_BEATS", false},
        Limit{"SpikesBeforeTheP", atrial_spikes(3.2, 0.5), "PACED_ATRIAL", true},
        Limit{"NoiseBeforeTheP", atrial_spikes(3.1, 1.0), "PACED_ATRIAL", false},
        Limit{"SpikesBeforeTheFewestP", atrial_spikes(5.0, 0.4), "PACED_ATRIAL", false},
        Limit{"SpikesBeforePAndQrs", both(atrial_spikes(5.0, 1.0), faint_spikes(150, 5.0, 1.0)), "PACED_DUAL", true},
        Limit{"WavesLockedToTheQrs", locked_flutter(0.75), kFlutters, true},
        Limit{"WavesHardlyLocked", locked_flutter(0.74), kFlutters, false},
        Limit{"NorthwestWithPInT", wide_and_fast(160, -116, Missing::kOverlap), kTachycardia, true},
        Limit{"WiderThanABlockWithPInT", wide_and_fast(180, 60, Missing::kNoWave), kTachycardia, true},
        Limit{"WiderThanABlockWithAPToBeRead", wide_and_fast(180, 60, Measure(150.0)), kTachycardia, false},
        Limit{"AsWideAsABlockWithPInT", wide_and_fast(179, 60, Missing::kNoWave), kTachycardia, false},
        Limit{"NorthwestWithAPToBeRead", wide_and_fast(160, -116, Measure(150.0)), kTachycardia, false},
        Limit{"LeftAxisWithPInT", wide_and_fast(160, -60, Missing::kOverlap), kTachycardia, false},
        Limit{"LessWideWithPInT", wide_and_fast(159, -116, Missing::kOverlap), kTachycardia, false},
        Limit{"WideWithMissedBeats", wide_with_gaps(2.0), kTachycardia, true},
        Limit{"WideAndIrregular", wide_with_gaps(1.5), kTachycardia, false},
        Limit{"FewPThatLeadNowhere", slow_with_stray_p(0.3, 0.1), "AV_BLOCK_3", true},
        Limit{"FewPWithAConstantLeadIn", slow_with_stray_p(0.3, 0.5), "AV_BLOCK_3", false},
        Limit{"HardlyAnyP", slow_with_stray_p(0.2, 0.1), "AV_BLOCK_3", false},
        Limit{"SpikesThatStandOut", spikes(Measure(1.8)), kPaces, true},
        Limit{"SpikesOfASlowRecorder", spikes(Measure(Missing::kNoWave)), kPaces, true},
        Limit{"EarlyAndWideBesidePacedBeats", both(spikes(Measure(1.8)), early_beat_of_its_own(120)),
              "VENTRICULAR_PREMATURE_BEATS", true},
        Limit{"EarlyAndNarrowBesidePacedBeats", both(spikes(Measure(1.8)), early_beat_of_its_own(119)),
              "VENTRICULAR_PREMATURE_BEATS", false},
        Limit{"SpikesThatDoNotStandOut", spikes(Measure(1.79)), kPaces, false},
        Limit{"DisorderUnderPacing", both(irregular(0.1, -0.5, 0.1), faint_spikes(150, 5.0, 1.0)), kFibrillates, true},
        Limit{"OrderUnderPacing", both(irregular(0.1, -1.5, 0.1), faint_spikes(150, 5.0, 1.0)), kFibrillates, false}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
