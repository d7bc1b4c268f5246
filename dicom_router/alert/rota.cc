#include "dicom_router/alert/rota.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

namespace rdc::router {
namespace {

constexpr std::int64_t kRotaMinute = 60'000'000;
constexpr std::int64_t kMinutesADay = 1440;
constexpr std::array<const char*, 4> kSteps = {"duty", "second", "head", "desk"};

// Whole days and minutes of the centre's local time since 1970.
struct LocalTime {
  std::int64_t day = 0;
  std::int64_t minute = 0;
};

LocalTime local_time(const v1::Rota& rota, std::int64_t at) {
  auto minutes = at / kRotaMinute;
  if (at % kRotaMinute < 0) --minutes;
  minutes += rota.utc_offset_minutes();
  auto day = minutes / kMinutesADay;
  auto minute = minutes % kMinutesADay;
  if (minute < 0) {
    minute += kMinutesADay;
    --day;
  }
  return {day, minute};
}

std::uint32_t weekday_of(std::int64_t day) {
  return std::chrono::weekday(std::chrono::sys_days(std::chrono::days(day))).iso_encoding();
}

std::string date_of(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

bool begins_on(const v1::RotaShift& shift, std::int64_t day) {
  return shift.weekdays().empty() || std::ranges::count(shift.weekdays(), weekday_of(day)) > 0;
}

// The day on which the shift that covers this moment began; -1 when it does not cover it.
std::int64_t beginning_of(const v1::RotaShift& shift, const LocalTime& now) {
  const bool past_midnight = shift.until_minute() <= shift.from_minute();
  if (!past_midnight)
    return now.minute >= shift.from_minute() && now.minute < shift.until_minute() && begins_on(shift, now.day) ? now.day
                                                                                                               : -1;
  if (now.minute >= shift.from_minute() && begins_on(shift, now.day)) return now.day;
  if (now.minute < shift.until_minute() && begins_on(shift, now.day - 1)) return now.day - 1;
  return -1;
}

const google::protobuf::RepeatedPtrField<std::string>& names_for(const v1::RotaPeople& people,
                                                                 const std::string& step) {
  if (step == "second") return people.second();
  if (step == "head") return people.head();
  if (step == "desk") return people.desk();
  return people.duty();
}

// A substitute may be absent too: the chain is followed, at most once around.
std::string standing_in(const v1::Rota& rota, std::string name, const std::string& date) {
  std::set<std::string> asked;
  while (asked.insert(name).second) {
    const auto found = std::ranges::find_if(rota.substitutions(), [&](const v1::RotaSubstitution& one) {
      return one.absent() == name && one.from_date() <= date && date <= one.until_date();
    });
    if (found == rota.substitutions().end()) break;
    name = found->substitute();
  }
  return name;
}

std::vector<std::string> present(const v1::Rota& rota, const google::protobuf::RepeatedPtrField<std::string>& names,
                                 const std::string& date) {
  std::vector<std::string> people;
  for (const auto& name : names) {
    auto person = standing_in(rota, name, date);
    if (std::ranges::find(people, person) == people.end()) people.push_back(std::move(person));
  }
  return people;
}

bool is_date(const std::string& text) {
  if (text.size() != 8 || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return false;
  const std::chrono::year_month_day date{std::chrono::year{std::stoi(text.substr(0, 4))},
                                         std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(4, 2)))},
                                         std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(6, 2)))}};
  return date.ok();
}

bool is_step(const std::string& name) { return std::ranges::find(kSteps, name) != kSteps.end(); }

tl::unexpected<Error> bad_rota(const std::string& what) { return fail(ErrorCode::kInvalid, "BAD_ROTA", "{}", what); }

Result<void> check_people(const v1::RotaPeople& people, const std::string& where) {
  for (const auto* step : kSteps) {
    const auto& names = names_for(people, step);
    if (names.size() > 20) return bad_rota(fmt::format("{}: {} names more than 20 people", where, step));
    for (const auto& name : names)
      if (name.empty() || name.size() > 64) return bad_rota(fmt::format("{}: {} holds no user name", where, step));
  }
  return {};
}

