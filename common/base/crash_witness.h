// Notes, in the moment a process dies of its own fault, that it did: a file that crashes the program is told from a
// power cut or a kill from outside, which no file is to blame for.
#pragma once

namespace rdc::base {

// From its construction to its destruction, a death by SIGSEGV, SIGBUS, SIGILL, SIGFPE or SIGABRT (an uncaught
// exception among them) writes kCrashed to `where`; then the death goes on as it would have without. `where` is to be
// memory that outlives the process, mapped from a file and shared. Not noted: SIGKILL, a power cut, a stack that
// overflowed in a thread without an alternate stack. Thread-safe. Throws std::length_error beyond kMost at once.
class CrashWitness {
 public:
  static constexpr char kCrashed = 'c';
  static constexpr int kMost = 1024;  // a simulation holds hundreds of agents in one process

  explicit CrashWitness(char* where);
  ~CrashWitness();
  CrashWitness(const CrashWitness&) = delete;
  CrashWitness& operator=(const CrashWitness&) = delete;

 private:
  int place_ = -1;
};

}  // namespace rdc::base
