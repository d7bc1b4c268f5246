#include "common/imaging/screen_pixels.h"

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rdc::imaging {
namespace {

constexpr std::uint32_t in_32_bits(std::uint8_t level) { return 0xFF000000U | level * 0x010101U; }

#if defined(__x86_64__)
// A line of the cache must not be written both ways: it would be fetched, and thrown out again.
bool begins_cache_line(const std::uint32_t* pixel) { return reinterpret_cast<std::uintptr_t>(pixel) % 64 == 0; }
#endif

// Past the cache where the processor can: a screen is larger than it, and to fetch what is then overwritten takes as
// long as to write it.
void widen_row(const std::uint8_t* levels, std::uint32_t* screen, int count) {
  int i = 0;
#if defined(__x86_64__)
  for (; i < count && !begins_cache_line(screen + i); ++i) screen[i] = in_32_bits(levels[i]);
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
// To the nearest, halves to the even one.
[[gnu::target("avx2,fma")]] inline std::uint32_t pixel_of(int stored, LevelLine line) {
  const __m128 value = _mm_cvtsi32_ss(_mm_setzero_ps(), stored);
  const __m128 level = _mm_fmadd_ss(value, _mm_set_ss(line.slope), _mm_set_ss(line.offset));
  const __m128 bounded = _mm_min_ss(_mm_max_ss(level, _mm_setzero_ps()), _mm_set_ss(255));
  return in_32_bits(static_cast<std::uint8_t>(_mm_cvtss_si32(bounded)));
}

[[gnu::target("avx2,fma")]] inline __m256i widened(const std::uint16_t* stored) {
  return _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(stored)));
}
[[gnu::target("avx2,fma")]] inline __m256i widened(const std::int16_t* stored) {
  return _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(stored)));
}

[[gnu::target("avx2,fma")]] inline __m256i eight_pixels(__m256i stored, __m256 slope, __m256 offset) {
  const __m256 level = _mm256_fmadd_ps(_mm256_cvtepi32_ps(stored), slope, offset);
  const __m256 bounded = _mm256_min_ps(_mm256_max_ps(level, _mm256_setzero_ps()), _mm256_set1_ps(255));
  // The lowest byte of each number three times, and nothing above it.
  const __m256i thrice = _mm256_setr_epi8(0, 0, 0, -1, 4, 4, 4, -1, 8, 8, 8, -1, 12, 12, 12, -1, 0, 0, 0, -1, 4, 4, 4,
                                          -1, 8, 8, 8, -1, 12, 12, 12, -1);
  return _mm256_or_si256(_mm256_shuffle_epi8(_mm256_cvtps_epi32(bounded), thrice),
                         _mm256_set1_epi32(static_cast<int>(0xFF000000U)));
}

// Past the cache, as widen_row().
template <typename Stored>
[[gnu::target("avx2,fma")]] void draw_row(const Stored* stored, LevelLine line, std::uint32_t* screen, int count) {
  int i = 0;
  for (; i < count && !begins_cache_line(screen + i); ++i) screen[i] = pixel_of(stored[i], line);
  const __m256 slope = _mm256_set1_ps(line.slope), offset = _mm256_set1_ps(line.offset);
  for (; i + 16 <= count; i += 16) {
    auto* to = reinterpret_cast<__m256i*>(screen + i);
    _mm256_stream_si256(to, eight_pixels(widened(stored + i), slope, offset));
    _mm256_stream_si256(to + 1, eight_pixels(widened(stored + i + 8), slope, offset));
  }
  for (; i < count; ++i) screen[i] = pixel_of(stored[i], line);
}
#endif

}  // namespace

#if defined(__x86_64__)
bool can_draw_lines() {
  static const bool kCan = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return kCan;
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
