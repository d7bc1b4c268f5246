// The little JSON that enrolment bundles need: one object whose values are strings or arrays of strings. Bounded
// against any input: no recursion, at most 64 members of 64 strings. Internal to this folder.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/identity/secret.h"

namespace rdc::identity {

// A string is an array of one.
using FlatJson = std::map<std::string, std::vector<std::string>>;

// kInvalid/BAD_JSON: anything else than such an object, duplicate names, invalid escapes, trailing text.
Result<FlatJson> parse_flat_json(std::string_view text);
// `"text"` with quotation marks; expects valid UTF-8.
std::string json_quoted(std::string_view text);
// Overwrites every value.
void wipe(FlatJson& json) noexcept;

}  // namespace rdc::identity
