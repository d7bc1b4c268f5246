// Remembers what was being parsed when the process died, so that a poisonous file never becomes a loop of crashes.
// One process to a directory.
//
// Layout of its directory: `active` is a table of places, each empty (zero bytes) or holding the SHA-256, in 64
// hexadecimal digits, of a content that is being parsed; its last place tells whether the process crashed.
// `<sha256>.deaths` holds two numbers: crashes, and deaths without a known cause. The table is mapped into memory, so
// that marking a parse costs no system call: the kernel keeps what was written when the process dies. A power cut may
// lose it, which is why nothing is synced here: a power cut is not the file's doing.
#pragma once

#include <array>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "common/base/crash_witness.h"
#include "common/base/file_system.h"

namespace rdc::base {

// Thread-safe.
class ParseGuard {
 public:
  static constexpr int kCrashesAllowed = 1;  // refused at the second
  // Killed from outside, or for want of memory, in the middle of a parse: for one file it may be chance several times
  // over (a village loses its power twice a day), five times it is not.
  static constexpr int kDeathsAllowed = 4;

  // Counts the deaths that the last process left behind. The directory must exist.
  static Result<std::unique_ptr<ParseGuard>> open(const std::filesystem::path& directory, FileSystem& fs);

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

  // kCorrupt/POISON when the process died of this content more often than is allowed: do not parse it.
  Result<Scope> enter(const std::string& sha256);
  // A person wants it tried again.
  void forgive(const std::string& sha256);

 private:
  ParseGuard(std::filesystem::path directory, FileSystem& fs) : directory_(std::move(directory)), fs_(fs) {}
  using Place = std::array<char, 64>;
  static constexpr std::size_t kPlaces = 256;  // contents parsed at once; a further one waits
  struct Deaths {
    int crashes = 0;
    int unexplained = 0;
    int all() const { return crashes + unexplained; }
  };

  Result<void> map_table();
  Result<void> load();
  Result<void> count_death(const std::string& sha256, bool crashed);
  void leave(const std::string& sha256);
  std::filesystem::path file(const std::string& sha256, const char* ending) const {
    return directory_ / (sha256 + ending);
  }

  const std::filesystem::path directory_;
  FileSystem& fs_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::map<std::string, Deaths> deaths_;
  struct Parse {
    std::size_t place = 0;
    int count = 0;  // of the same content at once
  };
  std::map<std::string, Parse> active_;
  std::span<Place> table_;  // mapped; one place more than parses, for the witness
  std::unique_ptr<CrashWitness> witness_;
};

}  // namespace rdc::base
