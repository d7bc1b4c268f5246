// An interpretation as JSON, for `interpret` and `compare`.
#pragma once

#include <vector>

#include "ecg/interpretation/statement.h"
#include "ecg/recording.h"
#include "ecg/tool/json_text.h"

namespace rdc::ecg::tool {

// {"version", "statements", "considered", "mimics", "leads_to_record", "assumptions", "score", "critical", "warnings"};
// every text is {"en", "zh"}. `warnings`: the file's.
void add_interpretation(JsonText& json, const Interpretation& said, const std::vector<Warning>& warnings);
// "warnings": [{"reason", "message"}]
void add_warnings(JsonText& json, const std::vector<Warning>& warnings);
void add_statement(JsonText& json, const Statement& statement);
void add_text(JsonText& json, const char* key, const Text& text);

}  // namespace rdc::ecg::tool
