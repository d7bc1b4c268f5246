// A download that is cut goes on where it was; what arrives wrong is never handed out.
#include "reading_station/session/object_cache.h"

#include <gtest/gtest.h>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include "common/base/digest.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

class Cache : public ::testing::Test {
 protected:
  Cache() {
    for (std::size_t i = 0; i < 10 * SmallRouter::kChunk + 777; ++i) bytes += static_cast<char>(i * 31 + i / 977);
    digest = base::sha256(bytes).hex();
    router.add_object(digest, bytes);
  }
  std::unique_ptr<ObjectCache> make() {
    auto cache = std::make_unique<ObjectCache>(runner, folder.path() / "cache", 1 << 30);
    cache->set_study("study");
    return cache;
  }
  QString name() const { return QString::fromStdString(digest); }
  std::string read(const QString& path) {
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly));
    return file.readAll().toStdString();
  }
  testkit::ScratchDirectory folder{"object-cache"};
  SmallRouter router;
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
  EXPECT_EQ(read(arrived[0][1].toString()), bytes);
}

TEST_F(Cache, WhatWasReceivedBeforeTheProgramEndedIsNotFetchedAgain) {
  router.cut_next_after({4 * SmallRouter::kChunk, 0});  // and again at once, should the program ask before it ends
  {
    CallRunner earlier(router.channels());
    ObjectCache before(earlier, folder.path() / "cache", 1 << 30);
    before.set_study("study");
    before.request(name(), bytes.size(), ObjectSource::Priority::kNow);
    const auto partial = folder.path() / "cache" / (digest + ".part");
    ASSERT_TRUE(QTest::qWaitFor(
        [&] {
          return std::filesystem::exists(partial) && std::filesystem::file_size(partial) == 4 * SmallRouter::kChunk;
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
  EXPECT_EQ(read(arrived[0][1].toString()), bytes);
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
  EXPECT_EQ(read(arrived[0][1].toString()), bytes);
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

}  // namespace
}  // namespace rdc::station
