#include <gmock/gmock.h>

#include <fmt/format.h>

#include "ecg/formats/edf_reader.h"
#include "ecg/formats/mfer_reader.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct EdfField {
  std::string label = "ECG II";
  std::string unit = "uV";
  double physical_min = -3276.8, physical_max = 3276.7;
  int digital_min = -32768, digital_max = 32767;
  int samples = 4;
};

std::string padded(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

std::string edf_of(const std::vector<EdfField>& signals, int records, const std::string& data,
                   const std::string& duration = "0.01", const std::string& patient = "",
                   const std::string& kind = "") {
  std::string out = padded("0", 8) + padded(patient, 80) + padded("", 80) + "24.11.2609.08.07";
  out += padded(std::to_string(256 + 256 * signals.size()), 8) + padded(kind, 44) + padded(std::to_string(records), 8);
  out += padded(duration, 8) + padded(std::to_string(signals.size()), 4);
  const auto column = [&](std::size_t width, auto field) {
    for (const auto& signal : signals) out += padded(field(signal), width);
  };
  column(16, [](const auto& s) { return s.label; });
  column(80, [](const auto&) { return std::string(); });
  column(8, [](const auto& s) { return s.unit; });
  column(8, [](const auto& s) { return fmt::format("{}", s.physical_min); });
  column(8, [](const auto& s) { return fmt::format("{}", s.physical_max); });
  column(8, [](const auto& s) { return std::to_string(s.digital_min); });
  column(8, [](const auto& s) { return std::to_string(s.digital_max); });
  column(80, [](const auto&) { return std::string("HP:0.05Hz LP:150Hz N:50Hz"); });
  column(8, [](const auto& s) { return std::to_string(s.samples); });
  column(32, [](const auto&) { return std::string(); });
  return out + data;
}

std::string words(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) {
    out.push_back(static_cast<char>(value & 0xFF));
    out.push_back(static_cast<char>(value >> 8 & 0xFF));
  }
  return out;
}

TEST(Edf, ScalesEachSignalAndJoinsRecords) {
  const std::vector<EdfField> signals = {{}, {"Resp", "mmHg", 0, 655.35, 0, 65535, 1}};
  const auto recording = testing::read_text(edf_of(signals, 2, words({0, 10, -10, 3, 5, 1, 2, 3, 4, 6})));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 400);
  ASSERT_EQ(recording->rhythm.channels.size(), 1U);
  EXPECT_EQ(recording->rhythm.channels[0].lead, Lead::kII);
  const float want[] = {0.0F, 1.0F, -1.0F, 0.3F, 0.1F, 0.2F, 0.3F, 0.4F};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_NEAR(recording->rhythm.channels[0].samples[i], want[i], 1e-3) << i;
  ASSERT_EQ(recording->others.size(), 1U);
  EXPECT_NEAR(recording->others[0].samples[1], 0.06, 1e-6);
  EXPECT_EQ(recording->device.high_pass_hz, 0.05);
  EXPECT_EQ(recording->device.notch_hz, 50);
  ASSERT_TRUE(recording->acquired_at);
}

