// What stations seal their disks with. A station has its keys from log-in to log-out only: its disk alone, stolen or
// copied, opens with nothing that is on it. See docs/adr/0009-station-disk.md.
//
// One secret of 32 bytes, keys/station.key; every key is HMAC-SHA-256 of it over what the key is for. Nothing is
// stored for each station or person, so that nothing can get lost but with the secret itself, which the backup holds.
#pragma once

#include <filesystem>
#include <string>

#include "common/base/file_system.h"
#include "common/base/random.h"
#include "common/identity/secret.h"

namespace rdc::router {

// Immutable, thread-safe.
class StationKeys {
 public:
  // The secret in `file`, made there (0600, durable) when there is none: with the centre, or at the first start of one
  // from before there was any. Only by init or under the running router's lock: two who make one at a time would not
  // agree. kCorrupt/BAD_STATION_KEY: not 32 bytes.
  static Result<StationKeys> load_or_make(const std::filesystem::path& file, base::Random& random,
                                          base::FileSystem& fs);

  // 32 bytes each.
  std::string of_cache(const std::string& machine_id) const;
  std::string of_drafts(const std::string& user_id) const;

 private:
  explicit StationKeys(identity::Secret secret) : secret_(std::move(secret)) {}
  std::string derive(const std::string& purpose) const;

  identity::Secret secret_;
};

}  // namespace rdc::router
