#include <thread>

#include "tests/dicom_router/archive.h"

namespace rdc::router {
namespace {

using namespace testing_support;

class WorklistTest : public testing::Test {
 protected:
  void SetUp() override {
    services_ = std::make_unique<Services>(archive_, Services::small_reserve(), std::chrono::milliseconds(200));
  }
  void send(const std::string& study, const std::string& sop, v1::Urgency urgency = v1::URGENCY_ROUTINE) {
    TinyDicom image;
    image.study_uid = study;
    image.sop_uid = sop;
    const auto bytes = image.bytes();
    auto begin = archive_.begin_of(bytes);
    begin.set_urgency(urgency);
    Lane lane(*services_);
    ASSERT_TRUE(lane.send(begin, bytes));
    ASSERT_EQ(lane.outcome().result(), v1::Outcome::STORED);
  }
  v1::ListWorklistReply list(const v1::ListWorklistRequest& request = {}, const std::string& user = "li") {
    grpc::ClientContext context;
    call_as(context, "", user, "one");
    v1::ListWorklistReply reply;
    EXPECT_TRUE(stub()->List(&context, request, &reply).ok());
    return reply;
  }
  grpc::Status claim(const std::string& item, const std::string& user, const std::string& station,
                     v1::ClaimReply* reply = nullptr) {
    grpc::ClientContext context;
    call_as(context, "", user, station);
    v1::ClaimReply ignored;
    v1::ClaimRequest request;
    request.set_item_id(item);
    return stub()->Claim(&context, request, reply ? reply : &ignored);
  }
  std::unique_ptr<v1::Worklist::Stub> stub() { return v1::Worklist::NewStub(services_->channel); }

