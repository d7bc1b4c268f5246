// What backup and restore share: copying with a digest, and the list of what a backup holds. Internal to this folder.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>

#include "common/base/file_system.h"

namespace rdc::router::backup {

inline constexpr const char* kComplete = "backup.complete";
inline constexpr const char* kCatalog = "catalog.sqlite";
inline constexpr std::array kFiles{"router.toml", "routing.toml", "alert.toml"};
inline constexpr std::array kFolders{"keys", "quarantine"};

struct Contents {
  std::uint64_t objects = 0;
  std::map<std::string, std::string> files;  // path within the backup → SHA-256; no objects
};
std::string to_text(const Contents& contents);
// kCorrupt/NOT_A_BACKUP when it is missing or not as to_text writes it. No path leads out of the backup.
Result<Contents> read_contents(const std::filesystem::path& from);

struct Copied {
  std::string sha256;
  std::uint64_t bytes = 0;
};
// Copies, syncs and hashes one file, making its directory; both names are durable on return. kNotFound: `from` is not
// there.
Result<Copied> copy_file(const std::filesystem::path& from, const std::filesystem::path& to, base::FileSystem& fs);

// kExists/NOT_EMPTY unless the directory is empty or absent.
Result<void> require_empty(const std::filesystem::path& directory);
}  // namespace rdc::router::backup
