// What an electrocardiogram says, and why: statements with their evidence, the STEMI rules with the reasons why each
// was or was not met, the explained STEMI score and the county's critical values.
//
// Machine text never issues itself: a cardiologist confirms. Everything here is a value: copyable, thread-safe as any
// value. Texts are sentences for people, English and Chinese; codes are stable UPPER_SNAKE words for machines.
// Units: as each fact names them ("uV", "ms", "1/min", "deg", "" for ratios).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ecg/measurement/measurements.h"

namespace rdc::ecg {

// Of all rules together; raised whenever a rule, a threshold or a weight changes. Stored with every result.
inline constexpr std::string_view kRuleSetVersion = "2026.11-11";

struct Text {
  std::string english, chinese;
};

enum class Severity : std::uint8_t {
  kNormal,    // "normal ECG", "sinus rhythm"
  kNote,      // worth writing down: axis deviation, early repolarisation
  kAbnormal,  // needs a reader's attention in the ordinary course
  kUrgent,    // a doctor should see it now: possible infarction, long QT >= 500 ms
  kCritical,  // STEMI and equivalents, and what the county's table of critical values lists
};
std::string_view name_of(Severity severity);  // "NORMAL" ... "CRITICAL"
Text text_of(Severity severity);              // "normal" ... "critical"

// How sure the rule is, by how far the thresholds are passed, by signal quality and by mimics present.
enum class Confidence : std::uint8_t { kPossible, kProbable, kDefinite };
std::string_view name_of(Confidence confidence);
Text text_of(Confidence confidence);

enum class Category : std::uint8_t {
  kRhythm,
  kConduction,
  kAxis,
  kHypertrophy,
  kRepolarisation,  // QTc, ST and T changes that are no infarction
  kInfarction,      // acute and old, ischaemia, equivalents
  kMimic,           // what looks like an acute infarction and may not be one
  kQuality,         // electrodes, noise, missing leads
};
std::string_view name_of(Category category);  // "RHYTHM", ...

// One measured value beside the threshold a rule compares it with.
struct Fact {
  std::string name;            // "J", "ST60", "QRS", "QTcF", "R/S": as on the tracing's table
  Lead lead = Lead::kUnknown;  // kUnknown: of the whole tracing
  double value = 0.0;
  std::string unit;
  std::string relation;             // ">=", "<=", ">", "<"; "" when the value is only shown
  std::optional<double> threshold;  // in `unit`
};

struct Evidence {
  std::vector<Lead> leads;  // that show it, in the order of a sheet
  std::vector<Fact> facts;
  std::string rule;     // "stemi.inferior": stable, one for each criterion
  std::string version;  // kRuleSetVersion when it was made
  std::string source;   // the standard or document the thresholds come from
};

struct Statement {
  std::string code;  // "STEMI_INFERIOR"
  Category category = Category::kRhythm;
  Severity severity = Severity::kNote;
  Confidence confidence = Confidence::kProbable;
  Text text;
  Evidence evidence;
};

// A STEMI rule or equivalent that was looked at: met, or why not.
struct Consideration {
  std::string rule;  // "stemi.anterior", "equivalent.de_winter", ...
  Text name;
  bool met = false;
  std::vector<Text> why_not;  // at least one when not met
  std::vector<Fact> facts;    // the values nearest to meeting it
  std::string source;
};

struct MimicConsideration {
  std::string code;  // "PERICARDITIS"
  Text name;
  bool present = false;
  Text reason;  // what speaks for it, or what is against it
};

struct LeadRequest {
  std::vector<Lead> leads;  // V7, V8, V9 or V3R, V4R, V5R
  Text reason;
};

// How loudly to alarm (CLINICAL.md sections 1 and 2: tiers, never a gate).
enum class AlertTier : std::uint8_t {
  kNone,
  kWatch,      // some evidence: repeat the ECG in 15 min, compare with a prior
  kSuspected,  // the score's working point, a criterion of the definition with a mimic beside it, or an equivalent
  kAlarm,      // strong evidence and none of the known causes of false alarms
};
std::string_view name_of(AlertTier tier);
Text text_of(AlertTier tier);

// One line of the score: the feature's value, the points it adds (natural log odds), and the reason in words.
struct ScoreItem {
  std::string feature;  // as in docs/ecg-stemi-score.md and stemi_weights.h
  double value = 0.0;
  double points = 0.0;
  Text reason;
};

// Acute coronary occlusion by all evidence together. `items` and `base` add up to `points` exactly.
struct StemiScore {
  bool computed = false;  // false: not enough leads; `why_not` says which
  Text why_not;
  double base = 0.0;
  double points = 0.0;
  double probability = 0.0;      // by the developer set's weighted share of STEMI (a quarter): not a prevalence
  std::vector<ScoreItem> items;  // largest first
  AlertTier tier = AlertTier::kNone;
  std::vector<Text> tier_reasons;  // which filter raised or lowered the tier
};

struct CriticalValue {
  std::string code;  // "AF_FAST", as in the county's table
  Text text;
  Fact fact;
  std::string table;   // name and version of the county's table
  std::string source;  // as the table states it
};

struct Interpretation {
  std::string version{kRuleSetVersion};
  std::vector<Statement> statements;  // most severe first, then by category
  std::vector<Consideration> considered;
  std::vector<MimicConsideration> mimics;
  std::vector<LeadRequest> leads_to_record;
  std::vector<Text> assumptions;  // "sex unknown: ..."
  StemiScore score;
  std::vector<CriticalValue> critical;

  // nullptr when not stated.
  const Statement* find(std::string_view code) const;
};

}  // namespace rdc::ecg
