#include <gtest/gtest.h>

#include <thread>

#include "acquisition_agent/spool/send_queue.h"
#include "acquisition_agent/transfer/bandwidth.h"
#include "acquisition_agent/transfer/flow_window.h"
#include "acquisition_agent/transfer/priority_gate.h"
#include "tests/testkit/manual_clock.h"

namespace rdc::agent {
namespace {

using std::chrono::milliseconds;

Item make(const std::string& id, v1::Urgency urgency) {
  Item item;
  item.item_id = id;
  item.urgency = urgency;
  return item;
}

TEST(SendQueue, GivesTheOldestThatIsDue) {
  testkit::ManualClock clock;
  SendQueue queue(clock);
  queue.add(make("b", v1::URGENCY_ROUTINE));
  queue.add(make("a", v1::URGENCY_ROUTINE));
  queue.add(make("c", v1::URGENCY_EMERGENCY));
  const auto first = queue.take(v1::URGENCY_ROUTINE);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->item_id, "a");
  queue.put_back(*first, clock.monotonic() + milliseconds(100));
  EXPECT_EQ(queue.take(v1::URGENCY_ROUTINE)->item_id, "b");
  EXPECT_FALSE(queue.take(v1::URGENCY_ROUTINE));
  clock.advance(milliseconds(100));
  EXPECT_EQ(queue.take(v1::URGENCY_ROUTINE)->item_id, "a");
  EXPECT_EQ(queue.take(v1::URGENCY_EMERGENCY)->item_id, "c");
}

TEST(SendQueue, MovesAnItemUpOnceAndNeverQueuesItTwice) {
  testkit::ManualClock clock;
  SendQueue queue(clock);
  queue.add(make("a", v1::URGENCY_ROUTINE));
  queue.add(make("a", v1::URGENCY_EMERGENCY));
  queue.add(make("a", v1::URGENCY_ROUTINE));
  EXPECT_FALSE(queue.take(v1::URGENCY_ROUTINE));
  const auto taken = queue.take(v1::URGENCY_EMERGENCY);
  ASSERT_TRUE(taken);
  queue.add(make("a", v1::URGENCY_EMERGENCY));
  EXPECT_FALSE(queue.take(v1::URGENCY_EMERGENCY)) << "it is being sent";
}

// A link of the given rate and one-way delay; returns the window it settles at.
std::uint64_t settle(double bytes_per_second, milliseconds delay) {
  FlowWindow flow;
  base::MonotonicTime now{std::chrono::hours(1)};
  base::MonotonicTime free_at = now;
  std::deque<std::pair<base::MonotonicTime, std::uint64_t>> arriving;
  for (int i = 0; i < 4000; ++i) {
    while (flow.open()) {
      const auto bytes = flow.chunk_size();
      flow.sent(bytes, now);
      free_at = std::max(free_at, now) +
                std::chrono::nanoseconds(static_cast<long>(static_cast<double>(bytes) / bytes_per_second * 1e9));
      arriving.emplace_back(free_at + 2 * delay, bytes);
    }
    now = arriving.front().first;
    flow.received(arriving.front().second, now);
    arriving.pop_front();
  }
  EXPECT_NEAR(flow.rate(), bytes_per_second, 0.25 * bytes_per_second);
  return flow.window();
}

TEST(FlowWindow, StaysSmallOnAThinLinkAndFillsAFastOne) {
  EXPECT_EQ(settle(64'000, milliseconds(30)), FlowWindow::kSmallest);
  EXPECT_GT(settle(12.5e6, milliseconds(20)), 500'000U);  // 100 Mbit/s, 40 ms: the product is 500 kB
  EXPECT_GE(settle(500e6, milliseconds(0)), FlowWindow::kSmallest);
}

TEST(PriorityGate, HoldsLowerLanesOnlyWhileTheUpperOneMoves) {
  testkit::ManualClock clock;
  PriorityGate gate(clock);
  gate.wait_turn(v1::URGENCY_ROUTINE, {});
  gate.start(v1::URGENCY_EMERGENCY);
  gate.wait_turn(v1::URGENCY_EMERGENCY, {});
  bool went = false;
  std::jthread routine([&](std::stop_token stop) {
    gate.wait_turn(v1::URGENCY_ROUTINE, stop);
    went = !stop.stop_requested();
  });
  gate.finish(v1::URGENCY_EMERGENCY);
  routine.join();
  EXPECT_TRUE(went);
  gate.start(v1::URGENCY_EMERGENCY);
  clock.advance(PriorityGate::kPatience + milliseconds(1));
  gate.wait_turn(v1::URGENCY_ROUTINE, {});  // returns: the emergency lane is stuck
}

}  // namespace
}  // namespace rdc::agent
