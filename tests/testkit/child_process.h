// Real programs under test: started, watched line by line, killed, started again. No polling: a reader thread takes the
// program's output as it comes, and waiting is waiting for a line or for the end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/base/result.h"

namespace rdc::testkit {

struct Command {
  std::vector<std::string> arguments;    // [0] is the program: a path, or a name looked up in PATH
  std::vector<std::string> environment;  // "NAME=value", on top of this process's own
  std::filesystem::path directory;       // working directory, or empty
  std::filesystem::path log;             // every line is appended here too, or empty
  std::string input;                     // given on standard input, which then ends; at most 64 KiB
};

struct Ended {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  bool ok() const { return exit_code == 0; }
};

// Standard output and error are read together. Thread-safe. The destructor kills (SIGKILL) what still runs; a child
// started by the main thread dies too when this process does.
class ChildProcess {
 public:
  static Result<std::unique_ptr<ChildProcess>> start(const Command& command);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int id() const { return pid_; }
  // Waits for a line that contains `text`, looking also at lines already seen, from line number `from` on.
  // nullopt: the program ended, or time ran out, without one.
  std::optional<std::string> wait_for_line(std::string_view text, std::chrono::milliseconds timeout,
                                           std::size_t from = 0);
  struct Line {
    std::size_t number = 0;
    std::string text;
  };
  std::optional<Line> find_line(std::string_view text, std::chrono::milliseconds timeout, std::size_t from);
  // Waits for the end. nullopt: time ran out.
  std::optional<Ended> wait(std::chrono::milliseconds timeout);
  void send_signal(int signal);
  // SIGKILL, and waits until it is gone.
  void kill_now();
  bool running();
  std::size_t lines() const;
  // Everything so far.
  std::string output() const;

 private:
  ChildProcess(int pid, int output_fd, int pid_fd, std::filesystem::path log);
  void read_output(int fd);

  const int pid_;
  const int pid_fd_;
  const std::filesystem::path log_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  bool output_ended_ = false;
  std::mutex reap_mutex_;
  std::optional<Ended> ended_;
  std::jthread reader_;  // last
};

struct Finished {
  Ended ended;
  std::string output;  // standard output and error together
  bool ok() const { return ended.ok(); }
};
// Runs to the end. kUnavailable: cannot be started, or did not end in time (it is killed then).
Result<Finished> run(const Command& command, std::chrono::milliseconds timeout = std::chrono::seconds(60));

}  // namespace rdc::testkit
