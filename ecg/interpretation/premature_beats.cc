// What interrupts the rhythm: premature beats and pauses. CLINICAL.md section 3.
#include <algorithm>
#include <array>
#include <cmath>

#include "ecg/interpretation/rhythm_figures.h"

namespace rdc::ecg {
namespace {

// Early: less than 85 % of the interval before (K, as in the classifier); and the one behind the early ones is about a
// usual one at least. Sinus arrhythmia quickens and slows down over several beats.
constexpr double kEarlyShare = 0.85, kPauseShare = 0.95;
// Among intervals that vary by themselves: shorter than both its neighbours by a quarter (ours; sinus arrhythmia of the
// emergency set and PTB-XL: at least 0.79 of one of them).
constexpr double kAbruptShare = 0.75;
// Beats alike before their QRS: the atria lead, however irregular they are (ours; fibrillation has at most 0.30).
constexpr double kAtriaLead = 0.5;
// Aberrant conduction of an atrial beat, not a ventricular one: ventricular beats of a heart with narrow QRS have
// 110 ms and more in the labelled recordings of four sets; two with narrower ones, 70 to 78 ms, are labelled atrial.
constexpr double kNarrowestVentricularMs = 100.0, kNarrowMs = 110.0, kWideMs = 120.0;
// A ventricular beat this late ends a pause, or stands where beats were not seen.
constexpr double kLateShare = 1.3;

// The tracing's beats as what they interrupt the rhythm with.
class Interruptions {
 public:
  Interruptions(const RuleContext& c, const RhythmFigures& f)
      : beats_(c.measured.beats), usual_(usual_interval(beats_)) {
    const bool narrow = c.measured.global.qrs_ms && c.qrs_ms() < kNarrowMs;
    const bool abrupt_tells =
        f.agreement && *f.agreement >= kAtriaLead && f.constancy && *f.constancy >= kAtriaLead && f.irregularity >= 0.1;
    const auto* dominant = c.measured.dominant();
    const bool paced = dominant != nullptr && c.paced();
    for (std::size_t n = 0; n < beats_.size(); ++n) {
      if (paced && is_early_beside_paced(n, *dominant)) ventricular_.push_back(n);
      const bool shaped = beats_[n].ventricular() && narrow && beats_[n].qrs && n > 0 &&
                          beats_[n].qrs->duration_ms() < kNarrowestVentricularMs && before(n) < kEarlyShare * usual_;
      if (beats_[n].ventricular() && !shaped && !(n > 0 && before(n) > kLateShare * usual_)) ventricular_.push_back(n);
      // The second beat has no interval before its own to be early against.
      if (n < 2) continue;
      const bool early = beats_[n].kind == BeatClass::kAtrialPremature && comes_early(n);
      const bool sudden = abrupt_tells && !beats_[n].ventricular() && is_abrupt(n);
      if (early || shaped || sudden) atrial_.push_back(n);
    }
  }

  const std::vector<std::size_t>& ventricular() const { return ventricular_; }
  const std::vector<std::size_t>& atrial() const { return atrial_; }

  // Every second or third beat, over at least two thirds of the tracing; else 0.
  int repeats_every(const std::vector<std::size_t>& at) const {
    for (const std::size_t period : {std::size_t{2}, std::size_t{3}}) {
      std::size_t fits = 0;
      for (std::size_t i = 1; i < at.size(); ++i) fits += at[i] - at[i - 1] == period ? 1U : 0U;
      if (fits >= 2 && fits * period * 3 >= beats_.size() * 2 - 4) return static_cast<int>(period);
    }
    return 0;
  }

 private:
  double before(std::size_t n) const { return beats_[n].r_ms - beats_[n - 1].r_ms; }

  bool comes_early(std::size_t n) const {
    if (beats_[n - 1].kind != BeatClass::kAtrialPremature && before(n) >= kEarlyShare * before(n - 1)) return false;
    std::size_t last = n;
    while (last + 1 < beats_.size() && beats_[last + 1].kind == BeatClass::kAtrialPremature) ++last;
    return last + 1 >= beats_.size() || before(last + 1) >= kPauseShare * usual_;
  }

  // Early, wide, of another shape than the paced beats and without a spike: what the atria conduct is narrower or
  // waits.
  bool is_early_beside_paced(std::size_t n, const MedianBeat& dominant) const {
    const auto& beat = beats_[n];
    return n > 0 && beat.kind == BeatClass::kAtrialPremature && !beat.spike && beat.family != dominant.family &&
           beat.qrs && beat.qrs->duration_ms() >= kWideMs && before(n) < kEarlyShare * usual_;
  }

  bool is_abrupt(std::size_t n) const {
    return n + 1 < beats_.size() && before(n) < kEarlyShare * usual_ && before(n) < kAbruptShare * before(n - 1) &&
           before(n) < kAbruptShare * before(n + 1);
  }

  const std::vector<Beat>& beats_;
  double usual_;
  std::vector<std::size_t> ventricular_, atrial_;
};

bool atria_lead(const RuleContext& c) {
  constexpr std::array kOthers = {
      "ATRIAL_FIBRILLATION",      "PACED_RHYTHM",           "ATRIAL_FLUTTER",    "VENTRICULAR_TACHYCARDIA",
      "WIDE_COMPLEX_TACHYCARDIA", "IDIOVENTRICULAR_RHYTHM", "JUNCTIONAL_RHYTHM", "AV_BLOCK_3"};
  return std::none_of(kOthers.begin(), kOthers.end(), [&c](const char* code) { return c.has(code); });
}

// Their short intervals are what is left between two pauses.
bool beats_are_dropped(const RuleContext& c) {
  return c.has("AV_BLOCK_2_WENCKEBACH") || c.has("AV_BLOCK_2_MOBITZ2") || c.has("AV_BLOCK_2_TO_1");
}

}  // namespace

void interruptions(RuleContext& c, const RhythmFigures& f) {
  const Interruptions found(c, f);
  const auto& ventricular = found.ventricular();
  if (!ventricular.empty() && !c.has("VENTRICULAR_TACHYCARDIA") && !c.has("IDIOVENTRICULAR_RHYTHM") &&
      !c.has("AV_BLOCK_3")) {
    const int every = found.repeats_every(ventricular);
    c.say(every == 2   ? "VENTRICULAR_BIGEMINY"
          : every == 3 ? "VENTRICULAR_TRIGEMINY"
                       : "VENTRICULAR_PREMATURE_BEATS",
          Confidence::kProbable, "rhythm.pvc", kClinical3, {},
          {fact("ventricular beats", kWholeTracing, static_cast<double>(ventricular.size()), "", ">=", 1)});
  }
  // Where the atria do not lead, an early beat of the same shape is a capture or chance, and no atrial beat come early.
  const auto& atrial = found.atrial();
  if (!atrial.empty() && atria_lead(c) && !beats_are_dropped(c)) {
    const bool bigeminy = found.repeats_every(atrial) == 2;
    c.say(bigeminy ? "ATRIAL_BIGEMINY" : "ATRIAL_PREMATURE_BEATS", Confidence::kProbable, "rhythm.pac", kClinical3, {},
          {fact("early beats", kWholeTracing, static_cast<double>(atrial.size()), "", ">=", 1)});
    c.take_back("SINUS_ARRHYTHMIA");
  }
  const auto pause = c.measured.rhythm.longest_pause_ms;
  if (pause.value_or(0.0) > 2000.0) {
    c.say("PAUSE", Confidence::kDefinite, "rhythm.pause", kClinical3, {},
          {fact("longest RR", kWholeTracing, *pause, "ms", ">", 2000)});
  }
}

}  // namespace rdc::ecg
