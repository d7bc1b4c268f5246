// What ThreadSanitizer cannot see for itself: gRPC runs OnReadDone after StartRead, and Shutdown returns after Finish,
// but by means inside a library that is not instrumented. These two say so. Elsewhere they are nothing.
#pragma once

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace rdc::base {

// Everything this thread did until now happens before whatever a thread does after taken_over() of the same object.
inline void handed_over([[maybe_unused]] const void* object) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(const_cast<void*>(object));
#endif
}

inline void taken_over([[maybe_unused]] const void* object) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(const_cast<void*>(object));
#endif
}

// Stands for all that calls of a server did: taken over when it has shut down.
inline constexpr char kCallsServed = 0;

}  // namespace rdc::base
