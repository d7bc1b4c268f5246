// A feed that is kept standing: it goes on where it was cut, notices a stream that died in silence, says when it is
// live only when that is shown, and nothing of it comes after it was stopped.
#include "reading_station/session/standing_feed.h"

#include <condition_variable>
#include <deque>
#include <mutex>

#include <gtest/gtest.h>
#include <QTest>

#include "common/rpc/channel.h"
#include "rdc/v1/worklist.grpc.pb.h"
#include "reading_station/session/router_stub.h"
#include "tests/reading_station/offline_runner.h"
#include "tests/reading_station/small_router.h"

namespace rdc::station {
namespace {

using std::chrono::milliseconds;

// A router whose streams are written down beforehand; after the last, streams that say nothing.
class WrittenStreams final : public v1::Worklist::Service {
 public:
  struct Stream {
    std::vector<std::uint64_t> cursors;    // of its messages
    std::optional<grpc::Status> ending{};  // without: it stays, silent
  };
  explicit WrittenStreams(std::deque<Stream> streams = {}) : streams_(std::move(streams)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + socket(), grpc::InsecureServerCredentials());
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~WrittenStreams() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_all();
    server_->Shutdown();
  }
  std::vector<std::shared_ptr<grpc::Channel>> channels() const { return {rpc::make_local_channel(socket())}; }

  // The cursors that watches were asked from, in order.
  std::vector<std::uint64_t> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  // Without the event loop: what the feed is told stays in its queue.
  bool wait_until_written(std::size_t streams) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, milliseconds(kAnswerMs), [&] { return written_ >= streams; });
  }
  bool wait_until_cancelled(std::size_t streams) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, milliseconds(kAnswerMs), [&] { return cancelled_ >= streams; });
  }

  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchWorklistRequest* request,
                     grpc::ServerWriter<v1::WorklistChange>* out) override {
    Stream stream;
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(request->cursor());
      if (!streams_.empty()) {
        stream = std::move(streams_.front());
        streams_.pop_front();
      }
    }
    for (const auto cursor : stream.cursors) {
      v1::WorklistChange change;
      change.set_cursor(cursor);
      out->Write(change);
    }
    std::unique_lock lock(mutex_);
    ++written_;
    changed_.notify_all();
    if (stream.ending) return *stream.ending;
    while (!ending_ && !context->IsCancelled()) changed_.wait_for(lock, milliseconds(20));
    ++cancelled_;
    changed_.notify_all();
    return grpc::Status::OK;
  }

 private:
  std::string socket() const { return (folder_ / "feed.sock").string(); }

  testkit::ScratchDirectory folder_{"standing-feed"};
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Stream> streams_;
  std::vector<std::uint64_t> asked_;
  std::size_t written_ = 0;
  std::size_t cancelled_ = 0;
  bool ending_ = false;
  std::unique_ptr<grpc::Server> server_;
};

const grpc::Status kCut(grpc::StatusCode::UNAVAILABLE, "the link was cut");
const grpc::Status kRefused(grpc::StatusCode::PERMISSION_DENIED, "not for you");
constexpr StandingFeed::Rules kQuick{.first_pause = milliseconds(2), .longest_pause = milliseconds(20)};

// A feed of the worklist without its list, and what it said.
struct Reader {
  Reader(std::vector<std::shared_ptr<grpc::Channel>> channels, const StandingFeed::Rules& rules)
      : runner(std::move(channels)),
        stub(runner),
        feed(std::make_unique<StandingFeed>(runner, rules, [this] { watch(); })) {
    QObject::connect(feed.get(), &StandingFeed::live_changed, feed.get(),
                     [this](bool live, const std::optional<Error>& why) {
                       said.emplace_back(live ? "live" : why ? to_string(why->code) : "not live");
                     });
  }
  void watch() {
    feed->watch<v1::WorklistChange>(
        v1::WatchWorklistRequest(),
        [this](auto* context, auto* request, auto* out) { stub->async()->Watch(context, request, out); },
        [this](v1::WorklistChange&& change) { received.push_back(change.cursor()); });
  }
  template <typename Condition>
  static bool wait(Condition condition) {
    return QTest::qWaitFor(condition, kAnswerMs);
  }

  CallRunner runner;
  RouterStub<v1::Worklist> stub;
  std::vector<std::uint64_t> received;
  std::vector<std::string> said;
  std::unique_ptr<StandingFeed> feed;
};

TEST(StandingFeedTest, GoesOnAfterTheLastChangeThatItSaw) {
  WrittenStreams router({{{3, 7, 5}, kCut}, {{}, kCut}, {{8}}});
  Reader reader(router.channels(), kQuick);
  reader.feed->start();
  ASSERT_TRUE(Reader::wait([&] { return reader.received.size() == 4; }));
  EXPECT_EQ(reader.received, (std::vector<std::uint64_t>{3, 7, 5, 8}));
  EXPECT_EQ(router.asked(), (std::vector<std::uint64_t>{0, 7, 7}));
  EXPECT_EQ(reader.said, (std::vector<std::string>{"live", to_string(ErrorCode::kUnavailable),
                                                   to_string(ErrorCode::kUnavailable), "live"}));
}

