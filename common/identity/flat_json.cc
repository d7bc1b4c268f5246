#include "common/identity/flat_json.h"

#include <cstdint>
#include <optional>

namespace rdc::identity {
namespace {

constexpr std::size_t kMembers = 64;
constexpr std::size_t kElements = 64;

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return byte(code);
  if (code < 0x800) return byte(0xc0 | (code >> 6)), byte(0x80 | (code & 0x3f));
  byte(0xe0 | (code >> 12));
  byte(0x80 | ((code >> 6) & 0x3f));
  byte(0x80 | (code & 0x3f));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<FlatJson> object() {
    FlatJson members;
    if (!take('{')) return std::nullopt;
    if (take('}')) return at_end() ? std::optional(std::move(members)) : std::nullopt;
    do {
      auto name = string();
      if (!name || !take(':')) return std::nullopt;
      auto value = values();
      if (!value || members.size() >= kMembers || !members.emplace(std::move(*name), std::move(*value)).second)
        return std::nullopt;
    } while (take(','));
    if (!take('}') || !at_end()) return std::nullopt;
    return members;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::optional<std::vector<std::string>> values() {
    std::vector<std::string> found;
    if (!take('[')) {
      auto one = string();
      if (!one) return std::nullopt;
      found.push_back(std::move(*one));
      return found;
    }
    if (take(']')) return found;
    do {
      auto one = string();
      if (!one || found.size() >= kElements) return std::nullopt;
      found.push_back(std::move(*one));
    } while (take(','));
    if (!take(']')) return std::nullopt;
    return found;
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\')
        out += c;
      else if (!escape(out))
        return std::nullopt;
    }
    return std::nullopt;
  }

  bool escape(std::string& out) {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_++];
    constexpr std::string_view kFrom = "\"\\/bfnrt";
    constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    if (const auto i = kFrom.find(c); i != std::string_view::npos) {
      out += kTo[i];
      return true;
    }
    if (c != 'u' || text_.size() - at_ < 4) return false;
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i) {
      const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(text_[at_++] | 0x20));
      if (digit == std::string_view::npos) return false;
      code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    if (code == 0 || (code >= 0xd800 && code <= 0xdfff)) return false;  // we write such characters as themselves
    append_utf8(out, code);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<FlatJson> parse_flat_json(std::string_view text) {
  auto members = Reader(text).object();
  if (!members) return fail(ErrorCode::kInvalid, "BAD_JSON", "this is not a JSON object of strings");
  return std::move(*members);
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

void wipe(FlatJson& json) noexcept {
  for (auto& [name, values] : json)
    for (auto& value : values) wipe(value);
}

}  // namespace rdc::identity
