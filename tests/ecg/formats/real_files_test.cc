// Real devices' files (RDC_DATA): every one reads or is refused for the right reason, and the same tracing is the same
// in every format.
#include <gmock/gmock.h>

#include <cstdlib>
#include <optional>

#include "ecg/lead_gains.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg {
namespace {

using ::testing::Contains;

std::optional<std::filesystem::path> ecg_folder() {
  const char* data = std::getenv("RDC_DATA");
  if (data == nullptr) return std::nullopt;
  return std::filesystem::path(data) / "ecg";
}

#define NEEDS_DATA(folder)                                  \
  const auto found_folder = ecg_folder();                   \
  if (!found_folder) GTEST_SKIP() << "RDC_DATA is not set"; \
  const std::filesystem::path& folder = *found_folder

Recording must_read(const std::filesystem::path& path, const ReadOptions& options = {}) {
  auto recording = read(path, options);
  EXPECT_TRUE(recording) << path << ": " << (recording ? "" : recording.error().message);
  return recording ? std::move(*recording) : Recording{};
}

// What is right for a file: by its suffix, since that is what tells files of a data set apart.
std::string expected_reason(const std::filesystem::path& path) {
  const std::string suffix = path.extension().string(), name = path.filename().string();
  const std::string folder = path.parent_path().filename().string();
  if (name == "100skew.hea") return "MISSING_SIGNAL_FILE";  // its signal file is not part of the set
  if (name.ends_with(".ECG.csv")) return "CSV_NOT_DESCRIBED";
  if (suffix == ".csv") return "NO_ECG";
  if (folder == "cpsc2019") return "NOT_AN_ECG";
  if (suffix == ".md") return "NO_ECG";  // prose with commas
  const bool has_header = std::filesystem::exists(std::filesystem::path(path).replace_extension(".hea"));
  if (suffix == ".dat" && !has_header) return "NOT_AN_ECG";  // named by a header of another name
  if (suffix == ".hea" || suffix == ".dat" || suffix == ".mat" || suffix == ".xyz" || suffix.starts_with(".d"))
    return "";
  if (suffix == ".xml" || suffix == ".scp" || suffix == ".SCP" || suffix == ".edf" || suffix == ".mwf") return "";
  return "NOT_AN_ECG";  // annotations, licences, read-me files, the Contec's own format
}

TEST(RealFiles, EveryOneReadsOrIsRefusedForTheRightReason) {
  NEEDS_DATA(folder);
  std::size_t files = 0, reads = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto recording = read(entry.path());
    const std::string want = expected_reason(entry.path());
    EXPECT_EQ(recording ? "" : recording.error().reason, want)
        << entry.path() << ": " << (recording ? "read" : recording.error().message);
    if (recording) ++reads;
  }
  EXPECT_GT(files, 1500U);
  EXPECT_GT(reads, 1100U);
}

// LUDB's gains contradict its integers (lead_gains.h), in every record.
TEST(RealFiles, WfdbChecksumsHoldAndNothingElseWarns) {
  NEEDS_DATA(folder);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".hea" || entry.path().filename() == "100skew.hea") continue;
    const auto recording = must_read(entry.path());
    std::vector<std::string> reasons;
    for (const auto& warning : recording.warnings) reasons.push_back(warning.reason);
    const bool ludb = entry.path().parent_path().filename() == "ludb";
    EXPECT_EQ(reasons, ludb ? std::vector<std::string>{kGainsContradicted} : std::vector<std::string>{})
        << entry.path() << ": " << (recording.warnings.empty() ? "" : recording.warnings.front().message);
  }
}

TEST(RealFiles, ScpAecgAndDicomOfOneRecordingGiveTheSameSamples) {
  NEEDS_DATA(folder);
  const auto scp = must_read(folder / "scp/ecgtoolkit-Example.scp");
  const auto aecg = must_read(folder / "hl7-aecg/hl7-Example.xml");
  const auto dicom = must_read(folder / "dicom/ecgtoolkit-Example.dcm");
  ASSERT_EQ(scp.rhythm.length(), 5000U);
  testing::expect_same_strip(aecg.rhythm, scp.rhythm);
  testing::expect_same_strip(dicom.rhythm, scp.rhythm);
  ASSERT_TRUE(scp.median && aecg.median);
  testing::expect_same_strip(aecg.median.value(), scp.median.value());
  EXPECT_EQ(scp.acquired_at, aecg.acquired_at);
  EXPECT_EQ(dicom.acquired_at, aecg.acquired_at);
}

