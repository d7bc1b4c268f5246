// What this folder accepts. Checked from the header and from the codestream before anything is allocated: a file of a
// few bytes may declare 65,535 rows and columns. The largest real frames known are stitched long-leg radiographs
// (about 30 megapixels) and tomosynthesis stacks (some hundred frames).
#pragma once

#include <cstdint>

namespace rdc::imaging {

inline constexpr std::uint64_t kMaxFramePixels = 64ULL << 20;  // rows x columns of one frame
inline constexpr std::uint32_t kMaxFrames = 65'536;            // frames in one object
inline constexpr std::uint64_t kMaxCodestream = 512ULL << 20;  // compressed bytes of one frame
// Compressed frames of more pixels must have a byte for every so many: those of no contrast are not that large.
inline constexpr std::uint64_t kMaxEvenPixels = 16ULL << 20;
inline constexpr std::uint64_t kMaxPixelsPerByte = 20'000;
inline constexpr std::uint32_t kMaxTiles = 16'384;  // JPEG 2000 tiles of one frame
inline constexpr std::uint32_t kMaxLutEntries = 65'536;
inline constexpr std::uint32_t kMaxWindows = 64;  // window alternatives of one frame

}  // namespace rdc::imaging
