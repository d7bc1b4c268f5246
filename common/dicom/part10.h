// The structure of a DICOM file from outside, walked before anything else may parse it.
//
// Recursive parsers die of deeply nested sequences, and trusting ones allocate what a length field promises. This walk
// is iterative, keeps one small frame a level, allocates nothing from a declared length, and looks at every element of
// the data set: explicit and implicit VR, either byte order, deflated, undefined lengths, encapsulated fragments, and
// the usual faults (no preamble, no meta group, meta group in implicit VR, missing group length or transfer syntax).
//
// What is tolerated: everything after which a reader still knows where each element begins, pixel data that end early
// included. Each tolerated fault is a warning. What is refused: the rest, with the byte offset.
// Pure but for reading the file; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace rdc::dicom {

struct Part10Limits {
  std::uint32_t max_depth = 64;                     // sequences within sequences
  std::uint64_t max_elements = 1'000'000;           // elements and items in all, fragments included
  std::uint64_t max_file_bytes = 4ULL << 30;        // as the contract's Begin.size
  std::uint64_t max_inflated_bytes = 256ULL << 20;  // of a deflated data set, held in memory
};

// Stable words, for logs and the quarantine list.
enum class StructureWarning {
  kNoPreamble,          // the file starts with the meta group or the data set
  kNoMetaGroup,         // the transfer syntax was found out from the first elements
  kMetaImplicit,        // meta group written in implicit VR
  kMetaLengthWrong,     // group length absent or not where the group ends
  kNoTransferSyntax,    // meta group without (0002,0010)
  kEncodingDiffers,     // data set is not encoded as the transfer syntax says
  kOddVr,               // a VR no edition of the standard knows
  kImplicitElement,     // an element without VR in an explicit data set
  kTruncatedPixelData,  // pixel or waveform data end before their length
  kMissingDelimiter,    // sequence or fragments end with the file
  kTrailingBytes,       // something behind the data set
  kNotASequence,        // looked like an implicit VR sequence, was not one: taken as a plain value
  kOutOfOrder,          // tags do not ascend
};
const char* to_string(StructureWarning warning);

struct StructureSummary {
  std::string transfer_syntax_uid;  // declared, or the one found out
  std::string sop_class_uid;        // from the meta group; may be empty
  std::string sop_instance_uid;     // from the meta group; may be empty
  bool has_preamble = false;
  bool has_meta_group = false;
  bool big_endian = false;
  bool explicit_vr = true;
  bool deflated = false;
  bool encapsulated = false;  // pixel data in fragments
  std::uint64_t file_bytes = 0;
  std::uint64_t data_set_offset = 0;  // in the file: what is sent by C-STORE starts here
  std::uint64_t elements = 0;
  std::uint32_t deepest = 0;
  std::vector<StructureWarning> warnings;  // each kind once
};

// Errors: kNotFound, kUnavailable (cannot be read); kTooLarge FILE_TOO_LARGE; kCorrupt with reason EMPTY_FILE,
// EMPTY_DATA_SET, NOT_DICOM, NESTED_TOO_DEEP, TOO_MANY_ELEMENTS, LENGTH_BEYOND_END, BAD_SEQUENCE, BAD_ELEMENT,
// BAD_DEFLATE, INFLATES_TOO_LARGE. Messages name the byte offset (in the inflated data set, when deflated), never a
// value.
Result<StructureSummary> check_structure(const std::filesystem::path& path, const Part10Limits& limits = {});
Result<StructureSummary> check_structure(std::span<const std::byte> file, const Part10Limits& limits = {});

}  // namespace rdc::dicom
