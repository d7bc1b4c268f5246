// A download that is cut goes on where it was; what arrives wrong is never handed out.
#include "reading_station/session/object_cache.h"

#include <fstream>

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/identity/sealed_file.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

class Cache : public ::testing::Test {
 protected:
  Cache() {
    for (std::size_t i = 0; i < 10 * SmallRouter::kChunk + 777; ++i) bytes += static_cast<char>(i * 31 + i / 977);
    digest = base::sha256(bytes).hex();
    router.add_object(digest, bytes);
    runner.set_disk_keys(keys);
  }
  std::unique_ptr<ObjectCache> make() {
    auto cache = std::make_unique<ObjectCache>(runner, folder.path() / "cache", 1 << 30);
    cache->set_study("study");
    return cache;
  }
  QString name() const { return QString::fromStdString(digest); }
  static std::string read(const QVariant& arrived) {
    const auto bytes = arrived.value<StoredObjectPtr>()->open();
    EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().message);
    return bytes ? *base::read_file(bytes->path(), 1 << 28) : std::string();
  }
  std::filesystem::path sealed() const { return folder.path() / "cache" / (digest + ".sealed"); }
  // Fetches it, and expects it whole.
  void fetch(ObjectCache& cache) {
    QSignalSpy arrived(&cache, &ObjectSource::arrived);
    cache.request(name(), bytes.size(), ObjectSource::Priority::kNow);
    ASSERT_TRUE(arrived.wait(kAnswerMs));
    EXPECT_EQ(read(arrived[0][1]), bytes);
  }
  testkit::ScratchDirectory folder{"object-cache"};
  SmallRouter router;
  const DiskKeys keys{identity::SealKey::random(), identity::SealKey::random()};
  CallRunner runner{router.channels()};
  std::string bytes, digest;
};

TEST_F(Cache, ADownloadCutTwiceGoesOnWhereItWasAndArrivesWhole) {
  router.cut_next_after({3 * SmallRouter::kChunk, 2 * SmallRouter::kChunk});
  const auto cache = make();
  QSignalSpy arrived(cache.get(), &ObjectSource::arrived);
  cache->request(name(), bytes.size(), ObjectSource::Priority::kNow);
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  EXPECT_EQ(router.offsets(), (std::vector<std::uint64_t>{0, 3 * SmallRouter::kChunk, 5 * SmallRouter::kChunk}));
  EXPECT_EQ(read(arrived[0][1]), bytes);
}

TEST_F(Cache, WhatWasReceivedBeforeTheProgramEndedIsNotFetchedAgain) {
  router.cut_next_after({4 * SmallRouter::kChunk, 0});  // and again at once, should the program ask before it ends
  {
    CallRunner earlier(router.channels());
    earlier.set_disk_keys(keys);
    ObjectCache before(earlier, folder.path() / "cache", 1 << 30);
    before.set_study("study");
    before.request(name(), bytes.size(), ObjectSource::Priority::kNow);
    const std::filesystem::path partial = sealed().string() + ".part";
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
          return std::filesystem::exists(partial) && std::filesystem::file_size(partial) > 4 * SmallRouter::kChunk;
        },
        kAnswerMs));
  }
  const auto cache = make();
  QSignalSpy arrived(cache.get(), &ObjectSource::arrived);
  cache->request(name(), bytes.size(), ObjectSource::Priority::kNow);
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  const auto offsets = router.offsets();
  ASSERT_GE(offsets.size(), 2U);
  EXPECT_EQ(offsets.front(), 0U);
  for (std::size_t i = 1; i < offsets.size(); ++i) EXPECT_EQ(offsets[i], 4 * SmallRouter::kChunk);
  EXPECT_EQ(read(arrived[0][1]), bytes);
}

TEST_F(Cache, AWrongBitIsNoticedAndTheObjectFetchedAfresh) {
  router.garble_next();
  const auto cache = make();
  QSignalSpy arrived(cache.get(), &ObjectSource::arrived);
  QSignalSpy failed(cache.get(), &ObjectSource::failed);
  cache->request(name(), bytes.size(), ObjectSource::Priority::kNow);
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  EXPECT_TRUE(failed.isEmpty());
  EXPECT_EQ(router.offsets(), (std::vector<std::uint64_t>{0, 0}));
  EXPECT_EQ(read(arrived[0][1]), bytes);
}

TEST_F(Cache, AnObjectThatIsInTheCacheIsNotAskedForAgain) {
  const auto cache = make();
  QSignalSpy arrived(cache.get(), &ObjectSource::arrived);
  cache->request(name(), bytes.size(), ObjectSource::Priority::kNow);
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  cache->request(name(), bytes.size(), ObjectSource::Priority::kNow);
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  EXPECT_EQ(router.offsets().size(), 1U);
}

