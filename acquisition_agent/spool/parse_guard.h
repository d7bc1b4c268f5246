// Remembers what was being parsed when the process died, so that a poisonous file never becomes a loop of crashes.
//
// Layout of its directory: `<sha256>.active` exists while that content is parsed; `<sha256>.deaths` holds the number
// of deaths met so far. The kernel keeps both when the process dies; a power cut may lose them, which is why nothing
// is synced here: a power cut is not the file's doing.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "common/base/file_system.h"

namespace rdc::agent {

// Thread-safe.
class ParseGuard {
 public:
  static constexpr int kDeathsAllowed = 1;  // quarantined at the second

  // Counts the deaths that the last process left behind. The directory must exist.
  static Result<std::unique_ptr<ParseGuard>> open(const std::filesystem::path& directory, base::FileSystem& fs);

  // Marks one parse; the destructor ends it well.
  class Scope {
   public:
    Scope(ParseGuard& guard, std::string sha256) : guard_(&guard), sha256_(std::move(sha256)) {}
    Scope(Scope&& other) noexcept : guard_(std::exchange(other.guard_, nullptr)), sha256_(std::move(other.sha256_)) {}
    Scope& operator=(Scope&&) = delete;
    ~Scope() {
      if (guard_ != nullptr) guard_->leave(sha256_);
    }

   private:
    ParseGuard* guard_;
    std::string sha256_;
  };

  // kCorrupt/POISON when this content killed the process twice: do not parse it.
  Result<Scope> enter(const std::string& sha256);
  // A person wants it tried again.
  void forgive(const std::string& sha256);

 private:
  ParseGuard(std::filesystem::path directory, base::FileSystem& fs) : directory_(std::move(directory)), fs_(fs) {}
  Result<void> load();
  void leave(const std::string& sha256);
  std::filesystem::path file(const std::string& sha256, const char* ending) const {
    return directory_ / (sha256 + ending);
  }

  const std::filesystem::path directory_;
  base::FileSystem& fs_;
  std::mutex mutex_;
  std::map<std::string, int> deaths_;
  std::map<std::string, int> active_;  // parses of the same content at once
};

}  // namespace rdc::agent
