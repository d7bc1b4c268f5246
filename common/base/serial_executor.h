// One thread that runs tasks in the order they were posted. How gRPC reactions and GUI callbacks hand over work
// that blocks.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace rdc::base {

// Thread-safe. The destructor runs what was posted, then joins.
class SerialExecutor {
 public:
  explicit SerialExecutor(std::string name);
  ~SerialExecutor();
  SerialExecutor(const SerialExecutor&) = delete;
  SerialExecutor& operator=(const SerialExecutor&) = delete;

  // False, and the task is not run, after stop().
  bool post(std::function<void()> task);
  // Refuses new tasks; returns when all earlier ones ran. Not callable from a task.
  void stop();

 private:
  void run();

  std::string name_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::mutex join_mutex_;
  std::jthread thread_;  // last: starts when everything above exists
};

}  // namespace rdc::base