TEST(Edf, PlusFilesNameTheirPatientAndSkipAnnotations) {
  const std::vector<EdfField> signals = {{}, {"EDF Annotations", "", -1, 1, -32768, 32767, 2}};
  const auto recording = testing::read_text(
      edf_of(signals, 1, words({1, 2, 3, 4, 0, 0}), "0.01", "P-7 F 02-MAR-1951 Wang_Xiaoming", "EDF+C"));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->subject.id, "P-7");
  EXPECT_EQ(recording->subject.sex, Sex::kFemale);
  EXPECT_EQ(recording->subject.birth_date, "19510302");
  EXPECT_EQ(recording->subject.name, "Wang Xiaoming");
  EXPECT_THAT(recording->others, IsEmpty());
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(Edf, FaultsThatLeaveSamplesReadableAreWarnings) {
  EXPECT_THAT(testing::reasons_of(testing::read_text(edf_of({{}}, 5, words({1, 2, 3, 4, 5, 6, 7, 8})))->warnings),
              ElementsAre("FEWER_SAMPLES"));
  EXPECT_THAT(
      testing::reasons_of(testing::read_text(edf_of({{"I", "mV", -1000, 1000}}, 1, words({1, 2, 3, 4})))->warnings),
      ElementsAre("IMPLAUSIBLE_RANGE"));
  EdfField single;
  single.samples = 1;
  EXPECT_THAT(testing::reasons_of(testing::read_text(edf_of({single}, 3, words({1, 2, 3}), "0.002"))->warnings),
              ElementsAre("ONE_SAMPLE_RECORDS"));
  EXPECT_THAT(
      testing::reasons_of(testing::read_text(edf_of({{}}, 1, words({1, 2, 3, 4}), "0.01", "", "EDF+D"))->warnings),
      ElementsAre("INTERRUPTED"));  // and nothing tells where the gaps are
  EXPECT_THAT(testing::reasons_of(testing::read_text(edf_of({{"II", "uV", 0, 0}}, 1, words({1, 2, 3, 4})))->warnings),
              ElementsAre("BAD_PHYSICAL_RANGE"));
}

// A record of four samples, and eight bytes of annotations which begin with its clock.
std::string clocked(std::initializer_list<int> samples, std::string onset) {
  onset += "\x14\x14";
  onset.resize(8, '\0');
  return words(samples) + onset;
}
const std::vector<EdfField> kWithClock = {{}, {"EDF Annotations", "", -1, 1, -32768, 32767, 4}};

TEST(Edf, InterruptedRecordsLieWhereTheirClockSays) {
  const auto recording = testing::read_text(edf_of(
      kWithClock, 2, clocked({10, 20, 30, 40}, "+5") + clocked({50, 60, 70, 80}, "+5.015"), "0.01", "", "EDF+D"));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("INTERRUPTED"));
  const auto& samples = recording->rhythm.channels[0].samples;
  ASSERT_EQ(samples.size(), 10U);  // 400 Hz: the second begins 6 samples after the first
  EXPECT_NEAR(samples[3], 4.0F, 1e-3);
  EXPECT_TRUE(std::isnan(samples[4]) && std::isnan(samples[5]));
  EXPECT_NEAR(samples[6], 5.0F, 1e-3);
  EXPECT_NEAR(samples[9], 8.0F, 1e-3);
}

TEST(Edf, InterruptedRecordsAreReadInAnyWindow) {
  const std::string file = edf_of(
      kWithClock, 3, clocked({1, 2, 3, 4}, "+0") + clocked({5, 6, 7, 8}, "+0.1") + clocked({9, 10, 11, 12}, "+.11"),
      "0.01", "", "EDF+D");
  const auto source = edf::open(bytes_in_memory(testing::bytes_of(file)));
  ASSERT_TRUE(source) << source.error().message;
  const auto whole = read_whole(**source);
  ASSERT_TRUE(whole);
  ASSERT_EQ((*source)->length(), 48U);
  for (const std::uint64_t first : {0U, 2U, 20U, 39U, 42U, 47U}) {
    const auto window = (*source)->read(first, 5);
    ASSERT_TRUE(window);
    for (std::size_t i = 0; i < window->length(); ++i) {
      EXPECT_TRUE(testing::same_sample(window->channels[0].samples[i], whole->rhythm.channels[0].samples[first + i]))
          << first << " " << i;
    }
  }
}

TEST(Edf, AnInterruptedFileWithoutGapsWarnsOfNone) {
  const auto recording = testing::read_text(
      edf_of(kWithClock, 2, clocked({1, 2, 3, 4}, "+0") + clocked({5, 6, 7, 8}, "+0.01"), "0.01", "", "EDF+D"));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->rhythm.length(), 8U);
  EXPECT_THAT(recording->warnings, IsEmpty());
}

