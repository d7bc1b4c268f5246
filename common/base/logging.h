// Log set-up, once in main(). A line carries identifiers (item, study key, user id), never names or secrets.
#pragma once

#include <filesystem>
#include <string>

#include <spdlog/spdlog.h>

namespace rdc::base {

// Lines go to stderr (journald keeps them), ISO time in UTC, level, program, message.
// level: trace, debug, info, warn, error.
void set_up_logging(const std::string& program, const std::string& level);

}  // namespace rdc::base
