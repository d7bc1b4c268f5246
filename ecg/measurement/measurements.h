// What is measured from one electrocardiogram: beats, waves, intervals, amplitudes, axes, rhythm figures.
// The interpretation layer and every display build on these types, and on nothing below them.
//
// Units everywhere: microvolts (`_uv`), milliseconds (`_ms`), 1/min (`_bpm`), degrees (`_deg`).
// Times of beats count from the start of the rhythm strip; times of median beats count from the beat's R fiducial
// (negative before it). Amplitudes are against the level at QRS onset (the PR segment's end), as the Fourth Universal
// Definition asks for ST; P amplitudes are against the level at P onset.
// Plain values: copyable, thread-safe as any value, no hidden state.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "ecg/lead.h"
#include "ecg/recording.h"
#include "ecg/signal/quality.h"

namespace rdc::ecg {

// Why something has no number.
enum class Missing : std::uint8_t {
  kNotMeasured,      // nobody tried: the default
  kLeadNotRecorded,  // neither recorded nor derivable
  kLeadUnusable,     // recorded, but off, flat or saturated: see LeadQuality
  kNoise,            // the wave is smaller than what the noise allows to measure
  kNoWave,           // looked for, and absent: no P in atrial fibrillation, no Q in a lead that starts with R
  kTooFewBeats,      // needs more beats than the tracing has
  kRhythm,           // meaningless in this rhythm: PR without a constant P–QRS relation
  kOverlap,          // the wave is hidden by another: a P on the T before it
};

std::string_view name_of(Missing why);  // "NO_WAVE": stable words for machines

// A number, or the reason why there is none. Never both.
class Measure {
 public:
  constexpr Measure() = default;
  constexpr Measure(double value) : value_(value), known_(true) {}  // NOLINT: a number is a measure
  constexpr Measure(Missing why) : why_(why) {}                     // NOLINT: so is its absence
  constexpr explicit operator bool() const { return known_; }
  constexpr bool has_value() const { return known_; }
  constexpr double operator*() const { return value_; }  // call only when it has a value
  constexpr double value_or(double otherwise) const { return known_ ? value_ : otherwise; }
  constexpr Missing why() const { return why_; }  // call only when it has none

 private:
  double value_ = 0.0;
  Missing why_ = Missing::kNotMeasured;
  bool known_ = false;
};

// ---- Beats -------------------------------------------------------------------------------------------------------

enum class BeatClass : std::uint8_t {
  kNormal,                // conducted in the way that dominates the tracing, bundle-branch block included
  kAtrialPremature,       // early, dominant QRS shape: PAC or junctional premature
  kVentricularPremature,  // other, wide shape, usually early: PVC, escape or a beat of a ventricular run
  kPaced,                 // ventricular pacing spike before it and its QRS
  kFusion,                // between the dominant and a ventricular or paced shape
  kUnclassified,          // too noisy or too rare to tell
};

std::string_view name_of(BeatClass kind);  // "NORMAL", "PAC", "PVC", "PACED", "FUSION", "UNCLASSIFIED"

// One wave: P, QRS or T. In a beat: ms from the start of the strip. In a median: ms from the R fiducial.
struct Wave {
  double onset_ms = 0.0;
  double peak_ms = 0.0;
  double offset_ms = 0.0;

  double duration_ms() const { return offset_ms - onset_ms; }
};

struct Beat {
  double r_ms = 0.0;  // R fiducial: the largest QRS deflection over all usable leads together
  BeatClass kind = BeatClass::kUnclassified;
  std::uint16_t family = 0;  // beats of one family have one QRS shape; 0 is the dominant family
  Measure rr_ms;             // from the beat before; missing for the first
  std::optional<Wave> p;     // of all leads together, half of which have begun or ended it; nullopt: absent or hidden
  std::optional<Wave> qrs;
  std::optional<Wave> t;
  bool spike = false;  // a pacing spike in the 150 ms before the QRS or inside it

