#include "acquisition_agent/transfer/transfer.h"
#include "acquisition_agent/transfer/ledger_reporter.h"
#include "tests/acquisition_agent/fake_router.h"
#include "tests/acquisition_agent/spool_fixture.h"
#include "tests/testkit/happenings.h"

namespace rdc::agent {
namespace {

// Everything an agent has between spool and router, on the real clock.
struct Sender {
  explicit Sender(FakeRouter& fake, BandwidthLimits limits = {}) : router(fake), bandwidth(limits, clock) {
    router.on_change([this] { happenings.ring(); });
  }
  ~Sender() { router.on_change({}); }

  void start() {
    transfer = std::move(
        *Transfer::start({*f.spool, queue_ref(), gate, bandwidth, preparer_ref(), status, clock, random}, router));
  }
  // As a crash and a new process: everything in memory is gone.
  void restart() {
    transfer.reset();
    preparer.reset();
    commits.reset();
    f.spool.reset();
    queue.reset();
    f.reopen();
    commits = told_of_commits();
    start();
  }
  SendQueue& queue_ref() {
    if (!queue) queue = std::make_unique<SendQueue>(clock);
    return *queue;
  }
  Preparer& preparer_ref() {
    preparer = std::make_unique<Preparer>(policy, *f.spool, status, fs, clock);
    return *preparer;
  }
  std::string make(std::size_t size) {
    std::string bytes(size, '\0');
    random.fill(std::as_writable_bytes(std::span{bytes.data(), bytes.size()}));
    return bytes;
  }
  // For what the router or the spool's catalog will say.
  bool wait(const std::function<bool()>& done) { return happenings.wait_until(done, std::chrono::seconds(30)); }
  std::shared_ptr<void> told_of_commits() {
    return f.spool->database().on_commit([this] { happenings.ring(); });
  }
  bool settled() {
    const auto totals = f.spool->items().totals();
    return totals && totals->waiting == 0;
  }

