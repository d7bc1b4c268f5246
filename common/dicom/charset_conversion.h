// Bytes of one known encoding to UTF-8. What the encoding of a value is, charset.h decides.
#pragma once

#include <string>
#include <string_view>

namespace rdc::dicom {

// `encoding`: iconv's name. What cannot be converted becomes U+FFFD; a character cut off at the end is left out.
std::string to_utf8_from(const char* encoding, std::string_view raw);

// Where ISO 2022 code extensions return to their initial state (PS3.5 6.1.2.5.3).
enum class TextKind {
  kText,        // at line ends and backslash
  kPersonName,  // at caret and equals sign as well
};

// ISO 2022 with the escape sequences of PS3.3 C.12.1.1.2. `first_set`: iconv's name of the initial G1 set, "" for none.
std::string iso2022_to_utf8(std::string_view raw, std::string_view first_set, TextKind kind);

bool is_valid_gb18030(std::string_view raw);
// `raw` without an incomplete UTF-8 sequence at its end.
std::string_view without_cut_utf8(std::string_view raw);

}  // namespace rdc::dicom