  bool ventricular() const { return kind == BeatClass::kVentricularPremature; }
};

enum class SpikeChamber : std::uint8_t { kUnknown, kAtrium, kVentricle };

struct PacingSpike {
  double at_ms = 0.0;
  double amplitude_uv = 0.0;                      // of the lead where it is largest, with sign
  SpikeChamber chamber = SpikeChamber::kUnknown;  // by what follows: P within 120 ms, or QRS within 150 ms
};

// ---- One lead of a median beat -----------------------------------------------------------------------------------

enum class TShape : std::uint8_t { kFlat, kUpright, kInverted, kBiphasicUpDown, kBiphasicDownUp };
enum class StShape : std::uint8_t { kHorizontal, kUpsloping, kDownsloping };  // within 50 uV per 80 ms: horizontal

std::string_view name_of(TShape shape);
std::string_view name_of(StShape shape);

// A deflection of the QRS by the usual rules: Q negative before any R; R, R' positive; S, S' negative after an R.
struct Deflection {
  double amplitude_uv = 0.0;  // signed, at its peak
  double peak_ms = 0.0;
  double duration_ms = 0.0;  // between the crossings of the baseline
  double area_uv_ms = 0.0;   // signed
};

struct LeadMeasurements {
  Lead lead = Lead::kUnknown;
  bool derived = false;  // computed by Einthoven's and Goldberger's relations
  bool usable = false;   // false: everything below is missing, with the reason

  std::optional<Wave> p, qrs, t;  // this lead's own boundaries, inside or at the global ones

  Measure p_uv;           // largest deflection of P, signed
  Measure p_terminal_uv;  // second phase of a biphasic P, signed (V1's terminal force); kNoWave when monophasic
  Measure p_terminal_ms;  // and its duration

  // Deflections below 25 uV or shorter than 6 ms are not waves (IEC 60601-2-51 annex, K).
  std::optional<Deflection> q, r, s, r2, s2;  // a QS complex is a `q` with `is_qs`
  bool is_qs = false;
  Measure qrs_peak_to_peak_uv;
  Measure qrs_area_uv_ms;  // signed
  Measure r_peak_time_ms;  // QRS onset to the peak of the last R deflection ("intrinsicoid deflection")
  int notches = 0;         // extra turning points of the QRS above the noise, beyond the named deflections
  Measure delta_uv_ms;     // slurred start: rise in the first 30 ms of the QRS, uV per ms, unsigned

  // ST level at the global J point (QRS offset) and after it, against QRS onset.
  Measure j_uv, j20_uv, j40_uv, j60_uv, j80_uv;
  Measure st_slope_uv_per_s;  // regression from J+20 to J+80
  std::optional<StShape> st_shape;
  Measure st_t_uv;  // level half-way between J+40 and the T peak

  Measure t_uv;          // largest deflection of T, signed
  Measure t_second_uv;   // other phase of a biphasic T, signed; kNoWave when monophasic
  Measure t_symmetry;    // (peak - onset) / (offset - onset), by areas: 0.5 symmetric, larger: slow rise
  Measure t_area_uv_ms;  // signed, J+80 to T offset
  Measure t_width_ms;    // at half of the peak
  std::optional<TShape> t_shape;

  Measure pr_segment_uv;  // level of the PR segment against the TP segment: depression in pericarditis
};

// ---- One median beat ---------------------------------------------------------------------------------------------

// The point-by-point median of the beats of one class and shape, aligned at R, all leads together.
struct MedianBeat {
  BeatClass kind = BeatClass::kNormal;
  std::uint16_t family = 0;
  int beats = 0;            // how many were used
  Strip strip;              // filtered (ST-safe), at the recording's rate; recorded and derivable leads
  std::size_t r_index = 0;  // sample of the R fiducial in the strip
  double noise_uv = 0.0;    // expected noise left after averaging, mean over usable leads

  std::optional<Wave> p, qrs, t;        // global
  std::vector<LeadMeasurements> leads;  // every lead of `strip`, in its order

