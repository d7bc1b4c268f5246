#include "common/dicom/charset_conversion.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <functional>
#include <map>

#include "common/dicom/charset.h"

namespace rdc::dicom {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

unsigned char byte(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

class Iconv {
 public:
  explicit Iconv(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  ~Iconv() {
    if (good()) iconv_close(handle_);
  }
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;
  bool good() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  std::string convert(std::string_view raw) {
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);  // whatever the last value left behind
    std::string out;
    char* in = const_cast<char*>(raw.data());  // iconv does not write there
    std::size_t left = raw.size();
    std::array<char, 512> buffer{};
    while (left > 0) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t done = iconv(handle_, &in, &left, &to, &room);
      const int error = errno;
      out.append(buffer.data(), buffer.size() - room);
      if (done != static_cast<std::size_t>(-1) || error == E2BIG) continue;
      if (error == EINVAL) break;  // cut off at the end
      out += kReplacement;
      ++in;
      --left;
      iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    }
    return out;
  }

 private:
  iconv_t handle_;
};

// This thread's converter. glibc loads an encoding's module when a converter opens and unloads it when others were
// opened since: 40 us a run of text where escapes alternate, against 0.3 us with the converters kept. `from` is one of
// the encodings that charset.cc and kCodeSets name, so a thread keeps some twenty at most.
Iconv& converter_from(std::string_view from) {
  thread_local std::map<std::string, Iconv, std::less<>> kept;
  const auto found = kept.find(from);
  if (found != kept.end()) return found->second;
  const std::string name(from);
  return kept.try_emplace(name, name.c_str()).first->second;
}

// Length of the UTF-8 sequence that a lead byte announces; 0 if it is none.
std::size_t utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool is_utf8_sequence(std::string_view text, std::size_t at, std::size_t length) {
  if (length == 0 || at + length > text.size()) return false;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(text, at + i) & 0xC0) != 0x80) return false;
  }
  if (length < 3) return true;
  const unsigned char lead = byte(text, at), second = byte(text, at + 1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool beyond = lead == 0xF4 && second > 0x8F;
  return !overlong && !surrogate && !beyond;
}

// Not by iconv: glibc's takes four-byte sequences beyond Unicode for characters.
std::string repaired_utf8(std::string_view raw) {
  std::string out;
  for (std::size_t i = 0; i < raw.size();) {
    const std::size_t length = utf8_length(byte(raw, i));
    const bool sound = is_utf8_sequence(raw, i, length);
    out += sound ? raw.substr(i, length) : kReplacement;
    i += sound ? length : 1;
  }
  return out;
}

// Code sets that ISO 2022 escapes switch to. For two-byte sets in G0 the high bit is added to reach EUC.
struct CodeSet {
  std::string_view escape;  // behind ESC
  bool in_g1;
  int width;
  const char* encoding;
};
constexpr std::array<CodeSet, 18> kCodeSets = {{{"(B", false, 1, "ASCII"},
                                                {"(J", false, 1, "ASCII"},
                                                {"$B", false, 2, "EUC-JP"},
                                                {"$(B", false, 2, "EUC-JP"},
                                                {"$(D", false, 3, "EUC-JP"},
                                                {")I", true, 1, "SHIFT_JIS"},
                                                {"$)C", true, 2, "EUC-KR"},
                                                {"$)A", true, 2, "GB18030"},
                                                {"-A", true, 1, "ISO-8859-1"},
                                                {"-B", true, 1, "ISO-8859-2"},
                                                {"-C", true, 1, "ISO-8859-3"},
                                                {"-D", true, 1, "ISO-8859-4"},
                                                {"-L", true, 1, "ISO-8859-5"},
                                                {"-G", true, 1, "ISO-8859-6"},
                                                {"-F", true, 1, "ISO-8859-7"},
                                                {"-H", true, 1, "ISO-8859-8"},
                                                {"-M", true, 1, "ISO-8859-9"},
                                                {"-T", true, 1, "TIS-620"}}};

class Iso2022 {
 public:
  Iso2022(std::string_view first_set, TextKind kind) : first_set_(first_set), kind_(kind) { reset(); }

