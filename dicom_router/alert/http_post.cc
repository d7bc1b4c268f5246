#include "dicom_router/alert/http_post.h"

#include <memory>

#include <curl/curl.h>

namespace rdc::router {
namespace {

// libcurl's global set-up is not thread-safe: once, before the first use.
void set_up_curl() {
  static const CURLcode kDone = ::curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)kDone;
}

// The answer's body says nothing we need; it is read and dropped.
std::size_t drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

}  // namespace

Result<void> post(const HttpPost& request) {
  set_up_curl();
  const std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)> curl(::curl_easy_init(), &::curl_easy_cleanup);
  if (!curl) return fail(ErrorCode::kUnavailable, "HTTP_UNREACHABLE", "no memory for an HTTP request");
  curl_slist* list = ::curl_slist_append(nullptr, "Content-Type: application/json");
  list = ::curl_slist_append(list, "Expect:");  // no waiting for "100 Continue"
  for (const auto& header : request.headers) list = ::curl_slist_append(list, header.c_str());
  const std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)> headers(list, &::curl_slist_free_all);
  std::string problem(CURL_ERROR_SIZE, '\0');
  CURL* const handle = curl.get();
  ::curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  ::curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  ::curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  ::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  ::curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  ::curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
  ::curl_easy_setopt(handle, CURLOPT_POST, 1L);
  ::curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
  ::curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  ::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &drop);
  ::curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, problem.data());
  if (!request.ca_file.empty()) ::curl_easy_setopt(handle, CURLOPT_CAINFO, request.ca_file.c_str());
  const auto code = ::curl_easy_perform(handle);
  if (code != CURLE_OK)
    return fail(ErrorCode::kUnavailable, "HTTP_UNREACHABLE", "{}",
                problem.front() == '\0' ? ::curl_easy_strerror(code) : problem.c_str());
  long status = 0;
  ::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) return fail(ErrorCode::kUnavailable, "HTTP_REFUSED", "answered {}", status);
  return {};
}

}  // namespace rdc::router
