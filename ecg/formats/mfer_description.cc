#include "ecg/formats/mfer_description.h"

#include <algorithm>
#include <string_view>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::mfer {
namespace {

enum DescriptionTag : std::uint8_t {
  kCharacters = 0x03,
  kNote = 0x16,
  kMaker = 0x17,
  kPatientName = 0x81,
  kPatientId = 0x82,
  kAge = 0x83,
  kSex = 0x84,
  kTime = 0x85,
};

}  // namespace

std::uint64_t unsigned_integer(Bytes value, bool big_endian) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < value.size() && i < 8; ++i) {
    const std::size_t from = big_endian ? i : std::min<std::size_t>(value.size(), 8) - 1 - i;
    number = number << 8 | std::to_integer<std::uint64_t>(value[from]);
  }
  return number;
}

// Nihon Kohden's monitors write UTF-16 and say so in the tag of the character code.
std::string Describer::text_of(Bytes value) const {
  const std::string_view text = as_characters(value);
  if (!utf16_) return readable(text);
  const bool marked = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  return readable(
      utf8_of_utf16(marked ? std::string(text) : (*utf16_ == 'L' ? "\xFF\xFE" : "\xFE\xFF") + std::string(text))
          .value_or(""));
}

void Describer::take(std::uint8_t tag, Bytes value, bool big_endian, Recording& recording) {
  const auto integer = [big_endian](Bytes number) { return unsigned_integer(number, big_endian); };
  const std::string text =
      tag == kNote || tag == kMaker || tag == kPatientName || tag == kPatientId ? text_of(value) : std::string();
  switch (tag) {
    case kNote:
      recording.marks.push_back({"Comment", text, ""});
      return;
    case kMaker: {  // maker^model^version^serial number
      std::string_view rest = text;
      for (std::string* field : {&recording.device.manufacturer, &recording.device.model}) {
        const auto caret = std::min(rest.find('^'), rest.size());
        *field = std::string(rest.substr(0, caret));
        rest.remove_prefix(std::min(caret + 1, rest.size()));
      }
      return;
    }
    case kPatientName:
      recording.subject.name = text;
      return;
    case kPatientId:
      recording.subject.id = text;
      return;
    case kCharacters: {
      const std::string_view name = as_characters(value);
      utf16_ = name.find("UTF-16LE") != name.npos ? std::optional('L')
               : name.find("UTF-16") != name.npos ? std::optional('B')
                                                  : std::nullopt;
      return;
    }
    case kSex:
      recording.subject.sex = integer(value) == 1 ? Sex::kMale : integer(value) == 2 ? Sex::kFemale : Sex::kUnknown;
      return;
    case kAge:  // years, days beyond them, year, month and day of birth
      if (value.empty()) return;
      if (const auto years = std::to_integer<int>(value[0]); years > 0 && years <= 130) {
        recording.subject.age_years = years;
      } else if (years == 0 && value.size() >= 3) {
        const auto days = integer(value.subspan(1, 2));
        if (days > 0 && days <= 366) recording.subject.age_years = static_cast<double>(days) / 365.25;
      }
      if (value.size() >= 7) {
        recording.subject.birth_date =
            compact_date(static_cast<int>(integer(value.subspan(3, 2))), std::to_integer<unsigned>(value[5]),
                         std::to_integer<unsigned>(value[6]));
      }
      return;
    case kTime:
      if (value.size() < 7) return;
      recording.acquired_at =
          moment(static_cast<int>(integer(value.subspan(0, 2))), std::to_integer<unsigned>(value[2]),
                 std::to_integer<unsigned>(value[3]), std::to_integer<int>(value[4]), std::to_integer<int>(value[5]),
                 std::to_integer<int>(value[6]),
                 value.size() >= 9 ? static_cast<int>(integer(value.subspan(7, 2)) % 1000) * 1000 : 0);
      if (recording.acquired_at) recording.clock_source = ClockSource::kDevice;
      return;
    default:
      return;
  }
}

}  // namespace rdc::ecg::mfer
