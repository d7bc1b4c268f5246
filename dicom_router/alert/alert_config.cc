#include "dicom_router/alert/alert_config.h"

#include <algorithm>
#include <functional>
#include <optional>

#include <toml++/toml.h>

#include "common/base/file_system.h"
#include "dicom_router/alert/timeline.h"

namespace rdc::router {
namespace {

const std::set<std::string> kWebhookEvents = {"raised",  "escalated", "confirmed",
                                              "refuted", "closed",    "critical_overdue"};

bool is_plain_name(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// Keeps the first thing wrong, with its line.
class AlertConfigReader {
 public:
  explicit AlertConfigReader(std::string name) : name_(std::move(name)) {}

  AlertConfig read(const toml::table& file) {
    AlertConfig config;
    for (const auto& [key, node] : file) read_entry(std::string(key.str()), node, config);
    return config;
  }
  void complain(const toml::node& node, const std::string& what) { complain(node.source().begin.line, what); }
  void complain(toml::source_index line, const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}:{}: {}", name_, line, what);
  }
  const std::string& wrong() const { return wrong_; }

 private:
  void read_entry(const std::string& key, const toml::node& node, AlertConfig& config) {
    struct Number {
      std::int64_t* place;
      std::int64_t low, high;
    };
    const std::map<std::string, Number> numbers = {
        {"answer_minutes", {&config.answer_minutes, 1, 1440}},
        {"decide_minutes", {&config.decide_minutes, 1, 1440}},
        {"repeat_minutes", {&config.repeat_minutes, 1, 60}},
        {"join_hours", {&config.join_hours, 1, 168}},
        {"lysis_beyond_minutes", {&config.lysis_beyond_minutes, 1, 1440}},
        {"transfer_overhead_minutes", {&config.transfer_overhead_minutes, 0, 1440}}};
    if (const auto number = numbers.find(key); number != numbers.end()) {
      *number->second.place = number_of(node, key, number->second.low, number->second.high);
    } else if (key == "alarm_from") {
      config.alarm_from =
          word_of(node, key, {"suspected", "alarm"}) == "alarm" ? v1::ECG_TIER_ALARM : v1::ECG_TIER_SUSPECTED;
    } else if (key == "batch_sign") {
      config.batch_sign = word_of(node, key, {"normal", "note", "never"});
    } else if (key == "targets") {
      const auto& known = interval_names();
      config.targets = minutes_of(node, key, [&](const std::string& name) { return known.contains(name); });
    } else if (key == "travel") {
      config.travel = minutes_of(node, key, is_plain_name);
    } else if (key == "critical") {
      read_critical(node, config.critical);
    } else if (key == "webhook") {
      read_webhooks(node, config.webhooks);
    } else {
      complain(node, "unknown key \"" + key + "\"");
    }
  }

  std::int64_t number_of(const toml::node& node, const std::string& key, std::int64_t low, std::int64_t high) {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < low || *number > high)
      complain(node, fmt::format("{} must be a number from {} to {}", key, low, high));
    return number.value_or(low);
  }
  std::string text_of(const toml::node& node, const std::string& key) {
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty()) complain(node, key + " must be a text");
    return text.value_or("");
  }
  std::string word_of(const toml::node& node, const std::string& key, const std::set<std::string>& allowed) {
    auto word = text_of(node, key);
    if (!allowed.contains(word)) complain(node, fmt::format("{} cannot be \"{}\"", key, word));
    return word;
  }
  std::map<std::string, std::int64_t> minutes_of(const toml::node& node, const std::string& key,
                                                 const std::function<bool(const std::string&)>& is_known) {
    std::map<std::string, std::int64_t> minutes;
    const auto* table = node.as_table();
    if (table == nullptr) complain(node, key + " must be a table of minutes");
    if (table == nullptr) return minutes;
    for (const auto& [name, value] : *table) {
      const std::string word(name.str());
      if (!is_known(word)) complain(value, fmt::format("{} knows no \"{}\"", key, word));
      minutes[word] = number_of(value, word, 1, 1440);
    }
    return minutes;
  }

