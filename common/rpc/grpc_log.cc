#include "common/rpc/grpc_log.h"

#include <grpc/support/log.h>
#include <grpc/support/time.h>

#include <mutex>
#include <string_view>

#include "common/base/logging.h"

namespace rdc::rpc {
namespace {

constexpr int kPerMinute = 60;

// gRPC has one log function for the process, so this is the process's too.
struct Listener {
  std::mutex mutex;
  std::function<void(const std::string&)> refused;
  std::int64_t minute = 0;  // of the monotonic clock
  int in_this_minute = 0;
  std::uint64_t suppressed = 0;
};

Listener& listener() {
  static auto* const kKept = new Listener;  // gRPC's threads may log while statics are destroyed
  return *kKept;
}

// "…SSL_ERROR_SSL: error:0A0000C7:SSL routines::peer did not return a certificate." -> what follows the last "::"
std::string reason_of(std::string_view line) {
  const auto at = line.rfind("::");
  auto reason = at == std::string_view::npos ? line : line.substr(at + 2);
  if (!reason.empty() && reason.back() == '.') reason.remove_suffix(1);
  return std::string(reason.substr(0, 128));
}

void note_refusal(std::string_view line) {
  auto& state = listener();
  const std::lock_guard lock(state.mutex);
  if (!state.refused) return;
  const std::int64_t minute = gpr_now(GPR_CLOCK_MONOTONIC).tv_sec / 60;
  if (minute != state.minute) {
    state.minute = minute;
    state.in_this_minute = 0;
  }
  if (++state.in_this_minute > kPerMinute) {
    ++state.suppressed;
    return;
  }
  std::string reason = reason_of(line);
  if (state.suppressed > 0) reason += fmt::format(" ({} more before this)", state.suppressed);
  state.suppressed = 0;
  state.refused(reason);
}

void take_line(gpr_log_func_args* line) {
  const std::string_view message = line->message;
  const std::string_view file = line->file;
  if (file.find("ssl_transport_security") != std::string_view::npos && message.starts_with("Handshake failed"))
    note_refusal(message);
  if (line->severity == GPR_LOG_SEVERITY_ERROR)
    spdlog::warn("gRPC: {}", message);
  else
    spdlog::debug("gRPC: {}", message);
}

}  // namespace

void on_tls_refusal(std::function<void(const std::string& reason)> refused) {
  auto& state = listener();
  const std::lock_guard lock(state.mutex);
  state.refused = std::move(refused);
  gpr_set_log_function(take_line);
}

}  // namespace rdc::rpc