  // nullptr when neither recorded nor derivable.
  const LeadMeasurements* find(Lead lead) const;
};

// ---- Whole tracing -----------------------------------------------------------------------------------------------

// QT corrected for rate (CLINICAL.md section 3). RR is the mean RR of the beats in the dominant median.
struct CorrectedQt {
  Measure bazett_ms;      // QT / sqrt(RR)
  Measure fridericia_ms;  // QT / cbrt(RR)
  Measure framingham_ms;  // QT + 154 (1 - RR)
  Measure hodges_ms;      // QT + 1.75 (HR - 60)
};

struct GlobalMeasurements {  // of the dominant median beat
  Measure heart_rate_bpm;    // ventricular, mean over the tracing
  Measure rr_ms;             // mean
  Measure p_ms;              // duration
  Measure pr_ms;             // P onset to QRS onset
  Measure qrs_ms;
  Measure qt_ms;
  CorrectedQt qtc;
  // Bazett's by the end of what looks like T, where a P may stand in it and QT has no number: for a score that learnt
  // from such beats too, not to be shown.
  Measure seen_qtc_ms;
  bool qt_wide_qrs = false;   // QRS >= 120 ms: QTc overstates repolarisation; say so beside it
  bool qt_irregular = false;  // RR varies as in atrial fibrillation: say so beside it
  // Fast and regular, the P not seen, or not where it begins: it stands somewhere on the QRS, ST or T, whose
  // amplitudes, ST and axis may be wrong by as much as the P is high: say so beside them.
  bool p_unseen = false;
  Measure p_axis_deg;    // frontal plane, -180..180, from areas in I and aVF
  Measure qrs_axis_deg;  // kNoWave when the frontal net areas cancel (indeterminate axis)
  Measure t_axis_deg;
};

struct RhythmMeasurements {
  Measure rr_mean_ms, rr_min_ms, rr_max_ms;
  Measure rr_sd_ms;  // of intervals between consecutive non-ectopic beats
  Measure rr_rmssd_ms;
  // Irregularity of AF: rmssd / mean over non-ectopic intervals. Sinus < 0.10; AF typically 0.15..0.4.
  Measure rr_irregularity;
  Measure rr_entropy;   // coefficient of sample entropy over all intervals (rr_entropy.h); AF above -1.4
  Measure p_constancy;  // -1..1: how alike the beats are just before their QRS (p_constancy.h); AF about 0
  // Irregular rhythms: the same by mean correlation of every two beats, which a few beats do not bring about by chance.
  Measure lead_in_agreement;
  Measure pr_min_ms, pr_max_ms;  // over beats with P
  Measure p_fraction;            // share of non-ventricular beats with a P before them, 0..1
  Measure atrial_rate_bpm;       // regular atrial activity, conducted or not (sinus P, flutter); kNoWave when none
  Measure p_per_qrs;             // atrial_rate / ventricular rate
  Measure atrial_regularity;     // 0..1: how strictly periodic the atrial activity is (flutter, AV block high)
  Measure fibrillation_uv;       // root mean square of TQ activity at 4..10 Hz in the lead where it is clearest
  Measure flutter_hz;            // its frequency when one line dominates (4..6 Hz typical); kNoWave otherwise
  Measure flutter_likeness;      // -1..1: of successive waves at `flutter_wave_bpm` (flutter_waves.h)
  Measure flutter_memory;        // of every second one
  Measure flutter_wave_bpm;      // 170..375, whatever keeps that pace best; flutter only when alike
  // Regular rhythms: of the waves that one beat's cycle shows, a half or a third of it apart (locked_flutter.h).
  Measure locked_flutter_likeness;
  int locked_flutter_waves = 0;  // a beat; 0 where not measured
  // Regular rhythms of at most 66/min: P waves at a pace that the QRS do not share (dissociated_p.h).
  Measure dissociated_p_bpm;     // their best pace, 50..133/min; dissociation only when alike
  Measure dissociated_likeness;  // -1..1: of the tracing without its ventricles with itself one P-to-P interval later
  Measure dissociated_memory;    // two intervals later
  Measure dissociated_between;   // half an interval later: flutter waves are alike there too
  Measure conducted_likeness;    // one RR interval later, which conducted P waves share
  // Regular rhythms of at most 100/min with P: half-way from one P to the next (second_p.h).
  Measure second_p_likeness, second_p_size, second_p_elsewhere;
  Measure spike_isolation;  // sharp point at one distance from every QRS, against what is around it (faint_spikes.h)
  Measure spike_share;      // of the beats that show it by themselves, 0..1
  Measure atrial_spike_isolation, atrial_spike_share;  // the same 85 to 340 ms before the QRS
  Measure longest_pause_ms;                            // longest RR
  int normal_beats = 0, atrial_premature = 0, ventricular = 0, paced = 0, fusion = 0, unclassified = 0;
  int unconducted_p = 0;            // P waves without a QRS of their own, found at one pace with the others
  int longest_ventricular_run = 0;  // consecutive ventricular beats
  Measure ventricular_run_bpm;      // rate of the longest run of three or more
};

// ---- Electrodes --------------------------------------------------------------------------------------------------

enum class PlacementFault : std::uint8_t {
  kArmsReversed,           // RA <-> LA: lead I upside down, II <-> III, aVR <-> aVL
  kRightArmRightLeg,       // RA <-> RL: lead II almost flat
  kLeftArmRightLeg,        // LA <-> RL: lead III almost flat
  kRightArmLeftLeg,        // RA <-> LL: I, II, III upside down, aVR <-> aVF
  kLeftArmLeftLeg,         // LA <-> LL: I <-> II, III upside down: needs a prior to be sure
  kArmsAndLegsCrossed,     // RA <-> RL and LA <-> LL: lead I almost flat
  kChestOrder,             // neighbouring chest leads exchanged: R and S progress backwards and forwards again
  kDextrocardia,           // I upside down and R shrinks from V1 to V6
  kLimbLeadsInconsistent,  // recorded III, aVR, aVL, aVF contradict I and II
};

std::string_view name_of(PlacementFault fault);

// What the other leads foretell of two exchanged electrodes (electrode_exchange.h).
struct ForetoldOrder {
  double log_odds = 0.0;        // natural, of the exchange against the labels
  double least_log_odds = 0.0;  // from which it is suspected
  double likeness = 0.0;        // -1..1, QRS and ST-T, of the electrodes' recorded difference with the foretold one
  // That difference in the QRS where the two are most at odds: the first lead of the suspicion less the second, or
  // lead I (arms), II (right arm and left leg) or III (left arm and left leg).
  double recorded_uv = 0.0, foretold_uv = 0.0;
};

struct PlacementSuspicion {
  PlacementFault fault = PlacementFault::kArmsReversed;
  double confidence = 0.0;                // 0..1; below 0.5 nothing is reported
  std::vector<Lead> leads;                // that show it; of two exchanged chest electrodes these two
  std::optional<ForetoldOrder> foretold;  // where it was found that way
};

struct Measurements {
  // Set when the file's gains contradict each other (lead_gains.h): everything here, in microvolts, is of the strip
  // with this one step, and not of the file's own scales.
  std::optional<double> common_step_uv;
  std::vector<LeadQuality> quality;  // of the recorded channels
  std::vector<Lead> missing_leads;   // of the twelve: neither recorded nor derivable, or unusable
  std::vector<PlacementSuspicion> placement;
  std::vector<Beat> beats;          // in order
  std::vector<PacingSpike> spikes;  // in order
  // Dominant median first: normal, or paced when every beat is. Then one for each other family of three or more beats.
  std::vector<MedianBeat> medians;
  GlobalMeasurements global;
  RhythmMeasurements rhythm;

  // nullptr when no beats were found.
  const MedianBeat* dominant() const { return medians.empty() ? nullptr : &medians.front(); }
};

}  // namespace rdc::ecg
