// An interpretation as JSON, for `interpret` and `compare`.
#pragma once

#include "ecg/interpretation/statement.h"
#include "ecg/tool/json_text.h"

namespace rdc::ecg::tool {

// {"version", "statements", "considered", "mimics", "leads_to_record", "assumptions", "score", "critical"}; every text
// is {"en", "zh"}.
void add_interpretation(JsonText& json, const Interpretation& said);
void add_statement(JsonText& json, const Statement& statement);
void add_text(JsonText& json, const char* key, const Text& text);

}  // namespace rdc::ecg::tool
