#include "reading_station/app/memory_folder.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstdlib>

#include "common/base/digest.h"

namespace rdc::station {
namespace {

namespace fs = std::filesystem;

bool is_in_memory(const fs::path& folder) {
  struct statfs facts {};
  return ::statfs(folder.c_str(), &facts) == 0 && facts.f_type == TMPFS_MAGIC;
}

// /dev/shm is everybody's: a folder there may be a trap.
bool make_own(const fs::path& folder) {
  ::mkdir(folder.c_str(), 0700);
  struct stat facts {};
  return ::lstat(folder.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == ::geteuid() &&
         (facts.st_mode & 077) == 0;
}

}  // namespace

fs::path memory_folder(const fs::path& data, const std::string& name) {
  std::error_code ignored;
  const std::string own = "reading-station-" + std::to_string(::geteuid()) + "-" +
                          base::sha256(fs::absolute(data, ignored).string()).hex().substr(0, 16);
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  for (const fs::path& parent : {fs::path(runtime == nullptr ? "" : runtime), fs::path("/dev/shm")}) {
    if (parent.empty() || !is_in_memory(parent) || !make_own(parent / own)) continue;
    fs::remove_all(data / name, ignored);
    return parent / own / name;
  }
  return data / name;
}

}  // namespace rdc::station
