// Files that only who holds the key can read, or change without being noticed.
//
//   "RDCSEAL1"  16 random bytes: the file's id  plain size, 8 bytes, little-endian
//   chunks: nonce (24 random bytes), XChaCha20-Poly1305 of the next 64 KiB of content (fewer in the last), tag (16)
//
// An empty content has one empty chunk. Each chunk is bound to the file's id, the size, its number and `name`, which is
// what the content stands for and is not in the file: chunks that are missing, doubled, moved, of another version or
// of another name are noticed, as is a cut file. A random nonce for each chunk is why a file can be gone on with after
// a restart (a stream cipher's state could not).
//
// Memory: two chunks, whatever the size. Blocking.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/identity/seal_key.h"

namespace rdc::identity {

inline constexpr std::size_t kSealedChunk = 64 * 1024;

// Writes one sealed file, from its beginning or from where an earlier writer stopped. Not thread-safe. The destructor
// closes the file; what did not fill a chunk is lost then.
class SealedWriter {
 public:
  // A new file, mode 0600, in place of whatever is there. kNoSpace, kUnavailable.
  static Result<SealedWriter> begin(const std::filesystem::path& file, SealKeyPtr key, const std::string& name,
                                    std::uint64_t size);
  // Goes on behind the last chunk that is whole and genuine; what follows it is cut off. kCorrupt: nothing of it can be
  // used (another key, name or size, or damaged from the start): begin() anew. Reads the file.
  static Result<SealedWriter> resume(const std::filesystem::path& file, SealKeyPtr key, const std::string& name,
                                     std::uint64_t size);
  SealedWriter(SealedWriter&&) noexcept;
  SealedWriter& operator=(SealedWriter&&) noexcept;
  ~SealedWriter();

  // Bytes of content taken so far: where to go on after resume().
  std::uint64_t taken() const;
  // kTooLarge: more than the size said at the beginning; kNoSpace. After an error the writer is of no use.
  Result<void> append(std::string_view bytes);
  enum class Durable { kNo, kYes };
  // kInvalid/SHORT_CONTENT: less was appended than said. With kYes the bytes survive a power cut when it returns.
  Result<void> finish(Durable durable);

 private:
  struct State;
  explicit SealedWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Gives the content piece by piece to `take`, each piece already known to be genuine, and stops with its error.
// kNotFound; kCorrupt/NOT_SEALED: no sealed file; kCorrupt/SEAL_BROKEN: another key or name, changed, or cut short.
Result<void> read_sealed(const std::filesystem::path& file, const SealKey& key, const std::string& name,
                         const std::function<Result<void>(std::string_view piece)>& take);
// The same in one piece. kTooLarge: more than `limit` bytes.
Result<std::string> read_sealed(const std::filesystem::path& file, const SealKey& key, const std::string& name,
                                std::uint64_t limit);
// The size the file says its content has, not checked by any key. kNotFound, kCorrupt/NOT_SEALED.
Result<std::uint64_t> sealed_content_size(const std::filesystem::path& file);
// Replaces the file as a whole, mode 0600, durably: a temporary file beside it, sync, rename, sync of the directory.
Result<void> write_sealed(const std::filesystem::path& file, const SealKeyPtr& key, const std::string& name,
                          std::string_view content);

}  // namespace rdc::identity
