#include "common/ecg_message/ecg_message.h"

namespace rdc::ecg_message {

std::string lead_word(ecg::Lead lead) {
  if (lead == ecg::Lead::kUnknown) return "";
  return lead == ecg::Lead::kMinusAvr ? "-aVR" : std::string(ecg::name_of(lead));
}

ecg::Lead lead_of(std::string_view word) {
  if (word == "-aVR") return ecg::Lead::kMinusAvr;
  return ecg::lead_from_name(word).value_or(ecg::Lead::kUnknown);
}

namespace {

template <typename Message>
void add_leads(Message& message, const std::vector<ecg::Lead>& leads) {
  for (const auto lead : leads) message.add_leads(lead_word(lead));
}

void set_fact(v1::EcgFact& message, const ecg::Fact& fact) {
  message.set_name(fact.name);
  message.set_lead(lead_word(fact.lead));
  message.set_value(fact.value);
  message.set_unit(fact.unit);
  message.set_relation(fact.relation);
  if (fact.threshold) message.set_threshold(*fact.threshold);
}

void set_value(v1::EcgValue& value, const char* name, const char* unit, const ecg::Measure& measure) {
  value.set_name(name);
  value.set_unit(unit);
  if (measure)
    value.set_value(*measure);
  else
    value.set_missing(std::string(ecg::name_of(measure.why())));
}

void add_global(v1::EcgAnalysis& analysis, const ecg::GlobalMeasurements& global) {
  const auto add = [&](const char* name, const char* unit, const ecg::Measure& measure) {
    set_value(*analysis.add_values(), name, unit, measure);
  };
  add("HR", "1/min", global.heart_rate_bpm);
  add("RR", "ms", global.rr_ms);
  add("P", "ms", global.p_ms);
  add("PR", "ms", global.pr_ms);
  add("QRS", "ms", global.qrs_ms);
  add("QT", "ms", global.qt_ms);
  add("QTcB", "ms", global.qtc.bazett_ms);
  add("QTcF", "ms", global.qtc.fridericia_ms);
  add("QTcFr", "ms", global.qtc.framingham_ms);
  add("QTcH", "ms", global.qtc.hodges_ms);
  add("P axis", "deg", global.p_axis_deg);
  add("QRS axis", "deg", global.qrs_axis_deg);
  add("T axis", "deg", global.t_axis_deg);
  analysis.set_qt_wide_qrs(global.qt_wide_qrs);
  analysis.set_qt_irregular(global.qt_irregular);
}

void add_lead_values(v1::EcgLeadValues& message, const ecg::LeadMeasurements& lead) {
  message.set_lead(lead_word(lead.lead));
  message.set_derived(lead.derived);
  message.set_usable(lead.usable);
  const auto add = [&](const char* name, const char* unit, const ecg::Measure& measure) {
    if (measure) set_value(*message.add_values(), name, unit, measure);
  };
  const auto add_wave = [&](const char* name, const std::optional<ecg::Deflection>& wave) {
    if (wave) set_value(*message.add_values(), name, "uV", wave->amplitude_uv);
  };
  add("P", "uV", lead.p_uv);
  add_wave("Q", lead.q);
  add_wave("R", lead.r);
  add_wave("S", lead.s);
  add_wave("R'", lead.r2);
  add_wave("S'", lead.s2);
  if (lead.q) set_value(*message.add_values(), "Q dur", "ms", lead.q->duration_ms);
  add("R peak time", "ms", lead.r_peak_time_ms);
  add("J", "uV", lead.j_uv);
  add("ST40", "uV", lead.j40_uv);
  add("ST60", "uV", lead.j60_uv);
  add("ST80", "uV", lead.j80_uv);
  add("T", "uV", lead.t_uv);
  if (lead.st_shape) message.set_st_shape(std::string(ecg::name_of(*lead.st_shape)));
  if (lead.t_shape) message.set_t_shape(std::string(ecg::name_of(*lead.t_shape)));
}

void add_quality(v1::EcgAnalysis& analysis, const ecg::Measurements& measured) {
  for (const auto& lead : measured.quality) {
    auto& message = *analysis.add_quality();
    message.set_lead(lead_word(lead.lead));
    message.set_usable(lead.usable());
    for (const auto fault : lead.faults) message.add_faults(std::string(ecg::name_of(fault)));
    message.set_noise_uv(lead.noise_uv);
  }
  for (const auto lead : measured.missing_leads) analysis.add_missing_leads(lead_word(lead));
  for (const auto& suspicion : measured.placement) {
    auto& message = *analysis.add_placement();
    message.set_fault(std::string(ecg::name_of(suspicion.fault)));
    message.set_confidence(suspicion.confidence);
    add_leads(message, suspicion.leads);
  }
}

void add_statement(v1::EcgStatement& message, const ecg::Statement& statement) {
  message.set_code(statement.code);
  message.set_category(std::string(ecg::name_of(statement.category)));
  message.set_severity(std::string(ecg::name_of(statement.severity)));
  message.set_confidence(std::string(ecg::name_of(statement.confidence)));
  *message.mutable_text() = words_of(statement.text);
  add_leads(message, statement.evidence.leads);
  for (const auto& fact : statement.evidence.facts) set_fact(*message.add_facts(), fact);
  message.set_rule(statement.evidence.rule);
  message.set_source(statement.evidence.source);
}

void add_rules(v1::EcgAnalysis& analysis, const ecg::Interpretation& said) {
  for (const auto& rule : said.considered) {
    auto& message = *analysis.add_considered();
    message.set_rule(rule.rule);
    *message.mutable_name() = words_of(rule.name);
    message.set_met(rule.met);
    for (const auto& why : rule.why_not) *message.add_why_not() = words_of(why);
    for (const auto& fact : rule.facts) set_fact(*message.add_facts(), fact);
    message.set_source(rule.source);
  }
  for (const auto& mimic : said.mimics) {
    auto& message = *analysis.add_mimics();
    message.set_code(mimic.code);
    *message.mutable_name() = words_of(mimic.name);
    message.set_present(mimic.present);
    *message.mutable_reason() = words_of(mimic.reason);
  }
  for (const auto& request : said.leads_to_record) {
    auto& message = *analysis.add_leads_to_record();
    add_leads(message, request.leads);
    *message.mutable_reason() = words_of(request.reason);
  }
  for (const auto& assumption : said.assumptions) *analysis.add_assumptions() = words_of(assumption);
}

void set_score(v1::EcgScore& message, const ecg::StemiScore& score) {
  message.set_computed(score.computed);
  *message.mutable_why_not() = words_of(score.why_not);
  message.set_base(score.base);
  message.set_points(score.points);
  message.set_probability(score.probability);
  for (const auto& item : score.items) {
    auto& line = *message.add_items();
    line.set_feature(item.feature);
    line.set_value(item.value);
    line.set_points(item.points);
    *line.mutable_reason() = words_of(item.reason);
  }
  message.set_tier(tier_of(score.tier));
  for (const auto& reason : score.tier_reasons) *message.add_tier_reasons() = words_of(reason);
}

}  // namespace

v1::EcgTier tier_of(ecg::AlertTier tier) {
  switch (tier) {
    case ecg::AlertTier::kNone:
      return v1::ECG_TIER_NONE;
    case ecg::AlertTier::kWatch:
      return v1::ECG_TIER_WATCH;
    case ecg::AlertTier::kSuspected:
      return v1::ECG_TIER_SUSPECTED;
    case ecg::AlertTier::kAlarm:
      return v1::ECG_TIER_ALARM;
  }
  return v1::ECG_TIER_UNSPECIFIED;
}

v1::Words words_of(const ecg::Text& text) {
  v1::Words words;
  words.set_zh(text.chinese);
  words.set_en(text.english);
  return words;
}

void fill_analysis(v1::EcgAnalysis& analysis, const ecg::Measurements& measured, const ecg::Interpretation& said) {
  analysis.set_rule_version(said.version);
  // ACUTE_MI is in the table because infarction must be told at once; how sure it is, the score's tier says.
  const bool other = std::ranges::any_of(said.critical, [](const auto& value) { return value.code != "ACUTE_MI"; });
  analysis.set_tier(other ? v1::ECG_TIER_ALARM : tier_of(said.score.tier));
  if (!said.statements.empty()) *analysis.mutable_headline() = words_of(said.statements.front().text);
  add_global(analysis, measured.global);
  if (const auto* median = measured.dominant())
    for (const auto& lead : median->leads) add_lead_values(*analysis.add_leads(), lead);
  add_quality(analysis, measured);
  for (const auto& statement : said.statements) add_statement(*analysis.add_statements(), statement);
  add_rules(analysis, said);
  set_score(*analysis.mutable_score(), said.score);
  for (const auto& value : said.critical) {
    auto& message = *analysis.add_critical();
    message.set_code(value.code);
    *message.mutable_text() = words_of(value.text);
    set_fact(*message.mutable_fact(), value.fact);
    message.set_table(value.table);
    message.set_source(value.source);
  }
}

}  // namespace rdc::ecg_message
