// What a fact is called, for people. `Fact::name` is the stable word that machines and the wire carry; a reader is
// shown one of these.
#pragma once

#include <string_view>

#include "ecg/interpretation/statement.h"

namespace rdc::ecg {

// Both languages' name of a fact: "QRS" is {"QRS", "QRS时限"}. A feature of the STEMI score keeps the value that its
// name ends with. A name that no rule of this library gives (of a newer router, say) comes back as it is in both.
// Thread-safe; bounded by the name's length.
Text text_of_fact(std::string_view name);

// The same of a source as rules quote it (rule_context.h).
Text text_of_source(std::string_view source);

}  // namespace rdc::ecg
