#include "common/dicom/charset.h"

#include <gtest/gtest.h>

#include "common/dicom/instance_header.h"
#include "tests/common/dicom/test_data.h"

namespace rdc::dicom {
namespace {

struct TextCase {
  const char* name;
  std::string_view charset;
  std::string_view raw;
  std::string_view want;
};
std::ostream& operator<<(std::ostream& out, const TextCase& c) { return out << c.name; }

class OneValue : public ::testing::TestWithParam<TextCase> {};

TEST_P(OneValue, ReadsRight) {
  const auto& tested = GetParam();
  TextDecoder decoder(tested.charset);
  decoder.observe(tested.raw);
  EXPECT_EQ(decoder.person_name_to_utf8(tested.raw), tested.want);
}

// Bytes by Python's codecs; each is a single name with nothing else in the object to help.
INSTANTIATE_TEST_SUITE_P(
    Labels, OneValue,
    ::testing::Values(
        TextCase{"Ascii", "", "Wang^XiaoMing", "Wang^XiaoMing"},
        TextCase{"PaddedWithNul", "", std::string_view("ABC \0", 5), "ABC"},
        TextCase{"Utf8", "ISO_IR 192", "张^伟民", "张^伟民"}, TextCase{"Utf8WithoutLabel", "", "张^伟民", "张^伟民"},
        TextCase{"Utf8AsLatin1", "ISO_IR 100", "张^伟民", "张^伟民"},
        TextCase{"Utf8AsGb18030", "GB18030", "张^伟民", "张^伟民"},
        TextCase{"Utf8LatinAsLatin1", "ISO_IR 100", "Buc^J\xC3\xA9r\xC3\xB4me", "Buc^Jérôme"},
        TextCase{"Utf8Cut", "ISO_IR 192", "胸部\xE6\xAD", "胸部"},
        TextCase{"Utf8PlaneTwo", "ISO_IR 192", "𠮷^㛃", "𠮷^㛃"},
        TextCase{"Gb18030", "GB18030", "\xD5\xC5^\xCE\xB0\xC3\xF1", "张^伟民"},
        TextCase{"Gb18030OneCharacterThatIsUtf8Too", "GB18030", "\xC4\xA3", "模"},
        TextCase{"Gb18030FourByte", "GB18030", "\x95\x32\xB7\x35", "\xF0\xA0\x88\x91"},
        TextCase{"GbkTrailIsBackslash", "GBK", "\xC0\xEE^\x95\x5C", "李^昞"},
        TextCase{"GbkTrailIsCaret", "GBK", "\xC0\xEE^\x81\x5E", "李^乛"},
        TextCase{"GbkCut", "GB18030", "\xD0\xD8\xB2", "胸"},
        TextCase{"GbkWithoutLabel", "", "\xD5\xC5^\xCE\xB0\xC3\xF1", "张^伟民"},
        TextCase{"GbkAsLatin1", "ISO_IR 100", "\xD5\xC5^\xCE\xB0\xC3\xF1", "张^伟民"},
        TextCase{"GbkAsAscii", "ISO_IR 6", "\xCD\xF5^\xD0\xA1\xC3\xF7", "王^小明"},
        TextCase{"GbkAsUtf8", "ISO_IR 192", "\xD5\xC5^\xCE\xB0\xC3\xF1", "张^伟民"},
        TextCase{"GbkAsIso2022WithoutEscapes", "\\ISO 2022 IR 58", "\xD5\xC5^\xCE\xB0\xC3\xF1", "张^伟民"},
        TextCase{"TraditionalGbkAsLatin1", "ISO_IR 100", "\x8F\x88^\x82\xA5\xC3\xF1", "張^偉民"},
        TextCase{"French", "ISO_IR 100", "Buc^J\xE9r\xF4me", "Buc^Jérôme"},
        TextCase{"German", "ISO_IR 100",
                 "\xC4neas^R\xFC"
                 "diger",
                 "Äneas^Rüdiger"},
        TextCase{"GermanTwoInARow", "ISO_IR 100",
                 "Gr\xF6\xDF"
                 "e",
                 "Größe"},
        TextCase{"GermanCapitals", "ISO_IR 100",
                 "\xDC"
                 "BUNG^J\xD6RG",
                 "ÜBUNG^JÖRG"},
        TextCase{"SpanishAsNone", "", "Mu\xF1oz^Jos\xE9", "Muñoz^José"},
        TextCase{"Russian", "ISO_IR 144",
                 "\xBB\xEE\xDA"
                 "ce\xDC\xD1yp\xD3",
                 "Люкceмбypг"},
        TextCase{"Greek", "ISO_IR 126", "\xC4\xE9\xEF\xED\xF5\xF3\xE9\xEF\xF2", "Διονυσιος"},
        TextCase{"Ir58", "\\ISO 2022 IR 58",
                 "Zhang^XiaoDong=\x1B$)A\xD5\xC5^\x1B$)A\xD0\xA1\xB6\xAB=", "Zhang^XiaoDong=张^小东="},
        TextCase{"Ir58EscapedOnce", "\\ISO 2022 IR 58", "\x1B$)A\xD5\xC5^\xD0\xA1\xB6\xAB", "张^小东"},
        TextCase{"Ir58BeforeSpace", "\\ISO 2022 IR 58", "\x1B$)A\xD0\xD8\xB2\xBF CT", "胸部 CT"},
        TextCase{"Japanese", "\\ISO 2022 IR 87", "Yamada=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B", "Yamada=山田^太郎"},
        TextCase{"Katakana", "ISO 2022 IR 13\\ISO 2022 IR 87", "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\x1B$B;3ED\x1B(J",
                 "ﾔﾏﾀﾞ^ﾀﾛｳ=山田"},
        TextCase{"Korean", "\\ISO 2022 IR 149", "\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7", "洪^吉洞"},
        TextCase{"ControlCharactersGo", "ISO_IR 192", "张\x01三", "张三"}),
    [](const auto& tested) { return tested.param.name; });

TEST(TextDecoder, LetsOtherValuesDecideWhatOneCannotTell) {
  TextDecoder decoder("ISO_IR 100");
  decoder.observe("\xD0\xD8\xB2\xBF\xD5\xFD\xCE\xBB");  // 胸部正位
  decoder.observe("\xC4\xCF\xCF\xD8\xC8\xCB\xC3\xF1\xD2\xBD\xD4\xBA");
  decoder.observe("\xC4\xA3");
  EXPECT_EQ(decoder.to_utf8("\xC4\xA3"), "模");
  EXPECT_EQ(decoder.person_name_to_utf8("\xC0\xEE^\x95\x5C"), "李^昞");
}

TEST(TextDecoder, AlwaysGivesValidUtf8) {
  std::string every;
  for (int i = 1; i < 256; ++i) every.push_back(static_cast<char>(i));
  for (const auto* charset :
       {"", "ISO_IR 100", "ISO_IR 192", "GB18030", "\\ISO 2022 IR 58", "\\ISO 2022 IR 87",
        "ISO 2022 IR 13\\ISO 2022 IR 87", "\\ISO 2022 IR 149", "ISO_IR 166", "nonsense", "\\\\\\"}) {
    TextDecoder decoder(charset);
    for (std::size_t start = 0; start < every.size(); start += 7) {
      for (std::size_t length = 1; length < 40; length += 3) {
        const auto piece = std::string_view(every).substr(start, length);
        decoder.observe(piece);
        EXPECT_TRUE(is_valid_utf8(decoder.to_utf8(piece))) << charset << " at " << start;
        EXPECT_TRUE(is_valid_utf8(decoder.person_name_to_utf8(piece)));
      }
    }
  }
}

TEST(TextDecoder, AValueCutInACharacterLeavesTheNextOneAlone) {
  for (const char* charset : {"GB18030", "\\ISO 2022 IR 58", "\\ISO 2022 IR 149"}) {
    TextDecoder decoder(charset);
    const auto once = decoder.to_utf8("\xCD\xF5");
    decoder.to_utf8("\xCD\xF5\xD0");
    EXPECT_EQ(decoder.to_utf8("\xCD\xF5"), once) << charset;
  }
}

TEST(TextDecoder, RepairsUtf8BeyondUnicode) {
  EXPECT_EQ(TextDecoder("ISO_IR 192").to_utf8("W\xF4\xA4\x98\x8Ex"),
            "W\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx");
}

TEST(Utf8, RefusesOverlongSurrogatesAndBeyondUnicode) {
  EXPECT_TRUE(is_valid_utf8("aé张𠮷"));
  for (const auto* wrong :
       {"\xC0\x80", "\xC1\xAA", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE5\xBC", "\x80"}) {
    EXPECT_FALSE(is_valid_utf8(wrong));
  }
}

struct FileCase {
  const char* file;
  std::string_view name, groups_of_name, description, institution;
};
std::ostream& operator<<(std::ostream& out, const FileCase& c) { return out << c.file; }

class RealNames : public ::testing::TestWithParam<FileCase> {};

TEST_P(RealNames, ReadRight) {
  const auto folder = testing::real_dicom();
  if (!folder) GTEST_SKIP() << "RDC_DATA is not set";
  const auto& want = GetParam();
  const auto header = read_header(*folder / want.file);
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->patient_name, want.name);
  std::string groups = header->patient_name_groups[0];
  if (!header->patient_name_groups[1].empty() || !header->patient_name_groups[2].empty())
    groups += "=" + header->patient_name_groups[1];
  if (!header->patient_name_groups[2].empty()) groups += "=" + header->patient_name_groups[2];
  EXPECT_EQ(groups, want.groups_of_name);
  if (!want.description.empty()) {
    EXPECT_EQ(header->study_description, want.description);
  }
  if (!want.institution.empty()) {
    EXPECT_EQ(header->institution, want.institution);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, RealNames,
    ::testing::Values(
        FileCase{"charset-zh/gb18030-4byte.dcm", "𠮷㛃", "Ji^Jie=𠮷^㛃", "头颅CT平扫", "某县中医院"},
        FileCase{"charset-zh/gb18030-trail-5c-5e.dcm", "李昞乛", "Li^Bing=李^昞乛", "复查 昞", "某县人民医院"},
        FileCase{"charset-zh/gb18030-truncated-lo.dcm", "张伟民", "Zhang^Weimin=张^伟民",
                 "胸部正侧位摄影检查加腹部立位平片及骨盆正位", "某县人民医院"},
        FileCase{"charset-zh/gb18030.dcm", "张伟民", "Zhang^Weimin=张^伟民", "胸部正侧位 X线摄影", "某县人民医院"},
        FileCase{"charset-zh/gbk-trail-5c-5e.dcm", "李昞乛", "Li^Bing=李^昞乛", "复查 昞", "某县人民医院"},
        FileCase{"charset-zh/gbk.dcm", "張偉民", "Zhang^Weimin=張^偉民", "胸部CT增强", "某县人民医院"},
        FileCase{"charset-zh/iso2022-ir58.dcm", "张伟民", "Zhang^Weimin=张^伟民", "胸部正侧位", "某县人民医院"},
        FileCase{"charset-zh/iso2022-ir6-ir58.dcm", "张伟民", "Zhang^Weimin=张^伟民", "胸部正侧位", "某县人民医院"},
        FileCase{"charset-zh/mislabelled-gbk-as-isoir100.dcm", "张伟民", "张^伟民", "胸部正位", "某县人民医院"},
        FileCase{"charset-zh/mislabelled-gbk-no-charset.dcm", "张伟民", "张^伟民", "胸部正位", "某县人民医院"},
        FileCase{"charset-zh/mislabelled-utf8-as-gb18030.dcm", "张伟民", "张^伟民", "胸部正位", "某县人民医院"},
        FileCase{"charset-zh/mislabelled-utf8-no-charset.dcm", "张伟民", "张^伟民", "胸部正位", "某县人民医院"},
        FileCase{"charset-zh/utf8-extB-rare.dcm", "𠮷㛃", "Ji^Jie=𠮷^㛃", "头颅CT平扫", "某县中医院"},
        FileCase{"charset-zh/utf8.dcm", "张伟民", "Zhang^Weimin=张^伟民", "胸部正侧位 X线摄影", "某县人民医院"},
        FileCase{"charset/GH1301.dcm", "王小东", "Wang^XiaoDong=王^小东", "", ""},
        FileCase{"charset/chrArab.dcm", "قباني لنزار", "قباني^لنزار", "", ""},
        FileCase{"charset/chrFren.dcm", "Buc Jérôme", "Buc^Jérôme", "", ""},
        FileCase{"charset/chrFrenMulti.dcm", "Buc Jérôme", "Buc^Jérôme", "", ""},
        FileCase{"charset/chrGB2312.dcm", "张小东", "Zhang^XiaoDong=张^小东", "", ""},
        FileCase{"charset/chrGerm.dcm", "Äneas Rüdiger", "Äneas^Rüdiger", "", ""},
        FileCase{"charset/chrGreek.dcm", "Διονυσιος", "Διονυσιος", "", ""},
        FileCase{"charset/chrH31.dcm", "山田太郎", "Yamada^Tarou=山田^太郎=やまだ^たろう", "", ""},
        FileCase{"charset/chrH32.dcm", "山田太郎", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", "", ""},
        FileCase{"charset/chrHbrw.dcm", "שרון דבורה", "שרון^דבורה", "", ""},
        FileCase{"charset/chrI2.dcm", "洪吉洞", "Hong^Gildong=洪^吉洞=홍^길동", "", ""},
        FileCase{"charset/chrJapMulti.dcm", "やまだたろう", "やまだ^たろう", "Chest", ""},
        FileCase{"charset/chrJapMultiExplicitIR6.dcm", "やまだたろう", "やまだ^たろう", "Chest", ""},
        FileCase{"charset/chrKoreanMulti.dcm", "김희중", "김희중", "Chest", ""},
        FileCase{"charset/chrRuss.dcm", "Люкceмбypг", "Люкceмбypг", "", ""},
        FileCase{"charset/chrX1.dcm", "王小東", "Wang^XiaoDong=王^小東", "", ""},
        FileCase{"charset/chrX2.dcm", "王小东", "Wang^XiaoDong=王^小东", "", ""}),
    [](const auto& tested) {
      std::string name = tested.param.file;
      for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
      return name;
    });

TEST(RealNames, TheOverrideOfADeviceWins) {
  const auto folder = testing::real_dicom();
  if (!folder) GTEST_SKIP() << "RDC_DATA is not set";
  const auto header = read_header(*folder / "charset-zh/mislabelled-gbk-as-isoir100.dcm", "GB18030");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->patient_name, "张伟民");
  EXPECT_EQ(header->declared_charset, "ISO_IR 100");
}

}  // namespace
}  // namespace rdc::dicom