  FakeRouter& router;
  base::SystemClock clock;
  base::PosixFileSystem fs;
  testkit::Happenings happenings{clock};
  testkit::SeededRandom random{42};
  CodingPolicy policy = CodingPolicy::kIdentity;
  std::unique_ptr<SendQueue> queue;
  SpoolFixture f{fs, clock};
  std::shared_ptr<void> commits = told_of_commits();
  PriorityGate gate{clock};
  Bandwidth bandwidth;
  LinkStatus status;
  std::unique_ptr<Preparer> preparer;
  std::unique_ptr<Transfer> transfer;
};

TEST(Transfer, StoresEveryItemBitForBit) {
  FakeRouter router;
  Sender sender(router);
  sender.start();
  std::vector<std::string> objects;
  for (const std::size_t size : {std::size_t{1}, std::size_t{65536}, std::size_t{700'001}, std::size_t{5'000'000}})
    objects.push_back(sender.make(size));
  for (const std::string& object : objects) ASSERT_TRUE(sender.f.put(object));
  ASSERT_TRUE(sender.wait([&] { return sender.settled(); }));
  const auto stored = router.stored();
  for (const std::string& object : objects) EXPECT_EQ(stored.at(base::sha256(object).hex()), object);
  EXPECT_TRUE(sender.status.connected());
  EXPECT_EQ(sender.f.spool->items().totals()->stored, objects.size());
}

class TransferCuts : public ::testing::TestWithParam<int> {};

TEST_P(TransferCuts, GoesOnFromTheDurableOffset) {
  FakeRouter router;
  Sender sender(router);
  testkit::SeededRandom seed(static_cast<std::uint64_t>(GetParam()));
  std::uint64_t total = 0;
  std::vector<std::string> objects;
  for (int i = 0; i < 6; ++i) {
    objects.push_back(sender.make(seed.between(500'000, 4'000'000)));
    total += objects.back().size();
  }
  std::vector<std::uint64_t> cuts;
  for (int i = 0; i < 3; ++i) cuts.push_back(seed.between(1, total));
  router.cut_after(cuts);
  sender.start();
  for (const std::string& object : objects) ASSERT_TRUE(sender.f.put(object));
  if (GetParam() % 2 == 0) {
    sender.wait([&] { return router.received() > total / 3; });
    sender.restart();
  }
  ASSERT_TRUE(sender.wait([&] { return sender.settled(); }));
  const auto stored = router.stored();
  ASSERT_EQ(stored.size(), objects.size());
  for (const std::string& object : objects) EXPECT_EQ(stored.at(base::sha256(object).hex()), object);
  EXPECT_EQ(router.order().size(), objects.size()) << "nothing is stored twice";
  EXPECT_LE(static_cast<double>(router.received()), 1.05 * static_cast<double>(total) + 4 * 65536);
}
INSTANTIATE_TEST_SUITE_P(Seeds, TransferCuts, ::testing::Range(1, 9));

TEST(Transfer, PutsARejectedItemAsideAndGoesOn) {
  FakeRouter router;
  Sender sender(router);
  router.reject(base::sha256("bad").hex());
  sender.start();
  const auto bad = sender.f.put("bad");
  ASSERT_TRUE(sender.f.put("good"));
  ASSERT_TRUE(sender.wait([&] { return sender.settled(); }));
  EXPECT_EQ(router.stored().size(), 1U);
  const auto item = sender.f.spool->items().find(bad->item_id);
  EXPECT_EQ(item->state, ItemState::kQuarantined);
  EXPECT_EQ(item->reason, "NOT_WANTED");
  EXPECT_TRUE(std::filesystem::exists(sender.f.spool->quarantined_bytes_of(bad->item_id)));
}

TEST(Transfer, AnItemThatBreaksEveryStreamHoldsUpNobody) {
  FakeRouter router;
  Sender sender(router);
  router.refuse_streams_with(base::sha256("evil").hex());
  ASSERT_TRUE(sender.f.put("evil"));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(sender.f.put("good " + std::to_string(i)));
  sender.start();
  EXPECT_TRUE(sender.wait([&] { return router.stored().size() == 5; }));
  EXPECT_TRUE(sender.wait([&] { return sender.f.spool->items().totals()->waiting == 1; }));
}

TEST(Transfer, AnEmergencyOvertakesABulkTransfer) {
  FakeRouter router;
  Sender sender(router, {.bytes_per_second = 2'000'000});
  sender.start();
  const std::string bulk = sender.make(4'000'000);
  const std::string tracing = sender.make(120'000);
  ASSERT_TRUE(sender.f.put(bulk));
  ASSERT_TRUE(sender.wait([&] { return router.received() > 200'000; }));
  auto arrival = sender.f.arrival(tracing);
  arrival->urgency = v1::URGENCY_EMERGENCY;
  const auto began = sender.clock.monotonic();
  ASSERT_TRUE(sender.f.spool->accept(std::move(*arrival), take_as_image));
  ASSERT_TRUE(sender.wait([&] { return router.order().size() == 1; }));
  EXPECT_LT(sender.clock.monotonic() - began, std::chrono::milliseconds(700));
  EXPECT_EQ(router.order().front(), base::sha256(tracing).hex());
  EXPECT_TRUE(sender.wait([&] { return sender.settled(); }));
}

TEST(Transfer, ReportsItsLedger) {
  FakeRouter router;
  Sender sender(router);
  sender.start();
  const auto good = sender.f.put("good");
  const auto bad = sender.f.put("bad", [](const std::filesystem::path&) -> Result<Inspection> {
    return fail(ErrorCode::kCorrupt, "NOT_DICOM", "at byte 0");
  });
  LedgerReporter reporter({std::chrono::milliseconds(10)}, *sender.f.spool, router, sender.clock, sender.random);
  EXPECT_TRUE(sender.wait([&] {
    auto ledger = router.ledger();
    return ledger[good->item_id].state() == v1::LedgerEntry::STORED &&
           ledger[bad->item_id].state() == v1::LedgerEntry::QUARANTINED;
  }));
  EXPECT_EQ(router.ledger()[good->item_id].bytes_sent(), 4U);
}

}  // namespace
}  // namespace rdc::agent