  Archive archive_;
  std::unique_ptr<Services> services_;
};

TEST_F(WorklistTest, ListsTheMostUrgentFirstThenTheEarliestDue) {
  send("1.1", "1.1.1");
  send("1.2", "1.2.1", v1::URGENCY_EMERGENCY);
  archive_.clock.advance(std::chrono::minutes(1));
  send("1.3", "1.3.1", v1::URGENCY_EMERGENCY);
  const auto items = list().items();
  ASSERT_EQ(items.size(), 3);
  EXPECT_EQ(items[0].study_instance_uid(), "1.2");
  EXPECT_EQ(items[1].study_instance_uid(), "1.3");
  EXPECT_EQ(items[2].study_instance_uid(), "1.1");
  EXPECT_EQ(items[0].due_at().seconds() - items[0].received_at().seconds(), 60 * 60);
}

TEST_F(WorklistTest, FiltersAndSearchesWithoutTreatingTextAsPattern) {
  send("1.1", "1.1.1");
  v1::ListWorklistRequest request;
  request.add_modalities("CT");
  request.add_statuses(v1::WORKLIST_STATUS_UNREAD);
  request.add_site_ids("site-a");
  request.set_search("p1");
  EXPECT_EQ(list(request).items_size(), 1);
  request.set_search("%");
  EXPECT_EQ(list(request).items_size(), 0);
  request.set_search("");
  request.clear_modalities();
  request.add_modalities("C_");
  EXPECT_EQ(list(request).items_size(), 0);
}

TEST_F(WorklistTest, OneHolderAtATime) {
  send("1.1", "1.1.1");
  const auto item = list().items(0).item_id();
  v1::ClaimReply held;
  ASSERT_TRUE(claim(item, "li", "one", &held).ok());
  EXPECT_EQ(held.item().status(), v1::WORKLIST_STATUS_CLAIMED);
  EXPECT_TRUE(held.item().claimed_by_me());
  EXPECT_EQ(held.lease_seconds(), 120u);
  EXPECT_EQ(claim(item, "wang", "two").error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(claim(item, "li", "two").error_code(), grpc::StatusCode::FAILED_PRECONDITION)
      << "same person, other station";
  EXPECT_TRUE(claim(item, "li", "one").ok()) << "a renewal";
  EXPECT_EQ(claim("01900000-0000-7000-8000-000000000000", "li", "one").error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(WorklistTest, ManyStationsClaimAtOnceAndOneWins) {
  send("1.1", "1.1.1");
  const auto item = list().items(0).item_id();
  std::atomic<int> winners = 0;
  {
    std::vector<std::jthread> stations;
    for (int i = 0; i < 8; ++i)
      stations.emplace_back([&, i] {
        if (claim(item, "user" + std::to_string(i), "s" + std::to_string(i)).ok()) ++winners;
      });
  }
  EXPECT_EQ(winners, 1);
}

TEST_F(WorklistTest, AnExpiredLeaseFreesTheItemAlsoAfterARestart) {
  send("1.1", "1.1.1");
  const auto item = list().items(0).item_id();
  ASSERT_TRUE(claim(item, "li", "one").ok());
  services_.reset();
  archive_.reopen();
  SetUp();
  EXPECT_FALSE(claim(item, "wang", "two").ok());
  archive_.clock.advance(std::chrono::seconds(121));
  EXPECT_TRUE(claim(item, "wang", "two").ok());
}

TEST_F(WorklistTest, TheFeedHasEveryChangeInOrderAndBeatsWhenIdle) {
  send("1.1", "1.1.1");
  grpc::ClientContext context;
  call_as(context, "", "li", "one");
  auto feed = stub()->Watch(&context, {});
  v1::WorklistChange change;
  const auto next = [&] {
    while (feed->Read(&change))
      if (change.has_item()) return true;
    return false;
  };
  ASSERT_TRUE(next());
  EXPECT_EQ(change.item().instance_count(), 1u);
  const auto first = change.cursor();
  send("1.1", "1.1.2");
  while (next() && change.item().instance_count() != 2) {
  }
  EXPECT_GT(change.cursor(), first);
  ASSERT_TRUE(claim(change.item().item_id(), "wang", "two").ok());
  ASSERT_TRUE(next());
  EXPECT_EQ(change.item().status(), v1::WORKLIST_STATUS_CLAIMED);
  EXPECT_FALSE(change.item().claimed_by_me());
  const auto cursor = change.cursor();
  while (feed->Read(&change) && change.has_item()) {
  }
  EXPECT_EQ(change.cursor(), cursor) << "a heartbeat carries the cursor";
  archive_.clock.advance(std::chrono::seconds(121));
  ASSERT_TRUE(claim(list().items(0).item_id(), "li", "one").ok());  // wakes the keeper as well
  ASSERT_TRUE(next());
  context.TryCancel();
  // Whoever comes back with an old cursor gets what they missed.
  grpc::ClientContext later;
  call_as(later, "", "li", "one");
  v1::WatchWorklistRequest request;
  request.set_cursor(first);
  auto again = stub()->Watch(&later, request);
  ASSERT_TRUE(again->Read(&change));
  EXPECT_TRUE(change.has_item());
  EXPECT_GT(change.cursor(), first);
  later.TryCancel();
}

TEST_F(WorklistTest, ASilentReadersItemIsFreedAndTheWatchersHear) {
  send("1.1", "1.1.1");
  const auto item = list().items(0).item_id();
  ASSERT_TRUE(claim(item, "li", "one").ok());
  const auto cursor = list().cursor();
  archive_.clock.advance(std::chrono::seconds(121));
  services_.reset();
  SetUp();  // the keeper looks when it starts
  grpc::ClientContext context;
  call_as(context, "", "wang", "two");
  v1::WatchWorklistRequest request;
  request.set_cursor(cursor);
  auto feed = stub()->Watch(&context, request);
  v1::WorklistChange change;
  while (feed->Read(&change) && !change.has_item()) {
  }
  EXPECT_EQ(change.item().status(), v1::WORKLIST_STATUS_UNREAD);
  context.TryCancel();
}

TEST_F(WorklistTest, AReportMovesTheItemAndASignedOneEndsTheClaim) {
  send("1.1", "1.1.1");
  const auto item = list().items(0);
  ASSERT_TRUE(claim(item.item_id(), "li", "one").ok());
  const auto set = [&](v1::WorklistStatus status) {
    return archive_.catalog->write<void>(
        [&](soci::session& s) { return archive_.worklist.set_status(s, item.study_id(), status); });
  };
  ASSERT_TRUE(set(v1::WORKLIST_STATUS_PRELIMINARY));
  EXPECT_EQ(list().items(0).status(), v1::WORKLIST_STATUS_PRELIMINARY);
  EXPECT_EQ(list().items(0).claimed_by_name(), "li");
  ASSERT_TRUE(set(v1::WORKLIST_STATUS_FINAL));
  EXPECT_EQ(list().items(0).claimed_by_name(), "");
  EXPECT_FALSE(set(v1::WORKLIST_STATUS_UNREAD));
}

TEST_F(WorklistTest, WhatIsDoneNeverCrowdsOutWhatWaits) {
  for (const char* study : {"1.1", "1.2", "1.3"}) send(study, std::string(study) + ".1", v1::URGENCY_EMERGENCY);
  const auto waiting = list();
  for (const auto& item : waiting.items())
    ASSERT_TRUE(archive_.catalog->write<void>(
        [&](soci::session& s) { return archive_.worklist.set_status(s, item.study_id(), v1::WORKLIST_STATUS_FINAL); }));
  archive_.clock.advance(std::chrono::hours(1));
  send("1.4", "1.4.1");
  v1::ListWorklistRequest request;
  request.set_limit(2);
  const auto items = list(request).items();
  ASSERT_EQ(items.size(), 2);
  EXPECT_EQ(items[0].study_instance_uid(), "1.4") << "routine and late, but it waits";
  EXPECT_EQ(items[1].status(), v1::WORKLIST_STATUS_FINAL);
  // Of those that are done, a draft of an amendment is work again.
  const auto done = list().items(3);
  ASSERT_TRUE(archive_.catalog->write<void>([&](soci::session& s) {
    return archive_.worklist.draft_saved(s, done.study_id(), {"li", "li"});
  }));
  EXPECT_EQ(list(request).items(0).study_id(), done.study_id());
}

}  // namespace
}  // namespace rdc::router
