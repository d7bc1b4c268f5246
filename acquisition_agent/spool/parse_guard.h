// Remembers what was being parsed when the process died, so that a poisonous file never becomes a loop of crashes.
//
// Layout of its directory: `active` is a table of places, each empty (zero bytes) or holding the SHA-256, in 64
// hexadecimal digits, of a content that is being parsed; `<sha256>.deaths` holds the number of deaths met so far. The
// table is mapped into memory, so that marking a parse costs no system call: the kernel keeps what was written when the
// process dies. A power cut may lose it, which is why nothing is synced here: a power cut is not the file's doing.
#pragma once

#include <array>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <span>
#include <string>

#include "common/base/file_system.h"

namespace rdc::agent {

// Thread-safe.
class ParseGuard {
 public:
  static constexpr int kDeathsAllowed = 1;  // quarantined at the second

  // Counts the deaths that the last process left behind. The directory must exist.
  static Result<std::unique_ptr<ParseGuard>> open(const std::filesystem::path& directory, base::FileSystem& fs);

  ~ParseGuard();
  ParseGuard(const ParseGuard&) = delete;
  ParseGuard& operator=(const ParseGuard&) = delete;

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
  using Place = std::array<char, 64>;
  static constexpr std::size_t kPlaces = 256;  // contents parsed at once; a further one waits

  Result<void> map_table();
  Result<void> load();
  Result<void> count_death(const std::string& sha256);
  void leave(const std::string& sha256);
  std::filesystem::path file(const std::string& sha256, const char* ending) const {
    return directory_ / (sha256 + ending);
  }

  const std::filesystem::path directory_;
  base::FileSystem& fs_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::map<std::string, int> deaths_;
  struct Parse {
    std::size_t place = 0;
    int count = 0;  // of the same content at once
  };
  std::map<std::string, Parse> active_;
  std::span<Place> table_;  // mapped
};

}  // namespace rdc::agent
