#include "common/dicom/part10.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

#include "common/dicom/uid.h"
#include "tests/common/dicom/test_data.h"

namespace rdc::dicom {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::identity;
using testing::part10;

std::string explicit_file(const Bytes& set) { return part10(kExplicitLittleEndian, set.text()); }

bool has(const StructureSummary& summary, StructureWarning warning) {
  return std::ranges::find(summary.warnings, warning) != summary.warnings.end();
}

std::string reason(const std::string& file, const Part10Limits& limits = {}) {
  const auto checked = check_structure(bytes_of(file), limits);
  return checked ? "accepted" : checked.error().reason;
}

std::string deflate_raw(std::string_view data) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, data.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(Part10, AcceptsAPlainFileWithoutWarnings) {
  const auto file = explicit_file(identity().u16(0x00280010, 4));
  const auto checked = check_structure(bytes_of(file));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_TRUE(checked->warnings.empty());
  EXPECT_EQ(checked->transfer_syntax_uid, kExplicitLittleEndian);
  EXPECT_EQ(checked->elements, 3u);
  EXPECT_EQ(file.substr(checked->data_set_offset, 4), std::string("\x08\x00\x16\x00", 4));
}

TEST(Part10, RefusesWhatIsNotDicom) {
  EXPECT_EQ(reason(""), "EMPTY_FILE");
  EXPECT_EQ(reason("hello"), "NOT_DICOM");
  EXPECT_EQ(reason(std::string(4096, 'x')), "NOT_DICOM");
  EXPECT_EQ(reason(std::string(4096, '\0')), "NOT_DICOM");
  EXPECT_EQ(reason(std::string(128, '\0') + "DICM"), "NOT_DICOM");
}

TEST(Part10, RefusesSequencesNestedTooDeepAtAnyScale) {
  for (const int levels : {65, 1000, 100'000}) {
    EXPECT_EQ(reason(explicit_file(identity().raw(testing::nested_sequences(levels)))), "NESTED_TOO_DEEP") << levels;
  }
  EXPECT_EQ(reason(explicit_file(identity().raw(testing::nested_sequences(64)))), "accepted");
}

TEST(Part10, SeesDeepNestingInImplicitAndUnknownValuesToo) {
  Bytes implicit(false);
  implicit.element(0x00080018, "UI", "1.2.3.4");
  for (int i = 0; i < 1000; ++i) implicit.head(0x00400275, "SQ", 0xFFFFFFFF).item(0xFFFFFFFF);
  EXPECT_EQ(reason(part10(kImplicitLittleEndian, implicit.text())), "NESTED_TOO_DEEP");

  std::string inner;
  for (int i = 0; i < 100; ++i) {
    Bytes outer(false);
    outer.head(0x00400275, "SQ", static_cast<std::uint32_t>(inner.size() + 8))
        .item(static_cast<std::uint32_t>(inner.size()))
        .raw(inner);
    inner = outer.text();
  }
  EXPECT_EQ(reason(part10(kImplicitLittleEndian, inner)), "NESTED_TOO_DEEP") << "defined lengths";

  Bytes unknown = identity();
  unknown.head(0x00401001, "UN", 0xFFFFFFFF).item(0xFFFFFFFF);
  for (int i = 0; i < 1000; ++i) unknown.raw(Bytes(false).head(0x00400275, "SQ", 0xFFFFFFFF).item(0xFFFFFFFF).text());
  EXPECT_EQ(reason(explicit_file(unknown)), "NESTED_TOO_DEEP") << "UN holds implicit VR";
}

TEST(Part10, TakesAnImplicitValueThatOnlyLooksLikeASequenceAsAValue) {
  Bytes set(false);
  set.element(0x00080018, "UI", "1.2.3.4")
      .element(0x00091001, "OB", std::string("\xFE\xFF\x00\xE0\xFF\xFF\x00\x00 not an item", 20));
  set.element(0x00100010, "PN", "A^B");
  const auto checked = check_structure(bytes_of(part10(kImplicitLittleEndian, set.text())));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_TRUE(has(*checked, StructureWarning::kNotASequence));
}

TEST(Part10, BoundsTheNumberOfElements) {
  Bytes set = identity();
  for (std::uint16_t i = 0; i < 100; ++i) set.u16(0x00290000u + i, i);
  Part10Limits limits;
  limits.max_elements = 50;
  EXPECT_EQ(reason(explicit_file(set), limits), "TOO_MANY_ELEMENTS");
}

TEST(Part10, NamesTheByteWhereALengthLeavesTheFile) {
  const auto file = explicit_file(identity().head(0x00100010, "PN", 5000).raw("A^B "));
  const auto checked = check_structure(bytes_of(file));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().reason, "LENGTH_BEYOND_END");
  EXPECT_NE(checked.error().message.find("byte "), std::string::npos);
}

TEST(Part10, KeepsAnObjectWhosePixelsEndEarly) {
  const auto file = explicit_file(identity().head(0x7FE00010, "OW", 3'000'000'000u).raw("few"));
  const auto checked = check_structure(bytes_of(file));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_TRUE(has(*checked, StructureWarning::kTruncatedPixelData));
}

TEST(Part10, WalksFragmentsByTheirLengthsNotByTheirBytes) {
  const std::string delimiter_inside("\xFE\xFF\xDD\xE0\x00\x00\x00\x00 inside", 16);
  Bytes set = identity();
  set.head(0x7FE00010, "OB", 0xFFFFFFFF).item(0).item(16).raw(delimiter_inside).sequence_end();
  const auto checked = check_structure(bytes_of(part10("1.2.840.10008.1.2.4.90", set.text())));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_TRUE(checked->encapsulated);
  EXPECT_TRUE(checked->warnings.empty());
}

TEST(Part10, FindsOutTheEncodingWithoutAMetaGroup) {
  const auto plain = check_structure(bytes_of(identity().text()));
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->transfer_syntax_uid, kExplicitLittleEndian);
  EXPECT_TRUE(has(*plain, StructureWarning::kNoMetaGroup));

  Bytes implicit(false);
  implicit.element(0x00080018, "UI", "1.2.3.4");
  const auto found = check_structure(bytes_of(implicit.text()));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->transfer_syntax_uid, kImplicitLittleEndian);
}

TEST(Part10, BelievesTheBytesRatherThanTheTransferSyntax) {
  Bytes implicit(false);
  implicit.element(0x00080018, "UI", "1.2.3.4");
  const auto checked = check_structure(bytes_of(part10(kExplicitLittleEndian, implicit.text())));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_FALSE(checked->explicit_vr);
  EXPECT_TRUE(has(*checked, StructureWarning::kEncodingDiffers));
}

// A tomosynthesis slice in the field carries its former meta group at the head of its data set.
TEST(Part10, BelievesTheFirstOfTwoMetaGroups) {
  const std::string former = part10(kExplicitLittleEndian, "").substr(132);
  const std::string file = part10("1.2.840.10008.1.2.4.70", former + identity().text());
  const auto checked = check_structure(bytes_of(file));
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->transfer_syntax_uid, "1.2.840.10008.1.2.4.70");
  EXPECT_EQ(file.substr(checked->data_set_offset), former + identity().text());
}

