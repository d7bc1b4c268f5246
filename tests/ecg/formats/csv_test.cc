#include "ecg/formats/csv_reader.h"

#include <gmock/gmock.h>

#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Csv, UnitsMayStandInTheHeaderRowAndTheRateInATimeColumn) {
  const auto recording = read("time (ms);I [mV];lead II (uV)\r\n0;0.1;5\r\n4;;6\r\n8;-0.2;7\r\n");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 250);
  EXPECT_FLOAT_EQ(recording->rhythm.find(Lead::kI)->samples[0], 100.0F);
  EXPECT_TRUE(std::isnan(recording->rhythm.find(Lead::kI)->samples[1]));
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(5, 6, 7));
}

TEST(Csv, ATableWithoutDescriptionIsReadOnlyWhenToldWhatItIs) {
  const std::string table = "-20,-25,\n-30,-34,\n";
  EXPECT_EQ(read(table).error().reason, "CSV_NOT_DESCRIBED");
  const auto recording = read(table, {800.0, 5.0, {"I", "II", "V1"}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(-125, -170));
  EXPECT_TRUE(std::isnan(recording->rhythm.find(Lead::kV1)->samples[0]));
}

TEST(Csv, ATableMayHaveOneColumn) {
  const auto named = testing::read_text("# rate_hz: 250\n# unit: uV\nII\n12.5\n-\n-3\n4\n");
  ASSERT_TRUE(named) << named.error().message;
  ASSERT_EQ(named->rhythm.channels.size(), 1U);
  EXPECT_FLOAT_EQ(named->rhythm.find(Lead::kII)->samples[0], 12.5F);
  EXPECT_EQ(testing::read_text("1\n2\n3\n").error().reason, "CSV_NOT_DESCRIBED");
  EXPECT_EQ(testing::read_text("II\n1\n2\n").error().reason, "CSV_NOT_DESCRIBED");
  for (const char* text : {"II\n", "II\nII\nIII\n", "A letter\n12 beds\n13 beds\n"}) {
    EXPECT_EQ(testing::read_text(text).error().reason, "NOT_AN_ECG") << text;
  }
}

// As spreadsheets of most of Europe write.
TEST(Csv, ADecimalCommaIsReadWhereNothingElseIsPartedByIt) {
  for (const char* text :
       {"time (s);I (mV);II (mV)\n0,000;0,1;-1,5\n0,002;1,250;2\n",
        "time (s)\tI (mV)\tII (mV)\n0,000\t0,1\t-1,5\n0,002\t1,250\t2\n",
        "\"time (s)\",\"I (mV)\",\"II (mV)\"\n\"0,000\",\"0,1\",\"-1,5\"\n\"0,002\",\"1,250\",2\n"}) {
    const auto recording = read(text);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
    EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(100, 1250));
    EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(-1500, 2000));
  }
}

TEST(Csv, AUnitMayStickToTheNumber) {
  const auto recording = read("# 采样率：500Hz\n# 年龄：63岁\n# unit: uV\nⅠ,Ⅱ\n1,2\n");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
  EXPECT_EQ(recording->subject.age_years, 63);
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(2));
}

struct BadCsv {
  const char* name;
  const char* text;
  const char* reason;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const BadCsv& c) { return out << c.name; }
class BadTables : public ::testing::TestWithParam<BadCsv> {};

