// A day of Holter, or anything longer than one resting ECG, in bounded memory: its beats hour by hour, its pauses and
// ventricular runs, and the rhythm of every half minute.
//
// Beats are BeatStream's, the rhythm is what interpret() says first of each piece. Times are milliseconds from the
// tracing's start. Not a diagnosis: a cardiologist looks at the tracing at the places that are named here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ecg/formats/sample_source.h"
#include "ecg/measurement/beat_classifier.h"

namespace rdc::ecg {

struct BeatTotals {
  std::size_t beats = 0, ventricular = 0, atrial_premature = 0, paced = 0, fusion = 0, unclassified = 0;
};

struct HourOfTracing {
  double begin_ms = 0.0;
  BeatTotals beats;
  double mean_bpm = 0.0;                        // 0 when no two beats followed each other without a gap
  double slowest_bpm = 0.0, fastest_bpm = 0.0;  // of whole minutes; 0 when there is none
};

struct RunOfBeats {
  double begin_ms = 0.0, end_ms = 0.0;  // its first and last beat
  std::size_t beats = 0;
  double bpm = 0.0;
};

struct Pause {
  double begin_ms = 0.0;
  double length_ms = 0.0;
};

struct RhythmSpan {
  double begin_ms = 0.0, end_ms = 0.0;
  std::string code;  // of catalogue(); "NOT_MEASURABLE" where nothing could be said
};

struct LongTracing {
  double length_ms = 0.0;
  BeatTotals total;
  double mean_bpm = 0.0;
  std::vector<HourOfTracing> hours;
  // Longest first, at most kListed each, and how many there were.
  std::vector<Pause> pauses;
  std::size_t pause_count = 0;
  std::vector<RunOfBeats> ventricular_runs;
  std::size_t run_count = 0;
  std::vector<RhythmSpan> rhythms;  // without a hole, in order
  double unrecorded_ms = 0.0;       // no lead was recorded
  std::vector<Warning> warnings;    // of the reader
};

inline constexpr double kPauseMs = 2000.0;   // RR of at least; ACC/AHA/HRS 2018 bradycardia guideline lists 3 s as
                                             // significant, 2 s is what Holter reports count
inline constexpr std::size_t kRunBeats = 3;  // ventricular beats in a row: non-sustained tachycardia (ESC 2022)
inline constexpr double kRhythmPieceMs = 30'000.0;  // the length that defines an episode of AF (ESC 2020)
inline constexpr std::size_t kListed = 50;

using EachBeat = std::function<void(const ClassifiedBeat&)>;

// Reads the whole source once, in windows; memory does not grow with the length but for `rhythms` and `hours`.
// Errors: kInvalid LENGTH_NOT_MEASURABLE below 2 s; those of BeatStream::create(); those of source.read(). `each_beat`,
// when given, gets every beat in order.
Result<LongTracing> summarise(SampleSource& source, const EachBeat& each_beat = {});

}  // namespace rdc::ecg
