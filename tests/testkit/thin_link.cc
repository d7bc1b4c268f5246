#include "tests/testkit/thin_link.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <future>
#include <list>
#include <mutex>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/testkit/thin_link_flow.h"

namespace rdc::testkit {
namespace {

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return address;
}

void prepare(int socket) {
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// Small kernel buffers, or they would be a queue that conditions do not govern. Set before connect or accept.
void shrink_buffers(int socket) {
  const int size = 32 * 1024;
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
}

}  // namespace

class ThinLink::Relay {
 public:
  Relay(const Options& options, const base::Clock& clock, int listener, std::uint16_t port)
      : clock_(clock),
        port_(port),
        listener_(listener),
        wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        target_host_(options.target_host),
        target_port_(options.target_port),
        random_(options.seed),
        lines_{Line{options.up}, Line{options.down}},
        thread_([this] { loop(); }) {}

  ~Relay() {
    command([this] { stopping_ = true; });
    thread_.join();
    close(listener_);
    close(wake_);
  }

  // Runs on the relay's thread; returns when done.
  void command(std::function<void()> task) {
    std::promise<void> done;
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back([&task, &done] {
        task();
        done.set_value();
      });
    }
    const std::uint64_t one = 1;
    if (write(wake_, &one, sizeof one) < 0) return;  // cannot fail: the counter is far from full
    done.get_future().wait();
  }

  std::uint16_t port() const { return port_; }
  Line& line(Direction direction) { return lines_[direction == Direction::kUp ? 0 : 1]; }

  void reset_all() {
    while (!connections_.empty()) cut(connections_.begin());
    for (Line& line : lines_) line.free_at = {};
  }
  void half_close(Direction direction) {
    for (Connection& connection : connections_)
      connection.flows[direction == Direction::kUp ? 0 : 1].source_ended = true;
  }
  LinkCounts counts() const {
    return {lines_[0].delivered, lines_[1].delivered, accepted_, connections_.size(), resets_};
  }

  bool stalled_ = false;
  bool refusing_ = false;
  std::uint16_t& target_port() { return target_port_; }
  std::function<void()> on_event_;

 private:
  struct Connection {
    int client = -1;
    int target = -1;
    std::array<Flow, 2> flows;
  };
  using Connections = std::list<Connection>;

  void loop() {
    while (!stopping_) {
      wait_for_work();
      run_tasks();
      accept_new();
      const Instant now = clock_.monotonic();
      for (std::size_t way = 0; way < 2; ++way) {
        if (!stalled_) send_in_turn(way, now);
      }
      for (auto it = connections_.begin(); it != connections_.end();) it = serve(it, now);
    }
    reset_all();
  }

  void run_tasks() {
    std::uint64_t ignored = 0;
    while (read(wake_, &ignored, sizeof ignored) > 0) {
    }
    std::vector<std::function<void()>> tasks;
    {
      const std::lock_guard lock(mutex_);
      tasks.swap(tasks_);
    }
    for (auto& task : tasks) task();
  }

