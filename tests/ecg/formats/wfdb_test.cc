#include "ecg/formats/wfdb_reader.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "ecg/formats/field_text.h"
#include "ecg/formats/wfdb_header.h"
#include "ecg/formats/wfdb_samples.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg::wfdb {
namespace {

using ecg::testing::MemoryFiles;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct CodeCase {
  const char* name;
  int format;
  std::string bytes;
  std::vector<std::int32_t> samples;
};
std::ostream& operator<<(std::ostream& out, const CodeCase& c) { return out << c.name; }
class Codes : public ::testing::TestWithParam<CodeCase> {};

std::string raw(std::initializer_list<int> bytes) {
  std::string out;
  for (const int b : bytes) out.push_back(static_cast<char>(b));
  return out;
}

TEST_P(Codes, AreUnpackedFromAnyPlace) {
  const auto& c = GetParam();
  const auto file = open_signal_file(bytes_in_memory(ecg::testing::bytes_of(c.bytes)), c.format, 0, {{1, 100}});
  ASSERT_TRUE(file);
  ASSERT_EQ((*file)->frames(), c.samples.size());
  for (std::size_t first = c.samples.size(); first-- > 0;) {
    std::vector<std::int32_t> got(c.samples.size() - first);
    ASSERT_TRUE((*file)->read(first, got));
    EXPECT_TRUE(std::equal(got.begin(), got.end(), c.samples.begin() + static_cast<std::ptrdiff_t>(first))) << first;
  }
}
INSTANTIATE_TEST_SUITE_P(
    Formats, Codes,
    ::testing::Values(CodeCase{"Differences8", 8, raw({1, 0xFF, 0x7F}), {101, 100, 227}},
                      CodeCase{"LittleEndian16", 16, raw({0x34, 0x12, 0xFF, 0xFF}), {0x1234, -1}},
                      CodeCase{"LittleEndian24", 24, raw({1, 2, 3, 0xFE, 0xFF, 0xFF}), {0x030201, -2}},
                      CodeCase{"LittleEndian32", 32, raw({1, 0, 0, 0x80, 5, 0, 0, 0}), {-2147483647, 5}},
                      CodeCase{"BigEndian61", 61, raw({0x12, 0x34, 0xFF, 0xFE}), {0x1234, -2}},
                      CodeCase{"Offset80", 80, raw({0x80, 0, 0xFF}), {0, -128, 127}},
                      CodeCase{"Offset160", 160, raw({0, 0x80, 1, 0}), {0, -32767}},
                      CodeCase{"Packed212", 212, raw({0xFF, 0xF7, 0xFE, 0x01, 0x00}), {0x7FF, -2, 1}},
                      CodeCase{"Packed310", 310, raw({0x02, 0x08, 0xFE, 0x0F, 0x04, 0x00}), {1, -1, 33, 2}},
                      CodeCase{"Packed311", 311, raw({0x01, 0xFC, 0x2F, 0x00}), {1, -1, 2}}),
    [](const auto& tested) { return tested.param.name; });

Result<Recording> read_record(const std::string& header, const std::map<std::string, std::string>& files) {
  MemoryFiles companions;
  companions.files = files;
  auto source = open(header, companions);
  if (!source) return fail(source);
  return read_whole(**source);
}

TEST(Wfdb, GainBaselineAndUnitsGiveMicrovolts) {
  const std::string data = raw({100, 0, 10, 0, 1, 0, 0, 0x80, 0, 0, 2, 0});
  const auto recording = read_record(
      "r 3 250 2\n"
      "r.dat 16 200(50)/mV 16 0 0 0 0 II\n"
      "r.dat 16 2/uV 16 4 0 0 0 V5\n"
      "r.dat 16 100/mmHg 16 0 0 0 0 ABP\n",
      {{"r.dat", data}});
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_EQ(recording->rhythm.channels.size(), 2U);
  EXPECT_FLOAT_EQ(recording->rhythm.channels[0].samples[0], 250.0F);  // (100 - 50) / 200 mV
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[1]));  // format 16's "no sample"
  EXPECT_FLOAT_EQ(recording->rhythm.channels[1].samples[0], 3.0F);    // (10 - 4) / 2 uV
  ASSERT_EQ(recording->others.size(), 1U);
  EXPECT_EQ(recording->others[0].unit, "mmHg");
  EXPECT_FLOAT_EQ(recording->others[0].samples[1], 0.02F);
}

