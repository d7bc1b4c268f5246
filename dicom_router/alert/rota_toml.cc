// The rota as a file that people write.
#include <algorithm>
#include <array>
#include <sstream>

#include <toml++/toml.h>

#include "dicom_router/alert/rota.h"

namespace rdc::router {
namespace {

constexpr std::array<const char*, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

// "08:00" in minutes; -1 when it is no time. "24:00" is the end of a day.
int minute_of(const std::string& text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -1000; };
  if (text.size() != 5 || text[2] != ':') return -1;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (hours < 0 || hours > 24 || minutes < 0 || minutes > 59 || (hours == 24 && minutes != 0)) return -1;
  return hours * 60 + minutes;
}

class RotaReader {
 public:
  explicit RotaReader(std::string name) : name_(std::move(name)) {}

  v1::Rota read(const toml::table& file) {
    v1::Rota rota;
    rota.set_utc_offset_minutes(480);
    for (const auto& [key, node] : file) {
      const std::string_view word = key.str();
      if (word == "utc_offset_minutes")
        rota.set_utc_offset_minutes(static_cast<std::int32_t>(number_of(node, -720, 840)));
      else if (word == "shift")
        each_table(node, [&](const toml::table& table) { read_shift(table, *rota.add_shifts()); });
      else if (word == "substitute")
        each_table(node, [&](const toml::table& table) { read_substitute(table, *rota.add_substitutions()); });
      else if (word == "step")
        each_table(node, [&](const toml::table& table) { read_step(table, *rota.add_timetable()); });
      else if (word == "otherwise" && node.is_table())
        for (const auto& [step, names] : *node.as_table()) read_people(step.str(), names, *rota.mutable_otherwise());
      else
        complain(node, fmt::format("unknown key \"{}\"", word));
    }
    return rota;
  }
  void complain(const toml::node& node, const std::string& what) { complain(node.source().begin.line, what); }
  void complain(toml::source_index line, const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}:{}: {}", name_, line, what);
  }
  const std::string& wrong() const { return wrong_; }

 private:
  template <typename Each>
  void each_table(const toml::node& node, Each each) {
    const auto* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables()) return complain(node, "must be a list of tables: [[…]]");
    for (const auto& entry : *list) each(*entry.as_table());
  }
  std::int64_t number_of(const toml::node& node, std::int64_t low, std::int64_t high) {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < low || *number > high)
      complain(node, fmt::format("must be a number from {} to {}", low, high));
    return number.value_or(low);
  }
  std::string text_of(const toml::node& node) {
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty()) complain(node, "must be a text");
    return text.value_or("");
  }
  std::uint32_t time_of(const toml::node& node) {
    const int minute = minute_of(text_of(node));
    if (minute < 0) complain(node, R"(must be a time from "00:00" to "24:00")");
    return static_cast<std::uint32_t>(std::max(minute, 0));
  }
  // False when the key is none of the steps.
  bool read_people(std::string_view step, const toml::node& node, v1::RotaPeople& people) {
    auto* names = step == "duty"     ? people.mutable_duty()
                  : step == "second" ? people.mutable_second()
                  : step == "head"   ? people.mutable_head()
                  : step == "desk"   ? people.mutable_desk()
                                     : nullptr;
    if (names == nullptr) complain(node, fmt::format("unknown key \"{}\"", step));
    if (names == nullptr) return false;
    const auto* list = node.as_array();
    if (list == nullptr) complain(node, "must be a list of user names");
    if (list != nullptr)
      for (const auto& entry : *list) *names->Add() = text_of(entry);
    return true;
  }
  void read_shift(const toml::table& table, v1::RotaShift& shift) {
    if (!table.contains("from") || !table.contains("until")) complain(table, "a shift needs from and until");
    for (const auto& [key, node] : table) {
      if (key.str() == "from")
        shift.set_from_minute(time_of(node));
      else if (key.str() == "until")
        shift.set_until_minute(std::max(1U, time_of(node)));
      else if (key.str() == "days")
        read_days(node, shift);
      else
        read_people(key.str(), node, *shift.mutable_people());
    }
    // Midnight as an end is 24:00 of the day before.
    if (const auto* until = table.get("until"); until != nullptr && until->value_or(std::string()) == "00:00")
      shift.set_until_minute(1440);
  }
  void read_days(const toml::node& node, v1::RotaShift& shift) {
    const auto* list = node.as_array();
    if (list == nullptr || list->empty()) return complain(node, R"(days must be a list such as ["mon", "tue"])");
    for (const auto& entry : *list) {
      const auto* found = std::ranges::find(kDays, text_of(entry));
      if (found == kDays.end()) return complain(entry, "a day is one of mon, tue, wed, thu, fri, sat, sun");
      shift.add_weekdays(static_cast<std::uint32_t>(found - kDays.begin()) + 1);
    }
  }
  void read_substitute(const toml::table& table, v1::RotaSubstitution& substitute) {
    for (const auto& [key, node] : table) {
      if (key.str() == "absent")
        substitute.set_absent(text_of(node));
      else if (key.str() == "substitute")
        substitute.set_substitute(text_of(node));
      else if (key.str() == "from")
        substitute.set_from_date(text_of(node));
      else if (key.str() == "until")
        substitute.set_until_date(text_of(node));
      else
        complain(node, fmt::format("unknown key \"{}\"", key.str()));
    }
  }
  void read_step(const toml::table& table, v1::RotaStep& step) {
    for (const auto& [key, node] : table) {
      if (key.str() == "name")
        step.set_name(text_of(node));
      else if (key.str() == "minutes")
        step.set_minutes(static_cast<std::uint32_t>(number_of(node, 0, 240)));
      else
        complain(node, fmt::format("unknown key \"{}\"", key.str()));
    }
  }

  const std::string name_;
  std::string wrong_;
};

