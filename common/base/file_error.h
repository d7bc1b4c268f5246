// What errno says of an operation on a path, as FileSystem's errors are: kNoSpace for a full disk or quota, kNotFound,
// kExists, else kUnavailable.
#pragma once

#include <filesystem>

#include "common/base/result.h"

namespace rdc::base {

tl::unexpected<Error> file_error(const char* operation, const std::filesystem::path& path);

}  // namespace rdc::base
