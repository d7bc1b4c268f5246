#include "common/base/crash_witness.h"

#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <stdexcept>

namespace rdc::base {
namespace {

constexpr std::array kFaults{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

// A signal handler reaches nothing but what has static storage.
std::array<std::atomic<char*>, CrashWitness::kMost> places;
std::array<struct sigaction, kFaults.size()> before;
std::once_flag watching;

void note(int signal, siginfo_t* information, void* /*context*/) {
  for (const std::atomic<char*>& place : places)
    if (char* where = place.load(std::memory_order_relaxed); where != nullptr)
      *static_cast<volatile char*>(where) = CrashWitness::kCrashed;
  // Back to who was asked before (a sanitizer, or the default: a core dump). A fault happens again on return; what
  // somebody sent must be sent again.
  for (std::size_t i = 0; i < kFaults.size(); ++i)
    if (kFaults[i] == signal) ::sigaction(signal, &before[i], nullptr);
  if (information->si_code <= 0) static_cast<void>(::raise(signal));
}

void watch() {
  struct sigaction action {};
  action.sa_sigaction = note;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (std::size_t i = 0; i < kFaults.size(); ++i) ::sigaction(kFaults[i], &action, &before[i]);
}

}  // namespace

CrashWitness::CrashWitness(char* where) {
  std::call_once(watching, watch);
  for (int place = 0; place < kMost; ++place) {
    char* nobody = nullptr;
    if (!places[static_cast<std::size_t>(place)].compare_exchange_strong(nobody, where)) continue;
    place_ = place;
    return;
  }
  throw std::length_error("more crash witnesses than there are places");
}

CrashWitness::~CrashWitness() { places[static_cast<std::size_t>(place_)].store(nullptr); }

}  // namespace rdc::base
