#include "reading_station/report/report_template.h"

#include <algorithm>

#include <QRegularExpression>
#include <QSet>

#include <toml++/toml.h>

#include "reading_station/report/report_text.h"

namespace rdc::station {
namespace {

// Reads one file; keeps the first thing wrong, with its line.
class FileReader {
 public:
  FileReader(std::string name, const char* reason) : name_(std::move(name)), reason_(reason) {}

  std::optional<Error> problem;

  void complain(const toml::node& at, const std::string& what) {
    if (!problem)
      problem = Error{ErrorCode::kInvalid, reason_, fmt::format("{}:{}: {}", name_, at.source().begin.line, what)};
  }
  // Every key of the table is one of these.
  void only(const toml::table& table, std::initializer_list<std::string_view> keys) {
    for (const auto& [key, node] : table)
      if (std::ranges::find(keys, key.str()) == keys.end()) complain(node, fmt::format("unknown key '{}'", key.str()));
  }
  QString text(const toml::table& table, std::string_view key, int longest) {
    const auto* node = table.get(key);
    if (node == nullptr) return complain(table, fmt::format("'{}' is missing", key)), QString();
    return text(*node, key, longest);
  }
  QString text(const toml::node& node, std::string_view key, int longest) {
    const auto* value = node.as_string();
    if (value == nullptr) return complain(node, fmt::format("'{}' is no string", key)), QString();
    const QString text = QString::fromStdString(value->get()).trimmed();
    if (text.isEmpty()) complain(node, fmt::format("'{}' is empty", key));
    if (text.size() > longest) complain(node, fmt::format("'{}' is longer than {} characters", key, longest));
    return text;
  }
  enum class Empty { kAllowed, kRefused };
  QStringList list(const toml::table& table, std::string_view key, Empty empty) {
    const auto* node = table.get(key);
    if (node == nullptr) {
      if (empty == Empty::kRefused) complain(table, fmt::format("'{}' is missing", key));
      return {};
    }
    const auto* array = node->as_array();
    if (array == nullptr) return complain(*node, fmt::format("'{}' is no list", key)), QStringList();
    if (array->empty() && empty == Empty::kRefused) complain(*node, fmt::format("'{}' is empty", key));
    if (array->size() > 100) return complain(*node, fmt::format("'{}' has more than 100 entries", key)), QStringList();
    QStringList made;
    for (const auto& entry : *array) made << text(entry, key, 64);
    return made;
  }
  void matches(const toml::table& table, std::string_view key, const QString& text, const char* pattern) {
    const auto* node = table.get(key);
    if (node == nullptr || text.isEmpty()) return;
    if (!QRegularExpression(QRegularExpression::anchoredPattern(QLatin1String(pattern))).match(text).hasMatch())
      complain(*node, fmt::format("'{}' is no {}: {}", text.toStdString(), key, pattern));
  }
  // An opened brace is closed, so that a field left over is always found.
  void braces(const toml::node& at, const QString& text) {
    int depth = 0;
    for (const QChar c : text) {
      depth += c == u'{' ? 1 : c == u'}' ? -1 : 0;
      if (depth < 0) break;
    }
    if (depth != 0) complain(at, "a brace is not closed, or closed without being opened");
  }
  TemplateWords words(const toml::table& whole, std::string_view language) {
    const auto* node = whole.get(language);
    const auto* table = node == nullptr ? nullptr : node->as_table();
    if (table == nullptr) return complain(whole, fmt::format("the table [{}] is missing", language)), TemplateWords();
    only(*table, {"title", "findings", "impression"});
    TemplateWords made{text(*table, "title", 64), text(*table, "findings", kTextLimit),
                       text(*table, "impression", kTextLimit)};
    for (const auto* part : {&made.findings, &made.impression}) braces(*table, *part);
    return made;
  }
  std::optional<toml::table> parse(std::string_view content) {
    if (content.size() > kTemplateFileLimit) {
      problem = Error{ErrorCode::kInvalid, reason_, fmt::format("{}: larger than {} bytes", name_, kTemplateFileLimit)};
      return std::nullopt;
    }
    try {
      return toml::parse(content, name_);
    } catch (const toml::parse_error& error) {
      problem = Error{ErrorCode::kInvalid, reason_,
                      fmt::format("{}:{}: {}", name_, error.source().begin.line, error.description())};
      return std::nullopt;
    }
  }

