// Messages as the agent's catalog keeps them: JSON text, readable by a person with sqlite3.
#pragma once

#include <string>

#include <google/protobuf/util/json_util.h>

#include "common/base/result.h"

namespace rdc::agent {

template <typename Message>
Result<std::string> to_json(const Message& message) {
  std::string text;
  if (google::protobuf::util::MessageToJsonString(message, &text).ok()) return text;
  return fail(ErrorCode::kInvalid, "BAD_TEXT", "a text is not valid UTF-8");
}

// Fields of a newer program are passed over.
template <typename Message>
Result<Message> from_json(const std::string& text) {
  Message message;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (google::protobuf::util::JsonStringToMessage(text, &message, options).ok()) return message;
  return fail(ErrorCode::kCorrupt, "BAD_CATALOG", "the agent's catalog holds a text that is no {}",
              Message::descriptor()->name());
}

}  // namespace rdc::agent