TEST(Wfdb, SkewIsUndoneAndLeavesAGapAtTheEnd) {
  const auto recording = read_record("r 2 250 3\nr.dat 80 1000 8 0 0 0 0 I\nr.dat 80:1 1000 8 0 0 0 0 II\n",
                                     {{"r.dat", raw({129, 129, 130, 130, 131, 131})}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(1, 2, 3));
  EXPECT_EQ(recording->rhythm.channels[1].samples[0], 2.0F);
  EXPECT_EQ(recording->rhythm.channels[1].samples[1], 3.0F);
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[1].samples[2]));
}

TEST(Wfdb, SeveralSamplesAFrameAndByteOffsets) {
  // Frames of II II RESP behind a header of two bytes.
  const auto recording = read_record("r 2 100 2\nr.mat 80x2+2 1000 8 0 0 0 0 II\nr.mat 80 1000 8 0 0 0 0 RESP\n",
                                     {{"r.mat", raw({9, 9, 129, 130, 200, 131, 132, 201})}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 200);
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(1, 2, 3, 4));
  ASSERT_EQ(recording->others.size(), 1U);
  EXPECT_THAT(recording->others[0].samples, ElementsAre(72, 73));
}

TEST(Wfdb, ChecksumsAndLengthsThatAreWrongAreWarnings) {
  const std::map<std::string, std::string> files = {{"r.dat", raw({1, 0, 2, 0})}};
  EXPECT_THAT(read_record("r 1 250 2\nr.dat 16 200 16 0 1 3 0 II\n", files)->warnings, IsEmpty());
  EXPECT_THAT(ecg::testing::reasons_of(read_record("r 1 250 2\nr.dat 16 200 16 0 1 4 0 II\n", files)->warnings),
              ElementsAre("CHECKSUM_MISMATCH"));
  const auto cut = read_record("r 1 250 5\nr.dat 16 200 16 0 1 3 0 II\n", files);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->rhythm.length(), 2U);
  EXPECT_THAT(ecg::testing::reasons_of(cut->warnings), ElementsAre("FEWER_SAMPLES"));
  EXPECT_THAT(ecg::testing::reasons_of(read_record("r 1 250 2\nr.dat 16 0 16 0 1 3 0 II\n", files)->warnings),
              ElementsAre("UNCALIBRATED"));
}

TEST(Wfdb, SegmentsFollowEachOtherWithGaps) {
  const std::map<std::string, std::string> files = {
      {"a.hea", "a 2 100 2\na.dat 80 1000 8 0 0 0 0 I\na.dat 80 1000 8 0 0 0 0 II\n"},
      {"b.hea", "b 1 100 1\nb.dat 80 1000 8 0 0 0 0 II\n"},
      {"layout.hea", "layout 2 100 0\n~ 0 1000 8 0 0 0 0 I\n~ 0 1000 8 0 0 0 0 II\n"},
      {"a.dat", raw({129, 139, 130, 140})},
      {"b.dat", raw({141})}};
  const float gap = -1;
  const auto flat = [&](const Samples& samples) {
    std::vector<float> out;
    for (const float sample : samples) out.push_back(std::isnan(sample) ? gap : sample);
    return out;
  };
  const auto variable = read_record("m/4 2 100 5\nlayout 0\na 2\n~ 2\nb 1\n", files);
  ASSERT_TRUE(variable) << variable.error().message;
  EXPECT_THAT(flat(variable->rhythm.channels[0].samples), ElementsAre(1, 2, gap, gap, gap));
  EXPECT_THAT(flat(variable->rhythm.channels[1].samples), ElementsAre(11, 12, gap, gap, 13));
  const auto fixed = read_record("m/2 2 100 4\na 2\na 2\n", files);
  ASSERT_TRUE(fixed) << fixed.error().message;
  EXPECT_THAT(fixed->rhythm.channels[0].samples, ElementsAre(1, 2, 1, 2));
  EXPECT_EQ(read_record("m/2 2 100 4\na 2\nnone 2\n", files).error().reason, "CANNOT_OPEN");
  EXPECT_EQ(read_record("m/1 2 100 4\nm 4\n", {{"m.hea", "m/1 2 100 4\nm 4\n"}}).error().reason, "BAD_WFDB_HEADER");
}

