// The archive's bytes, named by their content.
//   objects/ab/<sha256>      a whole, durable object; never changed, never written in place
//   objects/tmp/             bytes on their way in; emptied when the store opens
// Invariant: once put returned, the object and its name survive a power cut. Equal bytes are one object.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/result.h"

namespace rdc::router {

// Thread-safe. Borrows fs, which must outlive it. Digests are 64 lower-case hexadecimal digits throughout.
class ObjectStore {
 public:
  // Creates the folders if absent.
  static Result<std::unique_ptr<ObjectStore>> open(const std::filesystem::path& objects, base::FileSystem& fs);
  // For reading beside the router that has it open: touches nothing.
  static std::unique_ptr<ObjectStore> attach(const std::filesystem::path& objects, base::FileSystem& fs);

  // Takes over a file of the same file system whose bytes are known to have this digest and are synced already: moves
  // it into place and makes the name durable. Calls that overlap share their directory syncs. If the object is there
  // already it is replaced. Blocks.
  Result<void> put_staged(const std::filesystem::path& staged, const std::string& sha256) {
    return put(staged, sha256, NewName::kDurable);
  }
  // The same for a file whose present name is durable and which the next start would move here again (see
  // place_unplaced()): after a power cut the object is here or there, so its name here is not waited for.
  Result<void> put_recoverable(const std::filesystem::path& staged, const std::string& sha256) {
    return put(staged, sha256, NewName::kRecoverable);
  }

  // Stores small bytes (documents, signatures); returns their digest. Blocks for a sync.
  Result<std::string> put_bytes(std::span<const std::byte> data);

  // Where an object is, whether or not it exists. `sha256` must be well-formed.
  std::filesystem::path path_of(const std::string& sha256) const;
  // Size in bytes. kNotFound, or kInvalid for a malformed digest.
  Result<std::uint64_t> size_of(const std::string& sha256) const;

  // Re-reads and re-hashes. kNotFound; kCorrupt/OBJECT_DAMAGED.
  Result<void> verify(const std::string& sha256) const;

  // Every object file, in no order; names that are no digests are passed too, so that strays are seen.
  Result<void> list(const std::function<void(const std::filesystem::path& path, std::uint64_t size)>& each) const;

  const std::filesystem::path& root() const { return root_; }

 private:
  enum class NewName { kDurable, kRecoverable };
  struct Pending {
    std::filesystem::path staged;
    std::string sha256;
    NewName name = NewName::kDurable;
    Result<void> outcome;
    bool finished = false;
  };
  ObjectStore(std::filesystem::path root, base::FileSystem& fs);
  Result<void> put(const std::filesystem::path& staged, const std::string& sha256, NewName name);
  void publish(std::vector<Pending*>& group);
  Result<void> move_into_place(const Pending& pending, std::set<std::filesystem::path>& changed);

  const std::filesystem::path root_;
  base::FileSystem& fs_;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::vector<Pending*> waiting_;
  bool publishing_ = false;
  std::set<std::filesystem::path> known_directories_;  // made and synced; used by the one who is publishing
  std::uint64_t next_temporary_ = 0;
};

}  // namespace rdc::router
