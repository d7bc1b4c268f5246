// A machine whose wall clock is wrong: takes the place of the standard library's system clock in a program that this is
// preloaded into, as the only clock our programs read the time of day from. Time-outs and waiting go by other clocks
// and stay as they are.
#include <cstdlib>
#include <ctime>

#include <chrono>

namespace {

std::chrono::seconds wrong_by() {
  static const std::chrono::seconds kBy = [] {
    const char* text = std::getenv("RDC_WALL_CLOCK_OFFSET");
    return std::chrono::seconds(text == nullptr ? 0 : std::strtol(text, nullptr, 10));
  }();
  return kBy;
}

}  // namespace

// std::chrono::system_clock::now(), by its name in the library.
extern "C" std::chrono::system_clock::time_point wrong_system_time() noexcept
    asm("_ZNSt6chrono3_V212system_clock3nowEv");

std::chrono::system_clock::time_point wrong_system_time() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return std::chrono::system_clock::time_point(std::chrono::seconds(time.tv_sec) +
                                               std::chrono::nanoseconds(time.tv_nsec) + wrong_by());
}