// A segment's faults are the record's: cut files, wrong checksums, gains that nobody stated.
TEST(Wfdb, SignalsOfSegmentsWithoutDescriptionKeepTheirOrder) {
  const std::map<std::string, std::string> files = {{"a.hea", "a 2 100 2\na.dat 80 1000\na.dat 80 1000\n"},
                                                    {"a.dat", raw({129, 139, 130, 140})}};
  const auto recording = read_record("m/2 2 100 4\na 2\na 2\n", files);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(1, 2, 1, 2));
  EXPECT_THAT(recording->rhythm.channels[1].samples, ElementsAre(11, 12, 11, 12));
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(Wfdb, ASegmentWithoutEcgIsAGap) {
  const std::map<std::string, std::string> files = {
      {"layout.hea", "layout 2 100 0\n~ 0 1000/mV 8 0 0 0 0 II\n~ 0 1/NU 8 0 0 0 0 PLETH\n"},
      {"p.hea", "p 1 100 2\np.dat 80 1/NU 8 0 0 0 0 PLETH\n"},
      {"a.hea", "a 1 100 2\na.dat 80 1000/mV 8 0 0 11 0 II\n"},
      {"a.dat", raw({133, 134})},
      {"p.dat", raw({1, 2})}};
  const auto recording = read_record("m/3 2 100 4\nlayout 0\np 2\na 2\n", files);
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_EQ(recording->rhythm.length(), 4U);
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[1]));
  EXPECT_EQ(recording->rhythm.channels[0].samples[2], 5.0F);
  EXPECT_THAT(recording->warnings, IsEmpty());
  EXPECT_THAT(read_record("m/2 1 100 4\na 2\np 2\n", files)->warnings.at(0).message,
              ::testing::HasSubstr("segment 2: it has no signal in volts"));
  EXPECT_EQ(read_record("m/1 1 100 2\np 2\n", files).error().reason, "BAD_WFDB_HEADER");
}

TEST(Wfdb, ASegmentOfOtherSignalsIsSaid) {
  const std::map<std::string, std::string> files = {{"a.hea", "a 1 100 2\na.dat 80 1000 8 0 1 3 0 I\n"},
                                                    {"b.hea", "b 1 100 2\na.dat 80 1000 8 0 1 3 0 V1\n"},
                                                    {"a.dat", raw({129, 130})}};
  const auto recording = read_record("m/2 1 100 4\na 2\nb 2\n", files);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[2]));
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("SIGNALS_DIFFER"));
}

TEST(Wfdb, FaultsOfASegmentAreSaidWithItsNumber) {
  const std::map<std::string, std::string> files = {{"a.hea", "a 1 100 3\na.dat 16 200 16 0 1 3 0 II\n"},
                                                    {"b.hea", "b 1 100 2\nb.dat 16 200 16 0 1 9 0 II\n"},
                                                    {"c.hea", "c 1 100 2\nc.dat 16 0 16 0 1 3 0 II\n"},
                                                    {"a.dat", raw({1, 0, 2, 0})},
                                                    {"b.dat", raw({1, 0, 2, 0})},
                                                    {"c.dat", raw({1, 0, 2, 0})}};
  const auto recording = read_record("m/3 1 100 8\na 3\nb 2\nc 3\n", files);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.length(), 8U);
  std::vector<std::string> said;
  for (const auto& warning : recording->warnings) said.push_back(warning.reason + " " + warning.message.substr(0, 9));
  EXPECT_THAT(said, ::testing::UnorderedElementsAre("FEWER_SAMPLES segment 1", "CHECKSUM_MISMATCH segment 2",
                                                    "UNCALIBRATED segment 3", "FEWER_SAMPLES segment 3"));
}

