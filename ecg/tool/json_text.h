// JSON written in order, member by member.
#pragma once

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
    for (const char c : value) {
      if (c == '"' || c == '\\') out_.push_back('\\');
      if (static_cast<unsigned char>(c) < ' ') {
        out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
      } else {
        out_.push_back(c);
      }
    }
    out_.push_back('"');
  }

  std::string out_;
  bool fresh_ = true;
};

}  // namespace rdc::ecg::tool
