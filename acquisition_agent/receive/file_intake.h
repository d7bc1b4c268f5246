// Takes a file of this machine into the spool, leaving the original where it is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

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

// Thread-safe. Borrows the spool.
class FileIntake {
 public:
  static constexpr std::uint64_t kLargestFile = 4ULL << 30;

  explicit FileIntake(Spool& spool) : spool_(spool) {}

  // Blocks until durable. A WFDB header, or a file that one names, is taken as the whole record, if that is there.
  // kNotFound, kInvalid NOT_A_FILE, kTooLarge; kUnavailable CHANGED: it was written to meanwhile, nothing was taken;
  // those of Spool::accept.
  Result<Accepted> take(const std::filesystem::path& file, const FileOrigin& origin);
  // What the file is, as far as it is there. kNotFound, kInvalid NOT_A_FILE; the inspection's own.
  Result<Inspection> inspect(const std::filesystem::path& file);

 private:
  Result<Accepted> take_files(const std::vector<std::filesystem::path>& files, const FileOrigin& origin);

  Spool& spool_;
};

}  // namespace rdc::agent
