// Notices to the world outside, against a real HTTP server that fails as often as the test says.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "dicom_router/alert/webhook_sender.h"
#include "tests/dicom_router/alert/duty.h"

namespace rdc::router {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;

struct Received {
  std::map<std::string, std::string> headers;
  std::string body;
};

// Answers 503 to the first `failures` requests, then 204; one connection at a time.
class SmallHttpServer {
 public:
  explicit SmallHttpServer(int failures) : failures_(failures) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 16) != 0)
      throw std::runtime_error("cannot listen");
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  ~SmallHttpServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/notice"; }
  std::vector<Received> received() {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  int requests() const { return requests_; }

 private:
  void serve() {
    for (;;) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      if (connection < 0) return;
      answer(connection);
      ::close(connection);
    }
  }
  void answer(int connection) {
    std::string text;
    std::size_t head = std::string::npos, wanted = 0;
    char buffer[4096];
    while (head == std::string::npos || text.size() < head + 4 + wanted) {
      const auto got = ::recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) return;
      text.append(buffer, static_cast<std::size_t>(got));
      head = text.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const auto length = text.find("Content-Length: ");
      wanted = std::stoul(text.substr(length + 16));
    }
    Received one;
    for (std::size_t at = text.find("\r\n") + 2; at < head;) {
      const auto end = text.find("\r\n", at), colon = text.find(": ", at);
      one.headers[text.substr(at, colon - at)] = text.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    one.body = text.substr(head + 4);
    const bool fails = requests_++ < failures_;
    const std::string reply = fails ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                    : "HTTP/1.1 204 Thanks\r\nConnection: close\r\n\r\n";
    if (!fails) {
      const std::lock_guard lock(mutex_);
      received_.push_back(std::move(one));
    }
    (void)!::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL);
  }

  const int failures_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> requests_ = 0;
  std::mutex mutex_;
  std::vector<Received> received_;
  std::jthread thread_;
};

class Webhook : public ::testing::Test {
 protected:
  static constexpr const char* kSecret = "a secret of enough bytes";

  void set_up(const std::string& url, bool include_patient = false) {
    AlertConfig config;
    config.webhooks.push_back(
        {"sms", url, "sms.key", "", {"raised", "escalated", "confirmed", "closed"}, include_patient});
    duty = std::make_unique<Duty>(config);
    must(base::write_file_atomically(fs, duty->scratch / "sms.key", base::as_bytes(std::string(kSecret) + "\n")));
    sender = must(WebhookSender::create(
        *duty->catalog, duty->config, duty->scratch.path(),
        [this](soci::session& session, const AuditEntry& entry) { return duty->audit.append(session, entry); },
        duty->clock, random));
  }
  long long waiting() { return duty->number("SELECT COUNT(*) FROM webhook_notice WHERE next_at > 0"); }

  base::PosixFileSystem fs;
  testkit::SeededRandom random{3};
  std::unique_ptr<Duty> duty;
  std::unique_ptr<WebhookSender> sender;
};

TEST_F(Webhook, IsRepeatedWithGrowingPausesUntilItIsTaken) {
  SmallHttpServer server(4);
  set_up(server.url());
  const auto id = duty->alarming_ecg();
  ASSERT_EQ(waiting(), 1);
  std::vector<long long> pauses;
  for (int round = 0; round < 4; ++round) {
    const auto next = must(sender->run_due());
    ASSERT_GT(next, duty->book.now());
    pauses.push_back(next - duty->book.now());
    EXPECT_EQ(must(sender->run_due()), next) << "not before its time";
    duty->clock.advance(std::chrono::microseconds(pauses.back()));
  }
  EXPECT_EQ(must(sender->run_due()), 0);
  EXPECT_EQ(server.requests(), 5);
  for (std::size_t i = 0; i < pauses.size(); ++i) {
    const auto whole = 1'000'000LL << i;
    EXPECT_LE(pauses[i], whole);
    EXPECT_GE(pauses[i], whole / 2);
  }
  const auto received = server.received();
  ASSERT_EQ(received.size(), 1U);
  const auto& headers = received[0].headers;
  EXPECT_EQ(headers.at("X-RDC-Signature"),
            "sha256=" + webhook_signature(kSecret, headers.at("X-RDC-Timestamp"), received[0].body));
  EXPECT_NE(received[0].body.find("\"case_id\":\"" + id + "\""), std::string::npos) << received[0].body;
  EXPECT_NE(received[0].body.find("\"event\":\"raised\""), std::string::npos);
  EXPECT_EQ(received[0].body.find("王小明"), std::string::npos) << "a name only where it was configured";
  EXPECT_EQ(duty->number("SELECT COUNT(*) FROM audit_event WHERE action = 'webhook.deliver'"), 1);
}

TEST_F(Webhook, TheSignatureIsTheStandardOne) {
  // printf '%s' '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of enough bytes'
  EXPECT_EQ(webhook_signature(kSecret, "1700000000", "{\"a\":1}"),
            "8d2d377de07a9ad78ddc6fb9d8e41c860479759a043508bcc5b56bb3f174fcf5");
}

TEST_F(Webhook, EachStepAndDecisionIsANoticeOfItsOwnAndARestartForgetsNone) {
  SmallHttpServer server(0);
  set_up(server.url(), true);
  const auto id = duty->alarming_ecg();
  duty->advance(3min);
  duty->acknowledge(id);
  duty->decide(id, v1::DECISION_VERDICT_CONFIRMED);
  must(duty->as_doctor("li", &DutyDesk::close, duty->closing(id)));
  duty->restart();
  sender = must(WebhookSender::create(
      *duty->catalog, duty->config, duty->scratch.path(),
      [this](soci::session& session, const AuditEntry& entry) { return duty->audit.append(session, entry); },
      duty->clock, random));
  must(sender->run_due());
  std::vector<std::string> events;
  for (const auto& one : server.received()) {
    v1::AlertNotice notice;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(one.body, &notice).ok());
    events.push_back(notice.event());
    EXPECT_EQ(notice.patient().name(), "王小明");
    EXPECT_EQ(notice.notice_id(), one.headers.at("X-RDC-Notice"));
  }
  EXPECT_EQ(events, (std::vector<std::string>{"raised", "escalated", "confirmed", "closed"}));
}

TEST_F(Webhook, NobodyThereIsGivenUpAfterADayAndOnRecord) {
  set_up("http://127.0.0.1:9");  // discard: nobody listens
  duty->alarming_ecg();
  must(sender->run_due());
  EXPECT_EQ(waiting(), 1);
  duty->clock.advance(25h);
  must(sender->run_due());
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(duty->number("SELECT COUNT(*) FROM audit_event WHERE action = 'webhook.give_up'"), 1);
  EXPECT_EQ(duty->number("SELECT COUNT(*) FROM webhook_notice WHERE failed = 1"), 1);
}

TEST_F(Webhook, ASecretThatIsMissingOrShortStopsTheStart) {
  set_up("http://127.0.0.1:9");
  const auto create = [&] {
    return WebhookSender::create(
        *duty->catalog, duty->config, duty->scratch.path(),
        [](soci::session&, const AuditEntry&) -> Result<void> { return {}; }, duty->clock, random);
  };
  must(base::write_file_atomically(fs, duty->scratch / "sms.key", base::as_bytes("short")));
  EXPECT_EQ(create().error().reason, "BAD_SECRET");
  std::filesystem::remove(duty->scratch / "sms.key");
  EXPECT_EQ(create().error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace rdc::router
