// The outside of a bundle; the inside is sealed, so that only the centre can write it. No code is given: the search
// would spend its time in Argon2. What the little JSON reader takes, it must take again when written by us.
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/identity/enrolment_bundle.h"
#include "common/identity/flat_json.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

namespace identity = rdc::identity;

std::string written(const identity::FlatJson& json) {
  std::string text = "{";
  for (const auto& [name, values] : json) {
    text += (text.size() > 1 ? "," : "") + identity::json_quoted(name) + ":[";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i > 0 ? "," : "") + identity::json_quoted(values[i]);
    text += "]";
  }
  return text + "}";
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto json = identity::parse_flat_json(text)) {
    const auto again = identity::parse_flat_json(written(*json));
    if (!again || *again != *json) std::abort();
  }
  if (identity::open_bundle(text, "")) std::abort();
  return 0;
}