TEST(Edf, AClockThatIsNoneOrLiesLeavesTheRecordsJoined) {
  for (const char* onset : {"", "5", "+x", "+9e9", "+9", "-1"}) {
    const auto recording = testing::read_text(
        edf_of(kWithClock, 2, clocked({1, 2, 3, 4}, "+0") + clocked({5, 6, 7, 8}, onset), "0.01", "", "EDF+D"));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->rhythm.length(), 8U) << onset;
    EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("INTERRUPTED")) << onset;
  }
}

// "name=value" of each mark.
std::vector<std::string> remarks_in(const std::vector<std::string>& signals) {
  constexpr std::size_t kBytes = 64;
  std::string data;
  for (std::string annotations : signals) {
    annotations.resize(kBytes, '\0');
    data += words({1, 2, 3, 4}) + annotations;
  }
  const auto recording = testing::read_text(edf_of({{}, {"EDF Annotations", "", -1, 1, -32768, 32767, kBytes / 2}},
                                                   static_cast<int>(signals.size()), data, "0.01", "", "EDF+C"));
  std::vector<std::string> out;
  if (!recording) return {recording.error().message};
  for (const auto& mark : recording->marks) out.push_back(mark.name + "=" + mark.value);
  return out;
}

TEST(Edf, AnnotationsBecomeMarksWithTheirTime) {
  using std::string_literals::operator""s;
  EXPECT_THAT(remarks_in({"+0\x14\x14\0+0.5\x15\x31\x14"
                          "Chest pain\x14"
                          "ST up\x14\0"s,
                          "+1\x14\x14\0"s, "+2\x14\x14\xE8\x83\xB8\xE7\x97\x9B\x14\0"s}),
              ElementsAre("Comment=0.5 s: Chest pain", "Comment=0.5 s: ST up", "Comment=2 s: 胸痛"));
}

TEST(Edf, WhatIsNoListOfAnnotationsEndsIt) {
  using std::string_literals::operator""s;
  // No onset, an onset that is no number, no end of the onset; and the last text runs to the signal's end.
  EXPECT_THAT(
      remarks_in({"Chest pain\x14\0"s, "+x\x14no\x14\0+1\x14no\x14\0"s, "+3"s, "-1.25\x14" + std::string(60, 'a')}),
      ElementsAre("Comment=-1.25 s: " + std::string(58, 'a')));
}

TEST(Edf, HeaderNumbersMayHaveADecimalComma) {
  std::string file = edf_of({{"ECG II", "mVolt", -8.25, 8.25, -330, 330}}, 1, words({40, -40, 2, 3}), "0,01");
  for (auto at = file.find("8.25"); at != std::string::npos; at = file.find("8.25")) file[at + 1] = ',';
  const auto recording = testing::read_text(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 400);
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(1000, -1000, 50, 75));
}

TEST(Edf, TwentyFourBitsAreBdf) {
  std::string file =
      edf_of({{"II", "uV", -8388608, 8388607, -8388608, 8388607, 2}}, 1, std::string("\x01\x00\x00\xFE\xFF\xFF", 6));
  file.replace(0, 8,
               "\xFF"
               "BIOSEMI");
  const auto recording = testing::read_text(file);
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.channels[0].samples, ElementsAre(1, -2));
}

TEST(Edf, MoreThanDeclaredIsSaidAndAnnotationsAloneAreNoEcg) {
  const auto more = testing::read_text(edf_of({{}}, 1, words({1, 2, 3, 4, 5, 6, 7, 8})));
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_EQ(more->rhythm.length(), 4U);
  EXPECT_THAT(testing::reasons_of(more->warnings), ElementsAre("LENGTH_MISMATCH"));
  const EdfField annotations{"EDF Annotations", "", -1, 1, -32768, 32767, 2};
  const auto alone = testing::read_text(edf_of({annotations}, 1, words({0, 0}), "0", "", "EDF+C"));
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().reason, "NO_ECG");
  EXPECT_THAT(alone.error().message, HasSubstr("annotations and no signal"));
}

