// Compiled with -mavx2 on x86-64; see wide_loops_in.h for what that forbids.
#ifdef __AVX2__
#include <cstddef>

namespace rdc::ecg {
namespace {
constexpr std::size_t kBytes = 32;
}
}  // namespace rdc::ecg

#include "ecg/signal/wide_loops_in.h"

namespace rdc::ecg {
extern const WideLoops kLoopsWithAvx2;
const WideLoops kLoopsWithAvx2 = kLoops;
}  // namespace rdc::ecg
#endif