TEST_F(Cache, NothingOfAnObjectIsOnTheDiskInTheClear) {
  const auto cache = make();
  fetch(*cache);
  const auto raw = *base::read_file(sealed(), 1 << 28);
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 64})
    EXPECT_EQ(raw.find(bytes.substr(at, 64)), std::string::npos);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(sealed()).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(Cache, WhatAnotherKeySealedOrWhatIsDamagedIsFetchedAgain) {
  const auto cache = make();
  fetch(*cache);
  runner.set_disk_keys({identity::SealKey::random(), keys.drafts});
  fetch(*cache);
  EXPECT_EQ(router.offsets().size(), 2U) << "another key";
  auto raw = *base::read_file(sealed(), 1 << 28);
  raw[raw.size() / 2] = static_cast<char>(raw[raw.size() / 2] ^ 1);
  std::ofstream(sealed(), std::ios::trunc | std::ios::binary) << raw;
  fetch(*cache);
  EXPECT_EQ(router.offsets().size(), 3U) << "one bit";
  std::filesystem::resize_file(sealed(), raw.size() / 2);
  fetch(*cache);
  EXPECT_EQ(router.offsets().size(), 4U) << "cut short";
  fetch(*cache);
  EXPECT_EQ(router.offsets().size(), 4U) << "as it should be";
}

TEST_F(Cache, WhatADamagedPartHoldsIsNotBuiltUpon) {
  const auto cache = make();
  std::ofstream(sealed().string() + ".part") << "what a version before, or another key, left";
  fetch(*cache);
  EXPECT_EQ(router.offsets(), std::vector<std::uint64_t>{0});
}

TEST_F(Cache, PlainFilesOfEarlierVersionsAreRemoved) {
  std::filesystem::create_directories(folder.path() / "cache");
  std::ofstream(folder.path() / "cache" / digest, std::ios::binary) << bytes;
  std::ofstream(folder.path() / "cache" / (std::string(64, 'a') + ".part")) << "DICM";
  const auto cache = make();
  fetch(*cache);
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "cache")) left.push_back(entry.path());
  EXPECT_EQ(left, std::vector{sealed()});
}

TEST_F(Cache, HoldsNoMoreThanItsLimitButWhatIsInUse) {
  ObjectCache cache(runner, folder.path() / "cache", bytes.size() + 1000);
  cache.set_study("study");
  fetch(cache);
  std::string other(SmallRouter::kChunk, 'o');
  const auto other_digest = base::sha256(other).hex();
  router.add_object(other_digest, other);
  QSignalSpy arrived(&cache, &ObjectSource::arrived);
  cache.set_study("next");  // the object of "study" may go, and nothing of "next"
  cache.request(QString::fromStdString(other_digest), other.size(), ObjectSource::Priority::kNow);
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  EXPECT_EQ(read(arrived[0][1]), other);
  cache.set_study("after");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !std::filesystem::exists(sealed()); }, kAnswerMs));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "cache" / (other_digest + ".sealed")));
}

TEST_F(Cache, FetchedAheadItIsThereWithoutAnybodyBeingTold) {
  const auto cache = make();
  QSignalSpy arrived(cache.get(), &ObjectSource::arrived);
  QSignalSpy ahead(cache.get(), &ObjectCache::fetched_ahead);
  cache->fetch_ahead("next study", name(), bytes.size());
  ASSERT_TRUE(ahead.wait(kAnswerMs));
  EXPECT_TRUE(ahead[0][1].toBool());
  EXPECT_TRUE(arrived.isEmpty());
  EXPECT_EQ(router.fetched_ahead(), 1);
  cache->set_study("next study");
  fetch(*cache);
  EXPECT_EQ(router.offsets().size(), 1U);
}

TEST_F(Cache, WhatAReaderWantsGoesBeforeWhatIsFetchedAhead) {
  std::string wanted(3 * SmallRouter::kChunk, 'w');
  const auto wanted_digest = base::sha256(wanted).hex();
  router.add_object(wanted_digest, wanted);
  const auto cache = make();
  QSignalSpy arrived(cache.get(), &ObjectSource::arrived);
  QSignalSpy ahead(cache.get(), &ObjectCache::fetched_ahead);
  cache->fetch_ahead("next study", name(), bytes.size());
  cache->request(QString::fromStdString(wanted_digest), wanted.size(), ObjectSource::Priority::kLater);
  // And not begun while it is under way.
  cache->fetch_ahead("next study", name(), bytes.size());
  ASSERT_TRUE(arrived.wait(kAnswerMs));
  EXPECT_EQ(read(arrived[0][1]), wanted);
  ASSERT_EQ(ahead.count(), 2);
  EXPECT_FALSE(ahead[0][1].toBool());
  EXPECT_FALSE(ahead[1][1].toBool());
  fetch(*cache);
}

TEST_F(Cache, OnALinkThatBreaksFetchingAheadIsNotTriedAgain) {
  router.cut_next_after({SmallRouter::kChunk});
  const auto cache = make();
  QSignalSpy ahead(cache.get(), &ObjectCache::fetched_ahead);
  cache->fetch_ahead("next study", name(), bytes.size());
  ASSERT_TRUE(ahead.wait(kAnswerMs));
  EXPECT_FALSE(ahead[0][1].toBool());
  EXPECT_EQ(router.offsets().size(), 1U);
  // What came of it is not lost.
  fetch(*cache);
  EXPECT_EQ(router.offsets().back(), SmallRouter::kChunk);
}

}  // namespace
}  // namespace rdc::station
