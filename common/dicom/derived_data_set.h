// Building and reading the data sets of annotation_objects.h. Internal to this folder.
#pragma once

#include "dcmtk/config/osconfig.h"

#include <dcmtk/dcmdata/dctk.h>

#include "common/dicom/annotation_objects.h"

namespace rdc::dicom {

void set_text(DcmItem& item, const DcmTagKey& tag, const std::string& value);
// A new item at the sequence's end.
DcmItem& new_item(DcmItem& owner, const DcmTagKey& sequence);
void put_code(DcmItem& owner, const DcmTagKey& sequence, const CodedWord& code);
void put_image(DcmItem& owner, const DcmTagKey& sequence, const ImagePlace& image);
void put_table(DcmItem& item, const DcmTagKey& sequence, const StoredTable& table);
// Six significant digits are not enough for a length; sixteen characters are DS's limit.
std::string decimal(double value);

// Patient, study, series, equipment and object: what all have.
void put_common(DcmDataset& data, const StudyIdentity& study, const Authorship& by, std::string_view sop_class,
                const char* modality, const std::string& description);
// Referenced Series Sequence, each object once. `item_sequence`: Referenced Image Sequence, or Referenced SOP Sequence.
void put_series_references(DcmItem& owner, const std::vector<ImagePlace>& images, const DcmTagKey& item_sequence);
Result<std::string> encode(DcmDataset& data);

// Walks the structure, then parses. Depth bounded, and the size as for an object that a person made.
inline constexpr std::uint64_t kLargestDerived = 32ULL << 20;
Result<std::unique_ptr<DcmFileFormat>> parse_derived(const std::filesystem::path& path,
                                                     std::uint64_t largest = kLargestDerived);
std::string text_of(DcmItem& item, const DcmTagKey& tag);  // trimmed, UTF-8 as far as the object says its charset
std::vector<double> numbers_of(DcmItem& item, const DcmTagKey& tag, std::size_t limit);
std::vector<DcmItem*> items_of(DcmItem& item, const DcmTagKey& sequence, std::size_t limit = 5000);
CodedWord code_of(DcmItem& item, const DcmTagKey& sequence);
ImagePlace image_of(DcmItem& reference);
StoredTable table_of(DcmItem& item);
Authorship authorship_of(DcmItem& data);

}  // namespace rdc::dicom
