// Sections 1, 7 and 8 of SCP-ECG: words and numbers about the patient, the device and the tracing.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ecg/formats/field_text.h"
#include "ecg/formats/scp_sections.h"

namespace rdc::ecg::scp {
namespace {

// Tags of section 1, EN 1064 5.4.3.
struct Tags {
  std::string last_name, first_name;
  std::optional<std::chrono::year_month_day> day;
  std::array<int, 3> clock{0, 0, 0};
};

void read_age(Bytes value, Recording& recording) {
  ByteCursor cursor(value);
  const std::uint16_t number = cursor.u16();
  const std::uint8_t unit = cursor.u8();
  if (!cursor.ok() || number == 0) return;
  constexpr std::array kPerYear = {0.0, 1.0, 12.0, 52.18, 365.25, 8766.0};  // years, months, weeks, days, hours
  if (unit == 0 || unit >= kPerYear.size()) return;
  const double years = number / kPerYear[unit];
  if (years <= 130) recording.subject.age_years = years;
}

// Machine identification: numbers, a six-letter model, then texts that end with NUL.
void read_device(Bytes value, Recording& recording) {
  if (value.size() < 14) return;
  recording.device.model = readable(as_characters(value.subspan(8, 6)));
  if (value.size() <= 36) return;
  std::string_view rest = as_characters(value.subspan(36));
  std::array<std::string, 5> texts;  // analysis, serial number, system, SCP software, manufacturer
  for (auto& text : texts) {
    const auto end = std::min(rest.find('\0'), rest.size());
    text = readable(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  recording.device.serial = texts[1];
  recording.device.manufacturer = texts[4];
}

void read_filters(std::uint8_t tag, Bytes value, Recording& recording) {
  ByteCursor cursor(value);
  if (tag == 27 && value.size() >= 2) {
    if (const auto hundredths = cursor.u16(); hundredths > 0) recording.device.high_pass_hz = hundredths / 100.0;
  } else if (tag == 28 && value.size() >= 2) {
    if (const auto hertz = cursor.u16(); hertz > 0) recording.device.low_pass_hz = hertz;
  } else if (tag == 29 && !value.empty()) {
    const auto bits = cursor.u8();
    if ((bits & 1U) != 0) recording.device.notch_hz = 60;
    if ((bits & 2U) != 0) recording.device.notch_hz = 50;
  }
}

void read_tag(std::uint8_t tag, Bytes value, Recording& recording, Tags& tags) {
  ByteCursor cursor(value);
  switch (tag) {
    case 0:
      tags.last_name = readable(as_characters(value));
      return;
    case 1:
      tags.first_name = readable(as_characters(value));
      return;
    case 2:
      recording.subject.id = readable(as_characters(value));
      return;
    case 4:
      return read_age(value, recording);
    case 5:
    case 25: {
      const int year = cursor.u16();
      const unsigned month = cursor.u8(), day = cursor.u8();
      if (!cursor.ok() || !moment(year, month, day, 0, 0, 0)) return;
      if (tag == 5) recording.subject.birth_date = compact_date(year, month, day);
      if (tag == 25) tags.day = std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
      return;
    }
    case 8:
      if (!value.empty()) {
        const auto sex = cursor.u8();
        recording.subject.sex = sex == 1 ? Sex::kMale : sex == 2 ? Sex::kFemale : Sex::kUnknown;
      }
      return;
    case 14:
      return read_device(value, recording);
    case 26:
      if (value.size() >= 3) tags.clock = {cursor.u8(), cursor.u8(), cursor.u8()};
      return;
    case 34:
      if (value.size() >= 2) {
        const int minutes = cursor.i16();
        if (minutes >= -14 * 60 && minutes <= 14 * 60) recording.utc_offset = std::chrono::minutes{minutes};
      }
      return;
    default:
      read_filters(tag, value, recording);
  }
}

// 29999: not computed; 29998: not found; 19999: not defined (EN 1064 5.10).
bool is_measured(std::int16_t value) { return value != 29999 && value != 29998 && value != 19999; }

void read_global_measurements(const Sections& sections, Recording& recording) {
  constexpr std::uint8_t kWiderCount = 11;  // devices of version 1.1 count pacemaker spikes in two bytes
  ByteCursor cursor(sections.content[7]);
  const std::uint8_t beats = cursor.u8();
  cursor.take(sections.version[7] == kWiderCount ? 2 : 1);  // pacemaker spikes
  const std::int16_t rr = cursor.i16(), pp = cursor.i16();
  if (!cursor.ok()) return;
  const auto mark = [&](const char* name, int value, const char* unit) {
    recording.marks.push_back({name, fmt::format("{}", value), unit});
  };
  if (is_measured(rr) && rr > 0) mark("RR Interval", rr, "ms");
  if (is_measured(pp) && pp > 0) mark("PP Interval", pp, "ms");
  if (beats == 0) return;
  std::array<std::int16_t, 8> of_beat{};  // P on, P off, QRS on, QRS off, T off, axes of P, QRS, T
  for (auto& value : of_beat) value = cursor.i16();
  if (!cursor.ok()) return;
  const auto interval = [&](const char* name, std::size_t from, std::size_t to) {
    const int length = of_beat[to] - of_beat[from];
    if (is_measured(of_beat[from]) && is_measured(of_beat[to]) && length > 0) mark(name, length, "ms");
  };
  interval("P Duration", 0, 1);
  interval("PR Interval", 0, 2);
  interval("QRS Duration", 2, 3);
  interval("QT Interval", 2, 4);
  constexpr std::array kAxes = {"P Axis", "QRS Axis", "T Axis"};
  for (std::size_t i = 0; i < kAxes.size(); ++i) {
    if (is_measured(of_beat[5 + i]) && std::abs(of_beat[5 + i]) <= 360) mark(kAxes[i], of_beat[5 + i], "deg");
  }
}

}  // namespace

void read_description(const Sections& sections, Recording& recording) {
  ByteCursor cursor(sections.content[1]);
  Tags tags;
  while (cursor.left() >= 3) {
    const std::uint8_t tag = cursor.u8();
    const std::uint16_t length = cursor.u16();
    if (tag == 255) break;
    const Bytes value = cursor.take(std::min<std::size_t>(length, cursor.left()));
    if (value.size() < length) {
      recording.warnings.push_back(
          {"LENGTH_MISMATCH", fmt::format("tag {} of section 1 ends beyond its section", tag)});
    }
    read_tag(tag, value, recording, tags);
  }
  auto& name = recording.subject.name;
  name = tags.last_name;
  if (!tags.first_name.empty()) name += (name.empty() ? "" : "^") + tags.first_name;
  if (tags.day) {
    recording.acquired_at = moment(int{tags.day->year()}, unsigned{tags.day->month()}, unsigned{tags.day->day()},
                                   tags.clock[0], tags.clock[1], tags.clock[2]);
    if (recording.acquired_at) recording.clock_source = ClockSource::kDevice;
  }
}

void read_statements(const Sections& sections, Recording& recording) {
  read_global_measurements(sections, recording);
  ByteCursor cursor(sections.content[8]);
  cursor.take(1 + 4 + 3);  // confirmed, date, time
  const std::uint8_t count = cursor.u8();
  for (std::uint8_t i = 0; i < count && cursor.left() >= 3; ++i) {
    cursor.u8();
    const std::uint16_t length = cursor.u16();
    const std::string text = readable(as_characters(cursor.take(std::min<std::size_t>(length, cursor.left()))));
    if (!text.empty()) recording.marks.push_back({"Statement", text, ""});
  }
}

}  // namespace rdc::ecg::scp