 private:
  const std::string name_;
  const char* reason_;
};

bool names_part(const QStringList& parts, const ExamKind& exam) {
  return std::ranges::any_of(parts, [&](const QString& part) {
    return exam.description.contains(part, Qt::CaseInsensitive) ||
           std::ranges::any_of(exam.body_parts,
                               [&](const QString& sent) { return sent.contains(part, Qt::CaseInsensitive); });
  });
}

}  // namespace

Result<ReportTemplate> parse_template(std::string_view content, const std::string& name) {
  FileReader reader(name, "BAD_TEMPLATE");
  const auto table = reader.parse(content);
  if (!table) return tl::unexpected<Error>(*reader.problem);
  reader.only(*table, {"id", "modalities", "body_parts", "codes", "zh", "en"});
  ReportTemplate made;
  made.id = reader.text(*table, "id", 64);
  reader.matches(*table, "id", made.id, "[A-Za-z0-9-]+");
  made.modalities = reader.list(*table, "modalities", FileReader::Empty::kRefused);
  made.body_parts = reader.list(*table, "body_parts", FileReader::Empty::kAllowed);
  made.codes = reader.list(*table, "codes", FileReader::Empty::kAllowed);
  for (const auto& code : made.codes) reader.matches(*table, "codes", code, "[A-Za-z0-9]+:[A-Za-z0-9.-]+");
  made.zh = reader.words(*table, "zh");
  made.en = reader.words(*table, "en");
  if (reader.problem) return tl::unexpected<Error>(*reader.problem);
  return made;
}

Result<std::vector<Phrase>> parse_phrases(std::string_view content, const std::string& name) {
  FileReader reader(name, "BAD_PHRASES");
  const auto table = reader.parse(content);
  if (!table) return tl::unexpected<Error>(*reader.problem);
  reader.only(*table, {"phrase"});
  std::vector<Phrase> made;
  QSet<QString> keys;
  const auto* node = table->get("phrase");
  const auto* array = node == nullptr ? nullptr : node->as_array();
  if (node != nullptr && array == nullptr) reader.complain(*node, "'phrase' is a list of tables: [[phrase]]");
  if (array != nullptr && array->size() > static_cast<std::size_t>(kPhraseLimit))
    reader.complain(*node, fmt::format("more than {} phrases", kPhraseLimit));
  if (reader.problem) return tl::unexpected<Error>(*reader.problem);
  if (array == nullptr) return made;
  for (const auto& entry : *array) {
    const auto* one = entry.as_table();
    if (one == nullptr) {
      reader.complain(entry, "a phrase is a table");
      break;
    }
    reader.only(*one, {"key", "zh", "en"});
    Phrase phrase{reader.text(*one, "key", 16), reader.text(*one, "zh", kTextLimit),
                  reader.text(*one, "en", kTextLimit)};
    reader.matches(*one, "key", phrase.key, "[A-Za-z0-9]+");
    for (const auto* text : {&phrase.zh, &phrase.en}) reader.braces(*one, *text);
    if (keys.contains(phrase.key))
      reader.complain(*one, fmt::format("the key '{}' is there twice", phrase.key.toStdString()));
    keys.insert(phrase.key);
    made.push_back(std::move(phrase));
  }
  if (reader.problem) return tl::unexpected<Error>(*reader.problem);
  return made;
}

int fitness(const ReportTemplate& candidate, const ExamKind& exam) {
  const bool modality =
      std::ranges::any_of(exam.modalities, [&](const QString& m) { return candidate.modalities.contains(m); });
  if (!modality) return 0;
  return candidate.body_parts.isEmpty() || names_part(candidate.body_parts, exam) ? 2 : 1;
}

}  // namespace rdc::station
