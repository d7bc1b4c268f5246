#include "common/dicom/charset.h"

#include <array>
#include <utility>

#include "common/dicom/charset_conversion.h"

namespace rdc::dicom {
namespace {

struct NamedSet {
  std::string_view term;  // without "ISO_IR " or "ISO 2022 IR "
  const char* encoding;
};

// Defined terms of PS3.3 C.12.1.1.2 that have one byte a character.
constexpr std::array<NamedSet, 12> kSingleByteSets = {{{"100", "ISO-8859-1"},
                                                       {"101", "ISO-8859-2"},
                                                       {"109", "ISO-8859-3"},
                                                       {"110", "ISO-8859-4"},
                                                       {"144", "ISO-8859-5"},
                                                       {"127", "ISO-8859-6"},
                                                       {"126", "ISO-8859-7"},
                                                       {"138", "ISO-8859-8"},
                                                       {"148", "ISO-8859-9"},
                                                       {"203", "ISO-8859-15"},
                                                       {"13", "SHIFT_JIS"},
                                                       {"166", "TIS-620"}}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

// "100" of "ISO_IR 100", "ISO IR 100" (a common slip) and "ISO 2022 IR 100".
std::string_view registration(std::string_view term) {
  for (const std::string_view prefix : {"ISO_IR ", "ISO-IR ", "ISO IR ", "ISO 2022 IR "}) {
    if (term.starts_with(prefix)) return term.substr(prefix.size());
  }
  return {};
}

const char* single_byte_encoding(std::string_view term) {
  for (const auto& set : kSingleByteSets) {
    if (set.term == registration(term)) return set.encoding;
  }
  return nullptr;
}

bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool has_high_or_escape(std::string_view raw) {
  for (const char c : raw) {
    if (is_high(c) || c == '\x1b') return true;
  }
  return false;
}

// Whether valid UTF-8 is more than an accident: GB18030 pairs can pass for two-byte sequences, in a row as names have
// them. Where Chinese is declared, only the longer sequences count, which Chinese has in UTF-8.
bool makes_sense_as_utf8(std::string_view text, bool declared_chinese, int chinese_votes) {
  int longest_row = 0, row = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead >= 0xE0) return true;
    row = lead >= 0xC2 ? row + 1 : 0;
    longest_row = std::max(longest_row, row);
    i += lead >= 0xC2 ? 2 : 1;
  }
  // A lone pair may still be a character of an object whose other values are GB18030.
  return !declared_chinese && longest_row < 2 && chinese_votes == 0;
}

struct ChineseEvidence {
  bool pairs_up = true;  // every high byte belongs to a valid GB18030 character
  int common = 0;        // characters of GB 2312 level 1: leads B0..D7, both bytes high
  int isolated = 0;      // high bytes between ASCII ones: how accents stand in Latin text
};

ChineseEvidence weigh(std::string_view raw) {
  ChineseEvidence found;
  found.pairs_up = is_valid_gb18030(raw);
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (!is_high(raw[i])) continue;
    const bool next_high = i + 1 < raw.size() && is_high(raw[i + 1]);
    if (!next_high) {
      ++found.isolated;
      continue;
    }
    const auto lead = static_cast<unsigned char>(raw[i]), trail = static_cast<unsigned char>(raw[i + 1]);
    if (lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1) ++found.common;
    ++i;
  }
  return found;
}

bool surely_chinese(const ChineseEvidence& evidence) {
  return evidence.pairs_up && evidence.common > evidence.isolated;
}

std::string without_controls(std::string text) {
  std::erase_if(text, [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || u == 0x7F;
  });
  return text;
}

}  // namespace

TextDecoder::TextDecoder(std::string_view specific_character_set) {
  std::vector<std::string_view> terms;
  for (std::size_t at = 0; at <= specific_character_set.size();) {
    const auto end = std::min(specific_character_set.find('\\', at), specific_character_set.size());
    terms.push_back(trimmed(specific_character_set.substr(at, end - at)));
    at = end + 1;
  }
  const std::string_view first = terms.front();
  if (first == "ISO_IR 192") {
    family_ = Family::kUtf8;
  } else if (first == "GB18030" || first == "GBK" || first == "GB2312") {
    family_ = Family::kChinese;
  } else if (const char* encoding = single_byte_encoding(first)) {
    encoding_ = encoding;
    family_ = encoding_ == "ISO-8859-1" ? Family::kLatin1 : Family::kSingleByte;
  }
  for (const auto& term : terms) {
    if (term.starts_with("ISO 2022 IR ")) family_ = Family::kIso2022;
  }
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const auto number = registration(terms[i]);
    if (number == "58") extensions_.emplace_back("GB18030");
    if (number == "149") extensions_.emplace_back("EUC-KR");
    if (const char* encoding = single_byte_encoding(terms[i])) extensions_.emplace_back(encoding);
  }
}

void TextDecoder::observe(std::string_view raw) {
  const auto text = trimmed(raw);
  if (!has_high_or_escape(text) || is_valid_utf8(text)) return;
  const auto evidence = weigh(text);
  if (surely_chinese(evidence))
    ++chinese_votes_;
  else if (!evidence.pairs_up || evidence.isolated > 0)
    ++latin_votes_;
}

std::string TextDecoder::to_utf8(std::string_view raw) const { return convert(raw, false); }
std::string TextDecoder::person_name_to_utf8(std::string_view raw) const { return convert(raw, true); }

std::string TextDecoder::convert(std::string_view raw, bool person_name) const {
  raw = trimmed(raw);
  if (!has_high_or_escape(raw)) return without_controls(std::string(raw));
  if (raw.find('\x1b') != std::string_view::npos) {
    return without_controls(iso2022_to_utf8(raw, encoding_, person_name ? TextKind::kPersonName : TextKind::kText));
  }
  const std::string_view whole = without_cut_utf8(raw);
  if (is_valid_utf8(whole) &&
      (family_ == Family::kUtf8 || makes_sense_as_utf8(whole, family_ == Family::kChinese, chinese_votes_))) {
    return without_controls(std::string(whole));
  }
  switch (family_) {
    case Family::kUtf8:
      // Declared as UTF-8 and not valid: an old device behind a new label.
      return without_controls(surely_chinese(weigh(raw)) ? to_utf8_from("GB18030", raw) : to_utf8_from("UTF-8", raw));
    case Family::kChinese:
      return without_controls(to_utf8_from("GB18030", raw));
    case Family::kSingleByte:
      return without_controls(to_utf8_from(encoding_.c_str(), raw));
    case Family::kIso2022:
      // High bytes without an escape: the one set that an extension names, or the first one.
      if (encoding_.empty() && extensions_.size() == 1)
        return without_controls(to_utf8_from(extensions_.front().c_str(), raw));
      if (!encoding_.empty() && encoding_ != "ISO-8859-1")
        return without_controls(to_utf8_from(encoding_.c_str(), raw));
      [[fallthrough]];
    case Family::kAscii:
    case Family::kLatin1: {
      const auto evidence = weigh(raw);
      const bool chinese = surely_chinese(evidence) || (evidence.pairs_up && chinese_votes_ > latin_votes_) ||
                           (!evidence.pairs_up && chinese_votes_ > 0 && evidence.common > 0);
      return without_controls(to_utf8_from(chinese ? "GB18030" : "ISO-8859-1", raw));
    }
  }
  return {};
}

}  // namespace rdc::dicom
