// XML from outside, through pugixml: no DTD is read, no entity but the five of XML is expanded, nothing is fetched.
#pragma once

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "common/base/result.h"
#include "ecg/formats/byte_cursor.h"
#include "ecg/recording.h"

namespace rdc::ecg::xml {

// UTF-8 and UTF-16, with or without byte order mark. Any other text stays as its bytes are, whatever encoding the
// declaration names, since devices name wrong ones: readable() tells GB18030 from Latin-1 by the value. kInvalid
// BAD_XML with the byte.
Result<std::unique_ptr<pugi::xml_document>> parse(Bytes bytes);

// Names are compared without namespace prefix.
std::string_view local_name(const pugi::xml_node& node);
pugi::xml_node child(const pugi::xml_node& node, std::string_view name);
std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name, std::size_t limit = 4096);
// Follows first children; an empty node when one is missing.
pugi::xml_node path(pugi::xml_node node, std::initializer_list<std::string_view> names);
// Trimmed text content of path(); "" when missing. Placeholders "---" count as missing.
std::string_view text(const pugi::xml_node& node, std::initializer_list<std::string_view> names = {});
std::string_view attribute(const pugi::xml_node& node, const char* name);
// All text directly in the element, also what comments and CDATA sections cut into pieces: for samples.
std::string content(const pugi::xml_node& node);
// The first element of that name anywhere below, in document order.
pugi::xml_node find(const pugi::xml_node& root, std::string_view name);

// A device's own measurement: the element that holds it, and the name and unit it goes by here.
struct NamedNumber {
  std::string_view element;
  const char* name;
  const char* unit;
};
// A mark for each that `measurements` has, in the numbers' order.
void append_marks(const pugi::xml_node& measurements, std::span<const NamedNumber> numbers, std::vector<Mark>& marks);

// Base64 with any blanks between; pieces that were each filled up with '=' are joined. kInvalid BAD_BASE64 with the
// position of the first character that is none.
Result<std::vector<std::byte>> base64(std::string_view text);

}  // namespace rdc::ecg::xml
