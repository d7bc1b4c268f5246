// Tables as PhysioNet, watches, spreadsheets and research programs are known to write them.
#include <gmock/gmock.h>

#include "ecg/formats/csv_reader.h"
#include "ecg/formats/field_text.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct FieldTable {
  const char* name;
  const char* text;
};
std::ostream& operator<<(std::ostream& out, const FieldTable& c) { return out << c.name; }
class FieldTables : public ::testing::TestWithParam<FieldTable> {};

// All say the same: lead II, 100, -200 and 300 uV at 500 Hz.
TEST_P(FieldTables, AreRead) {
  const auto recording = testing::read_text(GetParam().text);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_NEAR(recording->rhythm.rate_hz, 500, 1e-6);
  const Channel* lead = recording->rhythm.find(Lead::kII);
  ASSERT_NE(lead, nullptr);
  EXPECT_THAT(lead->samples, ElementsAre(100, -200, 300));
  EXPECT_EQ(recording->rhythm.channels.size(), 1U);
  EXPECT_THAT(recording->warnings, IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(
    Programs, FieldTables,
    ::testing::Values(
        FieldTable{"PhysioNet",
                   "'Elapsed time','II'\n'hh:mm:ss.mmm','mV'\n'0:00.000',0.1\n'0:00.002',-0.2\n'0:00.004',0.3\n"},
        FieldTable{"PhysioNetSeconds", "'Elapsed time','II'\n'seconds','mV'\n0.000,0.1\n0.002,-0.2\n0.004,0.3\n"},
        FieldTable{"Rdsamp",
                   "  Elapsed time\t   II\n  hh:mm:ss.mmm\t (mV)\n 0:00.000\t 0.1\n 0:00.002\t-0.2\n 0:00.004\t0.3\n"},
        FieldTable{"PhysioNetSample", "# rate_hz: 500\n# unit: uV\n'sample #','II'\n0,100\n1,-200\n2,300\n"},
        FieldTable{"UnitsBehindNames", "time_ms,II_mV\n0,0.1\n2,-0.2\n4,0.3\n"},
        FieldTable{"UnitsBehindSlashes", "time/ms,II/uV\n0,100\n2,-200\n4,300\n"},
        FieldTable{"Clock", "Time,ECG II (uV)\n10:30:00.000,100\n10:30:00.002,-200\n10:30:00.004,300\n"},
        FieldTable{"Midnight", "Time,II (uV)\n23:59:59.998,100\n00:00:00.000,-200\n00:00:00.002,300\n"},
        FieldTable{"Dates",
                   "Timestamp,II (uV)\n2023-06-15 10:30:00.000,100\n2023-06-15 10:30:00.002,-200\n"
                   "2023-06-15T10:30:00.004Z,300\n"},
        FieldTable{"TwoClocks",
                   "Phone timestamp;sensor timestamp [ns];II [uV]\n2023-06-15T10:30:00.1;599618000;100\n"
                   "2023-06-15T10:30:00.1;601618000;-200\n2023-06-15T10:30:00.1;603618000;300\n"},
        FieldTable{"Watch",
                   "Name,Ann Doe\nRecorded Date,2023-06-15 10:30:00 +0800\nClassification,Sinus Rhythm\n"
                   "Symptoms,\nDevice,\"Watch5,1\"\nSample Rate,500 hertz\n\n\nLead,Lead II\nUnit,µV\n\n"
                   "100\n-200\n300\n"},
        FieldTable{"WatchWithDecimalComma",
                   "Name,Ann Doe\nSample Rate,500 Hertz\n\nLead,Lead II\nUnit,µV\n\n"
                   "100,0\n-200,0\n300\n"},
        FieldTable{"LinesBeforeTheNames", "Sampling rate: 500 Hz\nUnits: mV\nOperator: none\nII,\n0.1,\n-0.2,\n0.3,\n"},
        FieldTable{"Separator", "sep=;\ntime (s);II (mV)\n0,000;0,1\n0,002;-0,2\n0,004;0,3\n"},
        FieldTable{"German", "Zeit [s];II [mV]\n0,000;0,1\n0,002;-0,2\n0,004;0,3\n"},
        FieldTable{"Chinese", "姓名,王小明\n性别,女\n采样率,500\n单位,微伏\n序号,II导联\n1,100\n2,-200\n3,300\n"},
        FieldTable{"Latin", "time (ms),DII (uV)\n0,100\n2,-200\n4,300\n"}),
    [](const auto& tested) { return tested.param.name; });

TEST(CsvVariants, LinesBeforeTheNamesDescribeThePatient) {
  const auto recording = testing::read_text(
      "Name,Ann Doe\nDate of Birth,1963-05-12\nGender,F\nRecorded Date,2023-06-15 10:30:00 +0800\nSample Rate,512\n"
      "Lead,I\nUnit,µV\n1\n2\n3\n");
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->subject.name, "Ann Doe");
  EXPECT_EQ(recording->subject.birth_date, "19630512");
  EXPECT_EQ(recording->subject.sex, Sex::kFemale);
  EXPECT_EQ(recording->utc_offset, std::chrono::minutes(480));
  ASSERT_TRUE(recording->acquired_at);
  EXPECT_EQ(compact_text(*recording->acquired_at), "20230615103000.000000");
  // A day of birth in words is none that can be kept.
  EXPECT_EQ(
      testing::read_text("Name,A\nDate of Birth,12 May 1963\nfs,500\nLead,I\nUnit,mV\n1\n2\n3\n")->subject.birth_date,
      "");
}

TEST(CsvVariants, AClockWithADateTellsWhenItBegan) {
  const auto recording = read("time,II (uV)\n2023-06-15 10:30:00.004,1\n2023-06-15 10:30:00.006,2\n");
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_TRUE(recording->acquired_at);
  EXPECT_EQ(compact_text(*recording->acquired_at), "20230615103000.004000");
}

TEST(CsvVariants, RemarksBesideTheLeadsAreLeftOutAndSaid) {
  for (const char* text :
       {"time (ms),II (uV),note\n0,1,\n2,2,start\n4,3,\n", "time (ms),II (uV),HR\n0,1,60\n2,2,60\n4,3,61\n"}) {
    const auto recording = read(text);
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->rhythm.channels.size(), 1U);
    EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("COLUMNS_LEFT_OUT")) << text;
  }
}

TEST(CsvVariants, WhatIsNoNumberInALeadIsStillRefused) {
  EXPECT_THAT(read("time (ms),II (uV)\n0,1\n2,x\n").error().message, HasSubstr("line 3, column 2"));
  EXPECT_THAT(read("time (ms),II (uV)\n10:x,1\n").error().message, HasSubstr("line 2, column 1"));
  EXPECT_THAT(read("time (ms),II (uV)\nms,bpm\n").error().message, HasSubstr("line 2, column 1"));
  EXPECT_THAT(read("Name,A\nfoo,bar\n").error().reason, "BAD_CSV");  // only lines before a table
  EXPECT_THAT(read("time (ms),II (uV)\n0,1,5\n").error().message, HasSubstr("more than the 2 columns"));
}

TEST(CsvVariants, ADelimiterThatEndsEveryRowMakesNoColumn) {
  const auto recording = read("1,2,\n3,4,\n", {500.0, 1.0, {"I", "II"}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(2, 4));
}

}  // namespace
}  // namespace rdc::ecg::csv
