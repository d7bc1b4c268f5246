// Nobody reads the same study twice, and a station that dies holds nothing for long.
#include <future>

#include <gtest/gtest.h>

#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds kLease{10};

class Claims : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    Township::Options options{.programs = RDC_PROGRAMS, .seed = 4};
    options.router_extra_toml = "claim_lease_seconds = " + std::to_string(kLease.count()) + "\n";
    township_ = std::make_unique<Township>(options);
    const auto study = township_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
    ASSERT_TRUE(study);
    ASSERT_TRUE(township_->dr().send(*study));
    ASSERT_TRUE(township_->wait_for_instances(1, 60s));
  }
  static void TearDownTestSuite() { township_.reset(); }

  static v1::WorklistItem only_item(StationClient& client) {
    const auto items = client.list();
    EXPECT_TRUE(items && items->size() == 1);
    return items && !items->empty() ? items->front() : v1::WorklistItem();
  }
  static std::unique_ptr<Township> township_;
};
std::unique_ptr<Township> Claims::township_;

TEST_F(Claims, TwoStationsNeverHoldTheSameItem) {
  auto one = township_->person("reading-1", "li");
  auto two = township_->person("reading-2", "zhou");
  const auto item = only_item(*one);
  for (int round = 0; round < 20; ++round) {
    auto first = std::async(std::launch::async, [&] { return one->claim(item.item_id()).has_value(); });
    const bool second_has = two->claim(item.item_id()).has_value();
    const bool first_has = first.get();
    EXPECT_NE(first_has, second_has) << "round " << round;
    EXPECT_TRUE((first_has ? one : two)->release(item.item_id()));
  }
}

TEST_F(Claims, TheSamePersonAtTwoStationsHoldsItAtOneOnly) {
  auto one = township_->person("reading-1", "li");
  auto two = township_->person("reading-2", "li");
  const auto item = only_item(*one);
  ASSERT_TRUE(one->claim(item.item_id()));
  const auto refused = two->claim(item.item_id());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "CLAIMED_BY_ANOTHER");
  EXPECT_TRUE(one->release(item.item_id()));
}

TEST_F(Claims, AVanishedStationsItemIsFreeAfterItsLease) {
  auto two = township_->person("reading-2", "zhou");
  auto known = township_->person("reading-1", "li");
  const auto item = only_item(*two);
  // Its cable is pulled: no word, no end of the connection.
  ThinLink::Options line;
  line.target_port = township_->county().router_port();
  const auto cable = ThinLink::start(line, township_->clock());
  ASSERT_TRUE(cable) << cable.error().message;
  const auto& bundle = township_->county().station("reading-1");
  auto one = StationClient::enrol(bundle.bundle, bundle.code, "127.0.0.1:" + std::to_string((*cable)->port()),
                                  township_->clock());
  ASSERT_TRUE(one) << one.error().message;
  ASSERT_TRUE((*one)->log_in("li", Township::kPassword));
  const auto asked_at = township_->clock().monotonic();  // the lease begins at the router, before its answer is here
  const auto claim = (*one)->claim(item.item_id());
  ASSERT_TRUE(claim) << claim.error().message;
  EXPECT_EQ(claim->lease_seconds(), kLease.count());
  (*cable)->stall();

  const auto refused = two->claim(item.item_id());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "CLAIMED_BY_ANOTHER");
  const auto freed =
      two->wait_for_item([&](const auto& each) { return each.status() == v1::WORKLIST_STATUS_UNREAD; }, kLease + 15s);
  ASSERT_TRUE(freed) << freed.error().message;
  EXPECT_GE(township_->clock().monotonic() - asked_at, kLease) << "not before its lease is over";
  EXPECT_TRUE(two->claim(item.item_id()));
  // The dead come back: what they held is another's now.
  (*cable)->resume();
  EXPECT_FALSE((*one)->claim(item.item_id()));
  EXPECT_TRUE(two->release(item.item_id()));
}

TEST_F(Claims, AStationThatKeepsAskingKeepsItsItem) {
  auto one = township_->person("reading-1", "li");
  auto two = township_->person("reading-2", "zhou");
  const auto item = only_item(*one);
  ASSERT_TRUE(one->claim(item.item_id()));
  const auto begun = township_->clock().monotonic();
  // Renewed by claiming again, as a station does while its reader reads; the other asks all the while.
  while (township_->clock().monotonic() - begun < kLease + 2s) {
    ASSERT_TRUE(one->claim(item.item_id()));
    ASSERT_FALSE(two->claim(item.item_id()));
  }
  EXPECT_TRUE(one->release(item.item_id()));
}

}  // namespace
}  // namespace rdc::testkit
