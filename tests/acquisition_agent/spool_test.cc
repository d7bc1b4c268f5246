#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <future>

#include <gmock/gmock.h>

#include "tests/acquisition_agent/power_cut_file_system.h"
#include "tests/acquisition_agent/spool_fixture.h"

namespace rdc::agent {
namespace {

Result<Inspection> refuse(const std::filesystem::path&) {
  return fail(ErrorCode::kCorrupt, "NESTED_TOO_DEEP", "at byte 12");
}

class SpoolTest : public ::testing::Test {
 protected:
  // Those that hold an object: the spool keeps empty ones in stock for arrivals to come.
  std::ptrdiff_t files_in_spool() const {
    return std::count_if(std::filesystem::directory_iterator(f_.scratch / "spool/items"), {},
                         [](const auto& file) { return file.file_size() > 0; });
  }
  // A process of its own that crashes in the middle of a parse.
  void die_parsing(const std::string& sha256) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto scope = f_.spool->parse_guard().enter(sha256);
      if (scope) std::abort();
      _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
  }

  testkit::ManualClock clock_;
  PowerCutFileSystem disk_{-1};
  SpoolFixture f_{disk_, clock_};
};

TEST_F(SpoolTest, KeepsWhatItAcceptedAcrossAReopen) {
  const auto accepted = f_.put("one slice");
  ASSERT_TRUE(accepted) << accepted.error().message;
  disk_.restart();
  f_.reopen();
  EXPECT_EQ(f_.bytes(accepted->item_id), "one slice");
  const auto owed = f_.spool->items().owed();
  ASSERT_TRUE(owed);
  ASSERT_EQ(owed->size(), 1U);
  EXPECT_EQ(owed->front().sha256, base::sha256("one slice").hex());
  EXPECT_EQ(owed->front().source, "CT1");
}

TEST_F(SpoolTest, TakesTheSameBytesOnce) {
  const auto first = f_.put("slice", with_uid("1.2.3"));
  const auto second = f_.put("slice", with_uid("1.2.3"));
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(second->duplicate);
  EXPECT_EQ(second->item_id, first->item_id);
  EXPECT_EQ(f_.spool->items().owed()->size(), 1U);
  EXPECT_EQ(files_in_spool(), 1);
}

// The row may reach the disk before the bytes: nobody was told that they are safe, so nothing may say so afterwards.
TEST_F(SpoolTest, ForgetsARowWhoseBytesNeverReachedTheDisk) {
  Item item;
  item.item_id = f_.ids.next();
  item.sha256 = base::sha256("slice").hex();
  item.size = 5;
  ASSERT_TRUE(f_.spool->items().insert_unsettled(item).get());
  f_.reopen();
  EXPECT_EQ(f_.spool->items().find(item.item_id).error().code, ErrorCode::kNotFound);
  const auto again = f_.put("slice");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->duplicate);
}

TEST_F(SpoolTest, KeepsARowNotYetMarkedWhoseBytesAreWhole) {
  const auto accepted = f_.put("slice");
  ASSERT_TRUE(accepted);
  ASSERT_EQ(f_.spool->items().unsettled()->size(), 1U);
  EXPECT_EQ(f_.spool->ledger_pending(10)->size(), 1U) << "what is durable is told to the centre at once";
  EXPECT_TRUE(f_.spool->items().unsettled()->empty());
  const auto later = f_.put("another");
  f_.reopen();
  EXPECT_TRUE(f_.spool->items().unsettled()->empty());
  EXPECT_EQ(f_.bytes(later->item_id), "another");
}

// The process dies while a device waits, and later the power fails: by then the same bytes may have been acknowledged
// as a duplicate of what the start found.
TEST_F(SpoolTest, BytesThatADeadProcessLeftAreOnTheDiskBeforeTheyCount) {
  auto arrival = f_.arrival("slice");
  ASSERT_TRUE(arrival);
  Item item;
  item.item_id = arrival->item_id;
  item.sha256 = base::sha256("slice").hex();
  item.size = 5;
  ASSERT_TRUE(f_.spool->items().insert_unsettled(item).get());
  f_.reopen();
  const auto again = f_.put("slice");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->duplicate);
  disk_.restart();
  f_.reopen();
  EXPECT_EQ(f_.bytes(item.item_id), "slice");
}

