#include "ecg/formats/xml_tree.h"

#include <array>

#include "ecg/formats/field_text.h"

namespace rdc::ecg::xml {
namespace {

// UTF-16 or UTF-32: a byte order mark, or a zero byte beside the first '<'.
bool is_wide(Bytes bytes) {
  if (bytes.size() < 2) return false;
  const auto first = std::to_integer<unsigned>(bytes[0]), second = std::to_integer<unsigned>(bytes[1]);
  return first == 0 || second == 0 || (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF);
}

}  // namespace

Result<std::unique_ptr<pugi::xml_document>> parse(Bytes bytes) {
  auto document = std::make_unique<pugi::xml_document>();
  const auto parsed = document->load_buffer(bytes.data(), bytes.size(), pugi::parse_default,
                                            is_wide(bytes) ? pugi::encoding_auto : pugi::encoding_utf8);
  if (!parsed) {
    return fail(ErrorCode::kInvalid, "BAD_XML", "the XML at byte {}: {}", parsed.offset, parsed.description());
  }
  if (!document->document_element()) return fail(ErrorCode::kInvalid, "BAD_XML", "the XML has no root element");
  return document;
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const auto& inner : node.children()) {
    if (local_name(inner) == name) return inner;
  }
  return {};
}

std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name, std::size_t limit) {
  std::vector<pugi::xml_node> found;
  for (const auto& inner : node.children()) {
    if (found.size() >= limit) break;
    if (local_name(inner) == name) found.push_back(inner);
  }
  return found;
}

pugi::xml_node path(pugi::xml_node node, std::initializer_list<std::string_view> names) {
  for (const auto name : names) node = child(node, name);
  return node;
}

std::string_view text(const pugi::xml_node& node, std::initializer_list<std::string_view> names) {
  const std::string_view found = trimmed(path(node, names).child_value());
  return found == "---" ? std::string_view() : found;
}

std::string_view attribute(const pugi::xml_node& node, const char* name) {
  return trimmed(node.attribute(name).value());
}

std::string content(const pugi::xml_node& node) {
  std::string out;
  for (const auto& piece : node.children()) {
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) out += piece.value();
  }
  return out;
}

pugi::xml_node find(const pugi::xml_node& root, std::string_view name) {
  pugi::xml_node node = root;
  while (node) {
    if (local_name(node) == name) return node;
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node && node != root && !node.next_sibling()) node = node.parent();
    if (!node || node == root) break;
    node = node.next_sibling();
  }
  return {};
}

void append_marks(const pugi::xml_node& measurements, std::span<const NamedNumber> numbers, std::vector<Mark>& marks) {
  for (const auto& number : numbers)
    if (const auto value = readable(text(measurements, {number.element})); !value.empty())
      marks.push_back({number.name, value, number.unit});
}

Result<std::vector<std::byte>> base64(std::string_view text) {
  static const auto values = [] {
    std::array<std::uint8_t, 256> made{};
    made.fill(0xFF);
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
      made[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return made;
  }();
  std::vector<std::byte> out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t pending = 0;
  int bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c <= ' ') continue;
    if (c == '=') {  // what follows is a piece of its own
      bits = 0;
      continue;
    }
    if (values[c] == 0xFF) {
      return fail(ErrorCode::kInvalid, "BAD_BASE64", "character {} is no base64", i + 1);
    }
    pending = (pending << 6 | values[c]) & 0xFFFFFF;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<std::byte>(pending >> bits & 0xFF));
    }
  }
  return out;
}

}  // namespace rdc::ecg::xml
