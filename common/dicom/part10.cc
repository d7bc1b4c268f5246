#include "common/dicom/part10.h"

#include "common/dicom/element_walk.h"
#include "common/dicom/mapped_file.h"

namespace rdc::dicom {

const char* to_string(StructureWarning warning) {
  switch (warning) {
    case StructureWarning::kNoPreamble:
      return "NO_PREAMBLE";
    case StructureWarning::kNoMetaGroup:
      return "NO_META_GROUP";
    case StructureWarning::kMetaImplicit:
      return "META_IMPLICIT";
    case StructureWarning::kMetaLengthWrong:
      return "META_LENGTH_WRONG";
    case StructureWarning::kNoTransferSyntax:
      return "NO_TRANSFER_SYNTAX";
    case StructureWarning::kEncodingDiffers:
      return "ENCODING_DIFFERS";
    case StructureWarning::kOddVr:
      return "ODD_VR";
    case StructureWarning::kImplicitElement:
      return "IMPLICIT_ELEMENT";
    case StructureWarning::kTruncatedPixelData:
      return "TRUNCATED_PIXEL_DATA";
    case StructureWarning::kMissingDelimiter:
      return "MISSING_DELIMITER";
    case StructureWarning::kTrailingBytes:
      return "TRAILING_BYTES";
    case StructureWarning::kNotASequence:
      return "NOT_A_SEQUENCE";
    case StructureWarning::kOutOfOrder:
      return "OUT_OF_ORDER";
  }
  return "UNKNOWN";
}

Result<StructureSummary> check_structure(std::span<const std::byte> file, const Part10Limits& limits) {
  ElementVisitor nobody;
  auto walked = walk_file(file, limits, nobody);
  if (!walked) return fail(walked);
  if (walked->summary.elements == 0)
    return fail(ErrorCode::kCorrupt, "EMPTY_DATA_SET", "there is no element behind the meta group");
  return std::move(walked->summary);
}

Result<StructureSummary> check_structure(const std::filesystem::path& path, const Part10Limits& limits) {
  const auto file = MappedFile::open(path, MappedFile::Use::kInPlaces);
  if (!file) return fail(file);
  return check_structure(file->bytes(), limits);
}

}  // namespace rdc::dicom
