// A folder in memory instead of on the disk, for what another program must be able to open by name.
#pragma once

#include <filesystem>
#include <string>

namespace rdc::station {

// Of this account alone (0700), of this station's `data` alone, made if missing: below $XDG_RUNTIME_DIR, else below
// /dev/shm, where that is a file system in memory; gone with a restart of the computer at the latest. Where there is
// none, or somebody else took the name, `data`/`name`: on the disk. Elsewhere, what an earlier version left there goes.
std::filesystem::path memory_folder(const std::filesystem::path& data, const std::string& name);

}  // namespace rdc::station
