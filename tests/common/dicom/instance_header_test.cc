#include "common/dicom/instance_header.h"

#include <gtest/gtest.h>

#include "common/dicom/uid.h"
#include "tests/common/dicom/test_data.h"

namespace rdc::dicom {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::identity;
using testing::part10;

TEST(InstanceHeader, ReadsWhatAWorklistNeeds) {
  Bytes set = identity("GB18030", "Wang^Fang=\xCD\xF5^\xB7\xBC");
  set.element(0x00100020, "LO", " P-001 ").element(0x00100040, "CS", "F").element(0x00101010, "AS", "045Y");
  set.element(0x001021B0, "LT", "\xD0\xD8\xCD\xB4").element(0x0020000D, "UI", "1.2.3").element(0x00200011, "IS", " 2 ");
  set.element(0x00200013, "IS", "17").u16(0x00280010, 512).u16(0x00280011, 640);
  set.head(0x00400275, "SQ", 0xFFFFFFFF).item(0xFFFFFFFF).element(0x00401003, "SH", "STAT").item_end().sequence_end();
  set.element(0x7FE00010, "OB", "pixels");
  const auto header = read_header(bytes_of(part10(kExplicitLittleEndian, set.text())));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->patient_name, "王芳");
  EXPECT_EQ(header->patient_name_groups[0], "Wang^Fang");
  EXPECT_EQ(header->patient_id, "P-001");
  EXPECT_EQ(header->sex, "F");
  EXPECT_EQ(header->clinical_history, "胸痛");
  EXPECT_EQ(header->study_instance_uid, "1.2.3");
  EXPECT_EQ(header->series_number, 2);
  EXPECT_EQ(header->instance_number, 17);
  EXPECT_EQ(header->rows, 512u);
  EXPECT_EQ(header->columns, 640u);
  EXPECT_EQ(header->frames, 1u);
  EXPECT_EQ(header->requested_priority, "STAT");
  EXPECT_EQ(header->transfer_syntax_uid, kExplicitLittleEndian);
}

TEST(InstanceHeader, NeedsAnIdentity) {
  Bytes set;
  set.element(0x00080060, "CS", "CT");
  const auto header = read_header(bytes_of(set.text()));
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().reason, "NO_SOP_INSTANCE_UID");
}

TEST(InstanceHeader, LeavesNonsenseEmpty) {
  Bytes set = identity();
  set.element(0x00100040, "CS", "female")
      .element(0x0020000D, "UI", "not a uid")
      .element(0x00200013, "IS", "99999999999999999999");
  set.element(0x00280008, "IS", "-4").u16(0x00280010, 0);
  const auto header = read_header(bytes_of(part10(kExplicitLittleEndian, set.text())));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->sex, "");
  EXPECT_EQ(header->study_instance_uid, "");
  EXPECT_FALSE(header->instance_number);
  EXPECT_EQ(header->frames, 0u);
}

TEST(InstanceHeader, GivesPersonNamesAsPeopleReadThem) {
  EXPECT_EQ(readable_person_name("Zhang^Weimin=张^伟民"), "张伟民");
  EXPECT_EQ(readable_person_name("Buc^Jérôme"), "Buc Jérôme");
  EXPECT_EQ(readable_person_name("Adams^John Robert^^Rev.^B.A."), "Adams John Robert Rev. B.A.");
  EXPECT_EQ(readable_person_name("王^小明^^^"), "王小明");
  EXPECT_EQ(readable_person_name("=张^伟民"), "张伟民");
  EXPECT_EQ(readable_person_name("==Yamada^Tarou"), "Yamada Tarou");
  EXPECT_EQ(readable_person_name("A^B\\C^D"), "A B");
  EXPECT_EQ(readable_person_name(""), "");
}

}  // namespace
}  // namespace rdc::dicom
