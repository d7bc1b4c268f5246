// Items that will never be accepted as they are, kept for a person.
//   quarantine/<item_id>.bin   the bytes, as far as they arrived
//   quarantine/<item_id>.txt   why, from where, when; written first
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/base/file_system.h"
#include "common/base/result.h"
#include "rdc/v1/ingest.pb.h"

namespace rdc::router {

// Thread-safe for different items. Borrows fs and clock.
class Quarantine {
 public:
  static Result<std::unique_ptr<Quarantine>> open(const std::filesystem::path& directory, base::FileSystem& fs,
                                                  const base::Clock& clock);
  // Moves `bytes` in and writes the reason. Durable on return. An earlier attempt's files are replaced.
  Result<void> keep(const v1::Begin& begin, const std::string& site_id, const std::filesystem::path& bytes,
                    const Error& why);

 private:
  Quarantine(std::filesystem::path directory, base::FileSystem& fs, const base::Clock& clock)
      : directory_(std::move(directory)), fs_(fs), clock_(clock) {}

  const std::filesystem::path directory_;
  base::FileSystem& fs_;
  const base::Clock& clock_;
};

}  // namespace rdc::router
