#include "common/rpc/status.h"

#include "rdc/v1/types.pb.h"

namespace rdc::rpc {
namespace {

grpc::StatusCode code_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalid:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::kNotFound:
      return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::kExists:
      return grpc::StatusCode::ALREADY_EXISTS;
    case ErrorCode::kDenied:
      return grpc::StatusCode::PERMISSION_DENIED;
    case ErrorCode::kUnauthenticated:
      return grpc::StatusCode::UNAUTHENTICATED;
    case ErrorCode::kConflict:
      // A conflict that reloading resolves is ABORTED, one that needs another state first is FAILED_PRECONDITION.
      return error.reason.starts_with("STALE_") ? grpc::StatusCode::ABORTED : grpc::StatusCode::FAILED_PRECONDITION;
    case ErrorCode::kNoSpace:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::kUnavailable:
      return grpc::StatusCode::UNAVAILABLE;
    case ErrorCode::kTooLarge:
      return grpc::StatusCode::OUT_OF_RANGE;
    case ErrorCode::kCorrupt:
      return grpc::StatusCode::DATA_LOSS;
    case ErrorCode::kCancelled:
      return grpc::StatusCode::CANCELLED;
    case ErrorCode::kInternal:
      return grpc::StatusCode::INTERNAL;
  }
  return grpc::StatusCode::UNKNOWN;
}

ErrorCode code_of(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::INVALID_ARGUMENT:
      return ErrorCode::kInvalid;
    case grpc::StatusCode::NOT_FOUND:
      return ErrorCode::kNotFound;
    case grpc::StatusCode::ALREADY_EXISTS:
      return ErrorCode::kExists;
    case grpc::StatusCode::PERMISSION_DENIED:
      return ErrorCode::kDenied;
    case grpc::StatusCode::UNAUTHENTICATED:
      return ErrorCode::kUnauthenticated;
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::FAILED_PRECONDITION:
      return ErrorCode::kConflict;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return ErrorCode::kNoSpace;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return ErrorCode::kUnavailable;
    case grpc::StatusCode::OUT_OF_RANGE:
      return ErrorCode::kTooLarge;
    case grpc::StatusCode::DATA_LOSS:
      return ErrorCode::kCorrupt;
    case grpc::StatusCode::CANCELLED:
      return ErrorCode::kCancelled;
    default:
      return ErrorCode::kInternal;
  }
}

const char* default_reason(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
      return "CANNOT_CONNECT";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "NO_ANSWER_IN_TIME";
    case grpc::StatusCode::CANCELLED:
      return "CANCELLED";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "TOO_LARGE_OR_TOO_MANY";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "NOT_OFFERED";
    default:
      return "UNEXPECTED";
  }
}

bool is_reason(std::string_view word) {
  if (word.empty() || word.size() > 64) return false;
  for (const char c : word)
    if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '_') return false;
  return true;
}

}  // namespace

grpc::Status to_status(const Error& error) {
  v1::ErrorDetail detail;
  detail.set_reason(error.reason);
  detail.set_message(error.message);
  return grpc::Status(code_of(error), error.message, detail.SerializeAsString());
}

Error from_status(const grpc::Status& status) {
  v1::ErrorDetail detail;
  if (!status.error_details().empty() && detail.ParseFromString(status.error_details()) && !detail.reason().empty())
    return {code_of(status.error_code()), detail.reason(), detail.message()};
  // A refusal by the gate: gRPC 1.51 carries no details from there, so the reason stands before the sentence.
  const std::string& text = status.error_message();
  const auto colon = text.find(": ");
  if (colon != std::string::npos && is_reason(std::string_view(text).substr(0, colon)))
    return {code_of(status.error_code()), text.substr(0, colon), text.substr(colon + 2)};
  return {code_of(status.error_code()), default_reason(status.error_code()), text};
}

}  // namespace rdc::rpc
