#include "ecg/formats/format.h"

#include <gmock/gmock.h>

#include "ecg/formats/dicom_format.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

TEST(WrittenFiles, AreToldByTheirBytes) {
  const auto recording = testing::recording_of({testing::eight_leads(), 500, 300, 2.5, 500});
  for (const Format format : {Format::kScp, Format::kAecg, Format::kDicom, Format::kWfdb, Format::kCsv}) {
    const auto written = write(recording, format);
    ASSERT_TRUE(written);
    EXPECT_EQ(sniff(written->files.front().bytes), format) << name_of(format);
  }
}

struct Sniffed {
  const char* name;
  std::string bytes;
  std::optional<Format> format;
};
std::ostream& operator<<(std::ostream& out, const Sniffed& c) { return out << c.name; }
class Sniffing : public ::testing::TestWithParam<Sniffed> {};

TEST_P(Sniffing, GoesByContent) { EXPECT_EQ(sniff(testing::bytes_of(GetParam().bytes)), GetParam().format); }

std::string utf16(std::string_view text) {
  std::string out = "\xFF\xFE";
  for (const char c : text) out += {c, '\0'};
  return out;
}
INSTANTIATE_TEST_SUITE_P(
    Contents, Sniffing,
    ::testing::Values(
        Sniffed{"Utf16Philips", utf16("<?xml version=\"1.0\"?>\n<restingecgdata xmlns=\"x\">"), Format::kPhilips},
        Sniffed{"CommentedAecg", "<?xml version=\"1.0\"?><!-- > --><x:AnnotatedECG>", Format::kAecg},
        Sniffed{"MuseWithDoctype", "\xEF\xBB\xBF<?xml?><!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">\n<RestingECG>",
                Format::kMuse},
        Sniffed{"XmlBehindALongLicence", "<?xml version=\"1.0\"?><!--" + std::string(9000, '.') + "--><RestingECG>",
                Format::kMuse},
        Sniffed{"Utf16Table", utf16("I,II\n1,2\n"), Format::kCsv},
        Sniffed{"Utf16OtherXml", utf16("<a b=\"1,2\"/>"), std::nullopt},
        Sniffed{"OtherXml", "<html></html>", std::nullopt},
        Sniffed{"Header", "100 2 360 650000\n100.dat 212 200 11 1024\n", Format::kWfdb},
        Sniffed{"Segments", "m/2 2 360 10\na 5\nb 5\n", Format::kWfdb},
        Sniffed{"BareDicom",
                std::string("\x08\x00\x05\x00"
                            "CS\x0A\x00"
                            "ISO_IR 100",
                            18),
                Format::kDicom},
        Sniffed{"Samples", std::string("\x08\x00\x04\x00\x03\x00\x02\x00\x01\x00\x05\x00\x08\x00", 14), std::nullopt},
        Sniffed{"Empty", "", std::nullopt}, Sniffed{"Prose", "Nothing of interest\n", std::nullopt}),
    [](const auto& tested) { return tested.param.name; });

