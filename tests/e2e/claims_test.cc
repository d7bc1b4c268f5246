// Nobody reads the same study twice, and a station that dies holds nothing for long.
#include <future>

#include <gtest/gtest.h>

#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class Claims : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 4});
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
  const auto item = only_item(*two);
  std::chrono::seconds lease{};
  {
    auto one = township_->person("reading-1", "li");
    const auto claim = one->claim(item.item_id());
    ASSERT_TRUE(claim) << claim.error().message;
    lease = std::chrono::seconds(claim->lease_seconds());
  }  // gone, without a word
  EXPECT_FALSE(two->claim(item.item_id()));
  const auto freed =
      two->wait_for_item([&](const auto& each) { return each.status() == v1::WORKLIST_STATUS_UNREAD; }, lease + 15s);
  ASSERT_TRUE(freed) << freed.error().message;
  EXPECT_TRUE(two->claim(item.item_id()));
}

}  // namespace
}  // namespace rdc::testkit
