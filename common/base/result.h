// Result<T>: what a function returns when its caller is expected to handle failure.
// Exceptions are left for broken invariants; an adapter that meets a library's exception turns it into an Error.
#pragma once

#include <string>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace rdc::base {

// The kinds of failure that callers tell apart. Mapped to gRPC's codes in common/rpc/status.h.
enum class ErrorCode {
  kInvalid,          // the input breaks a stated rule: repeating it will not help
  kNotFound,         // no such thing, or not for this caller
  kExists,           // already there, and identical or not as the function states
  kDenied,           // the caller may not
  kUnauthenticated,  // the caller is not known, or no longer
  kConflict,         // the state does not allow it now (claimed, signed, revoked)
  kNoSpace,          // disk watermark or quota
  kUnavailable,      // a peer or a resource cannot be reached now: try again
  kTooLarge,         // a stated limit is exceeded
  kCorrupt,          // stored or received bytes contradict their digest or structure
  kCancelled,        // the caller gave up, or shutdown
  kInternal,         // ours to fix
};

const char* to_string(ErrorCode code);

// `reason` is a stable UPPER_SNAKE word for machines ("DIGEST_MISMATCH"); `message` is a sentence that
// tells a person what to do. Neither ever holds patient data or secrets.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string reason;
  std::string message;
};

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

template <typename... Args>
tl::unexpected<Error> fail(ErrorCode code, std::string reason, fmt::format_string<Args...> text, Args&&... args) {
  return tl::unexpected<Error>(Error{code, std::move(reason), fmt::format(text, std::forward<Args>(args)...)});
}

// Passes another call's error on: `if (!x) return fail(x);`
template <typename T>
tl::unexpected<Error> fail(const Result<T>& failed) {
  return tl::unexpected<Error>(failed.error());
}

}  // namespace rdc::base

namespace rdc {
using base::Error;
using base::ErrorCode;
using base::fail;
using base::Result;
}  // namespace rdc
