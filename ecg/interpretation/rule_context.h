// What every rule reads and where it writes. Internal to the interpretation.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "ecg/interpretation/statement.h"
#include "ecg/interpretation/territories.h"
#include "ecg/measurement/measurements.h"
#include "ecg/recording.h"

namespace rdc::ecg {

// The patient as the thresholds see them: unknown age counts as 40 or more, unknown sex as male.
struct Person {
  bool female = false;
  double age_years = 40.0;
  bool sex_known = false, age_known = false;
};
Person person_of(const Subject& subject);

// One lead's amplitudes as rules speak of them. Microvolts; depths are positive.
struct LeadView {
  const LeadMeasurements* lead = nullptr;  // never null
  double r() const;                        // tallest of R, R'; 0 when there is none
  double s() const;                        // deepest of S, S', or of the QS complex; 0 when there is none
  double q_depth() const;                  // of a Q before an R, or of the QS complex
  double q_ms() const;
  double size() const;  // QRS peak to peak, at least 1
};

// How far a spike stands out from what surrounds it (faint_spikes.h): 3.1 to 30 in seven of the nine paced rhythms of
// LUDB, PTB-XL and the emergency set, 2.0 and more in simulated ones, at most 1.6 in all others (ours).
inline constexpr double kLeastSpikeIsolation = 2.2;    // a spike by this alone
inline constexpr double kRefutedSpikeIsolation = 1.8;  // below: none, whatever looks like one in single beats

// Noise left in the median beat, microvolts (ours): half of the smallest ST deviation that is judged (50 uV); and where
// Q waves, blocks and infarcts come out of the noise itself (simulated). 571 recordings have 16 at most.
inline constexpr double kMostNoiseUv = 25.0, kUnreadableNoiseUv = 40.0;

struct RuleContext {
  const Recording& recording;
  const Measurements& measured;
  const MedianBeat* beat = nullptr;  // the dominant median; null when there are no beats
  Person person;
  Interpretation& out;
  bool too_noisy = false;  // `beat` is null for this reason

  // The dominant beat's lead, or null when it cannot be judged.
  const LeadMeasurements* lead(Lead which) const;
  // J point of a lead, microvolts; -aVR by kMinusAvr. nullopt when not measured.
  std::optional<double> j(Lead which) const;
  // Of the dominant median also where it is so fast that its width is no measurement; 0 without one.
  double qrs_ms() const;
  double heart_rate() const { return measured.global.heart_rate_bpm.value_or(0.0); }
  // From 120 ms in adults, from 90 or 100 ms in children (age_limits.h).
  bool wide() const;
  // The frontal axis that fascicular blocks and hypertrophy are judged by: in right bundle branch block of the QRS's
  // first 60 ms (early_axis.h). And what a fact calls it.
  Measure ventricular_axis() const;
  std::string axis_name() const { return has("RBBB") ? "QRS axis, first 60 ms" : "QRS axis"; }
  // What noise leaves of the dominant median makes ST a matter of luck: nothing is sure then.
  bool noisy_beat() const;
  // Why `beat` is null.
  Text why_no_beat() const;
  bool paced() const;  // the dominant beat is ventricular paced
  // An escape rhythm in complete block whose beats are wide and do not begin through the left bundle.
  bool ventricular_escape_in_block() const;
  // What was taken for pacing spikes does not stand out at one distance from the QRS complexes.
  bool spikes_refuted() const;
  bool has(std::string_view code) const { return out.find(code) != nullptr; }

  // Asks for what of `wanted` was not recorded or is not usable, unless two neighbours of `judged` answer already.
  void ask_to_record(std::span<const Lead> wanted, std::span<const Lead> judged, Text reason) const;

  // Adds the catalogue's statement. `code` must be in the catalogue.
  Statement& say(std::string_view code, Confidence confidence, std::string rule, std::string source,
                 std::vector<Lead> leads, std::vector<Fact> facts) const;
  // What a later rule of the same group explains otherwise.
  void take_back(std::string_view code) const;
};

inline constexpr Lead kWholeTracing = Lead::kUnknown;

// Facts in one line each.
Fact fact(std::string name, Lead lead, double value, std::string unit, std::string relation, double threshold);
Fact shown(std::string name, Lead lead, double value, std::string unit);

// Neighbours as CLINICAL.md section 2 lists them: V1..V6 in order; frontal aVL, I, -aVR, II, aVF, III.
std::span<const Lead> chest_chain();
std::span<const Lead> frontal_chain();
// "V2 V3 V4"; kMinusAvr is "-aVR".
std::string list_of(std::span<const Lead> leads);

// "V7 V8 not recorded or not usable".
Text not_recorded(std::span<const Lead> leads);

// Quoted by the rules, for readers. The first two were read in full (CLINICAL.md section 2, S); the others stand in
// CLINICAL.md sections 2 and 3 as general knowledge (K), which the quotation says.
inline constexpr const char* kUdmi = "Fourth Universal Definition of MI (2018)";
inline constexpr const char* kAcc2022 = "ACC expert consensus decision pathway on chest pain (2022)";
inline constexpr const char* kClinical3 = "common clinical criterion, not checked against a source";
inline constexpr const char* kAha2009 = "AHA/ACCF/HRS recommendations (2009), not checked against the text";
inline constexpr const char* kDriverSmith = "four-variable formula (Driver, Smith 2017), not checked against the paper";

// The rule groups, in the order interpret() runs them: later ones read what earlier ones said.
void judge_quality(RuleContext& context);
void judge_rhythm(RuleContext& context);
// Says where the strip is too short for that, and takes back how sure the rhythm was.
void judge_length(RuleContext& context);
// Takes the beat from the rules that follow where noise hides its waves.
void judge_readability(RuleContext& context);
void judge_conduction(RuleContext& context);
void judge_axis_and_chambers(RuleContext& context);
void judge_repolarisation(RuleContext& context);
void judge_old_infarction(RuleContext& context);
void judge_mimics(RuleContext& context);
void judge_st_elevation(RuleContext& context);
void judge_equivalents(RuleContext& context);
void judge_ischaemia(RuleContext& context);
// Whether a second P may stand in the T: 2:1 block, which is no normal ECG even where it is not told.
bool second_p_possible(const RuleContext& context);
// Whether flutter is said and in no two neighbouring leads ST is more than its waves: nothing critical rests on it.
bool flutter_explains_st(const RuleContext& context);
void judge_score(RuleContext& context);
// What exchanged electrodes or noise may have drawn is possible, no more.
void doubt_what_faults_draw(RuleContext& context);

}  // namespace rdc::ecg
