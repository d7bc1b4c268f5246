// HOST:PORT as people type it: checked before anything is made or opened, so that a slip is named and not misread.
#pragma once

#include <string>

#include "common/base/result.h"

namespace rdc::router {

// Where to listen: port 0 picks a free one. kInvalid/BAD_ADDRESS names the text and what is wrong with it.
Result<void> check_listen_address(const std::string& address);
// At which others reach this machine: port 1 to 65535.
Result<void> check_reachable_address(const std::string& address);

}  // namespace rdc::router
