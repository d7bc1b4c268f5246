#include "common/dicom/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace rdc::dicom {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_high(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }
unsigned byte(char c) { return static_cast<unsigned char>(c); }

struct Term {
  std::string_view name;  // letters and digits only, upper case, without ISO_IR / ISO 2022 IR
  const char* encoding;
};

// PS3.3 C.12.1.1.2, and how devices misspell it.
constexpr std::array kTerms = {
    Term{"6", "ASCII"},           Term{"100", "ISO-8859-1"},  Term{"101", "ISO-8859-2"}, Term{"109", "ISO-8859-3"},
    Term{"110", "ISO-8859-4"},    Term{"144", "ISO-8859-5"},  Term{"127", "ISO-8859-6"}, Term{"126", "ISO-8859-7"},
    Term{"138", "ISO-8859-8"},    Term{"148", "ISO-8859-9"},  Term{"203", "ISO-8859-15"}, Term{"166", "TIS-620"},
    Term{"13", "JIS_X0201"},      Term{"87", "JIS_X0208"},    Term{"159", "JIS_X0212"},  Term{"149", "EUC-KR"},
    Term{"58", "GB18030"},        Term{"192", "UTF-8"},       Term{"UTF8", "UTF-8"},     Term{"UTF", "UTF-8"},
    Term{"GB18030", "GB18030"},   Term{"GBK", "GB18030"},     Term{"GB2312", "GB18030"}, Term{"GB", "GB18030"},
    Term{"CP936", "GB18030"}};

std::string encoding_of(std::string_view term) {
  std::string plain;
  for (const char c : term) {
    if (std::isalnum(static_cast<unsigned char>(c))) plain.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  for (const std::string_view prefix : {"ISO2022IR", "ISO2022", "ISOIR", "IR"}) {
    if (plain.starts_with(prefix)) {
      plain.erase(0, prefix.size());
      break;
    }
  }
  const auto found = std::ranges::find(kTerms, std::string_view(plain), &Term::name);
  return found == kTerms.end() ? std::string{} : found->encoding;
}

// iconv, piece by piece: what cannot be converted becomes U+FFFD, what is cut off at the end is left out.
std::string iconv_lossy(const char* encoding, std::string_view raw) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::string(kReplacement);
  std::string out;
  std::array<char, 1024> buffer;
  char* in = const_cast<char*>(raw.data());
  std::size_t left = raw.size();
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t done = iconv(converter, &in, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    if (done != static_cast<std::size_t>(-1) || errno == E2BIG) continue;
    if (errno == EINVAL) break;  // cut within a character
    out += kReplacement;
    ++in;
    --left;
    iconv(converter, nullptr, nullptr, nullptr, nullptr);
  }
  iconv_close(converter);
  return out;
}

// JIS sets are reached through EUC-JP, which holds all three: katakana behind 8E, JIS X 0212 behind 8F.
std::string convert_run(std::string_view encoding, std::string_view raw) {
  if (encoding == "JIS_X0208" || encoding == "JIS_X0212" || encoding == "JIS_X0201") {
    std::string euc;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const auto c = static_cast<char>(byte(raw[i]) | 0x80);
      if (encoding == "JIS_X0201") {
        if (is_high(raw[i])) euc += '\x8E';
        euc += raw[i];
        continue;
      }
      if (byte(raw[i]) <= 0x20 || i + 1 >= raw.size()) {
        euc += raw[i];
        continue;
      }
      if (encoding == "JIS_X0212") euc += '\x8F';
      euc += c;
      euc += static_cast<char>(byte(raw[++i]) | 0x80);
    }
    return iconv_lossy("EUC-JP", euc);
  }
  if (encoding == "ASCII" || encoding.empty()) return iconv_lossy("ISO-8859-1", raw);
  return iconv_lossy(std::string(encoding).c_str(), raw);
}

struct Utf8Shape {
  bool valid = false;
  bool cut = false;         // valid but for an unfinished character at the end
  int two = 0, longer = 0;  // sequences by length
  bool latin_only = true;   // two-byte sequences all U+00C0..U+00FF
};

