// The colours of objects that say nothing of them. Internal to this folder.
#pragma once

#include <string>

namespace rdc::dicom {

// sRGB (IEC 61966-2-1) as an ICC profile of version 2 (ICC.1:2001-04), of the input class that PS3.3 C.11.15 wants:
// primaries adapted to D50, the curve as a table. Some 2.5 kB, of even length.
std::string srgb_input_profile();

}  // namespace rdc::dicom
