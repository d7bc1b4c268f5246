#include "ecg/interpretation/rule_context.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ecg/interpretation/age_limits.h"
#include "ecg/interpretation/catalogue.h"
#include "ecg/measurement/early_axis.h"
#include "ecg/measurement/left_bundle_start.h"

namespace rdc::ecg {

Person person_of(const Subject& subject) {
  Person person;
  person.sex_known = subject.sex != Sex::kUnknown;
  person.female = subject.sex == Sex::kFemale;
  person.age_known = subject.age_years.has_value();
  person.age_years = subject.age_years.value_or(40.0);
  return person;
}

double LeadView::r() const {
  return std::max({lead->r ? lead->r->amplitude_uv : 0.0, lead->r2 ? lead->r2->amplitude_uv : 0.0, 0.0});
}

double LeadView::s() const {
  const double qs = lead->is_qs && lead->q ? -lead->q->amplitude_uv : 0.0;
  return std::max({lead->s ? -lead->s->amplitude_uv : 0.0, lead->s2 ? -lead->s2->amplitude_uv : 0.0, qs, 0.0});
}

double LeadView::q_depth() const { return lead->q ? -lead->q->amplitude_uv : 0.0; }
double LeadView::q_ms() const { return lead->q ? lead->q->duration_ms : 0.0; }
double LeadView::size() const { return std::max(1.0, lead->qrs_peak_to_peak_uv.value_or(1.0)); }

const LeadMeasurements* RuleContext::lead(Lead which) const {
  if (beat == nullptr) return nullptr;
  const auto* found = beat->find(which);
  return found != nullptr && found->usable ? found : nullptr;
}

std::optional<double> RuleContext::j(Lead which) const {
  const bool minus = which == Lead::kMinusAvr;
  const auto* found = lead(minus ? Lead::kAvr : which);
  if (found == nullptr || !found->j_uv) return std::nullopt;
  return minus ? -*found->j_uv : *found->j_uv;
}

double RuleContext::qrs_ms() const {
  const auto& qrs = measured.global.qrs_ms;
  if (!qrs && qrs.why() == Missing::kOverlap && beat != nullptr && beat->qrs) return beat->qrs->duration_ms();
  return qrs.value_or(0.0);
}

bool RuleContext::wide() const { return qrs_ms() >= limits_of(person).wide_qrs_ms; }

Measure RuleContext::ventricular_axis() const {
  return has("RBBB") && beat != nullptr ? early_axis_deg(*beat) : measured.global.qrs_axis_deg;
}

bool RuleContext::noisy_beat() const {
  const auto* dominant = measured.dominant();
  return dominant != nullptr && dominant->noise_uv > kMostNoiseUv;
}

Text RuleContext::why_no_beat() const {
  if (too_noisy) return {"noise hides the waves", "干扰掩盖波形"};
  return {"no beat could be measured", "无可测量的心搏"};
}

bool RuleContext::spikes_refuted() const {
  const auto isolation = measured.rhythm.spike_isolation;
  return isolation && *isolation < kRefutedSpikeIsolation;
}

bool RuleContext::paced() const {
  if (has("PACED_RHYTHM") || has("PACED_DUAL")) return true;
  return beat != nullptr && beat->kind == BeatClass::kPaced && !spikes_refuted();
}

bool RuleContext::ventricular_escape_in_block() const {
  return has("AV_BLOCK_3") && wide() && measured.dominant() != nullptr &&
         !left_bundle_start(*measured.dominant()).quick;
}

void RuleContext::take_back(std::string_view code) const {
  std::erase_if(out.statements, [code](const Statement& s) { return s.code == code; });
}

Statement& RuleContext::say(std::string_view code, Confidence confidence, std::string rule, std::string source,
                            std::vector<Lead> leads, std::vector<Fact> facts) const {
  const auto* entry = catalogue_entry(code);
  Statement statement;
  statement.code = std::string(code);
  statement.confidence = confidence;
  if (entry != nullptr) {
    statement.category = entry->category;
    statement.severity = entry->severity;
    statement.text = {std::string(entry->english), std::string(entry->chinese)};
  }
  statement.evidence = {std::move(leads), std::move(facts), std::move(rule), std::string(kRuleSetVersion),
                        std::move(source)};
  out.statements.push_back(std::move(statement));
  return out.statements.back();
}

void RuleContext::ask_to_record(std::span<const Lead> wanted, std::span<const Lead> judged, Text reason) const {
  for (std::size_t i = 0; i + 1 < judged.size(); ++i) {
    if (j(judged[i]) && j(judged[i + 1])) return;
  }
  std::vector<Lead> missing;
  for (const Lead one : wanted) {
    if (!j(one)) missing.push_back(one);
  }
  if (!missing.empty()) out.leads_to_record.push_back({std::move(missing), std::move(reason)});
}

Fact fact(std::string name, Lead lead, double value, std::string unit, std::string relation, double threshold) {
  return {std::move(name), lead, value, std::move(unit), std::move(relation), threshold};
}

Fact shown(std::string name, Lead lead, double value, std::string unit) {
  return {std::move(name), lead, value, std::move(unit), "", std::nullopt};
}

std::span<const Lead> chest_chain() {
  static constexpr std::array<Lead, 6> kChain = {Lead::kV1, Lead::kV2, Lead::kV3, Lead::kV4, Lead::kV5, Lead::kV6};
  return kChain;
}

std::span<const Lead> frontal_chain() {
  static constexpr std::array<Lead, 6> kChain = {Lead::kAvl, Lead::kI,   Lead::kMinusAvr,
                                                 Lead::kII,  Lead::kAvf, Lead::kIII};
  return kChain;
}

std::string list_of(std::span<const Lead> leads) {
  std::string out;
  for (const Lead lead : leads) {
    if (!out.empty()) out.push_back(' ');
    out += lead == Lead::kMinusAvr ? "-aVR" : name_of(lead);
  }
  return out;
}

Text not_recorded(std::span<const Lead> leads) {
  return {fmt::format("{} not recorded or not usable", list_of(leads)),
          fmt::format("{} 未记录或不可用", list_of(leads))};
}

const Statement* Interpretation::find(std::string_view code) const {
  const auto found = std::find_if(statements.begin(), statements.end(), [&](const auto& s) { return s.code == code; });
  return found == statements.end() ? nullptr : &*found;
}

}  // namespace rdc::ecg