TEST(RealFiles, ContecsCsvScpAndEdfAreOneRecording) {
  NEEDS_DATA(folder);
  const auto set = folder / "contec-same-recording-4-formats";
  ReadOptions told;
  told.csv = {800.0, 5.0, {"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}};
  const auto csv = must_read(set / "0000050.ECG.csv", told), scp = must_read(set / "0000050.ECG.scp"),
             edf = must_read(set / "0000050.ECG.edf");
  ASSERT_EQ(csv.rhythm.length(), 37'855U);
  ASSERT_EQ(scp.rhythm.length(), 32'767U);  // all its 16-bit lengths can say
  EXPECT_THAT(testing::reasons_of(scp.warnings), Contains("FEWER_SAMPLES"));
  ASSERT_EQ(edf.rhythm.length(), 37'855U);
  EXPECT_THAT(testing::reasons_of(edf.warnings), Contains("IMPLAUSIBLE_RANGE"));
  EXPECT_THAT(testing::reasons_of(edf.warnings), Contains("ONE_SAMPLE_RECORDS"));
  for (const Lead lead : {Lead::kI, Lead::kII, Lead::kIII, Lead::kAvr, Lead::kAvl, Lead::kAvf}) {
    const auto &want = csv.rhythm.find(lead)->samples, &in_scp = scp.rhythm.find(lead)->samples,
               &in_edf = edf.rhythm.find(lead)->samples;
    for (std::size_t i = 0; i < in_scp.size(); ++i) ASSERT_EQ(in_scp[i], want[i]) << name_of(lead) << i;
    // The EDF's stated range is wrong by a factor; its digital values are the same.
    for (std::size_t i = 0; i < in_edf.size(); ++i) {
      ASSERT_NEAR(in_edf[i], (want[i] / 5.0 + 0.5) * 2e6 / 65'535, 0.01) << name_of(lead) << i;
    }
  }
}

TEST(RealFiles, PhilipsXliIsItsUncompressedTwinButForTheTwinsMainsFilter) {
  NEEDS_DATA(folder);
  const auto xli = must_read(folder / "philips-xml/1_04-ad4d3d80-d165_orig-XLI.xml");
  const auto twin = must_read(folder / "philips-xml/1_04-ad4d3d80-d165_converted-uncompressed-GROUND-TRUTH.xml");
  EXPECT_FALSE(xli.device.notch_hz);
  EXPECT_EQ(twin.device.notch_hz, 60);
  ASSERT_EQ(xli.rhythm.length(), twin.rhythm.length());
  for (const Lead lead : kTwelveLeads) {
    const auto &a = xli.rhythm.find(lead)->samples, &b = twin.rhythm.find(lead)->samples;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_LE(std::abs(a[i] - b[i]), 20.0F) << name_of(lead) << " sample " << i;  // four steps
      sum += static_cast<double>(a[i] - b[i]);
    }
    EXPECT_LT(std::abs(sum / static_cast<double>(a.size())), 2.5) << name_of(lead);  // half a step: no drift
  }
  ASSERT_TRUE(xli.median && twin.median);
  EXPECT_EQ(xli.median->length(), twin.median->length());
}

TEST(RealFiles, PhilipsLimbLeadsObeyEinthoven) {
  NEEDS_DATA(folder);
  for (const char* name : {"1_03-129DYPRG.xml", "1_04-ad4d3d80-d165_orig-XLI.xml"}) {
    const auto recording = must_read(folder / "philips-xml" / name);
    const auto &one = recording.rhythm.find(Lead::kI)->samples, &two = recording.rhythm.find(Lead::kII)->samples,
               &three = recording.rhythm.find(Lead::kIII)->samples;
    // The last second holds calibration marks, which obey nothing.
    for (std::size_t i = 0; i < 5000; ++i) ASSERT_LE(std::abs(two[i] - one[i] - three[i]), 10.0F) << name << i;
  }
}

TEST(RealFiles, EightLeadsAreStoredAndFourDerived) {
  NEEDS_DATA(folder);
  for (const char* name : {"scp/scptools-ECG_20081029_ANON000010.SCP", "muse-xml/introecg-fictitious.xml"}) {
    const auto recording = must_read(folder / name);
    ASSERT_EQ(recording.rhythm.channels.size(), 12U);
    EXPECT_EQ(std::count_if(recording.rhythm.channels.begin(), recording.rhythm.channels.end(),
                            [](const Channel& channel) { return channel.derived; }),
              4);
    ASSERT_TRUE(recording.median);
    EXPECT_TRUE(recording.warnings.empty());
  }
}

TEST(RealFiles, EveryWritableFormatGivesRealSamplesBack) {
  NEEDS_DATA(folder);
  for (const char* name :
       {"scp/ecgtoolkit-Example.scp", "scp/scptools-ECG_20081029_ANON000010.SCP", "dicom/pydicom-waveform_ecg.dcm",
        "muse-xml/introecg-fictitious.xml", "philips-xml/1_03-129DYPRG.xml"}) {
    const auto recording = must_read(folder / name);
    for (const Format format : {Format::kScp, Format::kAecg, Format::kDicom, Format::kWfdb, Format::kCsv}) {
      const auto written = write(recording, format, {Rounding::kRefuse, DerivedLeads::kLeaveOut, "ecg"});
      ASSERT_TRUE(written) << name << " as " << name_of(format) << ": " << written.error().message;
      const auto back = testing::read_written(*written);
      ASSERT_TRUE(back) << name << " as " << name_of(format) << ": " << back.error().message;
      testing::expect_same_strip(back->rhythm, recording.rhythm);
    }
  }
}

}  // namespace
}  // namespace rdc::ecg
