// A directory of a test's own, gone with the test; kept for inspection when RDC_KEEP_SCRATCH is set.
#pragma once

#include <filesystem>
#include <string>

namespace rdc::testkit {

class ScratchDirectory {
 public:
  // Under $TMPDIR or /tmp. Throws std::system_error when it cannot be made.
  explicit ScratchDirectory(const std::string& purpose = "rdc");
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace rdc::testkit
