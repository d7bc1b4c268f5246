#include "dicom_router/alert/webhook_sender.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "common/base/file_system.h"
#include "common/base/logging.h"
#include "dicom_router/alert/http_post.h"

namespace rdc::router {
namespace {

constexpr int kNoticesALook = 32;
constexpr std::size_t kShortestSecret = 16;
constexpr std::chrono::microseconds kLongestIdle = std::chrono::seconds(5);
constexpr std::chrono::microseconds kShortestIdle = std::chrono::milliseconds(20);

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

}  // namespace

std::string webhook_signature(const std::string& secret, const std::string& timestamp, const std::string& body) {
  const auto signed_text = timestamp + "." + body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  ::HMAC(::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(), &size);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest.at(i));
  return hex;
}

Result<std::unique_ptr<WebhookSender>> WebhookSender::create(Catalog& catalog, const AlertConfig& config,
                                                             const std::filesystem::path& keys, AuditSink audit,
                                                             const base::Clock& clock, base::Random& random) {
  std::map<std::string, Endpoint> endpoints;
  for (const auto& configured : config.webhooks) {
    auto secret = base::read_file(keys / configured.secret_file, 4096);
    if (!secret) return fail(secret);
    auto text = without_line_end(std::move(*secret));
    if (text.size() < kShortestSecret)
      return fail(ErrorCode::kInvalid, "BAD_SECRET", "the secret of webhook \"{}\" is shorter than {} bytes",
                  configured.name, kShortestSecret);
    endpoints[configured.name] = {configured, std::move(text)};
  }
  return std::unique_ptr<WebhookSender>(
      new WebhookSender(catalog, std::move(endpoints), std::move(audit), clock, random));
}

Result<std::int64_t> WebhookSender::run_due() {
  auto due =
      catalog_.read<std::vector<WebhookNotice>>([&](soci::session& session) -> Result<std::vector<WebhookNotice>> {
        return WebhookStore::due(session, base::to_micros(clock_.now()), kNoticesALook);
      });
  if (!due) return fail(due);
  // An endpoint that just failed is left alone for this round: its other notices would wait for the same time-out.
  std::set<std::string> failed;
  for (const auto& notice : *due) {
    const Result<void> outcome =
        failed.contains(notice.endpoint)
            ? Result<void>(fail(ErrorCode::kUnavailable, "HTTP_UNREACHABLE", "the endpoint does not answer"))
            : send(notice);
    if (!outcome) failed.insert(notice.endpoint);
    if (auto noted = record(notice, outcome); !noted) return fail(noted);
  }
  return catalog_.read<std::int64_t>(
      [](soci::session& session) -> Result<std::int64_t> { return WebhookStore::next_due(session); });
}

Result<void> WebhookSender::send(const WebhookNotice& notice) {
  const auto endpoint = endpoints_.find(notice.endpoint);
  if (endpoint == endpoints_.end())
    return fail(ErrorCode::kNotFound, "NO_SUCH_WEBHOOK", "alert.toml has no webhook \"{}\"", notice.endpoint);
  const auto timestamp = std::to_string(base::to_micros(clock_.now()) / 1'000'000);
  HttpPost request;
  request.url = endpoint->second.configured.url;
  request.ca_file = endpoint->second.configured.ca_file;
  request.body = notice.content;
  request.headers = {
      "X-RDC-Notice: " + notice.notice_id, "X-RDC-Timestamp: " + timestamp,
      "X-RDC-Signature: sha256=" + webhook_signature(endpoint->second.secret, timestamp, notice.content)};
  return post(request);
}

Result<void> WebhookSender::record(const WebhookNotice& notice, const Result<void>& outcome) {
  const auto now = base::to_micros(clock_.now());
  if (!outcome)
    spdlog::warn("notice {} to {} did not get through: {}", notice.notice_id, notice.endpoint, outcome.error().message);
  return catalog_.write<void>([&](soci::session& session) -> Result<void> {
    if (outcome) {
      WebhookStore::delivered(session, notice.notice_id, now);
      return audit_(session,
                    {"", "router", "webhook.deliver", notice.case_id, "ok", notice.endpoint + " " + notice.event});
    }
    const auto& why = outcome.error();
    const auto limit = std::chrono::microseconds(kGiveUpAfter).count();
    if (now - notice.created_at >= limit) {
      WebhookStore::give_up(session, notice.notice_id, why.message);
      return audit_(
          session, {"", "router", "webhook.give_up", notice.case_id, why.reason, notice.endpoint + " " + notice.event});
    }
    // 1, 2, 4 … seconds, at most five minutes, shortened by up to half so that many do not come at once.
    const auto doubled = std::chrono::seconds(1LL << std::min(notice.attempts, 12));
    const auto pause = std::chrono::microseconds(std::min<std::chrono::seconds>(doubled, kLongestPause)).count();
    const auto jittered = static_cast<std::int64_t>(static_cast<double>(pause) * (1.0 - 0.5 * random_.next_unit()));
    WebhookStore::retry(session, notice.notice_id, now + jittered, why.message);
    return {};
  });
}

WebhookThread::~WebhookThread() {
  thread_.request_stop();
  changed_.notify_all();
}

void WebhookThread::look_again() {
  const std::lock_guard lock(mutex_);
  look_ = true;
  changed_.notify_all();
}

void WebhookThread::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      look_ = false;
    }
    auto next = sender_.run_due();
    if (!next) spdlog::error("the outbox cannot be read: {}", next.error().message);
    auto wait = kLongestIdle;
    if (next && *next != 0)
      wait = std::clamp(std::chrono::microseconds(*next - base::to_micros(clock_.now())), kShortestIdle, kLongestIdle);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, wait, [this] { return look_; });
  }
}

}  // namespace rdc::router
