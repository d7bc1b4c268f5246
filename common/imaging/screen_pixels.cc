#include "common/imaging/screen_pixels.h"

#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace rdc::imaging {
namespace {

constexpr std::uint32_t in_32_bits(std::uint8_t level) { return 0xFF000000U | level * 0x010101U; }

// Past the cache where the processor can: a screen is larger than it, and to fetch what is then overwritten takes as
// long as to write it.
void widen_row(const std::uint8_t* levels, std::uint32_t* screen, int count) {
  int i = 0;
#ifdef __SSE2__
  for (; i < count && reinterpret_cast<std::uintptr_t>(screen + i) % sizeof(__m128i) != 0; ++i)
    screen[i] = in_32_bits(levels[i]);
  const __m128i full = _mm_set1_epi8(-1);
  for (; i + 16 <= count; i += 16) {
    const __m128i sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(levels + i));
    const __m128i low = _mm_unpacklo_epi8(sixteen, sixteen), low_full = _mm_unpacklo_epi8(sixteen, full);
    const __m128i high = _mm_unpackhi_epi8(sixteen, sixteen), high_full = _mm_unpackhi_epi8(sixteen, full);
    auto* to = reinterpret_cast<__m128i*>(screen + i);
    _mm_stream_si128(to, _mm_unpacklo_epi16(low, low_full));
    _mm_stream_si128(to + 1, _mm_unpackhi_epi16(low, low_full));
    _mm_stream_si128(to + 2, _mm_unpacklo_epi16(high, high_full));
    _mm_stream_si128(to + 3, _mm_unpackhi_epi16(high, high_full));
  }
#endif
  for (; i < count; ++i) screen[i] = in_32_bits(levels[i]);
}

}  // namespace

void widen(const cv::Mat& levels, cv::Mat& screen) {
  for (int row = 0; row < levels.rows; ++row)
    widen_row(levels.ptr<std::uint8_t>(row), screen.ptr<std::uint32_t>(row), levels.cols);
#ifdef __SSE2__
  _mm_sfence();  // others read it as soon as this is done
#endif
}

}  // namespace rdc::imaging
