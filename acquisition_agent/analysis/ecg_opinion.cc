#include "acquisition_agent/analysis/ecg_opinion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "acquisition_agent/analysis/opinion_words.h"
#include "common/dicom/instance_header.h"
#include "common/ecg_message/ecg_message.h"
#include "ecg/formats/read.h"
#include "ecg/interpretation/fact_names.h"
#include "ecg/interpretation/interpret.h"
#include "ecg/measurement/measure.h"

namespace rdc::agent {

using ecg_message::lead_word;
using ecg_message::tier_of;
using ecg_message::words_of;

namespace {

constexpr std::uint64_t kLargestFile = 64ULL << 20;
// ecg::measure's longest tracing, at its highest rate and channel count.
constexpr std::uint64_t kMostSamples = 600ULL * 2000 * 32;
// So many noisy leads of the twelve spoil the reading of the rest.
constexpr std::size_t kManyNoisy = 3;
constexpr std::size_t kReasonsShown = 4;

void set_patient(v1::Patient& patient, const ecg::Subject& subject) {
  patient.set_patient_id(subject.id);
  patient.set_name(dicom::readable_person_name(subject.name));
  patient.set_birth_date(subject.birth_date);
  if (subject.sex != ecg::Sex::kUnknown) patient.set_sex(subject.sex == ecg::Sex::kMale ? "M" : "F");
  if (subject.age_years && *subject.age_years >= 0 && *subject.age_years < 999)
    patient.set_age(fmt::format("{:03}Y", static_cast<int>(*subject.age_years)));
}

// Faults as sentences, unusable leads first; true when the recording has to be repeated.
bool add_faults(v1::AgentEcgAnalysis& out, const ecg::Measurements& measured) {
  bool repeat = measured.dominant() == nullptr;
  if (repeat) *out.add_faults() = nothing_measurable();
  for (const auto& suspicion : measured.placement) {
    *out.add_faults() = words_of(suspicion);
    repeat = true;
  }
  using enum ecg::LeadFault;
  for (const auto fault : {kOff, kFlat, kSaturated, kMains, kBaseline, kNoise}) {
    std::vector<ecg::Lead> leads;
    for (const auto& lead : measured.quality)
      if (lead.has(fault) && lead.lead != ecg::Lead::kUnknown) leads.push_back(lead.lead);
    if (leads.empty()) continue;
    *out.add_faults() = words_of(fault, leads);
    repeat = repeat || fault <= kSaturated || leads.size() >= kManyNoisy;
  }
  return repeat;
}

void add_values(v1::AgentEcgAnalysis& out, const ecg::GlobalMeasurements& global) {
  const auto add = [&](const char* name, const char* unit, const ecg::Measure& measure) {
    auto& value = *out.add_values();
    value.set_name(name);
    value.set_unit(unit);
    if (measure)
      value.set_value(std::round(*measure));
    else
      value.set_missing(std::string(ecg::name_of(measure.why())));
  };
  add("HR", "1/min", global.heart_rate_bpm);
  add("PR", "ms", global.pr_ms);
  add("QRS", "ms", global.qrs_ms);
  add("QTcF", "ms", global.qtc.fridericia_ms);
}

// "0.31 mV", "+0.78 分"; ratios and counts as they are.
std::string amount(const ecg::Fact& fact, const char* points) {
  if (fact.unit == "points") return fmt::format("{:+.2f} {}", fact.value, points);
  if (fact.unit == "uV") return fmt::format("{:.2f} mV", fact.value / 1000);
  if (!fact.unit.empty()) return fmt::format("{:.0f} {}", fact.value, fact.unit);
  return fmt::format("{:.{}f}", fact.value, fact.value == std::round(fact.value) ? 0 : 2);
}

// The most severe statement's evidence, shortest form: "V2 J 0.31 mV".
void add_reasons(v1::AgentEcgAnalysis& out, const ecg::Statement& statement) {
  std::size_t shown = 0;
  for (const auto& fact : statement.evidence.facts) {
    if (shown++ == kReasonsShown) break;
    const std::string lead = lead_word(fact.lead), place = lead.empty() ? "" : lead + " ";
    const auto name = ecg::text_of_fact(fact.name);
    *out.add_reasons() = words(fmt::format("{}{} {}", place, name.chinese, amount(fact, "分")),
                               fmt::format("{}{} {}", place, name.english, amount(fact, "points")));
  }
}

const ecg::Statement* worst_finding(const ecg::Interpretation& said) {
  for (const auto& statement : said.statements)
    if (statement.category != ecg::Category::kQuality) return &statement;
  return nullptr;
}

void add_headline(v1::AgentEcgAnalysis& out, const ecg::Interpretation& said) {
  const auto* worst = worst_finding(said);
  if (worst != nullptr && (out.tier() < v1::ECG_TIER_WATCH || worst->severity >= ecg::Severity::kUrgent)) {
    *out.mutable_headline() = words_of(worst->text);
    if (worst->severity >= ecg::Severity::kUrgent) add_reasons(out, *worst);
    return;
  }
  if (!out.critical().empty()) {
    *out.mutable_headline() = out.critical(0);
    return;
  }
  // Where nothing could be judged, "no evidence" would be no finding.
  const bool judged = said.score.computed || out.tier() != v1::ECG_TIER_NONE;
  *out.mutable_headline() = judged ? tier_headline(out.tier()) : not_judged();
  for (const auto& reason : said.score.tier_reasons)
    if (static_cast<std::size_t>(out.reasons_size()) < kReasonsShown) *out.add_reasons() = words_of(reason);
}

}  // namespace

v1::AgentEcgAnalysis opinion_of(const ecg::Recording& recording, const ecg::Measurements& measured,
                                const ecg::Interpretation& said) {
  v1::AgentEcgAnalysis out;
  out.set_rule_version(said.version);
  set_patient(*out.mutable_patient(), recording.subject);
  const bool repeat = add_faults(out, measured);
  out.set_usability(repeat ? v1::ECG_USABILITY_REPEAT
                           : (out.faults().empty() ? v1::ECG_USABILITY_GOOD : v1::ECG_USABILITY_LIMITED));
  // Infarction is in the county's table because it must be told at once; how sure it is, the score's tier says.
  const bool critical = std::ranges::any_of(said.critical, [](const auto& value) { return value.code != "ACUTE_MI"; });
  out.set_tier(critical ? v1::ECG_TIER_ALARM : tier_of(said.score.tier));
  for (const auto& value : said.critical)
    if (value.code != "ACUTE_MI") *out.add_critical() = words_of(value.text);
  add_headline(out, said);
  std::set<std::string> asked;
  for (const auto& request : said.leads_to_record) {
    for (const auto lead : request.leads)
      if (asked.insert(lead_word(lead)).second) out.add_leads_to_record(lead_word(lead));
    if (!out.has_leads_reason()) *out.mutable_leads_reason() = words_of(request.reason);
  }
  const std::vector<std::string> leads(out.leads_to_record().begin(), out.leads_to_record().end());
  for (auto& step : next_steps(out.tier(), critical, leads, repeat)) *out.add_next_steps() = std::move(step);
  for (const auto& assumption : said.assumptions) *out.add_assumptions() = words_of(assumption);
  add_values(out, measured.global);
  return out;
}

v1::AgentEcgAnalysis no_opinion(const std::string& reason) {
  v1::AgentEcgAnalysis out;
  out.set_rule_version(std::string(ecg::kRuleSetVersion));
  out.set_unreadable_reason(reason);
  *out.mutable_headline() = why_unreadable(reason);
  return out;
}

v1::AgentEcgAnalysis analyse_file(const std::filesystem::path& file, const std::string& charset_override) {
  ecg::ReadOptions options;
  options.charset_override = charset_override;
  options.max_file_bytes = kLargestFile;
  options.max_samples = kMostSamples;
  const auto recording = ecg::read(file, options);
  if (!recording) return no_opinion(recording.error().reason);
  const auto measured = ecg::measure(*recording);
  if (!measured) {
    auto out = no_opinion(recording->rhythm.seconds() > 600 ? "TOO_LONG" : measured.error().reason);
    set_patient(*out.mutable_patient(), recording->subject);
    return out;
  }
  return opinion_of(*recording, *measured, ecg::interpret(*recording, *measured));
}

}  // namespace rdc::agent
