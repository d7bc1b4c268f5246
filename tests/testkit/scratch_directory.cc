#include "tests/testkit/scratch_directory.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace rdc::testkit {

ScratchDirectory::ScratchDirectory(const std::string& purpose) {
  std::string pattern = (std::filesystem::temp_directory_path() / (purpose + "-XXXXXX")).string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
  path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
  if (std::getenv("RDC_KEEP_SCRATCH") != nullptr) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace rdc::testkit
