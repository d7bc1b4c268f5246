// One HTTP POST, through libcurl.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace rdc::router {

struct HttpPost {
  std::string url;  // http:// or https://; redirects are not followed
  std::string body;
  std::vector<std::string> headers;  // "Name: value"
  std::string ca_file;               // "": the system's authorities
  std::chrono::milliseconds timeout{10'000};
};

// Success is any 2xx answer. kUnavailable/HTTP_UNREACHABLE: no answer in time, or TLS does not trust the peer;
// kUnavailable/HTTP_REFUSED: another answer, its code in the message. Blocks; thread-safe.
Result<void> post(const HttpPost& request);

}  // namespace rdc::router
