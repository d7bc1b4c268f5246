#include "common/imaging/screen_pixels.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rdc::imaging {
namespace {

constexpr std::uint32_t in_32_bits(std::uint8_t level) { return 0xFF000000U | level * 0x010101U; }

// Past the cache where the processor can: a screen is larger than it, and to fetch what is then overwritten takes as
// long as to write it.
void widen_row(const std::uint8_t* levels, std::uint32_t* screen, int count) {
  int i = 0;
#if defined(__x86_64__)
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

#if defined(__x86_64__)
#define RDC_AVX2 __attribute__((target("avx2,fma")))

// To the nearest, halves to the even one.
RDC_AVX2 std::uint32_t pixel_of(int stored, LevelLine line) {
  const float level = std::clamp(std::fma(static_cast<float>(stored), line.slope, line.offset), 0.0F, 255.0F);
  return in_32_bits(static_cast<std::uint8_t>(std::lrint(level)));
}

RDC_AVX2 __m256i widened(const std::uint16_t* stored) {
  return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(stored)));
}
RDC_AVX2 __m256i widened(const std::int16_t* stored) {
  return _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(stored)));
}

// Past the cache, as widen_row().
template <typename Stored>
RDC_AVX2 void draw_row(const Stored* stored, LevelLine line, std::uint32_t* screen, int count) {
  int i = 0;
  for (; i < count && reinterpret_cast<std::uintptr_t>(screen + i) % sizeof(__m256i) != 0; ++i)
    screen[i] = pixel_of(stored[i], line);
  const __m256 slope = _mm256_set1_ps(line.slope), offset = _mm256_set1_ps(line.offset);
  const __m256 black = _mm256_setzero_ps(), white = _mm256_set1_ps(255);
  const __m256i opaque = _mm256_set1_epi32(static_cast<int>(0xFF000000U)), thrice = _mm256_set1_epi32(0x010101);
  for (; i + 8 <= count; i += 8) {
    const __m256 level = _mm256_fmadd_ps(_mm256_cvtepi32_ps(widened(stored + i)), slope, offset);
    const __m256i whole = _mm256_cvtps_epi32(_mm256_min_ps(_mm256_max_ps(level, black), white));
    _mm256_stream_si256(reinterpret_cast<__m256i*>(screen + i),
                        _mm256_or_si256(_mm256_mullo_epi32(whole, thrice), opaque));
  }
  for (; i < count; ++i) screen[i] = pixel_of(stored[i], line);
}
#endif

}  // namespace

#if defined(__x86_64__)
bool can_draw_lines() {
  static const bool can = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return can;
}

void draw_line(const cv::Mat& stored, LevelLine line, cv::Mat& screen) {
  for (int row = 0; row < stored.rows; ++row) {
    auto* to = screen.ptr<std::uint32_t>(row);
    stored.depth() == CV_16S ? draw_row(stored.ptr<std::int16_t>(row), line, to, stored.cols)
                             : draw_row(stored.ptr<std::uint16_t>(row), line, to, stored.cols);
  }
  _mm_sfence();  // others read it as soon as this is done
}
#else
bool can_draw_lines() { return false; }
void draw_line(const cv::Mat&, LevelLine, cv::Mat&) {}
#endif

void widen(const cv::Mat& levels, cv::Mat& screen) {
  for (int row = 0; row < levels.rows; ++row)
    widen_row(levels.ptr<std::uint8_t>(row), screen.ptr<std::uint32_t>(row), levels.cols);
#if defined(__x86_64__)
  _mm_sfence();  // others read it as soon as this is done
#endif
}

}  // namespace rdc::imaging
