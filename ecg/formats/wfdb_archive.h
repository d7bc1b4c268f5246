// A WFDB record as one file: a POSIX tar (ustar, IEEE 1003.1-1988) of its header and the files that the header names,
// each byte for byte, header first. tar(1) unpacks it.
//
//   block    512 bytes; a member is one block that describes it, its bytes, zeros up to the next block
//   end      two blocks of zeros
//
// What is written has no dates, owners or folders: the same record is the same bytes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "ecg/formats/byte_source.h"

namespace rdc::ecg::wfdb {

inline constexpr std::size_t kArchiveBlock = 512;     // bytes
inline constexpr std::size_t kArchiveMembers = 1024;  // at most

// The block before a member's bytes. kInvalid/BAD_ARCHIVE_NAME for a name that is empty, longer than 100 bytes or leads
// into a folder; kTooLarge from 8 GiB on.
Result<std::array<std::byte, kArchiveBlock>> archive_member(const std::string& name, std::uint64_t size);
// Zeros after a member's bytes, and at the end.
constexpr std::size_t archive_padding(std::uint64_t size) {
  return static_cast<std::size_t>((kArchiveBlock - size % kArchiveBlock) % kArchiveBlock);
}
inline constexpr std::size_t kArchiveEnd = 2 * kArchiveBlock;

// Whether the first 512 bytes describe a tar's member that is a WFDB header by its name.
bool looks_like_archive(Bytes beginning);

// A record in its archive. Not thread-safe; shares the bytes with what it opened.
struct Archive {
  std::unique_ptr<ByteSource> header;
  std::unique_ptr<Companions> files;
};
// kInvalid/BAD_ARCHIVE: a checksum, a length or a kind of member that such archives do not have.
Result<Archive> open_archive(std::unique_ptr<ByteSource> bytes);

}  // namespace rdc::ecg::wfdb
