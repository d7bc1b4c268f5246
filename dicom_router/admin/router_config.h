// DATA/router.toml:
//   name = "柳河县远程诊断中心"              # what reports are issued by
//   listen = "0.0.0.0:7443"
//   addresses = ["router.county:7443"]      # at which machines reach the router: for bundles made over the network
//   claim_lease_seconds = 120               # a claimed study is free again when its station was silent so long:
//   10-3600
// Every unknown key or wrong value stops the start, naming it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace rdc::router {

inline constexpr const char* kDefaultListen = "0.0.0.0:7443";

struct RouterConfig {
  std::string name;
  std::string listen = kDefaultListen;
  std::vector<std::string> addresses;
  std::chrono::seconds claim_lease{120};
};

// kInvalid/BAD_ADDRESS.
Result<void> check_addresses(const RouterConfig& config);
// kNotFound; kInvalid/BAD_CONFIGURATION.
Result<RouterConfig> load_router_config(const std::filesystem::path& file);
std::string to_toml(const RouterConfig& config);

}  // namespace rdc::router
