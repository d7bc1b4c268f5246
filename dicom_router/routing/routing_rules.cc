#include "dicom_router/routing/routing_rules.h"

#include <algorithm>
#include <array>
#include <sstream>

#include <toml++/toml.h>

#include "common/base/file_system.h"

namespace rdc::router {
namespace {

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

bool has(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_head(const std::string& body_part) {
  const std::string text = upper(body_part);
  return std::ranges::any_of(std::array{"HEAD", "BRAIN", "SKULL"},
                             [&](const char* word) { return text.find(word) != std::string::npos; });
}

std::string default_group(const RoutingQuestion& question) {
  if (has(question.modalities, "ECG")) return "ecg";
  constexpr std::array<std::pair<const char*, const char*>, 4> kGroups{
      {{"CT", "ct"}, {"MR", "mr"}, {"US", "ultrasound"}, {"MG", "mammography"}}};
  for (const auto& [modality, group] : kGroups)
    if (has(question.modalities, modality)) return group;
  return "radiography";
}

bool matches(const RoutingRule& rule, const RoutingQuestion& question) {
  if (!rule.modality.empty() &&
      std::ranges::none_of(question.modalities, [&](auto& m) { return has(rule.modality, m); }))
    return false;
  const std::string body = upper(question.body_part);
  if (!rule.body_part.empty() && std::ranges::none_of(rule.body_part, [&](const std::string& word) {
        return body.find(upper(word)) != std::string::npos;
      }))
    return false;
  if (!rule.site.empty() && !has(rule.site, question.site_id)) return false;
  if (!rule.source.empty() && !has(rule.source, question.source)) return false;
  return rule.urgency.empty() || std::ranges::find(rule.urgency, question.urgency) != rule.urgency.end();
}

// Reads one [[rule]]; keeps the first thing wrong, with its line.
class RuleReader {
 public:
  explicit RuleReader(std::string name) : name_(std::move(name)) {}

  RoutingRule read(const toml::table& table) {
    RoutingRule rule;
    for (const auto& [key, node] : table) read_entry(std::string(key.str()), node, rule, key.source().begin.line);
    if (rule.reading_group.empty()) complain(table.source().begin.line, "a rule needs reading_group");
    return rule;
  }
  void complain(toml::source_index line, const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}:{}: {}", name_, line, what);
  }
  const std::string& wrong() const { return wrong_; }

 private:
  void read_entry(const std::string& key, const toml::node& node, RoutingRule& rule, toml::source_index line) {
    if (key == "modality")
      rule.modality = words(node, key);
    else if (key == "body_part")
      rule.body_part = words(node, key);
    else if (key == "site")
      rule.site = words(node, key);
    else if (key == "source")
      rule.source = words(node, key);
    else if (key == "urgency")
      for (const auto& word : words(node, key)) rule.urgency.push_back(urgency(node, word));
    else if (key == "reading_group")
      rule.reading_group = word_of(node, key);
    else if (key == "set_urgency")
      rule.set_urgency = urgency(node, word_of(node, key));
    else if (key == "limit_minutes")
      rule.limit_minutes = limit(node);
    else if (key == "sign_off")
      rule.sign_off = sign_off(node, word_of(node, key));
    else
      complain(line, "unknown key \"" + key + "\"");
  }

  std::string word_of(const toml::node& node, const std::string& key) {
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty()) complain(node.source().begin.line, key + " must be a text");
    return text.value_or("");
  }
  std::vector<std::string> words(const toml::node& node, const std::string& key) {
    std::vector<std::string> list;
    const auto* array = node.as_array();
    if (array == nullptr || array->empty()) {
      complain(node.source().begin.line, key + " must be a list of texts");
      return list;
    }
    for (const auto& entry : *array) list.push_back(word_of(entry, key));
    return list;
  }
  v1::Urgency urgency(const toml::node& node, const std::string& word) {
    if (word == "emergency") return v1::URGENCY_EMERGENCY;
    if (word == "urgent") return v1::URGENCY_URGENT;
    if (word != "routine") complain(node.source().begin.line, "urgency is emergency, urgent or routine");
    return v1::URGENCY_ROUTINE;
  }
  std::int64_t limit(const toml::node& node) {
    const auto minutes = node.value_exact<std::int64_t>();
    if (!minutes || *minutes < 1 || *minutes > 100'000)
      complain(node.source().begin.line, "limit_minutes must be a number from 1 to 100000");
    return minutes.value_or(0);
  }
  v1::SignOffPolicy sign_off(const toml::node& node, const std::string& word) {
    if (word == "author_and_reviewer") return v1::SIGN_OFF_POLICY_AUTHOR_AND_REVIEWER;
    if (word != "single") complain(node.source().begin.line, "sign_off is single or author_and_reviewer");
    return v1::SIGN_OFF_POLICY_SINGLE;
  }

  std::string name_;
  std::string wrong_;
};

}  // namespace

std::int64_t default_limit_minutes(const RoutingQuestion& question) {
  const bool emergency = question.urgency == v1::URGENCY_EMERGENCY;
  if (has(question.modalities, "ECG")) return emergency ? 5 : 30;
  if (has(question.modalities, "CT") || has(question.modalities, "MR")) {
    if (emergency) return is_head(question.body_part) ? 30 : 60;
    return 240;
  }
  return emergency ? 30 : 120;
}

Routing RoutingRules::route(const RoutingQuestion& question) const {
  RoutingQuestion asked = question;
  Routing routing;
  routing.reading_group = default_group(asked);
  routing.sign_off = v1::SIGN_OFF_POLICY_SINGLE;
  const auto rule = std::ranges::find_if(rules_, [&](const RoutingRule& one) { return matches(one, question); });
  if (rule != rules_.end()) {
    routing.reading_group = rule->reading_group;
    if (rule->set_urgency != v1::URGENCY_UNSPECIFIED) asked.urgency = rule->set_urgency;
    if (rule->sign_off != v1::SIGN_OFF_POLICY_UNSPECIFIED) routing.sign_off = rule->sign_off;
    routing.limit_minutes = rule->limit_minutes;
  }
  routing.urgency = asked.urgency;
  if (routing.limit_minutes == 0) routing.limit_minutes = default_limit_minutes(asked);
  return routing;
}

Result<RoutingRules> RoutingRules::parse(std::string_view toml, const std::string& name) {
  RuleReader reader(name);
  std::vector<RoutingRule> rules;
  try {
    const toml::table file = toml::parse(toml, name);
    for (const auto& [key, node] : file) {
      const auto* list = node.as_array();
      if (key.str() != "rule" || list == nullptr || !list->is_array_of_tables()) {
        reader.complain(key.source().begin.line,
                        fmt::format("unknown key \"{}\": only [[rule]] may stand here", key.str()));
        continue;
      }
      for (const auto& entry : *list) rules.push_back(reader.read(*entry.as_table()));
    }
  } catch (const toml::parse_error& error) {
    reader.complain(error.source().begin.line, std::string(error.description()));
  }
  if (!reader.wrong().empty()) return fail(ErrorCode::kInvalid, "BAD_ROUTING", "{}", reader.wrong());
  return RoutingRules(std::move(rules));
}

Result<RoutingRules> RoutingRules::load(const std::filesystem::path& file) {
  auto text = base::read_file(file, 1 << 20);
  if (!text && text.error().code == ErrorCode::kNotFound) return RoutingRules();
  if (!text) return fail(text);
  return parse(*text, file.filename().string());
}

}  // namespace rdc::router