Utf8Shape utf8_shape(std::string_view text) {
  Utf8Shape shape;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (length == 0) return shape;
    for (std::size_t k = 1; k < length; ++k) {
      if (i + k >= text.size()) {
        shape.cut = true;
        shape.valid = shape.two + shape.longer > 0;
        return shape;
      }
      const unsigned next = byte(text[i + k]);
      unsigned low = 0x80, high = 0xBF;
      if (k == 1 && lead == 0xE0) low = 0xA0;
      if (k == 1 && lead == 0xED) high = 0x9F;
      if (k == 1 && lead == 0xF0) low = 0x90;
      if (k == 1 && lead == 0xF4) high = 0x8F;
      if (next < low || next > high) return shape;
    }
    if (length == 2) {
      ++shape.two;
      if (lead != 0xC3) shape.latin_only = false;
    } else {
      ++shape.longer;
    }
    i += length;
  }
  shape.valid = true;
  return shape;
}

// Rule 1 of the header. Two-byte sequences are no evidence against GBK ("模" is C4 A3), three-byte ones are.
bool reads_as_utf8(std::string_view raw, bool chinese_label) {
  const Utf8Shape shape = utf8_shape(raw);
  if (!shape.valid) return false;
  if (shape.longer > 0) return !chinese_label || shape.two == 0;
  return !chinese_label && shape.two > 0 && shape.latin_only && !shape.cut;
}

struct ChineseEvidence {
  int common = 0;      // GB 2312 characters
  int strong = 0;      // of them, in runs of two or more
  int other = 0;       // other valid GBK or GB18030 characters
  int broken = 0;      // high bytes that pair with nothing
  int in_words = 0;    // single ones that touch a small Latin letter: "Größe"
};

bool is_common_pair(unsigned lead, unsigned trail) { return lead >= 0xB0 && lead <= 0xF7 && trail >= 0xA1 && trail <= 0xFE; }
bool is_symbol_pair(unsigned lead, unsigned trail) { return lead >= 0xA1 && lead <= 0xA3 && trail >= 0xA1 && trail <= 0xFE; }

ChineseEvidence weigh_chinese(std::string_view raw) {
  ChineseEvidence evidence;
  const auto is_small = [&](std::size_t i) { return i < raw.size() && raw[i] >= 'a' && raw[i] <= 'z'; };
  for (std::size_t i = 0; i < raw.size();) {
    if (!is_high(raw[i])) {
      ++i;
      continue;
    }
    const std::size_t start = i;
    int run = 0;
    for (; i < raw.size() && is_high(raw[i]);) {
      const unsigned lead = byte(raw[i]), trail = i + 1 < raw.size() ? byte(raw[i + 1]) : 0;
      if (lead == 0x80 || lead == 0xFF) {
        ++evidence.broken, ++i;
      } else if (is_common_pair(lead, trail) || is_symbol_pair(lead, trail)) {
        ++evidence.common, ++run, i += 2;
      } else if (trail >= 0x80 && trail <= 0xFE) {
        ++evidence.other, ++run, i += 2;
      } else if (i + 3 < raw.size() && trail >= 0x30 && trail <= 0x39 && is_high(raw[i + 2]) && raw[i + 3] >= '0' && raw[i + 3] <= '9') {
        ++evidence.other, ++run, i += 4;
      } else if (trail >= 0x40 && trail <= 0x7E && !(trail >= 'a' && trail <= 'z')) {
        ++evidence.other, ++run, i += 2;
      } else {
        ++evidence.broken, ++i;
      }
    }
    if (run >= 2) evidence.strong += run;
    if (run == 1 && ((start > 0 && is_small(start - 1)) || is_small(i))) ++evidence.in_words;
  }
  return evidence;
}

// +1 Chinese, -1 Latin, 0 cannot tell from this value alone.
int judge(const ChineseEvidence& e) {
  if (e.broken > 0 && e.broken * 4 > e.strong) return -1;
  if (e.strong >= 2 && e.common * 2 >= e.other) return 1;
  if (e.in_words > 0) return -1;
  return 0;
}

