#include "acquisition_agent/config.h"

#include <algorithm>
#include <optional>
#include <set>

#include <toml++/toml.h>

namespace rdc::agent {
namespace {

// Reads one table and remembers which keys it was asked for; the first error wins.
class Section {
 public:
  Section(const toml::table& table, std::string name, const std::string& file, std::optional<Error>& error)
      : table_(table), name_(std::move(name)), file_(file), error_(error) {}

  std::string text(const char* key, std::string fallback) {
    return get<std::string>(key, std::move(fallback), "a text in quotes");
  }
  bool flag(const char* key, bool fallback) { return get<bool>(key, fallback, "true or false"); }
  std::int64_t number(const char* key, std::int64_t fallback, std::int64_t least, std::int64_t most) {
    const auto value = get<std::int64_t>(key, fallback, "a whole number");
    if (value < least || value > most) refuse(node(key), key, fmt::format("must be between {} and {}", least, most));
    return value;
  }
  template <typename T>
  T choice(const char* key, T fallback, const std::vector<std::pair<std::string, T>>& choices) {
    if (node(key) == nullptr) return fallback;
    const std::string word = text(key, "");
    std::string known;
    for (const auto& [name, value] : choices) {
      if (name == word) return value;
      known += (known.empty() ? "" : ", ") + name;
    }
    refuse(node(key), key, "must be one of " + known);
    return fallback;
  }
  std::vector<std::string> texts(const char* key, std::vector<std::string> fallback) {
    const toml::node* found = node(key);
    if (found == nullptr) return fallback;
    std::vector<std::string> values;
    if (const toml::array* array = found->as_array())
      for (const auto& each : *array) {
        if (const auto value = each.value_exact<std::string>())
          values.push_back(*value);
        else
          refuse(&each, key, "must be a list of texts");
      }
    else
      refuse(found, key, "must be a list of texts");
    return values;
  }
  std::vector<Section> sections(const char* key) {
    std::vector<Section> found;
    const toml::node* list = node(key);
    if (list == nullptr) return found;
    if (const toml::array* array = list->as_array(); array != nullptr) {
      for (const auto& each : *array)
        if (const toml::table* table = each.as_table())
          found.emplace_back(*table, qualified(key), file_, error_);
        else
          refuse(&each, key, "must be written as [[" + qualified(key) + "]]");
    } else {
      refuse(list, key, "must be written as [[" + qualified(key) + "]]");
    }
    return found;
  }
  Section section(const char* key) {
    static const toml::table kEmpty;
    const toml::node* found = node(key);
    if (found == nullptr) return {kEmpty, qualified(key), file_, error_};
    if (const toml::table* table = found->as_table()) return {*table, qualified(key), file_, error_};
    refuse(found, key, "must be written as [" + qualified(key) + "]");
    return {kEmpty, qualified(key), file_, error_};
  }
  void refuse(const char* key, const std::string& why) { refuse(node(key), key, why); }
  // Call last.
  void no_others() {
    for (const auto& [key, value] : table_)
      if (!asked_.contains(std::string(key.str())))
        refuse(&value, std::string(key.str()).c_str(), "is not a known key");
  }

 private:
  template <typename T>
  T get(const char* key, T fallback, const char* kind) {
    const toml::node* found = node(key);
    if (found == nullptr) return fallback;
    if (auto value = found->value_exact<T>()) return *std::move(value);
    refuse(found, key, std::string("must be ") + kind);
    return fallback;
  }
  const toml::node* node(const char* key) {
    asked_.insert(key);
    return table_.get(key);
  }
  std::string qualified(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }
  void refuse(const toml::node* at, const char* key, const std::string& why) {
    if (error_) return;
    const auto line = at != nullptr ? at->source().begin.line : table_.source().begin.line;
    error_ =
        Error{ErrorCode::kInvalid, "BAD_CONFIG", fmt::format("{}, line {}: {} {}", file_, line, qualified(key), why)};
  }