  void wait_for_work() {
    std::vector<pollfd> polled{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    const Instant now = clock_.monotonic();
    auto until = now + std::chrono::hours(1);
    for (Connection& connection : connections_) {
      for (std::size_t way = 0; way < 2; ++way) {
        const Flow& flow = connection.flows[way];
        if (!flow.source_ended && lines_[way].room() && !stalled_) polled.push_back({flow.source, POLLIN, 0});
        if (stalled_) continue;
        if (flow.sink_full) polled.push_back({flow.sink, POLLOUT, 0});
        if (!flow.waiting.empty() && !flow.sink_full) until = std::min(until, lines_[way].free_at);
        if (!flow.flying.empty() && !flow.sink_full) until = std::min(until, flow.flying.front().due);
      }
    }
    const auto rest = std::max(until - now, std::chrono::nanoseconds(0));
    const timespec limit{std::chrono::duration_cast<std::chrono::seconds>(rest).count(),
                         (rest % std::chrono::seconds(1)).count()};
    ppoll(polled.data(), polled.size(), &limit, nullptr);
  }

  void accept_new() {
    for (;;) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (client < 0) return;
      ++accepted_;
      if (refusing_) {
        ++resets_;
        close_with_reset(client);
        continue;
      }
      const int target = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      shrink_buffers(target);
      prepare(client);
      prepare(target);
      const sockaddr_in address = address_of(target_host_, target_port_);
      if (connect(target, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS) {
        close_with_reset(client);
        close(target);
        continue;
      }
      connections_.push_back({client, target, {}});
      Connection& connection = connections_.back();
      connection.flows[0].source = connection.flows[1].sink = client;
      connection.flows[0].sink = connection.flows[1].source = target;
    }
  }

  // The line takes one chunk from each connection in turn, as long as it is free.
  void send_in_turn(std::size_t way, Instant now) {
    Line& line = lines_[way];
    bool any = true;
    while (any && line.free_at <= now) {
      any = false;
      for (auto it = connections_.begin(); it != connections_.end() && line.free_at <= now; ++it) {
        Flow& flow = it->flows[way];
        if (flow.waiting.empty() || flow.sink_full) continue;
        line.depart(flow, now, random_);
        any = true;
      }
      // Whoever was served goes to the end of the queue.
      if (any) connections_.splice(connections_.end(), connections_, connections_.begin());
    }
  }

  Connections::iterator serve(Connections::iterator it, Instant now) {
    for (std::size_t way = 0; way < 2; ++way) {
      if (stalled_) break;
      Flow& flow = it->flows[way];
      if (!take_in(flow, lines_[way]) || !give_out(flow, lines_[way], now)) return cut(it);
      if (cut_pending_) {
        cut_pending_ = false;
        reset_all();
        if (on_event_) on_event_();
        return connections_.end();
      }
    }
    if (it->flows[0].sink_ended && it->flows[1].sink_ended) {
      close(it->client);
      close(it->target);
      return connections_.erase(it);
    }
    return std::next(it);
  }

  // False when the connection broke.
  bool take_in(Flow& flow, Line& line) {
    while (!flow.source_ended && line.room()) {
      FlowChunk chunk;
      chunk.data.resize(line.chunk_limit());
      const ssize_t got = recv(flow.source, chunk.data.data(), chunk.data.size(), 0);
      if (got < 0) return errno == EAGAIN || errno == EINTR || errno == ENOTCONN;
      if (got == 0) {
        flow.source_ended = true;
        break;
      }
      chunk.data.resize(static_cast<std::size_t>(got));
      line.queued += chunk.data.size();
      flow.waiting.push_back(std::move(chunk));
    }
    return true;
  }

  bool give_out(Flow& flow, Line& line, Instant now) {
    flow.sink_full = false;
    while (!flow.flying.empty() && flow.flying.front().due <= now && !stalled_ && !cut_pending_) {
      FlowChunk& chunk = flow.flying.front();
      std::size_t size = chunk.data.size() - chunk.written;
      std::byte* data = chunk.data.data() + chunk.written;
      if (line.reset_at) size = std::min<std::uint64_t>(size, *line.reset_at - line.delivered);
      if (line.stall_at) size = std::min<std::uint64_t>(size, *line.stall_at - line.delivered);
      if (line.corrupt_at && *line.corrupt_at < line.delivered + size) {
        data[*line.corrupt_at - line.delivered] ^= static_cast<std::byte>(1U << random_.between(0, 7));
        line.corrupt_at.reset();
      }
      const ssize_t sent = size == 0 ? 0 : send(flow.sink, data, size, MSG_NOSIGNAL);
      if (sent < 0) {
        flow.sink_full = errno == EAGAIN || errno == ENOTCONN || errno == EINTR;
        return flow.sink_full;
      }
      chunk.written += static_cast<std::size_t>(sent);
      line.delivered += static_cast<std::uint64_t>(sent);
      if (chunk.written == chunk.data.size()) flow.flying.pop_front();
      check_limits(line);
    }
    if (flow.source_ended && flow.waiting.empty() && flow.flying.empty() && !flow.sink_ended) {
      shutdown(flow.sink, SHUT_WR);
      flow.sink_ended = true;
    }
    return true;
  }

  void check_limits(Line& line) {
    if (line.reset_at && line.delivered >= *line.reset_at) {
      line.reset_at.reset();
      cut_pending_ = true;
    }
    if (line.stall_at && line.delivered >= *line.stall_at) {
      line.stall_at.reset();
      stalled_ = true;
      if (on_event_) on_event_();
    }
  }

  static void close_with_reset(int socket) {
    const linger hard{1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(socket);
  }

  Connections::iterator cut(Connections::iterator it) {
    for (std::size_t way = 0; way < 2; ++way) {
      for (const FlowChunk& chunk : it->flows[way].waiting) lines_[way].queued -= chunk.data.size();
    }
    ++resets_;
    close_with_reset(it->client);
    close_with_reset(it->target);
    return connections_.erase(it);
  }

  const base::Clock& clock_;
  const std::uint16_t port_;
  const int listener_;
  const int wake_;
  const std::string target_host_;
  std::uint16_t target_port_;
  SeededRandom random_;
  std::array<Line, 2> lines_;
  Connections connections_;
  std::uint64_t accepted_ = 0;
  std::uint64_t resets_ = 0;
  bool cut_pending_ = false;
  bool stopping_ = false;
  std::mutex mutex_;
  std::vector<std::function<void()>> tasks_;
  std::jthread thread_;  // last
};

Result<std::unique_ptr<ThinLink>> ThinLink::start(const Options& options, const base::Clock& clock) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  shrink_buffers(listener);  // accepted sockets inherit it
  sockaddr_in address = address_of("127.0.0.1", options.listen_port);
  socklen_t length = sizeof address;
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    const std::string why = std::strerror(errno);
    close(listener);
    return fail(ErrorCode::kUnavailable, "CANNOT_LISTEN", "the thin link cannot listen on port {}: {}",
                options.listen_port, why);
  }
  return std::unique_ptr<ThinLink>(
      new ThinLink(std::make_unique<Relay>(options, clock, listener, ntohs(address.sin_port))));
}

