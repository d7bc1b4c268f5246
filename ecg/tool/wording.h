// Sentences for the stable words of errors and warnings.
#pragma once

#include <string_view>

#include "ecg/tool/commands.h"

namespace rdc::ecg::tool {

// Chinese for a reason; "" in English, where the message itself is the sentence, and for reasons without translation.
std::string_view sentence_for(std::string_view reason, Language language);
// One of two.
inline const char* say(Language language, const char* english, const char* chinese) {
  return language == Language::kChinese ? chinese : english;
}

}  // namespace rdc::ecg::tool