  const toml::table& table_;
  std::string name_;
  const std::string& file_;
  std::optional<Error>& error_;
  std::set<std::string> asked_;
};

const std::vector<std::pair<std::string, v1::Urgency>> kUrgencies{{"content", v1::URGENCY_UNSPECIFIED},
                                                                  {"emergency", v1::URGENCY_EMERGENCY},
                                                                  {"urgent", v1::URGENCY_URGENT},
                                                                  {"routine", v1::URGENCY_ROUTINE}};

// "22:00-06:00" as minutes after midnight.
bool parse_hours(const std::string& text, BandwidthLimits& limits) {
  if (text.empty()) return true;
  int from_hour = 0, from_minute = 0, to_hour = 0, to_minute = 0;
  char rest = 0;
  // NOLINTNEXTLINE(cert-err34-c): two digits fit
  if (std::sscanf(text.c_str(), "%2d:%2d-%2d:%2d%c", &from_hour, &from_minute, &to_hour, &to_minute, &rest) != 4)
    return false;
  const auto valid = [](int hour, int minute) {
    return hour >= 0 && minute >= 0 && minute < 60 && hour * 60 + minute <= 24 * 60;
  };
  if (!valid(from_hour, from_minute) || !valid(to_hour, to_minute)) return false;
  limits.routine_from = from_hour * 60 + from_minute;
  limits.routine_to = to_hour * 60 + to_minute;
  return true;
}

void read_dicom(Section section, Config& config) {
  config.dicom_enabled = section.flag("enabled", true);
  config.dicom.port = static_cast<std::uint16_t>(section.number("port", 11112, 0, 65535));
  config.dicom.ae_titles = section.texts("ae_titles", {"RDC_AGENT"});
  config.dicom.max_associations = static_cast<unsigned>(section.number("max_associations", 16, 1, 256));
  config.accept_unknown_devices = section.flag("accept_unknown_devices", false);
  for (Section& device : section.sections("device")) {
    DeviceRule rule;
    rule.ae_title = device.text("ae_title", "");
    if (rule.ae_title.empty() || rule.ae_title.size() > 16) device.refuse("ae_title", "must have 1 to 16 characters");
    rule.charset_override = device.text("charset", "");
    rule.urgency = device.choice("urgency", v1::URGENCY_UNSPECIFIED, kUrgencies);
    device.no_others();
    config.devices.push_back(std::move(rule));
  }
  section.no_others();
}

void read_drop_folders(Section& root, Config& config) {
  std::set<std::string> names;
  for (Section& section : root.sections("drop_folder")) {
    DropFolderOptions folder;
    folder.path = section.text("path", "");
    if (!folder.path.is_absolute()) section.refuse("path", "must be an absolute path");
    folder.name = section.text("name", folder.path.filename().string());
    if (folder.name.empty() || folder.name.size() > 48 || !names.insert(folder.name).second)
      section.refuse("name", "must be unique and have 1 to 48 characters");
    folder.charset_override = section.text("charset", "");
    folder.urgency = section.choice("urgency", v1::URGENCY_UNSPECIFIED, kUrgencies);
    folder.settle = std::chrono::milliseconds(section.number("settle_ms", 2'000, 0, 600'000));
    folder.patience = std::chrono::milliseconds(section.number("patience_ms", 60'000, 0, 86'400'000));
    section.no_others();
    config.drop_folders.push_back(std::move(folder));
  }
}

void read_transfer(Section section, Config& config) {
  config.bandwidth.bytes_per_second =
      static_cast<std::uint64_t>(section.number("bandwidth_kbit", 0, 0, 100'000'000)) * 125;
  if (!parse_hours(section.text("routine_hours", ""), config.bandwidth))
    section.refuse("routine_hours", "must look like \"22:00-06:00\"");
  config.coding = section.choice<CodingPolicy>("coding", CodingPolicy::kAuto,
                                               {{"auto", CodingPolicy::kAuto},
                                                {"identity", CodingPolicy::kIdentity},
                                                {"zstd", CodingPolicy::kZstd},
                                                {"rdc1", CodingPolicy::kRdc1}});
  section.no_others();
}

Config read_root(Section root) {
  Config config;
  config.data = root.text("data", "/var/lib/acquisition-agent");
  if (!config.data.is_absolute()) root.refuse("data", "must be an absolute path");
  config.results = root.text("results", (config.data / "results").string());
  if (!config.results.is_absolute()) root.refuse("results", "must be an absolute path");
  config.log_level = root.choice<std::string>(
      "log_level", "info",
      {{"trace", "trace"}, {"debug", "debug"}, {"info", "info"}, {"warn", "warn"}, {"error", "error"}});
  Section router = root.section("router");
  config.router_addresses = router.texts("addresses", {});
  router.no_others();
  Section console = root.section("console");
  config.console_socket = console.text("socket", "");
  config.console_group = console.text("group", "");
  if (config.console_socket.empty() != config.console_group.empty())
    console.refuse("socket", "and console.group go together: who may open it");
  if (!config.console_socket.empty() && config.console_socket[0] != '/')
    console.refuse("socket", "must be an absolute path");
  console.no_others();
  read_dicom(root.section("dicom"), config);
  read_drop_folders(root, config);
  Section spool = root.section("spool");
  config.spool.data = config.data;
  config.spool.reserve_bytes = static_cast<std::uint64_t>(spool.number("reserve_mb", 1024, 0, 1LL << 30)) << 20;
  config.spool.keep_stored = std::chrono::hours(spool.number("keep_hours", 24, 0, 24 * 3650));
  spool.no_others();
  read_transfer(root.section("transfer"), config);
  root.no_others();
  return config;
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file_name) {
  try {
    const toml::table table = toml::parse(text, file_name);
    std::optional<Error> error;
    Config config = read_root(Section(table, "", file_name, error));
    if (error) return tl::unexpected<Error>(*error);
    return config;
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kInvalid, "BAD_CONFIG", "{}, line {}: {}", file_name, error.source().begin.line,
                error.description());
  }
}

Result<Config> load_config(const std::filesystem::path& file) {
  const auto text = base::read_file(file, 1 << 20);
  if (!text) return fail(text);
  return parse_config(*text, file.string());
}

}  // namespace rdc::agent
