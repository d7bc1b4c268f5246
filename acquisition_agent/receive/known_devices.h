// Which devices may send, and how to treat what they send: the configuration file's, and the site's as the router
// knows them.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "rdc/v1/directory.pb.h"
#include "rdc/v1/types.pb.h"

namespace rdc::agent {

struct DeviceRule {
  std::string ae_title;
  std::string charset_override;                   // "" trusts the device
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;  // unspecified: by content
};

// Thread-safe.
class KnownDevices {
 public:
  // Rules of the configuration file win over the router's.
  KnownDevices(std::vector<DeviceRule> configured, bool accept_unknown) : accept_unknown_(accept_unknown) {
    for (DeviceRule& rule : configured) {
      std::string title = rule.ae_title;
      configured_.emplace(std::move(title), std::move(rule));
    }
  }

  void update(const v1::GetSiteConfigurationReply& site) {
    const std::lock_guard lock(mutex_);
    from_router_.clear();
    for (const v1::Device& device : site.devices())
      from_router_[device.ae_title()] = {device.ae_title(), device.charset_override(), v1::URGENCY_UNSPECIFIED};
  }

  // nullopt: not admitted.
  std::optional<DeviceRule> find(const std::string& ae_title) const {
    const std::lock_guard lock(mutex_);
    if (const auto found = configured_.find(ae_title); found != configured_.end()) return found->second;
    if (const auto found = from_router_.find(ae_title); found != from_router_.end()) return found->second;
    if (accept_unknown_) return DeviceRule{ae_title, "", v1::URGENCY_UNSPECIFIED};
    return std::nullopt;
  }

 private:
  const bool accept_unknown_;
  std::map<std::string, DeviceRule> configured_;
  mutable std::mutex mutex_;
  std::map<std::string, DeviceRule> from_router_;
};

}  // namespace rdc::agent
