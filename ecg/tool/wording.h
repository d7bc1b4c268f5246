// Sentences for the stable words of errors and warnings.
#pragma once

#include <string>
#include <string_view>

#include "ecg/interpretation/statement.h"
#include "ecg/tool/commands.h"

namespace rdc::ecg::tool {

// "CRITICAL" as machines read it, or "危急".
std::string severity_word(Severity severity, Language language);
// Chinese for a reason; "" in English, where the message itself is the sentence, and for reasons without translation.
std::string_view sentence_for(std::string_view reason, Language language);
// One of two.
inline const char* say(Language language, const char* english, const char* chinese) {
  return language == Language::kChinese ? chinese : english;
}

}  // namespace rdc::ecg::tool