struct Escape {
  std::string_view bytes;  // behind ESC
  const char* encoding;
  bool g1;                 // for bytes with the high bit
};
constexpr std::array kEscapes = {
    Escape{"(B", "ASCII", false},       Escape{"(J", "ASCII", false},      Escape{")I", "JIS_X0201", true},
    Escape{"-A", "ISO-8859-1", true},   Escape{"-B", "ISO-8859-2", true},  Escape{"-C", "ISO-8859-3", true},
    Escape{"-D", "ISO-8859-4", true},   Escape{"-L", "ISO-8859-5", true},  Escape{"-G", "ISO-8859-6", true},
    Escape{"-F", "ISO-8859-7", true},   Escape{"-H", "ISO-8859-8", true},  Escape{"-M", "ISO-8859-9", true},
    Escape{"-b", "ISO-8859-15", true},  Escape{"-T", "TIS-620", true},     Escape{"$B", "JIS_X0208", false},
    Escape{"$@", "JIS_X0208", false},   Escape{"$(D", "JIS_X0212", false}, Escape{"$)C", "EUC-KR", true},
    Escape{"$)A", "GB18030", true}};

// ISO 2022 as DICOM uses it: G0 below 0x80, G1 above, both reset at the end of a line and at delimiters.
class Iso2022 {
 public:
  Iso2022(std::string_view first, const std::vector<std::string>& extensions, bool person_name)
      : initial_g1_(first), person_name_(person_name) {
    // Without an escape, high bytes can only mean the one extension that was declared.
    if (initial_g1_ == "ASCII" && !extensions.empty() && !extensions.front().starts_with("JIS")) initial_g1_ = extensions.front();
    reset();
  }

  std::string convert(std::string_view raw) {
    std::string out;
    std::size_t i = 0;
    while (i < raw.size()) {
      if (raw[i] == '\x1B') {
        i += 1 + take_escape(raw.substr(i + 1));
        continue;
      }
      if (is_delimiter(raw[i]) && g0_ == "ASCII") {
        out += raw[i++];
        reset();
        continue;
      }
      const std::size_t end = run_end(raw, i);
      const std::string_view run = raw.substr(i, end - i);
      out += convert_run(is_high(raw[i]) ? g1_ : g0_, run);
      i = end;
    }
    return out;
  }

 private:
  void reset() {
    g0_ = "ASCII";
    g1_ = initial_g1_;
  }
  bool is_delimiter(char c) const {
    return c == '\\' || c == '\r' || c == '\n' || c == '\f' || c == '\t' || (person_name_ && (c == '^' || c == '='));
  }
  // Up to an escape, a delimiter or a change between G0 and G1. GBK and GB18030 reach over into low bytes.
  std::size_t run_end(std::string_view raw, std::size_t start) const {
    const bool high = is_high(raw[start]);
    const bool pairs = high && (g1_ == "GB18030" || g1_ == "EUC-KR");
    std::size_t i = start;
    while (i < raw.size() && raw[i] != '\x1B' && is_high(raw[i]) == high) {
      if (!high && g0_ == "ASCII" && is_delimiter(raw[i])) break;
      i += pairs && i + 1 < raw.size() && raw[i + 1] != '\x1B' ? 2 : 1;
    }
    return std::max(i, start + 1);
  }
  std::size_t take_escape(std::string_view rest) {
    for (const Escape& escape : kEscapes) {
      if (!rest.starts_with(escape.bytes)) continue;
      (escape.g1 ? g1_ : g0_) = escape.encoding;
      return escape.bytes.size();
    }
    return 0;
  }

  std::string initial_g1_;
  std::string g0_, g1_;
  bool person_name_;
};

std::string without_controls(std::string text) {
  std::erase_if(text, [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || u == 0x7F;
  });
  return text;
}

std::string_view trim(std::string_view raw) {
  const auto end = raw.find_last_not_of(std::string_view(" \0", 2));
  raw = end == std::string_view::npos ? std::string_view{} : raw.substr(0, end + 1);
  const auto start = raw.find_first_not_of(' ');
  return start == std::string_view::npos ? std::string_view{} : raw.substr(start);
}

std::string without_cut_character(std::string_view utf8) {
  std::string text(utf8);
  for (int back = 1; back <= 3 && static_cast<std::size_t>(back) <= text.size(); ++back) {
    const unsigned c = byte(text[text.size() - static_cast<std::size_t>(back)]);
    if (c >= 0xC0) {
      const int needed = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
      if (back < needed) text.resize(text.size() - static_cast<std::size_t>(back));
      break;
    }
    if (c < 0x80) break;
  }
  return text;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  const auto shape = utf8_shape(text);
  return shape.valid && !shape.cut;
}

