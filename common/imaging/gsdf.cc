#include "common/imaging/gsdf.h"

#include <algorithm>
#include <cmath>

namespace rdc::imaging {

// Letters as PS3.14 has them.
// NOLINTBEGIN(readability-identifier-naming)
double gsdf_luminance(double jnd) {
  // PS3.14 formula 7-1.
  constexpr double a = -1.3011877, b = -2.5840191e-2, c = 8.0242636e-2, d = -1.0320229e-1, e = 1.3646699e-1,
                   f = 2.8745620e-2, g = -2.5468404e-2, h = -3.1978977e-3, k = 1.2992634e-4, m = 1.3635334e-3;
  const double x = std::log(std::clamp(jnd, 1.0, 1023.0));
  const double above = a + x * (c + x * (e + x * (g + x * m)));
  const double below = 1 + x * (b + x * (d + x * (f + x * (h + x * k))));
  return std::pow(10, above / below);
}

double gsdf_jnd(double luminance) {
  // PS3.14 formula 7-2.
  constexpr double A = 71.498068, B = 94.593053, C = 41.912053, D = 9.8247004, E = 0.28175407, F = -1.1878455,
                   G = -0.18014349, H = 0.14710899, I = -0.017046845;
  const double x = std::log10(std::clamp(luminance, kGsdfLowest, kGsdfHighest));
  return A + x * (B + x * (C + x * (D + x * (E + x * (F + x * (G + x * (H + x * I)))))));
}
// NOLINTEND(readability-identifier-naming)

double gsdf_target(double level, double black, double white) {
  const double low = gsdf_jnd(black), high = gsdf_jnd(white);
  return gsdf_luminance(low + (high - low) * std::clamp(level, 0.0, 1.0));
}

}  // namespace rdc::imaging