TEST(Reading, SaysWhatAFileIsThatItDoesNotRead) {
  const auto matlab = read(testing::bytes_of("MATLAB 5.0 MAT-file, Platform"));
  EXPECT_EQ(matlab.error().reason, "NOT_AN_ECG");
  EXPECT_THAT(matlab.error().message, ::testing::HasSubstr("MATLAB 5"));
  for (const auto& [bytes, name] : {std::pair<std::string, const char*>{"PK\x03\x04", "ZIP"},
                                    {"\x1F\x8B\x08", "gzip"},
                                    {"BZh91AY", "bzip2"},
                                    {std::string("\xFD") + "7zXZ", "xz"},
                                    {"7z\xBC\xAF\x27", "7-Zip"},
                                    {"Rar!\x1A", "RAR"},
                                    {"\x28\xB5\x2F\xFD", "Zstandard"}}) {
    EXPECT_THAT(read(testing::bytes_of(bytes)).error().message, ::testing::HasSubstr(name));
  }
  EXPECT_THAT(read(testing::bytes_of("")).error().message, ::testing::HasSubstr("empty"));
  EXPECT_EQ(read(std::filesystem::path("/nonexistent/file")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(read(std::filesystem::path("/tmp")).error().reason, "NOT_A_FILE");
}

TEST(Reading, RatesLengthsAndLeadsBeyondTheLimitsAreRefused) {
  auto table = [](double rate) { return "# unit: uV\n# rate_hz: " + std::to_string(rate) + "\nI,II\n1,2\n"; };
  for (const double rate : {100.0, 250.0, 1000.0, 2000.0}) EXPECT_TRUE(read(testing::bytes_of(table(rate)))) << rate;
  for (const double rate : {0.0, 10.0, 20'000.0})
    EXPECT_EQ(read(testing::bytes_of(table(rate))).error().reason, "BAD_RATE");
}

// A scale that is off by many powers of ten. What is finite is what the file holds, and stays.
TEST(Reading, InfiniteSamplesAreGaps) {
  const auto large = read(testing::bytes_of("# rate_hz: 500\n# unit: uV\nI,II\n1,2\n2e9,-2e9\n"));
  ASSERT_TRUE(large) << large.error().message;
  EXPECT_TRUE(large->warnings.empty());
  EXPECT_EQ(large->rhythm.find(Lead::kI)->samples[1], 2e9F);
  for (const char* table : {"# rate_hz: 500\n# unit: uV\nI,II\n1,2\n1e39,-1e39\n",
                            "# rate_hz: 500\n# unit: mV\nI,II\n1,2\n-3e38,1e300\n"}) {
    const auto recording = read(testing::bytes_of(table));
    ASSERT_TRUE(recording) << recording.error().message;
    EXPECT_THAT(testing::reasons_of(recording->warnings), ::testing::ElementsAre("INFINITE_SAMPLES"));
    for (const Lead lead : {Lead::kI, Lead::kII, Lead::kAvf}) {
      EXPECT_TRUE(std::isfinite(recording->rhythm.find(lead)->samples[0]));
      EXPECT_TRUE(std::isnan(recording->rhythm.find(lead)->samples[1]));
    }
  }
}

dicom::Waveform wave_of(std::vector<std::int32_t> samples) {
  dicom::Waveform waveform;
  waveform.sop_class_uid = dicom::kTwelveLeadEcgStorage;
  dicom::MultiplexGroup group;
  group.rate_hz = 500;
  dicom::WaveformChannel channel;
  channel.source = {"2:2", "MDC", "Lead II"};
  channel.sensitivity = 1.0;
  channel.unit = "uV";
  channel.samples = std::move(samples);
  group.channels.push_back(channel);
  waveform.groups.push_back(group);
  return waveform;
}

TEST(DicomFaults, APaddingValueAmidTheSamplesIsNoPadding) {
  auto waveform = wave_of({-5, 0, 5});
  waveform.groups[0].padding = 0;
  const auto kept = from_dicom(waveform);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->rhythm.channels[0].samples[1], 0.0F);
  EXPECT_THAT(testing::reasons_of(kept->warnings), ::testing::ElementsAre("IMPLAUSIBLE_PADDING"));
}

TEST(DicomFaults, SamplesThatWereMendedAreSaid) {
  auto waveform = wave_of({1, -1, 2});
  waveform.groups[0].channels[0].sign_restored = true;
  EXPECT_THAT(testing::reasons_of(from_dicom(waveform)->warnings), ::testing::ElementsAre("SIGNS_RESTORED"));
}

TEST(DicomFaults, AnObjectOfAnotherClassIsReadAndSaid) {
  auto waveform = wave_of({1, 2, 3});
  waveform.sop_class_uid = "1.2.840.10008.5.1.4.1.1.7";
  EXPECT_THAT(testing::reasons_of(from_dicom(waveform)->warnings), ::testing::ElementsAre("WRONG_SOP_CLASS"));
  waveform = wave_of(std::vector<std::int32_t>(20'000, 1));
  EXPECT_THAT(testing::reasons_of(from_dicom(waveform)->warnings), ::testing::ElementsAre("WRONG_SOP_CLASS"));
}

TEST(ForeignFiles, DocumentsOfOtherMakersAreNamed) {
  for (const auto& [file, said] :
       {std::pair{"<?xml version=\"1.0\"?><!-- x --><CardiologyXML>", "CardioSoft"},
        std::pair{"<ECG ACQUISITION_TIME=\"\">", "ELI"}, std::pair{"\xEF\xBB\xBF<examdescript>", "Schiller"},
        std::pair{"<x:ClinicalDocument>", "CDA"}, std::pair{"<html>", "XML document of another kind"}}) {
    const auto recording = testing::read_text(file);
    ASSERT_FALSE(recording);
    EXPECT_EQ(recording.error().reason, "NOT_AN_ECG") << file;
    EXPECT_THAT(recording.error().message, ::testing::HasSubstr(said)) << file;
  }
}

// Carts leave out the unit, which the standard requires, and zeros: a number alone is years.
TEST(DicomFaults, AnAgeIsReadAsCartsWriteIt) {
  const std::pair<const char*, std::optional<double>> ages[] = {
      {"063Y", 63}, {"063", 63}, {"63", 63}, {"7", 7},    {"063y", 63}, {"018M", 1.5},   {"003D", 3 / 365.25},
      {"", {}},     {"Y", {}},   {"-3", {}}, {"999", {}}, {"6Z", {}},   {"6 Jahre", {}}, {"000", {}}};
  for (const auto& [text, years] : ages) {
    auto waveform = wave_of({1, 2, 3});
    waveform.age = text;
    const auto recording = from_dicom(waveform);
    ASSERT_TRUE(recording);
    EXPECT_EQ(recording->subject.age_years, years) << text;
  }
}

TEST(DicomFaults, ALeadWithoutSensitivityIsLeftOutAndSaid) {
  auto waveform = wave_of({1, 2, 3});
  waveform.groups[0].channels.push_back(waveform.groups[0].channels[0]);
  auto& second = waveform.groups[0].channels[1];
  second.source = {"2:3", "MDC", "Lead V1"};
  second.sensitivity.reset();
  for (const char* unit : {"uV", ""}) {
    second.unit = unit;
    const auto recording = from_dicom(waveform);
    ASSERT_TRUE(recording);
    EXPECT_EQ(recording->rhythm.channels.size(), 1U);
    EXPECT_THAT(testing::reasons_of(recording->warnings), ::testing::ElementsAre("NO_SENSITIVITY"));
  }
  waveform.groups[0].channels[0].sensitivity.reset();
  EXPECT_EQ(from_dicom(waveform).error().reason, "NO_ECG");
}

TEST(DicomFaults, ADeclaredCountThatTheFileDoesNotReachIsSaid) {
  auto waveform = wave_of({1, 2, 3});
  waveform.groups[0].declared_samples = 5;
  EXPECT_THAT(testing::reasons_of(from_dicom(waveform)->warnings), ::testing::ElementsAre("FEWER_SAMPLES"));
}

TEST(DicomFaults, ZonesComeFromTheTimeOrTheObject) {
  auto waveform = wave_of({1, 2, 3});
  waveform.acquisition_datetime = "20261124090807.5+0800";
  EXPECT_EQ(from_dicom(waveform)->utc_offset, std::chrono::minutes(480));
  waveform.acquisition_datetime = "20261124090807";
  waveform.timezone_offset = "-0330";
  EXPECT_EQ(from_dicom(waveform)->utc_offset, std::chrono::minutes(-210));
  waveform.acquisition_datetime.clear();
  waveform.study_date = "20261124";
  EXPECT_EQ(from_dicom(waveform)->clock_source, ClockSource::kRecords);
}

}  // namespace
}  // namespace rdc::ecg