// Recorders leave the fields of unused inputs blank, and programs copy a header's size from another file.
TEST(Edf, AnInputWithoutAScaleAndAWrongHeaderSizeLeaveTheOthers) {
  auto file = edf_of({{}, {"ECG V1"}, {"-", ""}}, 1, words({1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0}));
  const std::size_t minimum = 256 + 3 * 104;
  file.replace(minimum + 8, 16, std::string(16, ' '));
  file.replace(184, 8, "512     ");
  const auto recording = testing::read_text(file);
  ASSERT_TRUE(recording) << recording.error().message;
  ASSERT_NE(recording->rhythm.find(Lead::kII), nullptr);
  EXPECT_NEAR(recording->rhythm.find(Lead::kII)->samples[0], 0.1, 0.01);
  EXPECT_EQ(recording->rhythm.find(Lead::kV1), nullptr);
  EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("LENGTH_MISMATCH", "LEAD_LEFT_OUT"));
}

TEST(Edf, ALeadOfNoSamplesARecordIsSaid) {
  const EdfField empty{"ECG V1", "uV", -1, 1, -32768, 32767, 0};
  const EdfField annotations{"EDF Annotations", "", -1, 1, -32768, 32767, 0};
  const auto recording =
      testing::read_text(edf_of({{}, empty, annotations}, 1, words({1, 2, 3, 4}), "0.01", "", "EDF+C"));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_NE(recording->rhythm.find(Lead::kII), nullptr);
  EXPECT_EQ(recording->rhythm.find(Lead::kV1), nullptr);
  EXPECT_THAT(testing::reasons_of(recording->warnings), ElementsAre("LEAD_LEFT_OUT"));
}

TEST(Edf, APatientInPartsIsOneWithoutThePlus) {
  for (const auto& [patient, id, sex] :
       {std::tuple{"P-7 F 02-MAR-1951 Wang_Xiaoming", "P-7", Sex::kFemale},
        std::tuple{"P-7 F X X", "P-7", Sex::kFemale}, std::tuple{"Wang Xiao Ming F", "Wang Xiao Ming F", Sex::kUnknown},
        std::tuple{"A M 5 B", "A M 5 B", Sex::kUnknown}}) {
    const auto recording = testing::read_text(edf_of({{}}, 1, words({1, 2, 3, 4}), "0.01", patient));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_EQ(recording->subject.id, id);
    EXPECT_EQ(recording->subject.sex, sex) << patient;
  }
}

TEST(Edf, RefusalsNameTheField) {
  auto file = edf_of({{}}, 1, words({1, 2, 3, 4}));
  file.replace(252, 4, "9999");
  EXPECT_THAT(testing::read_text(file).error().message, HasSubstr("number of signals"));
  file = edf_of({{}}, 1, words({1, 2, 3, 4}));
  file.replace(256 + 104, 8, "abcdefgh");
  EXPECT_THAT(testing::read_text(file).error().message, HasSubstr("signal 1: its physical minimum"));
  EXPECT_EQ(testing::read_text(edf_of({{"ABP", "mmHg"}}, 1, words({1, 2, 3, 4}))).error().reason, "NO_ECG");
  EXPECT_EQ(testing::read_text(edf_of({{}}, 1, "")).error().reason, "BAD_LENGTH");
  EXPECT_THAT(testing::read_text(edf_of({{}}, 1, words({1, 2, 3, 4}), "0")).error().message,
              HasSubstr("lasts no time"));
}

