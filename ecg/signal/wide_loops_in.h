// The loops of wide_loops.h for kBytes at a time, which the including file says before. Everything here is that file's
// alone and calls nothing that another one could share: code for AVX2 must not be linked where any processor goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ecg/signal/wide_loops.h"

namespace rdc::ecg {
namespace {

using Wide = float __attribute__((vector_size(kBytes)));
using WideInts = std::int32_t __attribute__((vector_size(kBytes)));
using Four = float __attribute__((vector_size(16)));
constexpr std::size_t kWide = kBytes / sizeof(float), kInGroup = WideLoops::kGroup / kWide;

Wide wide_load(const float* from) {
  Wide out;
  std::memcpy(&out, from, sizeof out);
  return out;
}
void wide_store(float* to, Wide values) { std::memcpy(to, &values, sizeof values); }
Wide wide_all(float value) { return Wide{} + value; }

// Exponent plus a cubic in the mantissa: an eighth of std::log's time; the boundary networks were trained with it.
Wide quick_log(Wide x) {
  WideInts bits;
  std::memcpy(&bits, &x, sizeof bits);
  const Wide exponent = __builtin_convertvector((bits >> 23) - 127, Wide);
  const WideInts mantissa = (bits & 0x007FFFFF) | 0x3F800000;
  Wide m;
  std::memcpy(&m, &mantissa, sizeof m);
  return 0.69314718F * exponent + (-1.49278F + (2.11263F + (-0.729104F + 0.10969F * m) * m) * m);
}

void logs(float* values, std::size_t count, float floor, float factor) {
  for (std::size_t i = 0; i < count; i += kWide)
    wide_store(values + i, quick_log((wide_load(values + i) + floor) * factor));
}

// A rational stand-in for tanh, the same in training: 4 times faster, never more than 1.
Wide activated(Wide sum, float weight) {
  const Wide low = wide_all(-3.0F), high = wide_all(3.0F);
  Wide u = sum > low ? sum : low;
  u = u < high ? u : high;
  return weight * u * (27.0F + u * u) / (27.0F + 9.0F * u * u);
}

// Two hidden units and a pair of wides together: each column is read once for both.
void scores(const PlaceScoring& s, std::size_t places, float* out) {
  constexpr std::size_t kPiece = 2 * kWide;
  for (std::size_t at = 0; at < places; at += kPiece) {
    Wide first = wide_all(s.output[s.hidden]), second = first;
    for (std::size_t h = 0; h < s.hidden; h += 2) {
      const float *row = s.input + h * (s.inputs + 1), *next = row + s.inputs + 1;
      Wide a = wide_all(row[s.inputs]), a2 = a, b = wide_all(next[s.inputs]), b2 = b;
      const float* column = s.columns + at;
      for (std::size_t f = 0; f < s.inputs; ++f, column += s.stride) {
        const Wide x = wide_load(column), y = wide_load(column + kWide);
        a += row[f] * x;
        a2 += row[f] * y;
        b += next[f] * x;
        b2 += next[f] * y;
      }
      first += activated(a, s.output[h]);
      first += activated(b, s.output[h + 1]);
      second += activated(a2, s.output[h]);
      second += activated(b2, s.output[h + 1]);
    }
    wide_store(out + at, first);
    wide_store(out + at + kWide, second);
  }
}

// Eight sums, whatever the width.
float product(const float* a, const float* b, std::size_t count) {
  constexpr std::size_t kSums = 8;
  Wide sums[kSums / kWide] = {};
  std::size_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (std::size_t w = 0; w < kSums / kWide; ++w)
      sums[w] += wide_load(a + i + w * kWide) * wide_load(b + i + w * kWide);
  }
  Four four[2];
  std::memcpy(four, sums, sizeof four);
  const Four sum = four[0] + four[1];
  float out = (sum[0] + sum[2]) + (sum[1] + sum[3]);
  for (; i < count; ++i) out += a[i] * b[i];
  return out;
}

void exchange(float* rows, const RowExchange* exchanges, std::size_t count) {
  for (std::size_t e = 0; e < count; ++e) {
    float* low = rows + exchanges[e].low * WideLoops::kGroup;
    float* high = rows + exchanges[e].high * WideLoops::kGroup;
    for (std::size_t w = 0; w < kInGroup; ++w) {
      const Wide x = wide_load(low + w * kWide), y = wide_load(high + w * kWide);
      wide_store(low + w * kWide, x < y ? x : y);
      wide_store(high + w * kWide, x > y ? x : y);
    }
  }
}

std::size_t count_below(const float* values, std::size_t count, std::int32_t limit) {
  WideInts below{};
  std::size_t i = 0;
  for (; i + kWide <= count; i += kWide) {
    WideInts bits;
    std::memcpy(&bits, values + i, sizeof bits);
    below -= bits < limit;  // a comparison that holds is -1
  }
  std::int32_t sum = 0;
  for (std::size_t w = 0; w < kWide; ++w) sum += below[w];
  for (; i < count; ++i) {
    std::int32_t bits = 0;
    std::memcpy(&bits, values + i, sizeof bits);
    sum += bits < limit ? 1 : 0;
  }
  return static_cast<std::size_t>(sum);
}

constexpr WideLoops kLoops{logs, scores, product, exchange, count_below};

}  // namespace
}  // namespace rdc::ecg
