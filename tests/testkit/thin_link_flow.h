// The parts of the relay: one direction of one connection, and the direction's shared line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "tests/testkit/seeded_random.h"
#include "tests/testkit/thin_link.h"

namespace rdc::testkit {

using Instant = base::MonotonicTime;

struct FlowChunk {
  std::vector<std::byte> data;
  std::size_t written = 0;
  Instant due{};  // once on the line: when it arrives
};

// source ──▶ waiting ──▶ (line) ──▶ flying ──▶ sink. Sockets belong to the relay.
struct Flow {
  int source = -1;
  int sink = -1;
  std::deque<FlowChunk> waiting;
  std::deque<FlowChunk> flying;
  bool source_ended = false;  // FIN seen, or half_close asked
  bool sink_ended = false;    // FIN passed on
  bool sink_full = false;     // wait for POLLOUT
  Instant last_due{};
};

// What all connections of one direction share.
struct Line {
  explicit Line(const LinkConditions& c) : conditions(c) {}
  LinkConditions conditions;
  std::size_t queued = 0;   // bytes waiting in all flows
  bool backlogged = false;  // bytes waited when the last chunk left
  Instant free_at{};        // when the line has sent what it was given
  std::uint64_t delivered = 0;
  std::optional<std::uint64_t> reset_at, stall_at, corrupt_at;  // of `delivered`

  std::size_t chunk_limit() const;  // bytes read at a time: finer when the line is slow
  bool room() const { return queued < conditions.queue_bytes; }
  // Puts the flow's next waiting chunk on the line.
  void depart(Flow& flow, Instant now, SeededRandom& random);
};

}  // namespace rdc::testkit