  void read_critical(const toml::node& node, ecg::CriticalValueTable& critical) {
    const auto* table = node.as_table();
    if (table == nullptr) return complain(node, "critical must be a table");
    const std::map<std::string, double*> limits = {
        {"pause_ms", &critical.pause_ms},
        {"slow_bpm", &critical.slow_bpm},
        {"complete_block_bpm", &critical.complete_block_bpm},
        {"ventricular_tachycardia_bpm", &critical.ventricular_tachycardia_bpm},
        {"ventricular_tachycardia_s", &critical.ventricular_tachycardia_s},
        {"supraventricular_bpm", &critical.supraventricular_bpm},
        {"fibrillation_bpm", &critical.fibrillation_bpm},
        {"preexcited_rr_ms", &critical.preexcited_rr_ms}};
    const std::map<std::string, std::string*> texts = {
        {"name", &critical.name}, {"version", &critical.version}, {"source", &critical.source}};
    for (const auto& [name, value] : *table) {
      const std::string key(name.str());
      if (const auto limit = limits.find(key); limit != limits.end()) {
        const auto number = value.value<double>();
        if (!number || *number <= 0 || *number > 60'000) complain(value, key + " must be a positive number");
        *limit->second = number.value_or(1.0);
      } else if (const auto text = texts.find(key); text != texts.end()) {
        *text->second = text_of(value, key);
      } else {
        complain(value, fmt::format("critical knows no \"{}\"", key));
      }
    }
    // A table with other limits is another table: whoever reads a result must be able to tell.
    if (!table->contains("name") || !table->contains("version") || !table->contains("source"))
      complain(node, "a table of critical values needs name, version and source");
  }

  void read_webhooks(const toml::node& node, std::vector<WebhookEndpoint>& endpoints) {
    const auto* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables() || list->size() > 16)
      return complain(node, "webhook must be at most 16 [[webhook]] tables");
    for (const auto& entry : *list) {
      endpoints.push_back(read_webhook(*entry.as_table()));
      const auto& made = endpoints.back();
      if (std::ranges::count(endpoints, made.name, &WebhookEndpoint::name) > 1)
        complain(entry, "two webhooks have the name \"" + made.name + "\"");
    }
  }

  WebhookEndpoint read_webhook(const toml::table& table) {
    WebhookEndpoint endpoint;
    for (const auto& [name, node] : table) {
      const std::string key(name.str());
      if (key == "name")
        endpoint.name = text_of(node, key);
      else if (key == "url")
        endpoint.url = text_of(node, key);
      else if (key == "secret_file")
        endpoint.secret_file = text_of(node, key);
      else if (key == "ca_file")
        endpoint.ca_file = text_of(node, key);
      else if (key == "include_patient")
        endpoint.include_patient = flag_of(node, key);
      else if (key == "events")
        endpoint.events = events_of(node);
      else
        complain(node, "unknown key \"" + key + "\"");
    }
    if (!is_plain_name(endpoint.name)) complain(table, "a webhook needs a name: 1-32 of a-z, 0-9 and -");
    if (!endpoint.url.starts_with("https://") && !endpoint.url.starts_with("http://"))
      complain(table, "a webhook needs a url that begins with https:// or http://");
    if (endpoint.secret_file.empty() || endpoint.secret_file.find('/') != std::string::npos)
      complain(table, "a webhook needs a secret_file, a name below the directory of keys");
    if (endpoint.events.empty()) endpoint.events = kWebhookEvents;
    return endpoint;
  }
  bool flag_of(const toml::node& node, const std::string& key) {
    const auto flag = node.value_exact<bool>();
    if (!flag) complain(node, key + " must be true or false");
    return flag.value_or(false);
  }
  std::set<std::string> events_of(const toml::node& node) {
    std::set<std::string> events;
    const auto* list = node.as_array();
    if (list == nullptr || list->empty()) complain(node, "events must be a list of texts");
    if (list == nullptr) return events;
    for (const auto& entry : *list) events.insert(word_of(entry, "events", kWebhookEvents));
    return events;
  }

  const std::string name_;
  std::string wrong_;
};

}  // namespace

Result<AlertConfig> AlertConfig::parse(std::string_view toml, const std::string& name) {
  AlertConfigReader reader(name);
  AlertConfig config;
  try {
    config = reader.read(toml::parse(toml, name));
  } catch (const toml::parse_error& error) {
    reader.complain(error.source().begin.line, std::string(error.description()));
  }
  if (!reader.wrong().empty()) return fail(ErrorCode::kInvalid, "BAD_ALERT_CONFIGURATION", "{}", reader.wrong());
  return config;
}

Result<AlertConfig> AlertConfig::load(const std::filesystem::path& file) {
  auto text = base::read_file(file, 1 << 20);
  if (!text && text.error().code == ErrorCode::kNotFound) return AlertConfig();
  if (!text) return fail(text);
  return parse(*text, file.filename().string());
}

}  // namespace rdc::router
