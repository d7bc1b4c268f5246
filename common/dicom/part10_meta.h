// Where the data set of a file begins and how it is encoded: preamble, meta group, and what to believe when they are
// wrong.
#pragma once

#include <cstddef>
#include <span>

#include "common/base/result.h"
#include "common/dicom/part10.h"

namespace rdc::dicom {

// Fills everything in the summary that does not need the walk. Errors: kCorrupt EMPTY_FILE, NOT_DICOM,
// LENGTH_BEYOND_END, BAD_ELEMENT.
Result<StructureSummary> read_meta_group(std::span<const std::byte> file);

// Looks at the first element of a data set whose encoding is `expected` by declaration and corrects summary's byte
// order and VR form by what is there.
void settle_encoding(std::span<const std::byte> data_set, StructureSummary& summary);

void warn(StructureSummary& summary, StructureWarning warning);

// Raw deflate, or deflate in zlib's wrapping as some devices write it. A stream cut short gives what it held. Errors:
// kCorrupt BAD_DEFLATE, INFLATES_TOO_LARGE.
Result<std::vector<std::byte>> inflate_data_set(std::span<const std::byte> deflated, std::uint64_t limit);

}  // namespace rdc::dicom
