// Which release of the product this is: what `--version` prints, for whoever reports a fault.
#pragma once

#include <string>
#include <string_view>

namespace rdc::base {

// "0.1.0", as CMake's project says.
std::string_view version();
// "dicom-router 0.1.0".
std::string version_line(std::string_view program);

}  // namespace rdc::base
