// The agent dies while a device sends. What the device was told is kept is kept; the rest it sends again.
#include <future>

#include <gtest/gtest.h>

#include "tests/fault/ledger_check.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

TEST(ReceiveFaults, WhatWasAcknowledgedSurvivesTheAgentsDeath) {
  Township town({.programs = RDC_PROGRAMS, .seed = fault_seed(21)});
  std::set<std::string> acquired;
  const int rounds = fault_rounds(12);
  for (int round = 0; round < rounds; ++round) {
    const auto study = town.ct().make_ct({.slices = 24, .side = 128}, {});
    ASSERT_TRUE(study);
    for (const auto& instance : study->instances) acquired.insert(instance.sop_instance_uid);
    const auto strike_at = static_cast<std::size_t>(town.random().between(1, 23));
    SCOPED_TRACE(testing::Message() << "round " << round << ", killed after image " << strike_at);
    std::promise<void> reached;
    bool struck = false;
    auto delivery = std::async(std::launch::async, [&] {
      return town.ct().send(*study, [&](const dicom::SentFile&, std::size_t done, std::size_t) {
        if (done >= strike_at && !std::exchange(struck, true)) reached.set_value();
        return true;
      });
    });
    ASSERT_EQ(reached.get_future().wait_for(30s), std::future_status::ready);
    town.site().agent().kill_now();
    const auto started = town.site().agent().start();
    ASSERT_TRUE(started) << started.error().message;
    const auto sent = delivery.get();
    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_TRUE(sent->complete());
  }
  ASSERT_TRUE(town.wait_until_stored(static_cast<std::int64_t>(acquired.size()), 120s));
  expect_all_there_once(town, acquired);
}

TEST(ReceiveFaults, DevicesAreServedWhileTheCentreIsAway) {
  Township town({.programs = RDC_PROGRAMS, .seed = fault_seed(22)});
  town.county().router().kill_now();
  std::set<std::string> acquired;
  const auto study = town.ct().make_ct({.slices = 10, .side = 64}, {});
  ASSERT_TRUE(study);
  for (const auto& instance : study->instances) acquired.insert(instance.sop_instance_uid);
  const auto sent = town.ct().send(*study);
  ASSERT_TRUE(sent && sent->complete());
  town.site().agent().kill_now();  // and the clinic loses power too
  ASSERT_TRUE(town.site().agent().start());
  ASSERT_TRUE(town.county().router().start());
  ASSERT_TRUE(town.wait_until_stored(static_cast<std::int64_t>(acquired.size()), 120s));
  expect_all_there_once(town, acquired);
}

}  // namespace
}  // namespace rdc::testkit
