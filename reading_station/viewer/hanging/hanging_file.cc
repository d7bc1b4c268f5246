#include "reading_station/viewer/hanging/hanging_file.h"

#include <QFile>
#include <algorithm>
#include <tuple>

#include <toml++/toml.h>

namespace rdc::station {
namespace {

constexpr qint64 kMaxFileBytes = 64 * 1024;
constexpr qsizetype kMaxFiles = 256;
constexpr std::int64_t kMaxSide = 4;

// Keeps the first complaint; reading goes on with harmless values.
class ProtocolReader {
 public:
  explicit ProtocolReader(std::string file) : file_(std::move(file)) {}

  HangingProtocol read(const toml::table& table) {
    HangingProtocol protocol;
    for (const auto& [key, node] : table) read_entry(std::string(key.str()), node, protocol);
    const auto start = table.source().begin.line;
    if (protocol.id.isEmpty()) complain(start, "id is missing");
    if (protocol.name_zh.isEmpty() || protocol.name_en.isEmpty()) complain(start, "name and name_en are needed");
    if (protocol.viewports.empty()) complain(start, "there is no [[viewport]]");
    if (protocol.viewports.size() >
        static_cast<std::size_t>(protocol.rows) * static_cast<std::size_t>(protocol.columns))
      complain(start, fmt::format("{} viewports do not fit in {} x {}", protocol.viewports.size(), protocol.rows,
                                  protocol.columns));
    return protocol;
  }
  const std::string& wrong() const { return wrong_; }

 private:
  using Line = toml::source_index;

  void complain(Line line, const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}:{}: {}", file_, line, what);
  }
  static Line line_of(const toml::node& node) { return node.source().begin.line; }

  void read_entry(const std::string& key, const toml::node& node, HangingProtocol& protocol) {
    if (key == "id")
      read_id(node, protocol);
    else if (key == "name")
      protocol.name_zh = text(node, key);
    else if (key == "name_en")
      protocol.name_en = text(node, key);
    else if (key == "layout")
      std::tie(protocol.rows, protocol.columns) =
          pair(node, "layout must be [rows, columns], each 1 to 4", 1, kMaxSide);
    else if (key == "modality")
      protocol.modality = words(node, key);
    else if (key == "body_part")
      protocol.body_part = words(node, key);
    else if (key == "views")
      protocol.views = words(node, key);
    else if (key == "items")
      read_items(node, protocol);
    else if (key == "prior")
      read_prior(node, protocol);
    else if (key == "viewport")
      read_viewports(node, protocol);
    else
      complain(line_of(node), "unknown key \"" + key + "\"");
  }

