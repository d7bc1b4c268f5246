#include "tests/testkit/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rdc::testkit {
namespace {

struct Pipe {
  int read = -1, write = -1;
};
Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  return {ends[0], ends[1]};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

// Between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* directory, int input, int output,
                         bool dies_with_parent) {
  if (dies_with_parent) prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (directory[0] != '\0' && chdir(directory) != 0) _exit(126);
  execvpe(arguments[0], arguments, environment);
  const char* message = "cannot execute program\n";
  const auto written = write(STDERR_FILENO, message, std::strlen(message));
  _exit(written > 0 ? 127 : 126);
}

std::vector<std::string> merged_environment(const std::vector<std::string>& extra) {
  std::vector<std::string> all(extra);
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::string_view name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& own : extra) replaced = replaced || own.rfind(name, 0) == 0;
    if (!replaced) all.emplace_back(text);
  }
  return all;
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const Command& command) {
  if (command.arguments.empty()) return fail(ErrorCode::kInvalid, "NO_PROGRAM", "no program to start");
  std::vector<std::string> arguments = command.arguments;
  std::vector<std::string> environment = merged_environment(command.environment);
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  const Pipe output = make_pipe();
  const Pipe input = make_pipe();
  const std::string directory = command.directory.string();
  // The kernel's "parent" is the thread that forks: only the main thread lives as long as the process.
  const bool on_main_thread = gettid() == getpid();
  const pid_t pid = fork();
  if (pid < 0) return fail(ErrorCode::kUnavailable, "CANNOT_FORK", "cannot fork: {}", std::strerror(errno));
  if (pid == 0) become(argv.data(), envp.data(), directory.c_str(), input.read, output.write, on_main_thread);
  close(output.write);
  if (!command.input.empty() && write(input.write, command.input.data(), command.input.size()) < 0) {
    // The child may have ended already: its exit status tells more than we can here.
  }
  close(input.read);
  close(input.write);
  const int pid_fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  return std::unique_ptr<ChildProcess>(new ChildProcess(pid, output.read, pid_fd, command.log));
}

ChildProcess::ChildProcess(int pid, int output_fd, int pid_fd, std::filesystem::path log)
    : pid_(pid), pid_fd_(pid_fd), log_(std::move(log)), reader_([this, output_fd] { read_output(output_fd); }) {}

ChildProcess::~ChildProcess() {
  kill_now();
  bool held_open = false;
  {
    const std::lock_guard lock(mutex_);
    held_open = !output_ended_;
  }
  if (held_open) ::kill(-pid_, SIGKILL);  // a grandchild that outlived the child
  if (reader_.joinable()) reader_.join();
  close(pid_fd_);
}

void ChildProcess::read_output(int fd) {
  std::ofstream log;
  if (!log_.empty()) log.open(log_, std::ios::app);
  std::string rest;
  char buffer[8192];
  for (;;) {
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    rest.append(buffer, static_cast<std::size_t>(got));
    const std::lock_guard lock(mutex_);
    for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
      lines_.push_back(rest.substr(0, end));
      rest.erase(0, end + 1);
      if (log.is_open()) log << lines_.back() << std::endl;
    }
    changed_.notify_all();
  }
  close(fd);
  const std::lock_guard lock(mutex_);
  if (!rest.empty()) lines_.push_back(rest);
  output_ended_ = true;
  changed_.notify_all();
}

std::optional<std::string> ChildProcess::wait_for_line(std::string_view text, std::chrono::milliseconds timeout,
                                                       std::size_t from) {
  auto found = find_line(text, timeout, from);
  if (!found) return std::nullopt;
  return std::move(found->text);
}

std::optional<ChildProcess::Line> ChildProcess::find_line(std::string_view text, std::chrono::milliseconds timeout,
                                                          std::size_t from) {
  std::unique_lock lock(mutex_);
  std::optional<Line> found;
  changed_.wait_for(lock, timeout, [&] {
    for (; from < lines_.size() && !found; ++from) {
      if (lines_[from].find(text) != std::string::npos) found = Line{from, lines_[from]};
    }
    return found.has_value() || output_ended_;
  });
  return found;
}

std::optional<Ended> ChildProcess::wait(std::chrono::milliseconds timeout) {
  const std::lock_guard lock(reap_mutex_);
  if (ended_) return ended_;
  pollfd end{pid_fd_, POLLIN, 0};
  if (poll(&end, 1, static_cast<int>(timeout.count())) <= 0) return std::nullopt;
  int status = 0;
  if (waitpid(pid_, &status, 0) != pid_) return std::nullopt;
  ended_ = WIFEXITED(status) ? Ended{WEXITSTATUS(status), 0} : Ended{-1, WTERMSIG(status)};
  return ended_;
}

void ChildProcess::send_signal(int signal) {
  const std::lock_guard lock(reap_mutex_);
  if (!ended_) ::kill(pid_, signal);
}

void ChildProcess::kill_now() {
  {
    const std::lock_guard lock(reap_mutex_);
    if (ended_) return;
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);
  }
  wait(std::chrono::seconds(30));
}

bool ChildProcess::running() { return !wait(std::chrono::milliseconds(0)).has_value(); }

std::size_t ChildProcess::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_.size();
}

std::string ChildProcess::output() const {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const std::string& line : lines_) all.append(line).push_back('\n');
  return all;
}

Result<Finished> run(const Command& command, std::chrono::milliseconds timeout) {
  auto child = ChildProcess::start(command);
  if (!child) return fail(child);
  const auto ended = (*child)->wait(timeout);
  if (!ended) {
    (*child)->kill_now();
    return fail(ErrorCode::kUnavailable, "TIMED_OUT", "{} did not end in time; it wrote:\n{}", command.arguments[0],
                (*child)->output());
  }
  // The program is gone, its last lines may still be in the pipe.
  (*child)->wait_for_line("\n", std::chrono::seconds(5));
  return Finished{*ended, (*child)->output()};
}

}  // namespace rdc::testkit
