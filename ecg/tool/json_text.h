// JSON written in order, member by member.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace rdc::ecg::tool {

class JsonText {
 public:
  JsonText& begin_object() { return open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_list() { return open('['); }
  JsonText& end_list() { return close(']'); }
  JsonText& key(std::string_view name) {
    separate();
    quote(name);
    out_.push_back(':');
    fresh_ = true;
    return *this;
  }
  JsonText& text(std::string_view value) {
    separate();
    quote(value);
    return *this;
  }
  // null for what is no number.
  JsonText& number(double value) {
    separate();
    out_ += std::isfinite(value) ? fmt::format("{}", value) : "null";
    return *this;
  }
  JsonText& boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
  }
  const std::string& str() const { return out_; }

 private:
  void separate() {
    if (!fresh_) out_.push_back(',');
    fresh_ = false;
  }
  JsonText& open(char bracket) {
    separate();
    out_.push_back(bracket);
    fresh_ = true;
    return *this;
  }
  JsonText& close(char bracket) {
    out_.push_back(bracket);
    fresh_ = false;
    return *this;
  }
  void quote(std::string_view value) {
    out_.push_back('"');
    while (!value.empty()) {
      const char c = value.front();
      const std::size_t length = character_length(value);
      if (length == 0) {
        out_ += "\\ufffd";  // a device's text in no known encoding
      } else if (c == '"' || c == '\\') {
        (out_ += '\\') += c;
      } else if (static_cast<unsigned char>(c) < ' ') {
        out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      } else {
        out_ += value.substr(0, length);
      }
      value.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out_.push_back('"');
  }
  // Bytes of the UTF-8 character that `text` begins with; 0 when it begins with none (RFC 3629, section 4).
  static std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xF5 ? 0 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    for (std::size_t i = 1; i < length; ++i) {
      if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    }
    const unsigned second = byte(1);
    const bool too_long = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    return too_long || surrogate || (first == 0xF4 && second > 0x8F) ? 0 : length;
  }

  std::string out_;
  bool fresh_ = true;
};

}  // namespace rdc::ecg::tool
