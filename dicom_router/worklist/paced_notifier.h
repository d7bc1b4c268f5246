// Between a busy catalog and many watchers: however many commits there are, watchers are woken at most ten times a
// second, and a single change is passed on at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace rdc::router {

// One thread, which runs `notify`. poke() is thread-safe and does not block.
class PacedNotifier {
 public:
  explicit PacedNotifier(std::function<void()> notify, std::chrono::milliseconds pause = std::chrono::milliseconds(100))
      : notify_(std::move(notify)), pause_(pause), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void poke() {
    const std::lock_guard lock(mutex_);
    poked_ = true;
    changed_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return poked_; })) {
      poked_ = false;
      lock.unlock();
      notify_();
      lock.lock();
      changed_.wait_for(lock, stop, pause_, [] { return false; });
    }
  }

  const std::function<void()> notify_;
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool poked_ = false;
  std::jthread thread_;  // last
};

}  // namespace rdc::router
