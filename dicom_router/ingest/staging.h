// Items on their way in.
//   staging/<number>.stock    coded bytes received so far; made in stock, empty, so that its name is durable beforehand
//   staging/<item_id>.part    the same, once an offset was reported as durable
//   staging/<item_id>.begin   which bytes they are (sidecar); written before the first durable offset is reported
//   staging/<item_id>.whole   the original, rebuilt from coded bytes
//   staging/parsing/          see common/base/parse_guard.h
// Invariants: an offset reported as durable is still there after a power cut. A part without its sidecar is worth
// nothing and is removed when the folder is opened. A stock file with bytes in it is either worth nothing or an object
// whose new name in the object store a power cut took back: place_unplaced() tells which, and puts it there again.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/parse_guard.h"
#include "common/base/result.h"
#include "rdc/v1/ingest.pb.h"

namespace rdc::router {

class Staging;

// One item being received. Used by one thread at a time. Its destructor keeps what is on disk and gives the item free
// for the next Begin.
class StagedItem {
 public:
  ~StagedItem();
  StagedItem(const StagedItem&) = delete;
  StagedItem& operator=(const StagedItem&) = delete;

  // Continues the coded bytes. kInvalid/BAD_OFFSET or TOO_MANY_BYTES when it does not. Makes them durable from time to
  // time: every kSyncBytes.
  Result<void> append(std::uint64_t offset, std::span<const std::byte> data);
  // Makes everything received durable, sidecar included, so that a later Begin can go on from here.
  Result<void> keep();
  // Everything received is in part() for whoever reads it.
  Result<void> flush() { return file_->flush(); }
  // Syncs the last bytes; the sidecar is not needed any more.
  Result<void> sync_whole();

  bool complete() const { return received_ == begin_.coded_size(); }
  bool resumed() const { return resumed_; }
  std::uint64_t received() const { return received_; }
  std::uint64_t durable() const { return durable_; }
  // Of the coded bytes; once, when complete.
  base::Sha256 finish_digest() { return hasher_.finish(); }
  const v1::Begin& begin() const { return begin_; }
  const std::filesystem::path& part() const { return part_; }
  std::filesystem::path whole() const;
  // Whether part() is a name that a power cut cannot take back, and that the next start looks at: moving the file away
  // need not be durable then.
  bool in_stock() const { return !has_sidecar_; }

  // Marks the item as being read, until what it returns is gone. kCorrupt/POISON: processes died at it.
  Result<base::ParseGuard::Scope> parsing();
  // Removes all of the item's files.
  Result<void> discard();

  static constexpr std::uint64_t kSyncBytes = 1 << 20;
  static constexpr std::size_t kThinLineChunk = 64 * 1024;

 private:
  friend class Staging;
  StagedItem(Staging& staging, v1::Begin begin);
  Result<void> start_new();
  Result<bool> resume();
  Result<void> write_sidecar();
  std::filesystem::path file(const char* extension) const;

  Staging& staging_;
  const v1::Begin begin_;
  std::filesystem::path part_;
  std::unique_ptr<base::WritableFile> file_;
  base::Sha256Hasher hasher_;
  std::uint64_t received_ = 0;
  std::uint64_t durable_ = 0;
  bool has_sidecar_ = false;
  bool resumed_ = false;
};

// Thread-safe. Borrows fs. Outlives its items.
class Staging {
 public:
  static Result<std::unique_ptr<Staging>> open(const std::filesystem::path& directory, base::FileSystem& fs);

  static constexpr const char* kStock = ".stock";  // extension

  // The stock files that had bytes in them when the folder was opened; once.
  std::vector<std::filesystem::path> take_unplaced() { return std::exchange(unplaced_, {}); }

  // Where to go on is the item's received(): more than 0 if the very same coded bytes were kept before, and
  // begin.resume. `begin` was checked. kUnavailable/ITEM_BUSY: another stream has it.
  Result<std::unique_ptr<StagedItem>> begin(const v1::Begin& begin);

  // A person wants a content tried again that was set aside.
  void forgive(const std::string& sha256) { guard_->forgive(sha256); }

  Result<std::uint64_t> free_bytes() { return fs_.free_bytes(directory_); }
  const std::filesystem::path& directory() const { return directory_; }

 private:
  friend class StagedItem;
  Staging(std::filesystem::path directory, base::FileSystem& fs, std::unique_ptr<base::ParseGuard> guard)
      : directory_(std::move(directory)), fs_(fs), guard_(std::move(guard)) {}
  void release(const std::string& item_id);
  bool has_kept(const std::string& item_id);
  void note_kept(const std::string& item_id);
  void forget_kept(const std::string& item_id);
  Result<void> read_folder();
  Result<std::filesystem::path> take_from_stock();
  Result<void> restock();

  const std::filesystem::path directory_;
  base::FileSystem& fs_;
  const std::unique_ptr<base::ParseGuard> guard_;
  std::mutex mutex_;
  std::set<std::string> active_;
  std::set<std::string> kept_;  // items with a sidecar
  std::deque<std::filesystem::path> stock_;
  std::uint64_t next_stock_ = 1;
  std::vector<std::filesystem::path> unplaced_;
};

}  // namespace rdc::router
