// DICOM text to UTF-8, one value at a time, before it is split at backslash, equals sign or caret: a GBK character's
// second byte may be any of them.
//
// Labels are often wrong: devices declare ISO_IR 100, or nothing, and send GBK; others declare GB18030 and send UTF-8.
// So:
//   1. bytes that are valid UTF-8 and make sense as such are UTF-8, whatever the label;
//   2. a multi-byte or non-Latin label is believed;
//   3. under a Latin label or none, high bytes that pair up as common Chinese characters are GB18030, judged value by
//   value
//      and, where one value cannot tell ("Größe", "Jérôme"), by what the object's other values are;
//   4. the rest is the label's set (none: Latin-1). What cannot be converted becomes U+FFFD; a character cut at the end
//   goes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rdc::dicom {

// Not thread-safe while observing; const functions may be called from any thread.
class TextDecoder {
 public:
  // Specific Character Set as sent, e.g. "\\ISO 2022 IR 58"; unknown terms count as none.
  explicit TextDecoder(std::string_view specific_character_set);
  // Every text value of the object, before the first to_utf8: evidence for rule 3.
  void observe(std::string_view raw);
  // `raw` without its padding. Always valid UTF-8; control characters other than TAB, LF, CR, FF are dropped.
  std::string to_utf8(std::string_view raw) const;
  // A person name: as to_utf8, with the code extensions of ISO 2022 reset at caret and equals sign as well.
  std::string person_name_to_utf8(std::string_view raw) const;

 private:
  enum class Family { kAscii, kLatin1, kUtf8, kChinese, kSingleByte, kIso2022 };
  std::string convert(std::string_view raw, bool person_name) const;

  Family family_ = Family::kAscii;
  std::string encoding_;                 // iconv's name of the first set
  std::vector<std::string> extensions_;  // iconv's names of sets that escapes may switch to
  int chinese_votes_ = 0;
  int latin_votes_ = 0;
};

bool is_valid_utf8(std::string_view text);

}  // namespace rdc::dicom