// One MFER tag with a short length.
std::string tag(int number, const std::string& value) {
  return std::string(1, static_cast<char>(number)) + static_cast<char>(value.size()) + value;
}
std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out.push_back(static_cast<char>(value));
  return out;
}
const std::string kPreamble = std::string("@\x06") + "MFR  1";
const std::string kLittle = tag(1, bytes({1}));
const std::string kTwoMilliseconds = tag(0x0B, bytes({1, 0xFD, 2, 0}));
const std::string kFiveMicrovolts = tag(0x0C, bytes({0, 0xFA, 5, 0}));

TEST(Mfer, ChannelsAlternateBlockByBlock) {
  const auto recording = testing::read_text(kPreamble + kLittle + kTwoMilliseconds + kFiveMicrovolts +
                                            tag(4, bytes({2, 0, 0, 0})) + tag(5, bytes({2})) + tag(6, bytes({2})) +
                                            bytes({0x3F, 0, 3, 9, 1, 2}) + bytes({0x3F, 1, 3, 9, 1, 62}) +
                                            tag(0x1E, words({1, 2, 10, 20, 3, 4, 30, 40})) + bytes({0x80, 0}));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 500);
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(5, 10, 15, 20));
  EXPECT_THAT(recording->rhythm.find(Lead::kAvr)->samples, ElementsAre(50, 100, 150, 200));
}

TEST(Mfer, IsKnownByItsPreambleOrWithoutOneByItsFirstTags) {
  const std::string body = kLittle + kTwoMilliseconds + kFiveMicrovolts + tag(4, bytes({2, 0, 0, 0})) +
                           tag(5, bytes({1})) + tag(6, bytes({1})) + bytes({0x3F, 0, 3, 9, 1, 2}) +
                           tag(0x1E, words({1, 2})) + bytes({0x80, 0});
  for (const std::string& preamble : {std::string("@\x06MFR  1"), std::string("@\x20 MFER ") + std::string(26, ' '),
                                      std::string("@\x04 MFR"), std::string()}) {
    const auto recording = testing::read_text(preamble + body);
    ASSERT_TRUE(recording) << preamble << ": " << recording.error().message;
    EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(5, 10)) << preamble;
  }
  for (const std::string& other : {kLittle + tag(0x1E, words({1, 2})), kLittle + tag(0x40, "abcd"), kLittle + kLittle,
                                   std::string("@\x06LDR  1") + body}) {
    EXPECT_NE(sniff(testing::bytes_of(other)), Format::kMfer);
  }
}

TEST(Mfer, LengthsOfAChannelsTagsMayTakeSeveralBytes) {
  const auto recording = testing::read_text(kPreamble + kLittle + kTwoMilliseconds + kFiveMicrovolts +
                                            bytes({0x3F, 0, 6, 9, 0x82, 0, 2, 2, 0}) + tag(0x1E, words({1, 2})));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_THAT(recording->rhythm.find(Lead::kII)->samples, ElementsAre(5, 10));
  EXPECT_THAT(testing::read_text(kPreamble + kLittle + bytes({0x3F, 0, 3, 9, 0x84, 0xFF}) + tag(0x1E, words({1})))
                  .error()
                  .message,
              HasSubstr("ends beyond its channel"));
  EXPECT_FALSE(testing::read_text(kPreamble + kLittle + bytes({0x3F, 0, 2, 9, 0x80}) + tag(0x1E, words({1}))));
}

struct MferType {
  const char* name;
  int type;
  std::string data;
  std::vector<float> want;
};
std::ostream& operator<<(std::ostream& out, const MferType& c) { return out << c.name; }
class MferTypes : public ::testing::TestWithParam<MferType> {};

