// Takes a file of this machine into the spool, leaving the original where it is.
#pragma once

#include <filesystem>
#include <string>

#include "acquisition_agent/spool/spool.h"

namespace rdc::agent {

// What becomes of a file that can be read but ends early.
enum class WhenCut { kTake, kSetAside };

struct FileOrigin {
  std::string source;  // "drop:NAME" or "file:NAME"
  std::string charset_override;
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;
  WhenCut when_cut = WhenCut::kTake;
};

// Thread-safe. Borrows all.
class FileIntake {
 public:
  static constexpr std::uint64_t kLargestFile = 4ULL << 30;

  FileIntake(Spool& spool, base::FileSystem& fs, base::IdGenerator& ids) : spool_(spool), fs_(fs), ids_(ids) {}

  // Blocks until durable. kNotFound, kInvalid NOT_A_FILE, kTooLarge; kUnavailable CHANGED: it was written to meanwhile,
  // nothing was taken; those of Spool::accept.
  Result<Accepted> take(const std::filesystem::path& file, const FileOrigin& origin);
  // What the file is, as far as it is there. kNotFound, kInvalid NOT_A_FILE; the inspection's own.
  Result<Inspection> inspect(const std::filesystem::path& file);

 private:
  Result<base::Sha256> copy(const std::filesystem::path& from, const std::filesystem::path& to);

  Spool& spool_;
  base::FileSystem& fs_;
  base::IdGenerator& ids_;
};

}  // namespace rdc::agent
