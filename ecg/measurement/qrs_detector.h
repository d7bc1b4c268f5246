// Finds QRS complexes in one or many leads.
//
// Four steps. (1) The leads' envelopes, each against its own QRS level and weighted by its own signal-to-noise ratio,
// become one function; its peaks are candidates. (2) A small neural score, trained on developer recordings
// (see docs/ecg-performance.md), gives each candidate's log-odds of being a QRS. (3) The most probable sequence of
// beats is found by dynamic programming over the candidates: intervals shorter than any ventricle can follow are
// forbidden, unlikely ones cost. So a weak beat where one is due is kept and a tall T wave where none can be is not:
// search-back and refractory rules are one decision. (4) Where the scores find nothing to hold on to although every
// lead repeats itself, as in a steady ventricular tachycardia, each cycle is a beat (wide_rhythm.h). Pure functions;
// safe from any thread.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "ecg/recording.h"
#include "ecg/signal/qrs_envelope.h"

namespace rdc::ecg {

struct QrsDetection {
  double at_ms = 0.0;     // near the centre of the QRS: within 30 ms of its largest deflection
  float log_odds = 0.0F;  // of being a QRS; above 3 is certain, 0 where step 4 found it
};

inline constexpr std::size_t kQrsFeatures = 20;  // of the first score
// Of the second: those, the first score, families, intervals, what usually stands there, the neighbouring beats.
inline constexpr std::size_t kQrsContextFeatures = kQrsFeatures + 19;
inline constexpr std::size_t kSharpness = 18;  // which feature

// The slope of the three clearest leads around a candidate, each against its lead's QRS level, every 8 ms.
struct QrsShape {
  static constexpr std::size_t kLeads = 3;
  static constexpr std::size_t kPoints = 29;  // -112..+112 ms
  std::array<float, kLeads * kPoints> values{};

  // Log of how much the slope changes in 16 ms against its size, within 60 ms of the centre: about 0 in a QRS, less in
  // T, P and wide ventricular beats. Whatever the voltage.
  float sharpness() const;
  // Correlation of the middle 25 points, the best of shifts by up to 16 ms. -1..1.
  static float likeness(const QrsShape& a, const QrsShape& b);
};

struct QrsCandidate {
  std::size_t index = 0;  // into the envelope
  float size = 0.0F;      // 1: at the QRS level
  QrsShape shape;
  std::array<float, kQrsContextFeatures> features{};
  float log_odds = 0.0F;
};

struct QrsCandidates {
  double rate_hz = 0.0;
  std::vector<QrsCandidate> candidates;
  std::vector<float> smoothed;  // what the sizes are peaks of

  double seconds(std::size_t n) const { return static_cast<double>(candidates[n].index) / rate_hz; }
};

// Step 1: candidates with the first score's features, not yet scored.
QrsCandidates qrs_candidates(std::span<const std::span<const float>> leads, double rate_hz);
QrsCandidates qrs_candidates(std::span<const Envelope> envelopes);  // of leads of equal length
void score_alone(QrsCandidates& all);
// Adds the second score's features from the scores so far: which shapes recur as beats and which as other waves, and
// how the candidate fits between its neighbours.
void add_context(QrsCandidates& all);
void score_in_context(QrsCandidates& all);
// Part of the former, for whoever scores by other weights. T and P waves come again at their places with every beat of
// their kind. What looks like this tracing's beats, and more like them than like its other waves, is as large as they
// are and stands where the beats around it have next to nothing, is a beat however early: its log-odds are 1.5 at
// least.
void raise_untimely_beats(QrsCandidates& all);

// Seconds: the usual interval around each candidate, 0.25..2; the median of some 13 between those scored above 0.
std::vector<double> typical_intervals(const QrsCandidates& all);
// Step 3.
// Indexes of the candidates that are beats. kRegular after the first score, kRefractory after the second.
enum class IntervalPrior { kRegular, kRefractory };
std::vector<std::size_t> most_probable_beats(const QrsCandidates& all, IntervalPrior prior);

// Steps 3 and 4 after both scores.
std::vector<QrsDetection> beats_of(const QrsCandidates& all, std::span<const std::span<const float>> leads,
                                   double rate_hz);

// Steps 1 to 4. `leads`: usable leads of equal length, microvolts; 100..2000 Hz, at most 10 minutes at a time (longer:
// BeatStream). In time order.
std::vector<QrsDetection> detect_qrs(std::span<const std::span<const float>> leads, double rate_hz);
// With the leads' envelopes, for whoever needs them again.
std::vector<QrsDetection> detect_qrs(std::span<const std::span<const float>> leads, double rate_hz,
                                     std::span<const Envelope> envelopes);

}  // namespace rdc::ecg