TEST(Wfdb, SoundSegmentsWarnOfNothing) {
  const std::map<std::string, std::string> files = {{"a.hea", "a 1 100 2\na.dat 16 200 16 0 1 3 0 II\n"},
                                                    {"a.dat", raw({1, 0, 2, 0})}};
  EXPECT_THAT(read_record("m/3 1 100 6\na 2\n~ 2\na 2\n", files)->warnings, IsEmpty());
}

// header(5) asks for at least as many lines as the first announces.
TEST(Wfdb, SurplusLinesAreLeftOutAndSaid) {
  const auto recording = read_record("r 1 250 2\nr.dat 16 200 16 0 1 3 0 II\nr.dat 16 200 16 0 1 3 0 V1\n",
                                     {{"r.dat", raw({1, 0, 2, 0})}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.channels.size(), 1U);
  EXPECT_THAT(ecg::testing::reasons_of(recording->warnings), ElementsAre("LINES_LEFT_OUT"));
}

TEST(Wfdb, HeadersOfOtherProgramsAreRead) {
  // A byte order mark, a name that is no WFDB name, a date without zeros, whole numbers with a point.
  const auto recording = read_record(
      "\xEF\xBB\xBF"
      "张三(1) 1 250.0 2 9:05:07 5/6/2023\n张三(1).dat 16 400.0(0)/mV 16.0 0 1.0 3 0 ECG lead II\n",
      {{"张三(1).dat", raw({1, 0, 2, 0})}});
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.channels[0].lead, Lead::kII);
  ASSERT_TRUE(recording->acquired_at);
  EXPECT_EQ(compact_text(*recording->acquired_at), "20230605090507.000000");
  EXPECT_THAT(recording->warnings, IsEmpty());
  for (const char* date : {"5/13/2023", "32/1/2023", "5-6-2023", "5/6", "//"}) {
    const auto undated =
        read_record(std::string("r 1 250 2 9:05:07 ") + date + "\nr.dat 16 200\n", {{"r.dat", raw({1, 0, 2, 0})}});
    ASSERT_TRUE(undated) << undated.error().message;
    EXPECT_FALSE(undated->acquired_at) << date;
  }
}

TEST(Wfdb, AMonthMayHaveItsNameAndTheDateComeFirst) {
  const auto recording = read_record("r 1 250 2 05-May-2020 09:49:17\nr.dat 16 200\n", {{"r.dat", raw({1, 0, 2, 0})}});
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_TRUE(recording->acquired_at);
  EXPECT_EQ(compact_text(*recording->acquired_at), "20200505094917.000000");
}