std::string clock_of(std::uint32_t minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

void add_people(toml::table& table, const v1::RotaPeople& people) {
  const auto add = [&](const char* step, const google::protobuf::RepeatedPtrField<std::string>& names) {
    if (names.empty()) return;
    toml::array list;
    for (const auto& name : names) list.push_back(name);
    table.insert(step, std::move(list));
  };
  add("duty", people.duty());
  add("second", people.second());
  add("head", people.head());
  add("desk", people.desk());
}

toml::table table_of(const v1::RotaShift& shift) {
  toml::table table{{"from", clock_of(shift.from_minute())}, {"until", clock_of(shift.until_minute())}};
  toml::array days;
  for (const auto day : shift.weekdays()) days.push_back(kDays.at(day - 1));
  if (!days.empty()) table.insert("days", std::move(days));
  add_people(table, shift.people());
  return table;
}

}  // namespace

Result<v1::Rota> rota_from_toml(std::string_view toml, const std::string& name) {
  RotaReader reader(name);
  v1::Rota rota;
  try {
    rota = reader.read(toml::parse(toml, name));
  } catch (const toml::parse_error& error) {
    reader.complain(error.source().begin.line, std::string(error.description()));
  }
  if (!reader.wrong().empty()) return fail(ErrorCode::kInvalid, "BAD_ROTA", "{}", reader.wrong());
  if (auto fine = check_rota(rota); !fine) return fail(fine);
  return rota;
}

std::string rota_to_toml(const v1::Rota& rota) {
  toml::table file{{"utc_offset_minutes", rota.utc_offset_minutes()}};
  toml::array shifts, substitutes, steps;
  for (const auto& shift : rota.shifts()) shifts.push_back(table_of(shift));
  for (const auto& one : rota.substitutions())
    substitutes.push_back(toml::table{{"absent", one.absent()},
                                      {"substitute", one.substitute()},
                                      {"from", one.from_date()},
                                      {"until", one.until_date()}});
  for (const auto& step : rota.timetable())
    steps.push_back(toml::table{{"name", step.name()}, {"minutes", static_cast<std::int64_t>(step.minutes())}});
  if (!shifts.empty()) file.insert("shift", std::move(shifts));
  if (!substitutes.empty()) file.insert("substitute", std::move(substitutes));
  toml::table otherwise;
  add_people(otherwise, rota.otherwise());
  if (!otherwise.empty()) file.insert("otherwise", std::move(otherwise));
  if (!steps.empty()) file.insert("step", std::move(steps));
  std::ostringstream out;
  out << file << "\n";
  return out.str();
}

}  // namespace rdc::router
