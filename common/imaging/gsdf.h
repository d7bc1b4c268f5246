// The Greyscale Standard Display Function: which luminances look equally far apart. DICOM PS3.14 section 7 and annex B.
// Pure.
#pragma once

namespace rdc::imaging {

inline constexpr double kGsdfLowest = 0.05;     // cd/m2, JND index 1
inline constexpr double kGsdfHighest = 3993.4;  // cd/m2, JND index 1023

// jnd 1 to 1023 (clamped); cd/m2.
double gsdf_luminance(double jnd);
// luminance 0.05 to 3993.4 cd/m2 (clamped); the JND index.
double gsdf_jnd(double luminance);
// What a calibrated display between black and white (cd/m2, ambient light included) should give at driving level
// 0 to 1; cd/m2.
double gsdf_target(double level, double black, double white);

}  // namespace rdc::imaging