TEST(Wfdb, CommentsTellAgeAndSex) {
  struct Said {
    const char* comment;
    double age;
    Sex sex;
  };
  for (const auto& said :
       {Said{"# Age: 65\n# Sex: Male\n", 65, Sex::kMale}, Said{"#<age>: 64\n#<sex>: F\n", 64, Sex::kFemale},
        Said{"# <age>: 25  <sex>: M  <diagnoses>: (none)\n", 25, Sex::kMale},
        Said{"# 69 M 1085 1629 x1\n", 69, Sex::kMale}, Said{"# Age: 63; Sex: F, Dx: x\n", 63, Sex::kFemale},
        Said{"# Age: 6 months\n# Sex: F\n", 0.5, Sex::kFemale}, Said{"# Age: 6months Sex: M\n", 0.5, Sex::kMale},
        Said{"# Age: 63 M Sex: M\n", 63, Sex::kMale}, Said{"# Age: 63 years Sex: M\n", 63, Sex::kMale}}) {
    const auto recording = read_record(std::string("r 1 250 2\nr.dat 16 200 16 0 1 3 0 MLII\n") + said.comment,
                                       {{"r.dat", raw({1, 0, 2, 0})}});
    ASSERT_TRUE(recording);
    EXPECT_EQ(recording->subject.age_years, said.age) << said.comment;
    EXPECT_EQ(recording->subject.sex, said.sex) << said.comment;
    EXPECT_EQ(recording->rhythm.channels[0].label, "MLII");
  }
}

struct BadHeader {
  const char* name;
  const char* text;
  const char* reason;
  const char* where;
};
std::ostream& operator<<(std::ostream& out, const BadHeader& c) { return out << c.name; }
class BadHeaders : public ::testing::TestWithParam<BadHeader> {};

TEST_P(BadHeaders, AreRefusedWithTheirLine) {
  const auto recording = read_record(GetParam().text, {{"r.dat", raw({1, 0, 2, 0})}});
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().reason, GetParam().reason);
  EXPECT_THAT(recording.error().message, ::testing::HasSubstr(GetParam().where));
}
INSTANTIATE_TEST_SUITE_P(
    Faults, BadHeaders,
    ::testing::Values(BadHeader{"UnknownFormat", "r 1 250 2\nr.dat 17 200\n", "BAD_WFDB_HEADER", "line 2"},
                      BadHeader{"NoRate", "r 1 fast 2\nr.dat 16 200\n", "BAD_WFDB_HEADER", "line 1"},
                      BadHeader{"TooFewLines", "r 3 250 2\nr.dat 16 200\n", "BAD_WFDB_HEADER", "3 lines, 1 follow"},
                      BadHeader{"BaselineIsAUnit", "r 1 250 2\nr.dat 16 200(mV)/0\n", "BAD_WFDB_HEADER", "line 2"},
                      BadHeader{"OpenBracket", "r 1 250 2\nr.dat 16 200(5\n", "BAD_WFDB_HEADER", "line 2"},
                      BadHeader{"NoSignals", "r 0 250 2\n", "NO_ECG", "no signals"},
                      BadHeader{"NoVoltage", "r 1 250 2\nr.dat 16 200/mmHg 16 0 0 0 0 ABP\n", "NO_ECG", "voltage"},
                      BadHeader{"MissingFile", "r 1 250 2\nx.dat 16 200\n", "MISSING_SIGNAL_FILE", "signal 1"},
                      BadHeader{"NotFlac", "r 1 250 2\nr.dat 516 200 16 0 0 0 0 II\n", "BAD_FLAC", "FLAC"}),
    [](const auto& tested) { return tested.param.name; });

// PTB-XL+ names "folder/00001_medians.dat" in a header that lies in that folder.
TEST(Wfdb, AFileThatWasTakenOutOfItsFolderIsFoundBesideTheHeader) {
  const auto folder = std::filesystem::temp_directory_path() / ("rdc-wfdb-moved-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "r.dat") << "ab";
  const auto files = files_in(folder);
  const auto moved = files->open("tree/r.dat");
  EXPECT_TRUE(moved && (*moved)->size() == 2);
  EXPECT_EQ(files->open("tree/x.dat").error().code, ErrorCode::kNotFound);
  std::filesystem::remove_all(folder);
}

TEST(Wfdb, AHeaderMayNotNameFilesElsewhere) {
  const auto directory = files_in("/tmp");
  for (const char* name : {"/etc/passwd", "../x.dat", "a/../../b"}) {
    EXPECT_EQ(directory->open(name).error().reason, "UNSAFE_NAME") << name;
  }
}

}  // namespace
}  // namespace rdc::ecg::wfdb