TEST_P(MferTypes, AreReadInBothByteOrders) {
  const auto& c = GetParam();
  const std::size_t size = c.data.size() / c.want.size();
  for (const bool little : {false, true}) {
    std::string data = c.data;  // big endian, which is MFER's default
    if (little) {
      for (std::size_t i = 0; i < data.size(); i += size)
        std::reverse(data.begin() + static_cast<std::ptrdiff_t>(i),
                     data.begin() + static_cast<std::ptrdiff_t>(i + size));
    }
    const auto recording =
        testing::read_text(kPreamble + (little ? kLittle : "") + tag(0x0B, bytes({0, 0, 100})) +
                           tag(0x0C, bytes({0, 0xFA, 1})) + tag(0x0A, bytes({c.type})) + tag(0x1E, data));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(recording->rhythm.channels[0].samples, ::testing::ElementsAreArray(c.want));
    EXPECT_DOUBLE_EQ(recording->rhythm.rate_hz, 100);
  }
}
INSTANTIATE_TEST_SUITE_P(Types, MferTypes,
                         ::testing::Values(MferType{"Int16", 0, bytes({0, 5, 0xFF, 0xFE}), {5, -2}},
                                           MferType{"Uint16", 1, bytes({0xFF, 0xFE, 0, 1}), {65534, 1}},
                                           MferType{"Int32", 2, bytes({0xFF, 0xFF, 0xFF, 0xFD}), {-3}},
                                           MferType{"Uint8", 3, bytes({200, 1}), {200, 1}},
                                           MferType{"Int8", 5, bytes({200, 1}), {-56, 1}},
                                           MferType{"Float32", 7, bytes({0x3F, 0xC0, 0, 0}), {1.5F}},
                                           MferType{"Float64", 8, bytes({0xBF, 0xF8, 0, 0, 0, 0, 0, 0}), {-1.5F}}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Mfer, TellsPatientAndTimeAndKeepsNullValuesAsGaps) {
  const auto recording = testing::read_text(
      kPreamble + kLittle + kTwoMilliseconds + kFiveMicrovolts + tag(0x17, "Maker^Model^1.0") + tag(0x84, bytes({2})) +
      tag(0x83, bytes({63, 0, 0, 0xAB, 0x07, 5, 12})) + tag(0x85, bytes({0xEA, 0x07, 11, 24, 9, 8, 7})) +
      tag(0x81, "王小明") + tag(0x12, words({-32768})) + tag(0x1E, words({1, -32768})));
  ASSERT_TRUE(recording) << recording.error().message;
  EXPECT_EQ(recording->subject.name, "王小明");
  EXPECT_EQ(recording->subject.sex, Sex::kFemale);
  EXPECT_EQ(recording->subject.age_years, 63.0);
  EXPECT_EQ(recording->subject.birth_date, "19630512");
  EXPECT_EQ(recording->device.model, "Model");
  ASSERT_TRUE(recording->acquired_at);
  EXPECT_TRUE(std::isnan(recording->rhythm.channels[0].samples[1]));
}

TEST(Mfer, LongLengthsCutDataAndCompression) {
  const auto head = kPreamble + kLittle + kTwoMilliseconds + kFiveMicrovolts;
  const auto longer = testing::read_text(head + bytes({0x1E, 0x84, 0, 0, 0, 4}) + words({1, 2}));
  ASSERT_TRUE(longer) << longer.error().message;
  EXPECT_EQ(longer->rhythm.length(), 2U);
  const auto cut = testing::read_text(head + bytes({0x1E, 0x82, 1, 0}) + words({1, 2}));
  ASSERT_TRUE(cut);
  EXPECT_THAT(testing::reasons_of(cut->warnings), ElementsAre("FEWER_SAMPLES"));
  EXPECT_EQ(testing::read_text(head + tag(0x0E, bytes({1, 0})) + tag(0x1E, words({1}))).error().reason,
            "UNSUPPORTED_COMPRESSION");
  EXPECT_THAT(testing::read_text(head + bytes({0x16, 0x40, 'x'})).error().message, HasSubstr("ends beyond the file"));
  EXPECT_THAT(testing::read_text(head).error().message, HasSubstr("no data"));
}

}  // namespace
}  // namespace rdc::ecg