TEST(Settlement, AStrandedItemIsNotHere) {
  Settlement settlement;
  { Settlement::Passage gone(settlement, "gone"); }
  {
    Settlement::Passage settled(settlement, "settled");
    settled.settled();
  }
  {
    Settlement::Passage stranded(settlement, "stranded");
    stranded.stranded();
  }
  EXPECT_TRUE(settlement.wait_for("gone"));
  EXPECT_TRUE(settlement.wait_for("settled"));
  EXPECT_FALSE(settlement.wait_for("stranded"));
  EXPECT_EQ(settlement.take_unrecorded(), std::vector<std::string>{"settled"});
}

TEST_F(SpoolTest, AcknowledgesADuplicateOnlyWhenTheFirstIsDurable) {
  std::promise<void> first_at_the_disk, go_on;
  disk_.on_sync = [&, once = std::make_shared<bool>(false)] {
    if (std::exchange(*once, true)) return;
    first_at_the_disk.set_value();
    go_on.get_future().wait();
  };
  auto first = std::async(std::launch::async, [&] { return f_.put("slice"); });
  first_at_the_disk.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return f_.put("slice"); });
  EXPECT_EQ(second.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  go_on.set_value();
  const auto one = first.get(), two = second.get();
  ASSERT_TRUE(one && two);
  EXPECT_TRUE(two->duplicate);
  EXPECT_EQ(two->item_id, one->item_id);
}

TEST_F(SpoolTest, TakesTheSecondOfTwoWhenTheFirstFailsAtTheDisk) {
  std::promise<void> first_at_the_disk, go_on;
  disk_.on_sync = [&, count = std::make_shared<int>(0)] {
    if ((*count)++ != 0) return;
    first_at_the_disk.set_value();
    go_on.get_future().wait();
    disk_.fail_next = true;
  };
  auto first = std::async(std::launch::async, [&] { return f_.put("slice"); });
  first_at_the_disk.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return f_.put("slice"); });
  EXPECT_EQ(second.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  go_on.set_value();
  EXPECT_FALSE(first.get());
  const auto kept = second.get();
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_FALSE(kept->duplicate);
  f_.reopen();
  EXPECT_EQ(f_.spool->items().owed()->size(), 1U);
  EXPECT_EQ(f_.bytes(kept->item_id), "slice");
}

TEST_F(SpoolTest, KeepsAndFlagsOtherBytesUnderTheSameUid) {
  ASSERT_TRUE(f_.put("slice", with_uid("1.2.3")));
  ASSERT_TRUE(f_.put("slice, altered", with_uid("1.2.3")));
  const auto owed = f_.spool->items().owed();
  ASSERT_EQ(owed->size(), 2U);
  EXPECT_TRUE(owed->at(0).uid_conflict);
  EXPECT_TRUE(owed->at(1).uid_conflict);
}

TEST_F(SpoolTest, RaisesTheUrgencyOfBytesSentAgainAsAnEmergency) {
  std::vector<v1::Urgency> heard;
  f_.spool->on_owed([&](const Item& item) { heard.push_back(item.urgency); });
  ASSERT_TRUE(f_.put("tracing"));
  auto again = f_.arrival("tracing");
  again->urgency = v1::URGENCY_EMERGENCY;
  const auto accepted = f_.spool->accept(std::move(*again), take_as_image);
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(accepted->duplicate);
  EXPECT_THAT(heard, ::testing::ElementsAre(v1::URGENCY_ROUTINE, v1::URGENCY_EMERGENCY));
  EXPECT_EQ(f_.spool->items().owed()->front().urgency, v1::URGENCY_EMERGENCY);
}

TEST_F(SpoolTest, PutsUnreadableBytesAsideWithTheReasonAndReleasesThem) {
  const auto accepted = f_.put("garbage", refuse);
  ASSERT_TRUE(accepted);
  ASSERT_TRUE(accepted->quarantined);
  EXPECT_EQ(accepted->quarantined->reason, "NESTED_TOO_DEEP");
  EXPECT_EQ(f_.spool->items().owed()->size(), 0U);
  EXPECT_EQ(base::read_file(f_.spool->quarantined_bytes_of(accepted->item_id), 100).value_or(""), "garbage");

  EXPECT_EQ(f_.spool->release(accepted->item_id, refuse).error().reason, "NESTED_TOO_DEEP");
  ASSERT_TRUE(f_.spool->release(accepted->item_id, take_as_image));
  EXPECT_EQ(f_.bytes(accepted->item_id), "garbage");
  EXPECT_EQ(f_.spool->items().owed()->size(), 1U);
  EXPECT_EQ(f_.spool->release(accepted->item_id, take_as_image).error().reason, "NOT_IN_QUARANTINE");
}

