// Compressed frames made for a test, and files that hold them in fragments laid out at will.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace rdc::imaging {

using Codestream = std::vector<std::uint8_t>;

// One frame's samples, colour by pixel.
struct Samples {
  int rows = 0, columns = 0, components = 1;
  int bits = 8;
  bool is_signed = false;
  std::vector<std::int32_t> values;
};

// Lossless. colour_transform: the reversible one (RCT) of three components.
enum class ColourTransform { kNone, kReversible };
Codestream encode_jpeg2000(const Samples& samples, ColourTransform transform);

// near: the largest deviation, 0 is lossless. by_plane: a scan a component.
enum class Interleave { kNone, kLine, kSample };
Codestream encode_jpeg_ls(const Samples& samples, int near, Interleave interleave);

// What stands in the basic offset table, or in the extended one.
enum class OffsetTable { kEmpty, kFilled, kExtended };

// A Part 10 file in explicit little endian: `data` without pixels, then the frames, each in so many fragments as it
// has. Fragments of odd length are written as they are.
void write_encapsulated(const std::filesystem::path& path, DcmFileFormat& file, const std::string& transfer_syntax_uid,
                        const std::vector<std::vector<Codestream>>& frames, OffsetTable table);

// In `parts` pieces of about the same size, all but the last of even size unless `odd`.
enum class PieceSize { kEven, kOdd };
std::vector<Codestream> pieces_of(const Codestream& stream, std::size_t parts, PieceSize size);

}  // namespace rdc::imaging
