// What would be read next is there before it is opened, and nobody is held up by it.
#include "reading_station/app/prefetch.h"

#include <gtest/gtest.h>
#include <QSignalSpy>
#include <QTest>

#include "common/base/digest.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

class Ahead : public ::testing::Test {
 protected:
  Ahead() { prefetch.set_quiet_ms(0); }
  // A study of `objects` objects; their digests.
  QStringList add_study(const std::string& id, int objects, std::size_t bytes = 3 * SmallRouter::kChunk) {
    v1::GetStudyReply study;
    study.mutable_study()->set_study_id(id);
    auto* series = study.add_series();
    QStringList digests;
    for (int i = 0; i < objects; ++i) {
      const std::string content = id + std::to_string(i) + std::string(bytes, 'x');
      const auto digest = base::sha256(content).hex();
      router.add_object(digest, content);
      auto* object = series->add_instances()->mutable_object();
      object->set_sha256(digest);
      object->set_size(content.size());
      digests << QString::fromStdString(digest);
    }
    router.add_study(study);
    return digests;
  }
  bool is_here(const QString& digest) const {
    return std::filesystem::exists(folder.path() / "cache" / (digest.toStdString() + ".sealed"));
  }
  bool all_here(const QStringList& digests) const {
    return std::all_of(digests.begin(), digests.end(), [this](const QString& one) { return is_here(one); });
  }
  // Another's study of one object is fetched from the beginning to the end: time enough for whatever `prefetch` would
  // still ask for.
  void others_are_fetched(const std::string& id) {
    add_study(id, 1);
    Prefetch other{runner, cache};
    other.set_quiet_ms(0);
    QSignalSpy here(&other, &Prefetch::study_here);
    other.want({QString::fromStdString(id)});
    ASSERT_TRUE(here.wait(kAnswerMs));
  }
  static constexpr quint64 kLimit = 64 * SmallRouter::kChunk;

  testkit::ScratchDirectory folder{"ahead"};
  SmallRouter router;
  CallRunner runner{router.channels()};
  ObjectCache cache{runner, folder.path() / "cache", kLimit};
  Prefetch prefetch{runner, cache};
};

TEST_F(Ahead, TheNextThreeAreFetchedInTheirOrderAndNoMore) {
  QStringList all;
  std::vector<QStringList> digests;
  for (const char* id : {"a", "b", "c", "d"}) {
    all << id;
    digests.push_back(add_study(id, 2));
  }
  QSignalSpy here(&prefetch, &Prefetch::study_here);
  prefetch.want(all);
  ASSERT_TRUE(QTest::qWaitFor([&] { return here.count() == 3; }, kAnswerMs));
  others_are_fetched("z");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(here[i][0].toString(), all[i]);
    EXPECT_TRUE(all_here(digests[static_cast<std::size_t>(i)]));
  }
  EXPECT_FALSE(is_here(digests[3][0]));
  EXPECT_EQ(router.fetched_ahead(), 6 + 1);
}

TEST_F(Ahead, WhatIsHereIsNotFetchedAgain) {
  add_study("a", 2);
  QSignalSpy here(&prefetch, &Prefetch::study_here);
  prefetch.want({"a"});
  ASSERT_TRUE(here.wait(kAnswerMs));
  prefetch.stop();
  prefetch.want({"a"});
  ASSERT_TRUE(here.wait(kAnswerMs));
  EXPECT_EQ(router.fetched_ahead(), 2);
}

TEST_F(Ahead, AStudyThatWouldFillTheCacheIsLeftAloneAndTheNextOneTaken) {
  const auto large = add_study("large", 1, kLimit / 4 + 1);
  const auto small = add_study("small", 1);
  QSignalSpy here(&prefetch, &Prefetch::study_here);
  prefetch.want({"large", "small"});
  ASSERT_TRUE(here.wait(kAnswerMs));
  EXPECT_EQ(here[0][0].toString(), "small");
  EXPECT_FALSE(is_here(large[0]));
  EXPECT_EQ(router.fetched_ahead(), 1);
}

TEST_F(Ahead, AfterAnErrorItStopsAsking) {
  add_study("a", 3);
  router.cut_next_after({SmallRouter::kChunk});
  QSignalSpy answered(&cache, &ObjectCache::fetched_ahead);
  prefetch.want({"a"});
  ASSERT_TRUE(answered.wait(kAnswerMs));
  EXPECT_FALSE(answered[0][1].toBool());
  // Also when the list changes.
  add_study("b", 1);
  prefetch.want({"b", "a"});
  others_are_fetched("z");
  EXPECT_EQ(router.fetched_ahead(), 1 + 1);
}

TEST_F(Ahead, WhenItIsStoppedNothingMoreIsAsked) {
  add_study("a", 3);
  prefetch.want({"a"});
  prefetch.stop();
  others_are_fetched("z");
  EXPECT_EQ(router.fetched_ahead(), 0 + 1);
}

}  // namespace
}  // namespace rdc::station
