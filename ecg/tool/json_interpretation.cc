#include "ecg/tool/json_interpretation.h"

#include "ecg/interpretation/fact_names.h"

namespace rdc::ecg::tool {
namespace {

std::string_view lead_word(Lead lead) { return lead == Lead::kMinusAvr ? "-aVR" : name_of(lead); }

void add_leads(JsonText& json, const std::vector<Lead>& leads) {
  json.key("leads").begin_list();
  for (const Lead lead : leads) json.text(lead_word(lead));
  json.end_list();
}

void add_fact(JsonText& json, const Fact& fact) {
  json.begin_object().key("name").text(fact.name);
  add_text(json, "label", text_of_fact(fact.name));
  if (fact.lead != Lead::kUnknown) json.key("lead").text(lead_word(fact.lead));
  json.key("value").number(fact.value).key("unit").text(fact.unit);
  if (fact.threshold) json.key("relation").text(fact.relation).key("threshold").number(*fact.threshold);
  json.end_object();
}

void add_facts(JsonText& json, const std::vector<Fact>& facts) {
  json.key("facts").begin_list();
  for (const auto& fact : facts) add_fact(json, fact);
  json.end_list();
}

void add_texts(JsonText& json, const char* key, const std::vector<Text>& texts) {
  json.key(key).begin_list();
  for (const auto& text : texts) {
    json.begin_object().key("en").text(text.english).key("zh").text(text.chinese).end_object();
  }
  json.end_list();
}

void add_score(JsonText& json, const StemiScore& score) {
  json.key("score").begin_object().key("tier").text(name_of(score.tier)).key("computed").boolean(score.computed);
  add_texts(json, "tier_reasons", score.tier_reasons);
  if (!score.computed) {
    add_text(json, "why_not", score.why_not);
  } else {
    json.key("base").number(score.base).key("points").number(score.points);
    json.key("probability").number(score.probability).key("items").begin_list();
    for (const auto& item : score.items) {
      json.begin_object().key("feature").text(item.feature).key("value").number(item.value);
      json.key("points").number(item.points);
      add_text(json, "reason", item.reason);
      json.end_object();
    }
    json.end_list();
  }
  json.end_object();
}

void add_rules(JsonText& json, const Interpretation& said) {
  json.key("considered").begin_list();
  for (const auto& rule : said.considered) {
    json.begin_object().key("rule").text(rule.rule).key("met").boolean(rule.met).key("source").text(rule.source);
    add_text(json, "name", rule.name);
    add_texts(json, "why_not", rule.why_not);
    add_facts(json, rule.facts);
    json.end_object();
  }
  json.end_list().key("mimics").begin_list();
  for (const auto& mimic : said.mimics) {
    json.begin_object().key("code").text(mimic.code).key("present").boolean(mimic.present);
    add_text(json, "name", mimic.name);
    add_text(json, "reason", mimic.reason);
    json.end_object();
  }
  json.end_list().key("leads_to_record").begin_list();
  for (const auto& request : said.leads_to_record) {
    json.begin_object();
    add_leads(json, request.leads);
    add_text(json, "reason", request.reason);
    json.end_object();
  }
  json.end_list();
}

}  // namespace

void add_text(JsonText& json, const char* key, const Text& text) {
  json.key(key).begin_object().key("en").text(text.english).key("zh").text(text.chinese).end_object();
}

void add_statement(JsonText& json, const Statement& s) {
  json.begin_object().key("code").text(s.code).key("category").text(name_of(s.category));
  json.key("severity").text(name_of(s.severity)).key("confidence").text(name_of(s.confidence));
  add_text(json, "text", s.text);
  json.key("evidence").begin_object();
  add_leads(json, s.evidence.leads);
  add_facts(json, s.evidence.facts);
  json.key("rule").text(s.evidence.rule).key("version").text(s.evidence.version);
  json.key("source").text(s.evidence.source).end_object().end_object();
}

void add_warnings(JsonText& json, const std::vector<Warning>& warnings) {
  json.key("warnings").begin_list();
  for (const auto& warning : warnings) {
    json.begin_object().key("reason").text(warning.reason).key("message").text(warning.message).end_object();
  }
  json.end_list();
}

void add_interpretation(JsonText& json, const Interpretation& said, const std::vector<Warning>& warnings) {
  json.begin_object().key("version").text(said.version).key("statements").begin_list();
  for (const auto& s : said.statements) add_statement(json, s);
  json.end_list();
  add_rules(json, said);
  add_texts(json, "assumptions", said.assumptions);
  add_score(json, said.score);
  json.key("critical").begin_list();
  for (const auto& value : said.critical) {
    json.begin_object().key("code").text(value.code).key("table").text(value.table).key("source").text(value.source);
    add_text(json, "text", value.text);
    json.key("fact");
    add_fact(json, value.fact);
    json.end_object();
  }
  json.end_list();
  add_warnings(json, warnings);
  json.end_object();
}

}  // namespace rdc::ecg::tool
