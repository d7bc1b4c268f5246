// A change feed to one watcher: everything after a cursor in order and without gaps, then changes as they happen, and
// a heartbeat when nothing does. The table that holds the changes is the truth; a FeedHub only says "look again".
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include "common/base/result.h"
#include "common/rpc/permission_gate.h"
#include "common/rpc/status.h"
#include "common/rpc/worker_pool.h"

namespace rdc::rpc {

inline constexpr std::chrono::milliseconds kHeartbeat{10'000};  // below the 15 s the contract promises

// Wakes the watchers of one subject. Thread-safe; must outlive its feeds (close it, shut the server down, destroy it).
class FeedHub {
 public:
  using Wake = std::function<void(bool closing)>;  // must not block

  // Call after the commit that made the change.
  void notify();
  // Ends every feed with UNAVAILABLE/SHUTTING_DOWN, and every later one at once.
  void close();

  std::uint64_t subscribe(Wake wake);
  void unsubscribe(std::uint64_t id);

 private:
  std::mutex mutex_;
  std::uint64_t next_ = 1;
  std::map<std::uint64_t, std::shared_ptr<Wake>> wakes_;
  bool closed_ = false;
};

template <typename Message>
struct FeedOptions {
  // The next messages after everything returned before, in order; empty when there are none now. Runs on the pool,
  // never concurrently with itself. Bound it (some hundreds of messages a call).
  std::function<Result<std::vector<Message>>()> next;
  // Made for each heartbeat, e.g. a message carrying the cursor.
  std::function<Message()> heartbeat;
  Recheck recheck;  // before every batch and heartbeat; its error ends the feed
  std::chrono::milliseconds heartbeat_every = kHeartbeat;
};

// Runs `work`, turning what it throws into an Error (kInternal/INTERNAL; the text is logged, the peer does not see it).
Result<void> run_guarded(const std::function<Result<void>()>& work);

namespace internal {
// Runs `ring` once after `delay`, on a gRPC thread, unless destroyed before.
void set_alarm(grpc::Alarm& alarm, std::chrono::milliseconds delay, std::function<void(bool)> ring);
}  // namespace internal

// Every transition happens under mutex_; at most one of {pool task, write} is in flight. Owns itself until OnDone and
// until callbacks in flight have gone.
template <typename Message>
class FeedReactor final : public grpc::ServerWriteReactor<Message> {
 public:
  static FeedReactor* start(WorkerPool& pool, FeedHub& hub, FeedOptions<Message> options) {
    auto reactor = std::shared_ptr<FeedReactor>(new FeedReactor(pool, hub, std::move(options)));
    reactor->self_ = reactor;
    reactor->begin(reactor);
    return reactor.get();
  }

  void OnWriteDone(bool ok) override {
    step([&] {
      busy_ = false;
      if (ok) return queue_.pop_front();
      end(grpc::Status(grpc::StatusCode::CANCELLED, "the watcher is gone"));
    });
  }
  void OnCancel() override {
    step([&] { end(grpc::Status(grpc::StatusCode::CANCELLED, "cancelled")); });
  }
  void OnDone() override {
    hub_.unsubscribe(subscription_);
    std::shared_ptr<FeedReactor> self;
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
      self = std::move(self_);
      alarm_.reset();
    }
  }

 private:
  FeedReactor(WorkerPool& pool, FeedHub& hub, FeedOptions<Message> options)
      : pool_(pool), hub_(hub), options_(std::move(options)) {}

  void begin(const std::shared_ptr<FeedReactor>& self) {
    subscription_ = hub_.subscribe([weak = std::weak_ptr(self)](bool closing) {
      if (auto feed = weak.lock()) feed->wake(closing);
    });
    arm(self);
    step([] {});
  }

  void wake(bool closing) {
    step([&] {
      woken_ = true;
      if (closing) end(to_status(Error{ErrorCode::kUnavailable, "SHUTTING_DOWN", "the router is stopping: reconnect"}));
    });
  }

  void arm(const std::shared_ptr<FeedReactor>& self) {
    // A new one each time: gRPC's alarm must not be set again from within its own callback.
    alarm_ = std::make_unique<grpc::Alarm>();
    internal::set_alarm(*alarm_, options_.heartbeat_every, [weak = std::weak_ptr(self)](bool rang) {
      auto feed = weak.lock();
      if (!feed || !rang) return;
      feed->step([&] { feed->heartbeat_due_ = true; });
      feed->arm_again(feed);
    });
  }
  void arm_again(const std::shared_ptr<FeedReactor>& self) {
    const std::lock_guard lock(mutex_);
    if (!done_ && !ended_) arm(self);
  }

  void end(grpc::Status status) {
    if (ended_) return;
    ended_ = true;
    ending_ = std::move(status);
  }

  // Changes the state, then starts what is now due, outside of the lock.
  template <typename Change>
  void step(Change change) {
    std::function<void()> action;
    {
      const std::lock_guard lock(mutex_);
      change();
      action = next_action();
    }
    if (action) action();
  }

  std::function<void()> next_action() {
    if (busy_ || finished_ || done_) return {};
    if (ended_) {
      finished_ = true;
      return [this, keep = self_] { this->Finish(ending_); };
    }
    if (!queue_.empty()) {
      busy_ = true;
      return [this, keep = self_, message = &queue_.front()] { this->StartWrite(message); };
    }
    if (!woken_ && !heartbeat_due_) return {};
    busy_ = true;
    const bool beat = heartbeat_due_;
    woken_ = false;
    heartbeat_due_ = false;
    return [this, beat, keep = self_] { pool_.post([this, beat, keep] { look(beat); }); };
  }

  // On the pool.
  void look(bool beat) {
    Result<std::vector<Message>> batch = std::vector<Message>{};
    const auto ran = run_guarded([&]() -> Result<void> {
      if (options_.recheck)
        if (auto allowed = options_.recheck(); !allowed) return allowed;
      batch = options_.next();
      if (!batch) return fail(batch);
      return {};
    });
    step([&] {
      busy_ = false;
      if (!ran) return end(to_status(ran.error()));
      if (!batch->empty()) woken_ = true;  // there may be more
      for (auto& message : *batch) queue_.push_back(std::move(message));
      if (batch->empty() && beat) queue_.push_back(options_.heartbeat());
    });
  }

  WorkerPool& pool_;
  FeedHub& hub_;
  const FeedOptions<Message> options_;
  std::mutex mutex_;
  std::shared_ptr<FeedReactor> self_;
  std::uint64_t subscription_ = 0;
  std::deque<Message> queue_;
  bool woken_ = true;  // the first look
  bool heartbeat_due_ = false;
  bool busy_ = false;      // a pool task or a write is in flight
  bool ended_ = false;     // finish with ending_ as soon as nothing is in flight
  bool finished_ = false;  // Finish was called
  bool done_ = false;
  grpc::Status ending_;
  std::unique_ptr<grpc::Alarm> alarm_;
};

// The reactor to return from a Watch handler.
template <typename Message>
grpc::ServerWriteReactor<Message>* serve_feed(WorkerPool& pool, FeedHub& hub, FeedOptions<Message> options) {
  return FeedReactor<Message>::start(pool, hub, std::move(options));
}

}  // namespace rdc::rpc
