// Threads for handlers that block: gRPC's callback threads are few, and none may wait for a disk.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rdc::rpc {

// Thread-safe. The destructor runs what was posted, then joins. Must outlive every server whose calls use it.
class WorkerPool {
 public:
  // waiting_limit: tasks that may wait before offer() refuses.
  explicit WorkerPool(std::size_t threads, std::size_t waiting_limit = 1024);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // For new calls. False, and not run, when too many wait or after stop(): answer RESOURCE_EXHAUSTED.
  bool offer(std::function<void()> task);
  // For the next step of a call already admitted: there is at most one for each, so it never refuses before stop().
  // After stop() it runs the task on the calling thread, so that every call still finishes.
  void post(std::function<void()> task);
  void stop();

 private:
  void run();

  const std::size_t waiting_limit_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;  // last: they start when everything above exists
};

}  // namespace rdc::rpc
