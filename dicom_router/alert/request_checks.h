// The limits that alert.proto, critical.proto and ecg.proto state for what people and machines send.
#pragma once

#include <string>

#include <google/protobuf/timestamp.pb.h>

#include "common/base/result.h"
#include "rdc/v1/types.pb.h"

namespace rdc::router {

inline constexpr int kListLimit = 100;           // entries of a list in a request
inline constexpr std::size_t kTextLimit = 2000;  // characters of a text that people type

// kInvalid/BAD_REQUEST with this sentence.
tl::unexpected<Error> bad_request(const std::string& what);

enum class Needed { kNo, kYes };
// kInvalid/BAD_REQUEST names the field.
Result<void> check_text(const std::string& text, const char* field, Needed needed, std::size_t limit = kTextLimit);
Result<void> check_words(const v1::Words& words, const char* field);
Result<void> check_patient(const v1::Patient& patient);
// Within what a Timestamp can say: the years 1 to 9999.
Result<void> check_time(const google::protobuf::Timestamp& time, const char* field);

}  // namespace rdc::router