TEST_F(SpoolTest, RefusesBelowTheReserveAndTakesAgainAbove) {
  disk_.free = 1000;
  const auto refused = f_.put("slice");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNoSpace);
  EXPECT_TRUE(f_.spool->refusing());
  EXPECT_EQ(files_in_spool(), 0);
  disk_.free = 1ULL << 40;
  EXPECT_TRUE(f_.put("slice"));
}

TEST_F(SpoolTest, KeepsStoredBytesForADayOnly) {
  const auto accepted = f_.put("slice");
  const auto item = f_.spool->items().find(accepted->item_id);
  std::promise<bool> recorded;
  f_.spool->stored(*item, clock_.now(), 5, [&](bool done) { recorded.set_value(done); });
  ASSERT_TRUE(recorded.get_future().get());
  f_.spool->tidy();
  EXPECT_TRUE(std::filesystem::exists(f_.spool->bytes_of(item->item_id)));
  clock_.advance(std::chrono::hours(25));
  f_.spool->tidy();
  EXPECT_FALSE(std::filesystem::exists(f_.spool->bytes_of(item->item_id)));
  EXPECT_EQ(f_.spool->items().find(item->item_id)->state, ItemState::kStored);
  f_.reopen();
  EXPECT_EQ(f_.spool->items().totals()->quarantined, 0U);
}

TEST_F(SpoolTest, NamesAGapWhenOwedBytesWereRemovedAndTakesThemAgain) {
  const auto accepted = f_.put("slice");
  std::filesystem::remove(f_.spool->bytes_of(accepted->item_id));
  f_.reopen();
  EXPECT_EQ(f_.spool->items().find(accepted->item_id)->reason, "BYTES_MISSING");
  const auto again = f_.put("slice");
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->duplicate);
}

TEST_F(SpoolTest, QuarantinesWhatItWasParsingAtTheSecondCrash) {
  const std::string sha256 = base::sha256("poison").hex();
  for (int death = 1; death <= 2; ++death) {
    die_parsing(sha256);
    f_.reopen();
    if (death == 1) {
      EXPECT_TRUE(f_.spool->parse_guard().enter(base::sha256("other").hex()));
    }
  }
  bool parsed = false;
  const auto accepted = f_.put("poison", [&](const std::filesystem::path& file) {
    parsed = true;
    return take_as_image(file);
  });
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(parsed);
  ASSERT_TRUE(accepted->quarantined);
  EXPECT_EQ(accepted->quarantined->reason, "POISON");
}

TEST_F(SpoolTest, ForgetsOneDeathOnceTheFileParsesWell) {
  const std::string sha256 = base::sha256("unlucky").hex();
  die_parsing(sha256);
  f_.reopen();
  const auto accepted = f_.put("unlucky");
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(accepted->quarantined);
  EXPECT_FALSE(std::filesystem::exists(f_.scratch / "spool/parsing" / (sha256 + ".deaths")));
}

// Accepts three objects, one of them bad; the power fails at the nth operation. What was accepted is there; the device
// sends the rest again; in the end each is there once.
TEST(SpoolPowerCut, KeepsAcceptedObjectsWhicheverOperationFails) {
  const std::vector<std::string> objects{"first", "second", "bad"};
  bool clean = false;
  for (int n = 0; !clean; ++n) {
    ASSERT_LT(n, 200);
    testkit::ManualClock clock;
    PowerCutFileSystem cutting(n);
    SpoolFixture g(cutting, clock);  // opening an empty spool writes nothing that counts
    std::map<std::string, std::string> accepted;
    for (const std::string& object : objects) {
      const auto result = g.put(object, object == "bad" ? Inspect(refuse) : Inspect(take_as_image));
      if (result) accepted[object] = result->item_id;
    }
    clean = !cutting.cut();
    cutting.restart();
    g.reopen();
    for (const auto& [object, item_id] : accepted) {
      const auto item = g.spool->items().find(item_id);
      ASSERT_TRUE(item) << "operation " << n;
      const auto path = object == "bad" ? g.spool->quarantined_bytes_of(item_id) : g.spool->bytes_of(item_id);
      EXPECT_EQ(base::read_file(path, 100).value_or("lost"), object) << "operation " << n;
    }
    for (const std::string& object : objects)
      ASSERT_TRUE(g.put(object, object == "bad" ? Inspect(refuse) : Inspect(take_as_image)));
    EXPECT_EQ(g.spool->items().owed()->size(), 2U) << "operation " << n;
    EXPECT_EQ(g.spool->items().aside()->size(), 1U) << "operation " << n;
  }
}

}  // namespace
}  // namespace rdc::agent