  std::string convert(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size();) {
      if (raw[i] == '\x1b') {
        i += 1 + switch_set(raw.substr(i + 1));
        continue;
      }
      const bool two_byte_g0 = g0_ != nullptr && g0_->width >= 2;
      if (is_delimiter(raw[i]) && !two_byte_g0) {
        flush();
        reset();
        out_ += raw[i++];
        continue;
      }
      take(raw, i, two_byte_g0);
    }
    flush();
    return out_;
  }

 private:
  bool is_delimiter(char c) const {
    if (c == '\\' || c == '\n' || c == '\r' || c == '\f' || c == '\t') return true;
    return kind_ == TextKind::kPersonName && (c == '^' || c == '=');
  }
  void reset() {
    g0_ = nullptr;
    g1_ = first_set_;
  }
  // Returns how many bytes behind ESC belong to the sequence; an unknown one is left out.
  std::size_t switch_set(std::string_view rest) {
    flush();
    for (const auto& set : kCodeSets) {
      if (!rest.starts_with(set.escape)) continue;
      if (set.in_g1)
        g1_ = last_g1_ = set.encoding;
      else
        g0_ = &set;
      return set.escape.size();
    }
    return 0;
  }
  void take(std::string_view raw, std::size_t& i, bool two_byte_g0) {
    const unsigned char c = byte(raw, i);
    if (c >= 0x80) {
      // A delimiter ends the escape (PS3.5 6.1.2.5.3), but many devices escape only once: then the set goes on.
      run(!g1_.empty() ? g1_ : !last_g1_.empty() ? last_g1_ : "ISO-8859-1");
      pending_ += raw[i++];
    } else if (two_byte_g0 && c > 0x20) {
      run("EUC-JP");
      if (g0_->width == 3) pending_ += '\x8F';
      for (int k = 0; k < 2 && i < raw.size() && raw[i] != '\x1b'; ++k)
        pending_ += static_cast<char>(byte(raw, i++) | 0x80);
    } else {
      // ASCII belongs to any run: EUC and GB 2312 carry it.
      if (pending_.empty())
        out_ += raw[i++];
      else
        pending_ += raw[i++];
    }
  }
  void run(std::string_view encoding) {
    if (encoding == encoding_) return;
    flush();
    encoding_ = encoding;
  }
  void flush() {
    if (!pending_.empty()) out_ += to_utf8_from(encoding_.c_str(), pending_);
    pending_.clear();
  }

  std::string first_set_;
  TextKind kind_;
  const CodeSet* g0_ = nullptr;
  std::string g1_;
  std::string last_g1_;
  std::string encoding_;
  std::string pending_;
  std::string out_;
};

}  // namespace

std::string to_utf8_from(const char* encoding, std::string_view raw) {
  if (std::string_view(encoding) == "UTF-8") return repaired_utf8(without_cut_utf8(raw));
  Iconv& converter = converter_from(encoding);
  return converter.good() ? converter.convert(raw) : converter_from("ASCII").convert(raw);
}

std::string iso2022_to_utf8(std::string_view raw, std::string_view first_set, TextKind kind) {
  return Iso2022(first_set, kind).convert(raw);
}

bool is_valid_gb18030(std::string_view raw) {
  for (std::size_t i = 0; i < raw.size();) {
    const unsigned char lead = byte(raw, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead == 0x80 || lead == 0xFF || i + 1 >= raw.size()) return false;
    const unsigned char second = byte(raw, i + 1);
    if (second >= 0x30 && second <= 0x39) {
      if (i + 3 >= raw.size() || byte(raw, i + 2) < 0x81 || byte(raw, i + 3) < 0x30 || byte(raw, i + 3) > 0x39)
        return false;
      i += 4;
    } else {
      if (second < 0x40 || second == 0x7F || second == 0xFF) return false;
      i += 2;
    }
  }
  return true;
}

std::string_view without_cut_utf8(std::string_view raw) {
  for (std::size_t back = 1; back <= 3 && back <= raw.size(); ++back) {
    const unsigned char c = byte(raw, raw.size() - back);
    if ((c & 0xC0) == 0x80) continue;
    return utf8_length(c) > back ? raw.substr(0, raw.size() - back) : raw;
  }
  return raw;
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(byte(text, i));
    if (!is_utf8_sequence(text, i, length)) return false;
    i += length;
  }
  return true;
}

}  // namespace rdc::dicom
