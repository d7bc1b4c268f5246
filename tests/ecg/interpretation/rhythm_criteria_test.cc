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

Redraw spikes(Measure isolation) {
  return [=](Measurements& m) {
    m.rhythm.paced = static_cast<int>(m.beats.size());
    m.medians.front().kind = BeatClass::kPaced;
    m.rhythm.spike_isolation = isolation;
  };
}

Redraw both(Redraw a, Redraw b) {
  return [a = std::move(a), b = std::move(b)](Measurements& m) {
    a(m);
    b(m);
  };
}

struct Limit {
  const char* name;
  Redraw redraw;
  const char* code;
  bool said;
};
std::ostream& operator<<(std::ostream& out, const Limit& c) { return out << c.name; }
class RhythmLimit : public ::testing::TestWithParam<Limit> {};

TEST_P(RhythmLimit, IsSaidOrNot) {
  const auto said = said_of_rhythm(GetParam().redraw);
  const auto* statement = said.find(GetParam().code);
  ASSERT_EQ(statement != nullptr, GetParam().said);
  if (statement != nullptr) {
    EXPECT_FALSE(statement->evidence.facts.empty());
  }
}

constexpr const char *kFibrillates = "ATRIAL_FIBRILLATION", *kFlutters = "ATRIAL_FLUTTER", *kPaces = "PACED_RHYTHM";

INSTANTIATE_TEST_SUITE_P(
    Drawn, RhythmLimit,
    ::testing::Values(
        Limit{"DisorderWhateverIsTakenForP", irregular(0.9, -1.39, 0.39), kFibrillates, true},
        Limit{"OrderInTheIntervals", irregular(0.9, -1.41, 0.1), kFibrillates, false},
        Limit{"AConstantWaveBeforeTheQrs", irregular(0.9, -0.5, 0.4), kFibrillates, false},
        Limit{"AConstantWaveThatIsNoPYet", irregular(0.0, -0.5, 0.4), kFibrillates, false},
        Limit{"NoP", irregular(0.0, -2.0, 0.1), kFibrillates, true},
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
        Limit{"IrregularFlutter", both(irregular(0.0, -0.5, 0.1), flutter(300, 0.75, Measure(0.5))), kFlutters, true},
        Limit{"FaintSpikes", faint_spikes(120, 2.2, 0.5), kPaces, true},
        Limit{"FaintSpikesOfNarrowQrs", faint_spikes(119, 5.0, 1.0), kPaces, false},
        Limit{"FaintSpikesOfFewBeats", faint_spikes(150, 5.0, 0.4), kPaces, false},
        Limit{"NoiseBeforeWideQrs", faint_spikes(150, 2.1, 1.0), kPaces, false},
        Limit{"SpikesThatStandOut", spikes(Measure(1.8)), kPaces, true},
        Limit{"SpikesOfASlowRecorder", spikes(Measure(Missing::kNoWave)), kPaces, true},
        Limit{"SpikesThatDoNotStandOut", spikes(Measure(1.79)), kPaces, false},
        Limit{"DisorderUnderPacing", both(irregular(0.1, -0.5, 0.1), faint_spikes(150, 5.0, 1.0)), kFibrillates, true},
        Limit{"OrderUnderPacing", both(irregular(0.1, -1.5, 0.1), faint_spikes(150, 5.0, 1.0)), kFibrillates, false}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::ecg