TEST_P(BadTables, AreRefusedWithLineAndColumn) {
  const auto recording = read(GetParam().text);
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, GetParam().reason);
  EXPECT_THAT(recording.error().message, HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(
    Faults, BadTables,
    ::testing::Values(BadCsv{"NoRate", "I (uV),II (uV)\n1,2\n", "CSV_NOT_DESCRIBED", "no sampling rate"},
                      BadCsv{"NoUnit", "# rate_hz: 500\nI,II\n1,2\n", "CSV_NOT_DESCRIBED", "no unit of column 1"},
                      BadCsv{"NoNumber", "# rate_hz: 500\n# unit: uV\nI,II\n1,2\n3,x\n", "BAD_CSV", "line 5, column 2"},
                      BadCsv{"TooWide", "# rate_hz: 500\n# unit: uV\nI,II\n1,2,3\n", "BAD_CSV", "line 4"},
                      BadCsv{"ThousandsOrDecimals", "# rate_hz: 500\n# unit: uV\nI;II\n1;2\n1,250;3\n", "BAD_CSV",
                             "line 5, column 1: the comma may part thousands or decimals"},
                      BadCsv{"OtherTable", "record,label\na,b\n", "NO_ECG", "no"},
                      BadCsv{"Empty", "# rate_hz: 500\n", "BAD_CSV", "no rows"}),
    [](const auto& tested) { return tested.param.name; });

// What Chinese spreadsheets write: full-width marks, Windows line ends, GBK or UTF-16.
TEST(Csv, ChineseHeadersAreUnderstoodInEveryEncoding) {
  const std::string utf8 =
      "# 采样率：500\r\n# 性别: 女\r\n# 年龄 = 47\r\n# 采集时间：2026-11-24 09:08:07\r\n"
      "序号,时间（毫秒）,导联I（毫伏）,V1导联（微伏）\r\n1,0,0.5,10\r\n2,2,-0.25,20\r\n";
  const std::string gbk =
      "# \262\311\321\371\302\312\243\272500\015\012# \320\324\261\360: \305\256\015\012# \304\352\301\344 = "
      "47\015\012# \262\311\274\257\312\261\274\344\243\2722026-11-24 "
      "09:08:07\015\012\320\362\272\305,\312\261\274\344\243\250\272\301\303\353\243\251,"
      "\265\274\301\252I\243\250\272\301\267\374\243\251,V1\265\274\301\252\243\250\316\242\267\374\243\251\015\0121,0,"
      "0.5,10\015\0122,2,-0.25,20\015\012";
  std::string utf16 = "\xFF\xFE";
  for (const char16_t c :
       std::u16string(u"# 采样率：500\r\n# 性别: 女\r\n# 年龄 = 47\r\n# 采集时间：2026-11-24 "
                      u"09:08:07\r\n序号,时间（毫秒）,导联I（毫伏）,V1导联（微伏）\r\n1,0,0.5,10\r\n2,2,-0.25,20\r\n"))
    utf16 += {static_cast<char>(c & 0xFF), static_cast<char>(c >> 8)};
  for (const std::string& text : {utf8, "\xEF\xBB\xBF" + utf8, gbk, utf16}) {
    const auto recording = ecg::testing::read_text(text);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
    EXPECT_EQ(recording->subject.sex, Sex::kFemale);
    EXPECT_EQ(recording->subject.age_years, 47.0);
    EXPECT_TRUE(recording->acquired_at);
    ASSERT_EQ(recording->rhythm.channels.size(), 2U);
    EXPECT_THAT(recording->rhythm.find(Lead::kI)->samples, ElementsAre(500, -250));
    EXPECT_THAT(recording->rhythm.find(Lead::kV1)->samples, ElementsAre(10, 20));
    EXPECT_TRUE(recording->warnings.empty());
  }
}

// "Ⅱ" alone is two bytes that Latin text might hold as well: the other words of the table tell.
TEST(Csv, ShortWordsAreReadAsTheOthersAre) {
  const auto recording =
      read("# \262\311\321\371\302\312\243\272500\n# \265\245\316\273: \316\242\267\374\n\242\361,\242\362\n1,2\n");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.channels[1].label, "Ⅱ");
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(2));
}

TEST(Csv, ATimeColumnThatContradictsIsSaid) {
  const auto warned = [](const char* text) { return ecg::testing::reasons_of(read(text)->warnings); };
  EXPECT_THAT(warned("# unit: uV\ntime (ms),I\n0,1\n2,1\n4,1\n6,1\n8,1\n"), ::testing::IsEmpty());
  EXPECT_THAT(warned("# unit: uV\ntime (s),I\n0,1\n0.003,1\n0.006,1\n0.008,1\n0.011,1\n"), ::testing::IsEmpty());
  EXPECT_THAT(warned("# unit: uV\ntime (ms),I\n0,1\n2,1\n4,1\n20,1\n22,1\n"), ElementsAre("UNEVEN_TIME"));
  EXPECT_THAT(warned("# unit: uV\n# rate_hz: 500\ntime (ms),I\n0,1\n1,1\n2,1\n3,1\n"),
              ElementsAre("RATE_CONTRADICTED"));
  EXPECT_THAT(warned("# unit: uV\n# rate_hz: 500\ntime (ms),I\n0,1\n2,1\n4,1\n2,1\n8,1\n"), ElementsAre("UNEVEN_TIME"));
}

TEST(Csv, RowsCutShortEndInGapsAndAWarning) {
  const auto recording = read("# rate_hz: 500\n# unit: uV\nI,II\n1,2\n3\n");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(std::isnan(recording->rhythm.find(Lead::kII)->samples[1]));
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("CUT_ROWS"));
}

}  // namespace
}  // namespace rdc::ecg::csv