  void read_id(const toml::node& node, HangingProtocol& protocol) {
    protocol.id = text(node, "id");
    const bool plain = std::ranges::all_of(
        protocol.id, [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-'; });
    if (!plain) complain(line_of(node), "id may have a-z, 0-9 and - only");
  }
  void read_items(const toml::node& node, HangingProtocol& protocol) {
    constexpr std::int64_t kMost = 1000;
    std::tie(protocol.min_items, protocol.max_items) =
        pair(node, "items must be [fewest, most], each 0 to 1000", 0, kMost);
    if (protocol.max_items > 0 && protocol.min_items > protocol.max_items)
      complain(line_of(node), "items: fewest is more than most");
  }
  void read_prior(const toml::node& node, HangingProtocol& protocol) {
    const QString word = text(node, "prior");
    if (word == QLatin1String("required"))
      protocol.prior = HangingProtocol::Prior::kRequired;
    else if (word == QLatin1String("absent"))
      protocol.prior = HangingProtocol::Prior::kAbsent;
    else
      complain(line_of(node), "prior is \"required\" or \"absent\"");
  }
  void read_viewports(const toml::node& node, HangingProtocol& protocol) {
    const toml::array* list = node.as_array();
    if (list == nullptr) return complain(line_of(node), "write [[viewport]] for each viewport");
    for (const toml::node& entry : *list) {
      const toml::table* table = entry.as_table();
      if (table == nullptr) return complain(line_of(entry), "write [[viewport]] for each viewport");
      ViewportRule rule;
      for (const auto& [key, value] : *table)
        read_rule(std::string(key.str()), value, rule, static_cast<int>(protocol.viewports.size()));
      protocol.viewports.push_back(std::move(rule));
    }
  }
  void read_rule(const std::string& key, const toml::node& node, ViewportRule& rule, int before) {
    if (key == "modality")
      rule.modality = words(node, key);
    else if (key == "body_part")
      rule.body_part = words(node, key);
    else if (key == "view")
      rule.view = words(node, key);
    else if (key == "laterality")
      rule.laterality = words(node, key);
    else if (key == "window")
      rule.window = window(node);
    else if (key == "prior") {
      const auto value = node.value_exact<bool>();
      if (!value) complain(line_of(node), "a viewport's prior is true or false");
      rule.prior = value.value_or(false);
    } else if (key == "same_as") {
      const auto value = node.value_exact<std::int64_t>();
      if (!value || *value < 1 || *value > before)
        return complain(line_of(node), "same_as must be the number of an earlier viewport (the first is 1)");
      rule.same_as = static_cast<int>(*value);
    } else {
      complain(line_of(node), "unknown key \"" + key + "\" of a viewport");
    }
  }

  QString text(const toml::node& node, const std::string& key) {
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) complain(line_of(node), key + " must be a text");
    return QString::fromStdString(value.value_or(""));
  }
  QStringList words(const toml::node& node, const std::string& key) {
    QStringList list;
    const toml::array* array = node.as_array();
    if (array == nullptr || array->empty()) {
      complain(line_of(node), key + " must be a list of texts");
      return list;
    }
    for (const toml::node& entry : *array) list << text(entry, key);
    return list;
  }
  std::pair<int, int> pair(const toml::node& node, const char* rule, std::int64_t least, std::int64_t most) {
    const toml::array* array = node.as_array();
    std::pair<int, int> values{1, 1};
    if (array == nullptr || array->size() != 2) {
      complain(line_of(node), rule);
      return values;
    }
    const auto first = (*array)[0].value_exact<std::int64_t>(), second = (*array)[1].value_exact<std::int64_t>();
    if (!first || !second || std::min(*first, *second) < least || std::max(*first, *second) > most) {
      complain(line_of(node), rule);
      return values;
    }
    return {static_cast<int>(*first), static_cast<int>(*second)};
  }
  std::optional<imaging::WindowSetting> window(const toml::node& node) {
    if (const auto name = node.value_exact<std::string>()) {
      auto known = named_window(QString::fromStdString(*name));
      if (!known) complain(line_of(node), "window \"" + *name + "\" is not known");
      return known;
    }
    const toml::array* array = node.as_array();
    const auto number = [&](std::size_t i) { return array->size() == 2 ? (*array)[i].value<double>() : std::nullopt; };
    if (array == nullptr || !number(0) || !number(1) || *number(1) < 1 || *number(1) > 1e6) {
      complain(line_of(node), "window must be a preset's name or [center, width] with a width from 1");
      return std::nullopt;
    }
    return imaging::WindowSetting{*number(0), *number(1), imaging::VoiFunction::kLinear, ""};
  }

  std::string file_;
  std::string wrong_;
};

void add_folder(const QDir& folder, HangingProtocols& loaded) {
  const QStringList files = folder.entryList({QStringLiteral("*.toml")}, QDir::Files, QDir::Name);
  for (const QString& name : files.first(std::min(kMaxFiles, files.size()))) {
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMaxFileBytes) {
      loaded.problems << QStringLiteral("%1: cannot be read, or is larger than 64 KiB").arg(name);
      continue;
    }
    auto protocol = parse_hanging_protocol(file.readAll().toStdString(), name.toStdString());
    if (!protocol) {
      loaded.problems << QString::fromStdString(protocol.error().message);
      continue;
    }
    const auto same = std::ranges::find(loaded.protocols, protocol->id, &HangingProtocol::id);
    if (same != loaded.protocols.end())
      *same = std::move(*protocol);
    else
      loaded.protocols.push_back(std::move(*protocol));
  }
}

}  // namespace

Result<HangingProtocol> parse_hanging_protocol(const std::string& toml, const std::string& name) {
  try {
    ProtocolReader reader(name);
    HangingProtocol protocol = reader.read(toml::parse(toml, name));
    if (!reader.wrong().empty()) return fail(ErrorCode::kInvalid, "BAD_PROTOCOL", "{}", reader.wrong());
    return protocol;
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::kInvalid, "BAD_PROTOCOL", "{}:{}: {}", name, error.source().begin.line, error.description());
  }
}

HangingProtocols load_hanging_protocols(const QDir& readers_folder) {
  HangingProtocols loaded;
  add_folder(QDir(QStringLiteral(":/hanging")), loaded);
  if (readers_folder.exists()) add_folder(readers_folder, loaded);
  return loaded;
}

}  // namespace rdc::station
