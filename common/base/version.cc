#include "common/base/version.h"

namespace rdc::base {

std::string_view version() { return RDC_VERSION; }

std::string version_line(std::string_view program) { return std::string(program) + " " + RDC_VERSION; }

}  // namespace rdc::base
