// Decides how an item goes over the link, and makes the coded copy.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/link_status.h"

namespace rdc::agent {

struct Prepared {
  std::filesystem::path file;
  v1::Coding coding = v1::CODING_IDENTITY;
  std::uint64_t size = 0;
  std::string sha256;
};

enum class CodingPolicy { kAuto, kIdentity, kZstd, kRdc1 };

// Coding pays when the time it takes is less than the time it saves on the link:
//   size / codec speed  <  size / link rate x (1 - coded size / size)
// Speed and ratio are learnt from the items coded so far. An item sent in part keeps its coding.
// Thread-safe. Borrows all.
class Preparer {
 public:
  // Before the first measurement: the slowest link that policy aims at, 20 Mbit/s.
  static constexpr double kAssumedRate = 2.5e6;
  static constexpr std::uint64_t kTooSmallToCode = 4096;

  Preparer(CodingPolicy policy, Spool& spool, const LinkStatus& link, base::FileSystem& fs, const base::Clock& clock)
      : policy_(policy), spool_(spool), link_(link), fs_(fs), clock_(clock) {}

  // Blocks while coding. kNotFound: the spool lost the bytes. What cannot be coded goes plain.
  Result<Prepared> prepare(const Item& item);

 private:
  v1::Coding choose(const Item& item) const;
  Result<Prepared> encode(const Item& item, v1::Coding coding);
  void learn(std::uint64_t original, std::uint64_t coded, base::MonotonicTime::duration took);

  std::optional<Prepared> coded_before(const std::string& item_id);

  const CodingPolicy policy_;
  Spool& spool_;
  const LinkStatus& link_;
  base::FileSystem& fs_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;
  double speed_ = 50e6;                    // bytes a second of the original, moving average
  std::map<std::string, Prepared> coded_;  // of items that may come back after a cut; a bounded few
  double ratio_ = 0.4;                     // coded size by original size, likewise
};

}  // namespace rdc::agent
