#include "dicom_router/access/network_address.h"

#include <algorithm>
#include <optional>

namespace rdc::router {
namespace {

constexpr int kHighestPort = 65535;

// The port behind the last colon; nullopt when there is no host, no port, or no such number.
std::optional<int> port_of(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || address.size() > 255) return std::nullopt;
  const auto host = address.substr(0, colon);
  const auto digits = address.substr(colon + 1);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find_first_of(":[]") != std::string::npos) return std::nullopt;
  if (std::ranges::any_of(host, [](char c) { return c <= ' ' || c == '/'; })) return std::nullopt;
  if (digits.empty() || digits.size() > 5 || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const int port = std::stoi(digits);
  return port <= kHighestPort ? std::optional(port) : std::nullopt;
}

tl::unexpected<Error> bad(const std::string& address, int lowest) {
  return fail(ErrorCode::kInvalid, "BAD_ADDRESS",
              "\"{}\" is not HOST:PORT with a port from {} to {} (an IPv6 host stands in [])", address, lowest,
              kHighestPort);
}

}  // namespace

Result<void> check_listen_address(const std::string& address) {
  if (!port_of(address)) return bad(address, 0);
  return {};
}

Result<void> check_reachable_address(const std::string& address) {
  if (port_of(address).value_or(0) < 1) return bad(address, 1);
  return {};
}

}  // namespace rdc::router
