#include "ecg/signal/wide_loops.h"

#include <cstddef>

namespace rdc::ecg {
namespace {
constexpr std::size_t kBytes = 16;
}
}  // namespace rdc::ecg

#include "ecg/signal/wide_loops_in.h"

namespace rdc::ecg {

const WideLoops& portable_loops() { return kLoops; }

#ifdef RDC_ECG_HAS_AVX2
extern const WideLoops kLoopsWithAvx2;

const WideLoops& wide_loops() {
  static const WideLoops& chosen = __builtin_cpu_supports("avx2") ? kLoopsWithAvx2 : kLoops;
  return chosen;
}
#else
const WideLoops& wide_loops() { return kLoops; }
#endif

}  // namespace rdc::ecg