TEST(Part10, InflatesWithinALimit) {
  const auto set = identity().element(0x00091001, "OB", std::string(4 << 20, '\0')).text();
  const auto file = part10(kDeflatedExplicitLittleEndian, deflate_raw(set));
  EXPECT_EQ(reason(file), "accepted");
  Part10Limits limits;
  limits.max_inflated_bytes = 1 << 20;
  EXPECT_EQ(reason(file, limits), "INFLATES_TOO_LARGE");
  EXPECT_EQ(reason(part10(kDeflatedExplicitLittleEndian, "\xFF\xFF\xFF\xFF\xFF no deflate")), "BAD_DEFLATE");
}

TEST(Part10, NeverReadsBeyondAnyCutOrAlteredFile) {
  Bytes set = identity("ISO_IR 192", "A^B");
  set.head(0x00400275, "SQ", 0xFFFFFFFF).item(0xFFFFFFFF).element(0x00400007, "LO", "text").item_end().sequence_end();
  set.head(0x7FE00010, "OB", 0xFFFFFFFF).item(0).item(4).raw("abcd").sequence_end();
  const auto file = explicit_file(set);
  for (std::size_t length = 0; length < file.size(); ++length)
    (void)check_structure(bytes_of(std::string_view(file).substr(0, length)));
  for (std::size_t at = 128; at < file.size(); ++at) {
    for (const char value : {'\0', '\1', '\x7F', '\xFE', '\xFF'}) {
      std::string altered = file;
      altered[at] = value;
      (void)check_structure(bytes_of(altered));
    }
  }
}

}  // namespace
}  // namespace rdc::dicom