TextDecoder::TextDecoder(std::string_view declared) {
  const bool extended = declared.find('\\') != std::string_view::npos || declared.find("2022") != std::string_view::npos;
  const auto first_end = std::min(declared.find('\\'), declared.size());
  encoding_ = encoding_of(declared.substr(0, first_end));
  for (std::size_t at = first_end + 1; at <= declared.size() && first_end < declared.size();) {
    const auto end = std::min(declared.find('\\', at), declared.size());
    if (auto extension = encoding_of(declared.substr(at, end - at)); !extension.empty() && extension != "ASCII") extensions_.push_back(extension);
    at = end + 1;
  }
  if (encoding_.empty()) encoding_ = "ASCII";
  const bool multi_byte = encoding_ == "UTF-8" || encoding_ == "GB18030";
  if (encoding_ == "UTF-8") family_ = Family::kUtf8;
  else if (encoding_ == "GB18030" && extensions_.empty() && !(extended && declared.find("58") != std::string_view::npos)) family_ = Family::kChinese;
  else if (!extensions_.empty() || (extended && !multi_byte && encoding_ != "ASCII" && encoding_ != "ISO-8859-1") || (extended && encoding_ == "GB18030") || encoding_ == "EUC-KR" || encoding_.starts_with("JIS")) family_ = Family::kIso2022;
  else if (encoding_ == "ASCII") family_ = Family::kAscii;
  else if (encoding_ == "ISO-8859-1") family_ = Family::kLatin1;
  else family_ = Family::kSingleByte;
  if (family_ == Family::kIso2022 && encoding_ == "GB18030") {  // IR 58 as the first value: G0 is still ASCII
    extensions_.insert(extensions_.begin(), encoding_);
    encoding_ = "ASCII";
  }
}

void TextDecoder::observe(std::string_view raw) {
  if (family_ != Family::kAscii && family_ != Family::kLatin1) return;
  if (std::ranges::none_of(raw, is_high) || reads_as_utf8(raw, false)) return;
  const int verdict = judge(weigh_chinese(raw));
  if (verdict > 0) ++chinese_votes_;
  if (verdict < 0) ++latin_votes_;
}

std::string TextDecoder::convert(std::string_view raw, bool person_name) const {
  const bool has_escape = raw.find('\x1B') != std::string_view::npos;
  if (!has_escape && std::ranges::none_of(raw, is_high)) return std::string(raw);
  if (has_escape) return Iso2022(family_ == Family::kUtf8 || family_ == Family::kChinese ? "ASCII" : encoding_, extensions_, person_name).convert(raw);
  const bool chinese_label = family_ == Family::kChinese || (family_ == Family::kIso2022 && std::ranges::find(extensions_, "GB18030") != extensions_.end());
  if (family_ != Family::kUtf8 && family_ != Family::kSingleByte && reads_as_utf8(raw, chinese_label)) return without_cut_character(raw);
  switch (family_) {
    case Family::kUtf8: {
      const Utf8Shape shape = utf8_shape(raw);
      if (shape.valid) return without_cut_character(raw);
      return convert_run(judge(weigh_chinese(raw)) > 0 ? "GB18030" : "UTF-8", raw);
    }
    case Family::kChinese: return convert_run("GB18030", raw);
    case Family::kSingleByte:
      if (const auto shape = utf8_shape(raw); shape.valid && shape.longer > 1 && shape.two == 0) return without_cut_character(raw);
      return convert_run(encoding_, raw);
    case Family::kIso2022: return Iso2022(encoding_, extensions_, person_name).convert(raw);
    case Family::kAscii:
    case Family::kLatin1: break;
  }
  const ChineseEvidence evidence = weigh_chinese(raw);
  const int verdict = judge(evidence);
  const bool others_chinese = chinese_votes_ > latin_votes_;
  const bool chinese = verdict > 0 ? !(latin_votes_ > 2 * chinese_votes_ + 1)
                                   : others_chinese && (verdict == 0 || evidence.broken == 0 || evidence.common > 0);
  if (chinese || (verdict == 0 && family_ == Family::kAscii && evidence.common > 0)) return convert_run("GB18030", raw);
  return convert_run("ISO-8859-1", raw);
}

std::string TextDecoder::to_utf8(std::string_view raw) const { return without_controls(convert(trim(raw), false)); }

std::string TextDecoder::person_name_to_utf8(std::string_view raw) const { return without_controls(convert(trim(raw), true)); }

}  // namespace rdc::dicom
