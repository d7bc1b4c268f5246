#include "dicom_router/critical/critical_table.h"

#include <algorithm>
#include <map>
#include <optional>

#include <toml++/toml.h>

#include "common/base/file_system.h"

namespace rdc::router {
namespace {

constexpr std::int64_t kDayMinutes = 1440;
constexpr std::int64_t kMinuteMicros = 60'000'000;
constexpr std::size_t kMostEntries = 200;

bool is_entry_id(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

v1::CriticalEntry make_entry(v1::CriticalExam exam, const char* id, const char* zh, const char* en,
                             std::initializer_list<const char*> words) {
  v1::CriticalEntry entry;
  entry.set_entry_id(id);
  entry.mutable_name()->set_zh(zh);
  entry.mutable_name()->set_en(en);
  entry.set_exam(exam);
  for (const char* word : words) entry.add_words(word);
  return entry;
}

// "HH:MM" as minutes since midnight.
std::optional<std::int64_t> clock_minutes(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t at : {0U, 1U, 3U, 4U})
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
  const int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

// Keeps the first thing wrong, with its line.
class CriticalTableReader {
 public:
  explicit CriticalTableReader(std::string name) : name_(std::move(name)) {}

  CriticalTable read(const toml::table& file) {
    CriticalTable table;
    for (const auto& [key, node] : file) read_key(std::string(key.str()), node, table);
    // A list with other entries or limits is another list: whoever reads the register must be able to tell.
    if (!file.empty() && !(file.contains("name") && file.contains("version") && file.contains("source")))
      complain(1, "a list of critical values needs name, version and source");
    if (table.action_minutes < table.read_back_minutes)
      complain(1, "action_minutes cannot be shorter than read_back_minutes");
    return table;
  }
  void complain(toml::source_index line, const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}:{}: {}", name_, line, what);
  }
  const std::string& wrong() const { return wrong_; }

 private:
  void complain(const toml::node& node, const std::string& what) { complain(node.source().begin.line, what); }

  void read_key(const std::string& key, const toml::node& node, CriticalTable& table) {
    struct Number {
      std::int64_t* place;
      std::int64_t low, high;
    };
    const std::map<std::string, Number> numbers = {{"read_back_minutes", {&table.read_back_minutes, 1, 1440}},
                                                   {"action_minutes", {&table.action_minutes, 1, 10'080}},
                                                   {"repeat_minutes", {&table.repeat_minutes, 1, 1440}},
                                                   {"utc_offset_minutes", {&table.utc_offset_minutes, -840, 840}}};
    const std::map<std::string, std::string*> texts = {
        {"name", &table.name}, {"version", &table.version}, {"source", &table.source}};
    if (const auto number = numbers.find(key); number != numbers.end()) {
      const auto value = node.value_exact<std::int64_t>();
      if (!value || *value < number->second.low || *value > number->second.high)
        complain(node, fmt::format("{} must be a number from {} to {}", key, number->second.low, number->second.high));
      *number->second.place = value.value_or(number->second.low);
    } else if (const auto text = texts.find(key); text != texts.end()) {
      *text->second = text_of(node, key);
    } else if (key == "night_from" || key == "night_until") {
      const auto minutes = clock_minutes(text_of(node, key));
      if (!minutes) complain(node, key + " must be a time such as \"18:00\"");
      (key == "night_from" ? table.night_from : table.night_until) = minutes.value_or(0);
    } else if (key == "entry") {
      read_entries(node, table.entries);
    } else {
      complain(node, "unknown key \"" + key + "\"");
    }
  }

  std::string text_of(const toml::node& node, const std::string& key) {
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty() || text->size() > 400) complain(node, key + " must be a text of at most 400 bytes");
    return text.value_or("");
  }

  void read_entries(const toml::node& node, std::vector<v1::CriticalEntry>& entries) {
    const auto* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables() || list->size() > kMostEntries)
      return complain(node, "entry must be at most 200 [[entry]] tables");
    entries.clear();
    for (const auto& one : *list) {
      entries.push_back(read_entry(*one.as_table()));
      const auto& id = entries.back().entry_id();
      if (std::ranges::count(entries, id, &v1::CriticalEntry::entry_id) > 1)
        complain(one, "two entries have the id \"" + id + "\"");
    }
  }

  v1::CriticalEntry read_entry(const toml::table& table) {
    v1::CriticalEntry entry;
    entry.set_exam(v1::CRITICAL_EXAM_IMAGING);
    for (const auto& [name, node] : table) {
      const std::string key(name.str());
      if (key == "id")
        entry.set_entry_id(text_of(node, key));
      else if (key == "zh")
        entry.mutable_name()->set_zh(text_of(node, key));
      else if (key == "en")
        entry.mutable_name()->set_en(text_of(node, key));
      else if (key == "exam")
        entry.set_exam(exam_of(node));
      else if (key == "words")
        read_words(node, entry);
      else
        complain(node, "unknown key \"" + key + "\"");
    }
    if (!is_entry_id(entry.entry_id())) complain(table, "an entry needs an id: 1-32 of a-z, 0-9 and -");
    if (entry.name().zh().empty() || entry.name().en().empty()) complain(table, "an entry needs its name in zh and en");
    return entry;
  }

  v1::CriticalExam exam_of(const toml::node& node) {
    const auto word = text_of(node, "exam");
    if (word != "imaging" && word != "ecg") complain(node, R"(exam must be "imaging" or "ecg")");
    return word == "ecg" ? v1::CRITICAL_EXAM_ECG : v1::CRITICAL_EXAM_IMAGING;
  }

  void read_words(const toml::node& node, v1::CriticalEntry& entry) {
    const auto* list = node.as_array();
    if (list == nullptr || list->size() > 20) return complain(node, "words must be a list of at most 20 texts");
    for (const auto& one : *list) entry.add_words(text_of(one, "words"));
  }

  const std::string name_;
  std::string wrong_;
};

}  // namespace

// CLINICAL.md section 4. What an ECG shows of an infarction is no notice: it is a case.
std::vector<v1::CriticalEntry> CriticalTable::default_entries() {
  constexpr auto kImaging = v1::CRITICAL_EXAM_IMAGING;
  constexpr auto kEcg = v1::CRITICAL_EXAM_ECG;
  return {
      make_entry(kImaging, "tension-pneumothorax", "张力性气胸", "Tension pneumothorax",
                 {"张力性气胸", "tension pneumothorax"}),
      make_entry(kImaging, "aortic-dissection", "主动脉夹层", "Aortic dissection", {"主动脉夹层", "aortic dissection"}),
      make_entry(kImaging, "pulmonary-embolism", "主肺动脉栓塞", "Embolism of the main pulmonary artery",
                 {"肺动脉", "肺栓塞", "pulmonary embol"}),
      make_entry(kImaging, "haemorrhage", "大量出血（含颅内出血）", "Large haemorrhage, intracranial included",
                 {"出血", "haemorrhage", "hemorrhage"}),
      make_entry(kImaging, "brain-herniation", "脑疝", "Brain herniation", {"脑疝", "herniation"}),
      make_entry(kImaging, "perforation", "空腔脏器穿孔", "Perforation of a hollow organ",
                 {"穿孔", "游离气体", "perforation", "free air"}),
      make_entry(kImaging, "tamponade", "心包填塞", "Cardiac tamponade", {"心包填塞", "心脏压塞", "tamponade"}),
      make_entry(kImaging, "airway-foreign-body", "气道异物", "Foreign body in the airway",
                 {"气道异物", "气管异物", "airway foreign body"}),
      make_entry(kEcg, "ecg-pause", "R-R 间期 ≥ 3.0 秒", "R-R of 3.0 s or more", {}),
      make_entry(kEcg, "ecg-slow", "心室率 < 35 次/分", "Ventricular rate below 35/min", {}),
      make_entry(kEcg, "ecg-complete-block", "新发三度房室传导阻滞，或其心室率 < 40 次/分",
                 "New third-degree AV block, or with a rate below 40/min", {}),
      make_entry(kEcg, "ecg-ventricular", "室性心动过速 ≥ 150 次/分且 ≥ 30 秒、尖端扭转、室颤",
                 "Ventricular tachycardia of 150/min or more for 30 s, torsade de pointes, ventricular fibrillation",
                 {}),
      make_entry(kEcg, "ecg-fast", "室上性心动过速 ≥ 230 次/分，或心房颤动 ≥ 180 次/分",
                 "Supraventricular tachycardia of 230/min or more, or atrial fibrillation of 180/min or more", {}),
      make_entry(kEcg, "ecg-preexcited", "预激伴心房颤动，最短 R-R < 250 毫秒",
                 "Pre-excited atrial fibrillation with an R-R below 250 ms", {}),
  };
}

Result<CriticalTable> CriticalTable::parse(std::string_view toml, const std::string& name) {
  CriticalTableReader reader(name);
  CriticalTable table;
  try {
    table = reader.read(toml::parse(toml, name));
  } catch (const toml::parse_error& error) {
    reader.complain(error.source().begin.line, std::string(error.description()));
  }
  if (!reader.wrong().empty()) return fail(ErrorCode::kInvalid, "BAD_CRITICAL_TABLE", "{}", reader.wrong());
  return table;
}

Result<CriticalTable> CriticalTable::load(const std::filesystem::path& file) {
  auto text = base::read_file(file, 1 << 20);
  if (!text && text.error().code == ErrorCode::kNotFound) return CriticalTable();
  if (!text) return fail(text);
  return parse(*text, file.filename().string());
}

const v1::CriticalEntry* CriticalTable::find(const std::string& entry_id) const {
  const auto found = std::ranges::find(entries, entry_id, &v1::CriticalEntry::entry_id);
  return found == entries.end() ? nullptr : &*found;
}

bool CriticalTable::is_night(base::Timestamp at) const {
  const auto local = base::to_micros(at) / kMinuteMicros + utc_offset_minutes;
  const auto minute = (local % kDayMinutes + kDayMinutes) % kDayMinutes;
  if (night_from <= night_until) return minute >= night_from && minute < night_until;
  return minute >= night_from || minute < night_until;
}

v1::CriticalTable CriticalTable::to_message(base::Timestamp now) const {
  v1::CriticalTable message;
  message.set_name(name);
  message.set_version(version);
  message.set_source(source);
  message.mutable_entries()->Assign(entries.begin(), entries.end());
  message.set_read_back_minutes(static_cast<std::uint32_t>(read_back_minutes));
  message.set_action_minutes(static_cast<std::uint32_t>(action_minutes));
  message.set_is_night(is_night(now));
  return message;
}

}  // namespace rdc::router