Result<void> check_shift(const v1::RotaShift& shift, const std::string& where) {
  for (const auto day : shift.weekdays())
    if (day < 1 || day > 7) return bad_rota(where + ": a weekday is 1 (Monday) to 7 (Sunday)");
  if (shift.weekdays_size() > 7) return bad_rota(where + ": a week has seven days");
  if (shift.from_minute() >= kMinutesADay) return bad_rota(where + ": it begins before 24:00");
  if (shift.until_minute() < 1 || shift.until_minute() > kMinutesADay) return bad_rota(where + ": it ends by 24:00");
  return check_people(shift.people(), where);
}

Result<void> check_timetable(const v1::Rota& rota) {
  if (rota.timetable_size() > 8) return bad_rota("the timetable has more than 8 steps");
  std::int64_t last = -1;
  for (int i = 0; i < rota.timetable_size(); ++i) {
    const auto& step = rota.timetable(i);
    const auto where = fmt::format("step {}", i + 1);
    if (!is_step(step.name())) return bad_rota(where + " is none of duty, second, head, desk");
    if (i == 0 && step.minutes() != 0) return bad_rota("the first step is at 0 minutes: an alarm does not wait");
    if (step.minutes() <= last || step.minutes() > 240) return bad_rota(where + ": minutes rise, to at most 240");
    last = step.minutes();
  }
  return {};
}

}  // namespace

std::vector<v1::RotaStep> timetable_of(const v1::Rota& rota) {
  if (!rota.timetable().empty()) return {rota.timetable().begin(), rota.timetable().end()};
  constexpr std::array<std::uint32_t, 4> kMinutes = {0, 3, 6, 10};
  std::vector<v1::RotaStep> steps(kSteps.size());
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    steps[i].set_name(kSteps.at(i));
    steps[i].set_minutes(kMinutes.at(i));
  }
  return steps;
}

v1::Words label_of_step(const std::string& name) {
  constexpr std::array<std::array<const char*, 2>, 4> kLabels{{{"值班心内科医师", "duty cardiologist"},
                                                               {"二线医师", "second reader"},
                                                               {"科主任", "department head"},
                                                               {"医共体值班台", "consortium desk"}}};
  v1::Words label;
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    if (name != kSteps.at(i)) continue;
    label.set_zh(kLabels.at(i)[0]);
    label.set_en(kLabels.at(i)[1]);
  }
  return label;
}

std::vector<std::string> people_of(const v1::Rota& rota, const std::string& step, std::int64_t at) {
  const auto now = local_time(rota, at);
  for (const auto& shift : rota.shifts()) {
    const auto& names = names_for(shift.people(), step);
    const auto day = beginning_of(shift, now);
    if (day >= 0 && !names.empty()) return present(rota, names, date_of(day));
  }
  return present(rota, names_for(rota.otherwise(), step), date_of(now.day));
}

Result<void> check_rota(const v1::Rota& rota) {
  if (rota.utc_offset_minutes() < -720 || rota.utc_offset_minutes() > 840)
    return bad_rota("utc_offset_minutes is -720 to 840; China is 480");
  if (rota.shifts_size() > 200) return bad_rota("more than 200 shifts");
  if (rota.substitutions_size() > 500) return bad_rota("more than 500 substitutions");
  for (int i = 0; i < rota.shifts_size(); ++i)
    if (auto fine = check_shift(rota.shifts(i), fmt::format("shift {}", i + 1)); !fine) return fine;
  for (int i = 0; i < rota.substitutions_size(); ++i) {
    const auto& one = rota.substitutions(i);
    const auto where = fmt::format("substitution {}", i + 1);
    if (one.absent().empty() || one.substitute().empty() || one.absent() == one.substitute())
      return bad_rota(where + " names two people");
    if (!is_date(one.from_date()) || !is_date(one.until_date()) || one.from_date() > one.until_date())
      return bad_rota(where + ": its dates are YYYYMMDD, the first not after the last");
  }
  if (auto fine = check_people(rota.otherwise(), "otherwise"); !fine) return fine;
  return check_timetable(rota);
}

std::vector<std::string> names_in(const v1::Rota& rota) {
  std::set<std::string> names;
  const auto add = [&](const v1::RotaPeople& people) {
    for (const auto* step : kSteps) names.insert(names_for(people, step).begin(), names_for(people, step).end());
  };
  for (const auto& shift : rota.shifts()) add(shift.people());
  add(rota.otherwise());
  for (const auto& one : rota.substitutions()) names.insert({one.absent(), one.substitute()});
  return {names.begin(), names.end()};
}

}  // namespace rdc::router
