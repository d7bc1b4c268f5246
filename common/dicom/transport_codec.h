// The transport codec: fewer bytes over a thin link, and the very same file at the other end.
//
// RDC1, all integers little-endian:
//   0   "RDC1"
//   4   u8 version = 1
//   5   u8[3] zero
//   8   u64 size of the original
//   16  u8[32] SHA-256 of the original
//   48  segments, which produce the original's bytes in order:
//         u8 kind, then
//         1 stored   u64 length, bytes
//         2 zstd     u64 length of the original bytes, u64 coded length, one zstd frame
//         3 frames   u32 width, u32 height, u8 components (1 or 3, interleaved by pixel), u8 bytes a sample (1 or 2),
//                    u8 big-endian (0 or 1), u8 zero, u32 frame count, then for each frame
//                      u32 coded length; u16 offset; u8 bits; u8 zero; a JPEG-LS stream of (sample - offset) mod
//                      2^(8*bytes), `bits` a sample; bits = 0: the frame's raw bytes follow, "coded length" of them
//         0 end      nothing follows
// Samples are taken as plain integers of the allocated width, so overlay bits, padding and signed values survive.
// A file that is not DICOM, or has no native pixel data of 8 or 16 bits, is coded with zstd alone, or not at all.
// Thread-safe; blocking (CharLS codes some 50-100 MB/s a core).
#pragma once

#include <cstdint>
#include <filesystem>

#include "common/base/digest.h"
#include "common/base/file_system.h"
#include "common/base/result.h"

namespace rdc::dicom {

enum class TransportCoding { kIdentity, kZstd, kRdc1 };

// `coding` kIdentity: coding does not pay (less than 3 %); no file was written, size and sha256 are the original's.
struct CodedFile {
  TransportCoding coding = TransportCoding::kIdentity;
  std::uint64_t size = 0;  // bytes to send
  base::Sha256 sha256;     // of the bytes to send
};

// The coded file is written with `fs`, not synced: it can be made again. `coded` must not exist. Falls back by itself
// to kZstd or kIdentity, as the result says. Errors: the original cannot be read, kNoSpace.
Result<CodedFile> encode_rdc1(const std::filesystem::path& original, const std::filesystem::path& coded,
                              base::FileSystem& fs);
Result<CodedFile> encode_zstd(const std::filesystem::path& original, const std::filesystem::path& coded,
                              base::FileSystem& fs);

// Writes and syncs `original`, which must not exist; removes it again on failure. The input may be hostile: nothing
// beyond `original_size_limit` is written, and no more than one frame is held. Errors: kCorrupt BAD_CODING; kTooLarge;
// kNoSpace. decode_rdc1 checks the digest the coding carries; the caller compares with the one it was promised.
Result<void> decode_rdc1(const std::filesystem::path& coded, const std::filesystem::path& original,
                         std::uint64_t original_size_limit, base::FileSystem& fs);
Result<void> decode_zstd(const std::filesystem::path& coded, const std::filesystem::path& original,
                         std::uint64_t original_size_limit, base::FileSystem& fs);

}  // namespace rdc::dicom
