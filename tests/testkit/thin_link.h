// A township's line between two TCP ports of this machine: rate, delay, jitter, queue, stalls, cuts, corruption, all
// seeded and adjustable while it runs. Needs no root: it is a relay in user space.
//
//   client ──▶ port() ──[queue]──[rate]──[delay ± jitter]──▶ target          kUp
//   client ◀──────────[delay ± jitter]──[rate]──[queue]── target             kDown
//
// Rate and queue belong to the direction and are shared by all connections, in turn, chunk by chunk. When the queue is
// full the relay stops reading, and TCP slows the sender: a deep queue is bufferbloat, a shallow one is an honest link.
// (The kernel's socket buffers, kept small here, and the sender's own come on top.) Order within a connection is kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/base/result.h"

namespace rdc::testkit {

enum class Direction { kUp, kDown };

struct LinkConditions {
  double bits_per_second = 0;           // 0: as fast as this machine
  std::chrono::microseconds delay{0};   // one way
  std::chrono::microseconds jitter{0};  // each chunk is late by 0 to this much more
  std::size_t queue_bytes = 64 * 1024;  // of all connections together, at least one chunk
};

struct LinkCounts {
  std::uint64_t bytes_up = 0;     // delivered to the target
  std::uint64_t bytes_down = 0;   // delivered to clients
  std::uint64_t connections = 0;  // accepted in all
  std::uint64_t open = 0;
  std::uint64_t resets = 0;  // connections this relay cut
};

// Thread-safe. Every call returns when the relay has taken it over.
class ThinLink {
 public:
  struct Options {
    std::string target_host = "127.0.0.1";  // numeric
    std::uint16_t target_port = 0;
    std::uint16_t listen_port = 0;  // 0: any free one
    std::uint64_t seed = 1;
    LinkConditions up, down;
  };
  // Clock gives monotonic time and must outlive the link. kUnavailable: cannot listen.
  static Result<std::unique_ptr<ThinLink>> start(const Options& options, const base::Clock& clock);
  ~ThinLink();
  ThinLink(const ThinLink&) = delete;
  ThinLink& operator=(const ThinLink&) = delete;

  std::uint16_t port() const;
  void set_conditions(Direction direction, const LinkConditions& conditions);
  void set_target(std::uint16_t port);

  // Nothing moves, connections stay open: a modem that lost its carrier. New connections are accepted and wait.
  void stall();
  void resume();
  // Cuts every connection with a TCP reset; what was queued is lost.
  void reset_all();
  // While refusing, new connections are cut at once.
  void refuse();
  void accept_again();
  // Passes what is queued, then ends that direction of every open connection (FIN); the other goes on.
  void half_close(Direction direction);
  // Cuts all connections once `bytes` more have been delivered in the direction: the byte after them never arrives.
  void reset_after(Direction direction, std::uint64_t bytes);
  // Like reset_after, but stalls.
  void stall_after(Direction direction, std::uint64_t bytes);
  // Flips one bit, chosen by the seed, of the byte that comes after `bytes` more.
  void corrupt_after(Direction direction, std::uint64_t bytes);
  // Called on the relay's thread after each cut or stall that one of the two *_after calls caused. Must not block or
  // call back into the link.
  void on_event(std::function<void()> handler);

  LinkCounts counts() const;

 private:
  class Relay;
  explicit ThinLink(std::unique_ptr<Relay> relay);
  std::unique_ptr<Relay> relay_;
};

}  // namespace rdc::testkit
