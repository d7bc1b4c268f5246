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
                      BadCsv{"OtherTable", "record,label\na,b\n", "NO_ECG", "no"},
                      BadCsv{"Empty", "# rate_hz: 500\n", "BAD_CSV", "no rows"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Csv, RowsCutShortEndInGapsAndAWarning) {
  const auto recording = read("# rate_hz: 500\n# unit: uV\nI,II\n1,2\n3\n");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(std::isnan(recording->rhythm.find(Lead::kII)->samples[1]));
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("CUT_ROWS"));
}

}  // namespace
}  // namespace rdc::ecg::csv
