#include "tests/testkit/thin_link.h"

#include <atomic>
#include <cerrno>
#include <future>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

// A TCP socket that closes itself.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  static Socket listening(std::uint16_t& port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(bind(socket.fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(socket.fd_, 8), 0);
    getsockname(socket.fd_, reinterpret_cast<sockaddr*>(&address), &length);
    port = ntohs(address.sin_port);
    return socket;
  }
  static Socket connected(std::uint16_t port, int send_buffer = 0) {
    Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
    if (send_buffer > 0) setsockopt(socket.fd_, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(socket.fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return socket;
  }
  Socket accept_one() const { return Socket(accept(fd_, nullptr, nullptr)); }
  bool send_all(const std::string& data) const {
    for (std::size_t at = 0; at < data.size();) {
      const ssize_t sent = send(fd_, data.data() + at, data.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) return false;
      at += static_cast<std::size_t>(sent);
    }
    return true;
  }
  // Up to `size` bytes, less at the end or on a cut (then broken() is true).
  std::string receive(std::size_t size) {
    std::string data;
    char buffer[65536];
    while (data.size() < size) {
      const ssize_t got = recv(fd_, buffer, std::min(sizeof buffer, size - data.size()), 0);
      broken_ = got < 0;
      if (got <= 0) break;
      data.append(buffer, static_cast<std::size_t>(got));
    }
    return data;
  }
  bool broken() const { return broken_; }
  void end_sending() const { shutdown(fd_, SHUT_WR); }

 private:
  int fd_;
  bool broken_ = false;
};

class ThinLinkTest : public ::testing::Test {
 protected:
  ThinLinkTest() : server_(Socket::listening(server_port_)) {}

  std::unique_ptr<ThinLink> open_link(const LinkConditions& up, const LinkConditions& down = {}) {
    ThinLink::Options options;
    options.target_port = server_port_;
    options.seed = 42;
    options.up = up;
    options.down = down;
    auto link = ThinLink::start(options, clock_);
    EXPECT_TRUE(link);
    return std::move(*link);
  }

  base::SystemClock clock_;
  std::uint16_t server_port_ = 0;
  Socket server_;
};

std::string pattern(std::size_t size) {
  std::string data(size, '\0');
  for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<char>(i * 31 + i / 251);
  return data;
}

TEST_F(ThinLinkTest, PassesBytesBothWaysAndCountsThem) {
  auto link = open_link({});
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  const std::string data = pattern(3'000'000);
  auto sent = std::async(std::launch::async, [&] { return client.send_all(data); });
  EXPECT_EQ(peer.receive(data.size()), data);
  EXPECT_TRUE(sent.get());
  ASSERT_TRUE(peer.send_all("answer"));
  EXPECT_EQ(client.receive(6), "answer");
  const LinkCounts counts = link->counts();
  EXPECT_EQ(counts.bytes_up, data.size());
  EXPECT_EQ(counts.bytes_down, 6U);
  EXPECT_EQ(counts.connections, 1U);
}

TEST_F(ThinLinkTest, KeepsItsRateWithinTenPercent) {
  auto link = open_link({.bits_per_second = 4e6, .queue_bytes = 16 * 1024});
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  const std::string data = pattern(600'000);  // 1.2 s
  auto sent = std::async(std::launch::async, [&] { return client.send_all(data); });
  peer.receive(50'000);
  const auto begun = clock_.monotonic();
  EXPECT_EQ(peer.receive(500'000).size(), 500'000U);
  const double seconds = std::chrono::duration<double>(clock_.monotonic() - begun).count();
  EXPECT_NEAR(500'000 * 8 / seconds, 4e6, 4e5);
  peer.receive(50'000);
  EXPECT_TRUE(sent.get());
}

TEST_F(ThinLinkTest, SharesItsRateBetweenConnections) {
  auto link = open_link({.bits_per_second = 4e6, .queue_bytes = 16 * 1024});
  Socket one = Socket::connected(link->port());
  Socket one_peer = server_.accept_one();
  Socket two = Socket::connected(link->port());
  Socket two_peer = server_.accept_one();
  const std::string data = pattern(250'000);
  auto first = std::async(std::launch::async, [&] { return one.send_all(data); });
  auto second = std::async(std::launch::async, [&] { return two.send_all(data); });
  const auto begun = clock_.monotonic();
  auto got = std::async(std::launch::async, [&] { return one_peer.receive(data.size()).size(); });
  EXPECT_EQ(two_peer.receive(data.size()).size(), data.size());
  EXPECT_EQ(got.get(), data.size());
  EXPECT_NEAR(std::chrono::duration<double>(clock_.monotonic() - begun).count(), 1.0, 0.15);
}

TEST_F(ThinLinkTest, DelaysInBothDirections) {
  auto link = open_link({.delay = 60ms}, {.delay = 40ms});
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  const auto begun = clock_.monotonic();
  client.send_all("ping");
  EXPECT_EQ(peer.receive(4), "ping");
  peer.send_all("pong");
  EXPECT_EQ(client.receive(4), "pong");
  const auto trip = clock_.monotonic() - begun;
  EXPECT_GE(trip, 100ms);
  EXPECT_LT(trip, 250ms);
}

// Seconds until a sender with a small buffer of its own got rid of 150,000 bytes at 1 Mbit/s.
double seconds_to_hand_over(ThinLink& link, const Socket& server, const base::Clock& clock) {
  Socket client = Socket::connected(link.port(), 8 * 1024);
  Socket peer = server.accept_one();
  auto draining = std::async(std::launch::async, [&] { return peer.receive(150'000).size(); });
  const auto begun = clock.monotonic();
  EXPECT_TRUE(client.send_all(pattern(150'000)));
  const double seconds = std::chrono::duration<double>(clock.monotonic() - begun).count();
  EXPECT_EQ(draining.get(), 150'000U);
  return seconds;
}

TEST_F(ThinLinkTest, ADeepQueueTakesEverythingAtOnceAShallowOneDoesNot) {
  auto deep = open_link({.bits_per_second = 1e6, .queue_bytes = 200'000});
  EXPECT_LT(seconds_to_hand_over(*deep, server_, clock_), 0.15);
  auto shallow = open_link({.bits_per_second = 1e6, .queue_bytes = 4'000});
  EXPECT_GT(seconds_to_hand_over(*shallow, server_, clock_), 0.3);
}

TEST_F(ThinLinkTest, CutsAfterExactlyTheBytesAsked) {
  auto link = open_link({});
  std::promise<void> cut;
  link->on_event([&] { cut.set_value(); });
  link->reset_after(Direction::kUp, 100'001);
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  client.send_all(pattern(200'000));
  ASSERT_EQ(cut.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_EQ(link->counts().bytes_up, 100'001U);
  EXPECT_EQ(link->counts().resets, 1U);
  client.receive(1);
  EXPECT_TRUE(client.broken());
}

TEST_F(ThinLinkTest, StallsAndResumesWithoutLoss) {
  auto link = open_link({});
  std::promise<void> stalled;
  link->on_event([&] { stalled.set_value(); });
  link->stall_after(Direction::kUp, 1000);
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  const std::string data = pattern(5000);
  client.send_all(data);
  ASSERT_EQ(stalled.get_future().wait_for(5s), std::future_status::ready);
  EXPECT_EQ(link->counts().bytes_up, 1000U);
  link->resume();
  EXPECT_EQ(peer.receive(data.size()), data);
}

TEST_F(ThinLinkTest, FlipsOneBitWhereAsked) {
  auto link = open_link({});
  link->corrupt_after(Direction::kUp, 777);
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  const std::string data = pattern(2000);
  client.send_all(data);
  const std::string got = peer.receive(data.size());
  ASSERT_EQ(got.size(), data.size());
  for (std::size_t i = 0; i < data.size(); ++i) EXPECT_EQ(got[i] != data[i], i == 777) << i;
  EXPECT_EQ(__builtin_popcount(static_cast<unsigned char>(got[777] ^ data[777])), 1);
}

TEST_F(ThinLinkTest, HalfClosesOneDirectionOnly) {
  auto link = open_link({});
  Socket client = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  client.send_all("last");
  EXPECT_EQ(peer.receive(4), "last");
  link->half_close(Direction::kUp);
  EXPECT_EQ(peer.receive(1), "");
  EXPECT_FALSE(peer.broken());
  peer.send_all("still here");
  EXPECT_EQ(client.receive(10), "still here");
}

TEST_F(ThinLinkTest, RefusesWhileTold) {
  auto link = open_link({});
  link->refuse();
  Socket client = Socket::connected(link->port());
  client.receive(1);
  EXPECT_TRUE(client.broken());
  link->accept_again();
  Socket again = Socket::connected(link->port());
  Socket peer = server_.accept_one();
  again.send_all("x");
  EXPECT_EQ(peer.receive(1), "x");
}

TEST_F(ThinLinkTest, EndsAConnectionWhoseTargetIsGone) {
  ThinLink::Options options;
  options.target_port = 1;  // nobody listens there
  auto link = ThinLink::start(options, clock_);
  ASSERT_TRUE(link);
  Socket client = Socket::connected((*link)->port());
  client.receive(1);
  EXPECT_TRUE(client.broken());
}

}  // namespace
}  // namespace rdc::testkit