TEST(StandingFeedTest, AStreamThatFellSilentIsOpenedAgain) {
  WrittenStreams router({WrittenStreams::Stream{{4}}});
  auto rules = kQuick;
  rules.silence = milliseconds(500);  // long enough for two busy cores to bring the first message
  Reader reader(router.channels(), rules);
  reader.feed->start();
  ASSERT_TRUE(Reader::wait([&] { return router.asked().size() >= 3; }));
  EXPECT_EQ(router.asked()[1], 4U);
  EXPECT_EQ(router.asked()[2], 4U);
  EXPECT_FALSE(reader.feed->live());
}

TEST(StandingFeedTest, WhoIsRefusedAsksAgainOnlyIfThatIsItsRule) {
  WrittenStreams lasting({{{}, kRefused}}), passing({{{}, kRefused}, {{}, kRefused}});
  auto rules = kQuick;
  Reader patient(passing.channels(), rules);
  rules.when_denied = StandingFeed::WhenDenied::kGiveUp;
  Reader refused(lasting.channels(), rules);
  refused.feed->start();
  ASSERT_TRUE(Reader::wait([&] { return !refused.said.empty(); }));
  patient.feed->start();
  ASSERT_TRUE(Reader::wait([&] { return passing.asked().size() == 3; }));
  EXPECT_EQ(lasting.asked().size(), 1U) << "the other asked three times meanwhile";
  EXPECT_EQ(refused.said, std::vector<std::string>{to_string(ErrorCode::kDenied)});
}

TEST(StandingFeedTest, IsLiveWhenItsRuleSaysThatItIsShown) {
  WrittenStreams silent;
  auto rules = kQuick;
  rules.look = milliseconds(5);
  Reader by_message(silent.channels(), rules);
  rules.proof = StandingFeed::Proof::kLink;
  Reader by_link(silent.channels(), rules);
  by_message.feed->start();
  by_link.feed->start();
  EXPECT_FALSE(by_link.feed->live()) << "the link was not looked at";
  ASSERT_TRUE(Reader::wait([&] { return by_link.feed->live() && silent.asked().size() == 2; }));
  EXPECT_FALSE(by_message.feed->live()) << "nothing came";

  rules.proof = StandingFeed::Proof::kLinkAfterFailure;
  Reader at_once(silent.channels(), rules);
  at_once.feed->start();
  EXPECT_TRUE(at_once.feed->live());
  Reader nowhere(dead_channel(), rules);
  nowhere.feed->start();
  ASSERT_TRUE(Reader::wait([&] { return nowhere.said.size() >= 4; }));
  EXPECT_EQ(nowhere.said[0], "live");
  for (std::size_t i = 1; i < nowhere.said.size(); ++i)
    EXPECT_EQ(nowhere.said[i], to_string(ErrorCode::kUnavailable)) << "opened again is not enough any more";
}

TEST(StandingFeedTest, NothingComesAfterItWasStoppedAndItBeginsAnew) {
  WrittenStreams router({{{1}}, {{2}}});
  Reader reader(router.channels(), kQuick);
  reader.feed->start();
  ASSERT_TRUE(router.wait_until_written(1));
  reader.feed->stop();
  EXPECT_TRUE(router.wait_until_cancelled(1));
  reader.feed->start();
  ASSERT_TRUE(Reader::wait([&] { return !reader.received.empty(); }));
  EXPECT_EQ(reader.received, std::vector<std::uint64_t>{2});
  EXPECT_EQ(router.asked(), (std::vector<std::uint64_t>{0, 0}));
}

TEST(StandingFeedTest, WhatIsUnderWayWhenItGoesIsDropped) {
  WrittenStreams router({WrittenStreams::Stream{{1}}});
  Reader reader(router.channels(), kQuick);
  reader.feed->start();
  ASSERT_TRUE(router.wait_until_written(1));
  reader.feed.reset();
  EXPECT_TRUE(router.wait_until_cancelled(1));
  bool passed = false;  // behind whatever the gate has queued
  reader.runner.gate()->post([&] { passed = true; });
  ASSERT_TRUE(Reader::wait([&] { return passed; }));
  EXPECT_TRUE(reader.received.empty());
}

TEST(StandingFeedTest, AStepBeforeTheWatchIsWantedUntilTheNextOne) {
  WrittenStreams router;
  CallRunner runner(router.channels());
  std::vector<std::function<bool()>> steps;
  StandingFeed feed(runner, kQuick, [&] { steps.push_back(feed.begin_step()); });
  feed.start();
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_TRUE(steps[0]());
  feed.failed({ErrorCode::kUnavailable, "NO_LIST", "no list"});
  ASSERT_TRUE(Reader::wait([&] { return steps.size() == 2; })) << "a failed step is tried again";
  EXPECT_FALSE(steps[0]());
  EXPECT_TRUE(steps[1]());
  feed.stop();
  EXPECT_FALSE(steps[1]());
}

}  // namespace
}  // namespace rdc::station
