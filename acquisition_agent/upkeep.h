// What has to happen now and then: the site's devices fetched, the certificate renewed before it ends, the spool
// tidied.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "acquisition_agent/enrolment.h"
#include "acquisition_agent/receive/known_devices.h"
#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/router_link.h"
#include "common/base/random.h"

namespace rdc::agent {

struct UpkeepParts {
  Spool& spool;
  KnownDevices& devices;
  SecureRouterLink& link;
  base::FileSystem& fs;
  const base::Clock& clock;
  base::Random& random;
};

// The last known site configuration is in the catalog, so that devices are known from the start, also without a link.
// Borrows all parts.
class Upkeep {
 public:
  Upkeep(UpkeepParts parts, std::filesystem::path data, Enrolment enrolment);

  base::Timestamp certificate_until() const { return base::from_micros(certificate_until_); }
  // Due when two thirds of its life have passed.
  static bool renewal_due(base::Timestamp from, base::Timestamp until, base::Timestamp now) {
    return now > from + (until - from) / 3 * 2;
  }

 private:
  void run(std::stop_token stop);
  void load_cached_devices();
  Result<void> fetch_devices(const std::shared_ptr<grpc::Channel>& channel, std::stop_token stop);
  Result<void> renew_certificate(const std::shared_ptr<grpc::Channel>& channel, std::stop_token stop);

  UpkeepParts parts_;
  const std::filesystem::path data_;
  Enrolment enrolment_;
  std::atomic<std::int64_t> certificate_until_;
  std::jthread thread_;  // last
};

}  // namespace rdc::agent
