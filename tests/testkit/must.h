// For what a test cannot go on without: the value, or an exception with the error's own words, which the test prints.
// Taking a value out of a failed result is undefined, and reads as whatever was in memory.
#pragma once

#include <stdexcept>
#include <utility>

#include "common/base/result.h"

namespace rdc::testkit {

// Throws std::runtime_error "REASON: message".
template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().reason + ": " + result.error().message);
  return std::move(*result);
}
inline void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().reason + ": " + result.error().message);
}

}  // namespace rdc::testkit
