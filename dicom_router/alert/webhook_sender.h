// Carries notices from the outbox to the world outside: signed, repeated with growing pauses until the endpoint says
// that it has them. An endpoint that does not answer holds up no other for longer than one time-out a round.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "dicom_router/alert/alert_config.h"
#include "dicom_router/ports.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/webhook_store.h"

namespace rdc::router {

// Lower-case hexadecimal HMAC-SHA-256 of "<timestamp>.<body>".
std::string webhook_signature(const std::string& secret, const std::string& timestamp, const std::string& body);

// Thread-safe. Borrows everything.
class WebhookSender {
 public:
  static constexpr std::chrono::hours kGiveUpAfter{24};
  static constexpr std::chrono::seconds kLongestPause{300};

  // kNotFound or kInvalid/BAD_SECRET when an endpoint's secret is missing or shorter than 16 bytes.
  static Result<std::unique_ptr<WebhookSender>> create(Catalog& catalog, const AlertConfig& config,
                                                       const std::filesystem::path& keys, AuditSink audit,
                                                       const base::Clock& clock, base::Random& random);

  // Tries every notice that is due, once each. When to look again (microseconds UTC), 0 when nothing waits. Blocks.
  Result<std::int64_t> run_due();

 private:
  struct Endpoint {
    WebhookEndpoint configured;
    std::string secret;
  };
  WebhookSender(Catalog& catalog, std::map<std::string, Endpoint> endpoints, AuditSink audit, const base::Clock& clock,
                base::Random& random)
      : catalog_(catalog), endpoints_(std::move(endpoints)), audit_(std::move(audit)), clock_(clock), random_(random) {}
  Result<void> send(const WebhookNotice& notice);
  Result<void> record(const WebhookNotice& notice, const Result<void>& outcome);

  Catalog& catalog_;
  const std::map<std::string, Endpoint> endpoints_;
  const AuditSink audit_;
  const base::Clock& clock_;
  base::Random& random_;
};

// One thread that runs it, at once after every commit. Never started where no endpoint is configured.
class WebhookThread {
 public:
  WebhookThread(WebhookSender& sender, const base::Clock& clock)
      : sender_(sender), clock_(clock), thread_([this](const std::stop_token& stop) { run(stop); }) {}
  ~WebhookThread();
  WebhookThread(const WebhookThread&) = delete;
  WebhookThread& operator=(const WebhookThread&) = delete;
  void look_again();  // does not block

 private:
  void run(const std::stop_token& stop);

  WebhookSender& sender_;
  const base::Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool look_ = true;
  std::jthread thread_;  // last
};

}  // namespace rdc::router