ThinLink::ThinLink(std::unique_ptr<Relay> relay) : relay_(std::move(relay)) {}
ThinLink::~ThinLink() = default;

std::uint16_t ThinLink::port() const { return relay_->port(); }
void ThinLink::set_conditions(Direction direction, const LinkConditions& conditions) {
  relay_->command([&] { relay_->line(direction).conditions = conditions; });
}
void ThinLink::set_target(std::uint16_t port) {
  relay_->command([&] { relay_->target_port() = port; });
}
void ThinLink::stall() {
  relay_->command([&] { relay_->stalled_ = true; });
}
void ThinLink::resume() {
  relay_->command([&] { relay_->stalled_ = false; });
}
void ThinLink::reset_all() {
  relay_->command([&] { relay_->reset_all(); });
}
void ThinLink::refuse() {
  relay_->command([&] { relay_->refusing_ = true; });
}
void ThinLink::accept_again() {
  relay_->command([&] { relay_->refusing_ = false; });
}
void ThinLink::half_close(Direction direction) {
  relay_->command([&] { relay_->half_close(direction); });
}
void ThinLink::reset_after(Direction direction, std::uint64_t bytes) {
  relay_->command([&] { relay_->line(direction).reset_at = relay_->line(direction).delivered + bytes; });
}
void ThinLink::stall_after(Direction direction, std::uint64_t bytes) {
  relay_->command([&] { relay_->line(direction).stall_at = relay_->line(direction).delivered + bytes; });
}
void ThinLink::corrupt_after(Direction direction, std::uint64_t bytes) {
  relay_->command([&] { relay_->line(direction).corrupt_at = relay_->line(direction).delivered + bytes; });
}
void ThinLink::on_event(std::function<void()> handler) {
  relay_->command([&] { relay_->on_event_ = std::move(handler); });
}
LinkCounts ThinLink::counts() const {
  LinkCounts counts;
  relay_->command([&] { counts = relay_->counts(); });
  return counts;
}

}  // namespace rdc::testkit
