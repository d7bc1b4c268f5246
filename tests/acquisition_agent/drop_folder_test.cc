#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "acquisition_agent/analysis/ecg_opinion.h"
#include "acquisition_agent/receive/drop_folder.h"
#include "acquisition_agent/receive/inspection.h"
#include "ecg/formats/read.h"
#include "ecg/formats/write.h"
#include "ecg/simulation/simulator.h"
#include "tests/acquisition_agent/spool_fixture.h"
#include "tests/testkit/happenings.h"
#include "tests/testkit/hostile_files.h"

namespace rdc::agent {
namespace {

using std::chrono::milliseconds;

std::string edf(char filling) {
  std::string header(256, ' ');
  header[0] = '0';
  header.replace(184, 3, "256");
  return header + std::string(1000, filling);
}

class DropFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ / "sub");
    happenings_.watch(folder_);
  }
  void start(milliseconds patience = milliseconds(150), milliseconds settle = milliseconds(20)) {
    auto started = DropFolder::start({"ecg", folder_, "", v1::URGENCY_UNSPECIFIED, settle, patience}, intake_, clock_);
    ASSERT_TRUE(started) << started.error().message;
    drop_ = std::move(*started);
  }
  void write(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }
  // For what the spool's catalog will say, or the folder.
  bool wait(const std::function<bool()>& done) { return happenings_.wait_until(done, std::chrono::seconds(30)); }
  std::size_t owed() { return f_.spool->items().owed()->size(); }
  std::size_t aside() { return f_.spool->items().aside()->size(); }

  // Two files, one after the other, are settled and taken: time enough for whatever came before them.
  void others_come_and_go() {
    for (const char filling : {'1', '2'}) {
      const std::size_t before = owed();
      write(folder_ / "other.edf", edf(filling));
      ASSERT_TRUE(wait([&] { return owed() == before + 1 && !std::filesystem::exists(folder_ / "other.edf"); }));
    }
    EXPECT_EQ(owed(), 2U);
    EXPECT_EQ(aside(), 0U);
  }

  base::SystemClock clock_;
  base::PosixFileSystem fs_;
  testkit::Happenings happenings_{clock_};
  SpoolFixture f_{fs_, clock_};
  std::shared_ptr<void> commits_ = f_.spool->database().on_commit([this] { happenings_.ring(); });
  testkit::ScratchDirectory scratch_{"drop"};
  std::filesystem::path folder_ = scratch_ / "in";
  FileIntake intake_{*f_.spool};
  std::unique_ptr<DropFolder> drop_;
};

TEST_F(DropFolderTest, TakesFilesThatWereThereAndThatComeLaterAlsoInSubfolders) {
  write(folder_ / "before.edf", edf('a'));
  start();
  ASSERT_TRUE(wait([&] { return owed() == 1; }));
  write(folder_ / "sub" / "later.edf", edf('b'));
  ASSERT_TRUE(wait([&] { return owed() == 2; }));
  std::filesystem::create_directories(folder_ / "new");
  write(folder_ / "new" / "third.edf", edf('c'));
  ASSERT_TRUE(wait([&] { return owed() == 3; }));
  EXPECT_TRUE(wait([&] { return !std::filesystem::exists(folder_ / "new" / "third.edf"); }));
  const auto item = f_.spool->items().owed()->front();
  EXPECT_EQ(item.kind, v1::ITEM_KIND_ECG_FILE);
  EXPECT_EQ(item.urgency, v1::URGENCY_URGENT);
  EXPECT_EQ(item.source, "drop:ecg");
}

TEST_F(DropFolderTest, TakesWhatIsMovedInWithoutWaitingForItToSettle) {
  start(milliseconds(150), std::chrono::minutes(10));
  write(folder_ / "written.edf", edf('w'));
  write(folder_ / "moved.edf.tmp", edf('m'));
  std::filesystem::rename(folder_ / "moved.edf.tmp", folder_ / "moved.edf");
  ASSERT_TRUE(wait([&] { return owed() == 1; }));
  EXPECT_TRUE(wait([&] { return !std::filesystem::exists(folder_ / "moved.edf"); }));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "written.edf")) << "only the other one may still be written";
}

TEST_F(DropFolderTest, LeavesAFileAloneWhileSomeoneWritesIt) {
  start();
  const std::string content = edf('x');
  const int descriptor = ::open((folder_ / "half.edf").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_GT(::write(descriptor, content.data(), 600), 0);
  others_come_and_go();  // only the open descriptor tells it from them
  EXPECT_TRUE(std::filesystem::exists(folder_ / "half.edf"));
  ASSERT_GT(::write(descriptor, content.data() + 600, content.size() - 600), 0);
  ::close(descriptor);
  ASSERT_TRUE(wait([&] { return !std::filesystem::exists(folder_ / "half.edf"); }));
  EXPECT_EQ(f_.spool->items().owed()->back().size, content.size());
}

TEST_F(DropFolderTest, PutsGarbageInQuarantineOnlyAfterPatience) {
  start(milliseconds(300));
  const auto began = clock_.monotonic();
  write(folder_ / "garbage.bin", std::string(500, '\x7f'));
  ASSERT_TRUE(wait([&] { return aside() == 1; }));
  EXPECT_GE(clock_.monotonic() - began, milliseconds(300));
  EXPECT_EQ(f_.spool->items().aside()->front().reason, "NOT_RECOGNISED");
  EXPECT_TRUE(wait([&] { return !std::filesystem::exists(folder_ / "garbage.bin"); }));
}

TEST_F(DropFolderTest, PutsAPictureThatEndsEarlyInQuarantineForAPersonToDecide) {
  start(milliseconds(300));
  testkit::write_cut_file(folder_ / "cut.dcm", 1);
  ASSERT_TRUE(wait([&] { return aside() == 1; }));
  const auto item = f_.spool->items().aside()->front();
  EXPECT_EQ(item.reason, "CUT_SHORT");
  EXPECT_EQ(owed(), 0U);
  ASSERT_TRUE(f_.spool->release(item.item_id, [](const auto& file) { return inspect_file(file, file); }));
  EXPECT_EQ(owed(), 1U) << "released by a person, it goes as it is";
}

TEST_F(DropFolderTest, LeavesPartialNamesAndTakesThemOnceRenamed) {
  write(folder_ / "a.edf.part", edf('p'));
  write(folder_ / ".hidden", edf('h'));
  std::filesystem::create_symlink("/etc/hostname", folder_ / "link");
  start();
  others_come_and_go();
  EXPECT_TRUE(std::filesystem::exists(folder_ / "a.edf.part"));
  std::filesystem::rename(folder_ / "a.edf.part", folder_ / "a.edf");
  EXPECT_TRUE(wait([&] { return owed() == 3; }));
  EXPECT_TRUE(std::filesystem::exists(folder_ / ".hidden"));
}

// A record as a recorder or PhysioNet has it: name.hea and name.dat.
class WfdbDrop : public DropFolderTest {
 protected:
  WfdbDrop() {
    ecg::simulation::Request request;
    request.morphology = ecg::simulation::Morphology::kAnteriorStemi;
    const auto written =
        ecg::write(ecg::simulation::simulate(request).recording, ecg::Format::kWfdb, {.record_name = "r1"});
    for (const auto& file : written->files) {
      auto& content = file.suffix == ".hea" ? header_ : signals_;
      content.assign(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
    }
  }
  bool folder_is_empty() {
    return std::none_of(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator(),
                        [](const auto& entry) { return entry.is_regular_file(); });
  }
  // One item, with both files in it as they were, that is read and analysed as one ECG.
  void expect_one_ecg() {
    ASSERT_TRUE(wait([&] { return owed() == 1 && folder_is_empty(); }));
    EXPECT_EQ(aside(), 0U);
    const auto item = f_.spool->items().owed()->front();
    EXPECT_EQ(item.kind, v1::ITEM_KIND_ECG_FILE);
    EXPECT_EQ(item.urgency, v1::URGENCY_URGENT);
    std::ifstream in(f_.spool->bytes_of(item.item_id), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    EXPECT_NE(bytes.find(header_), std::string::npos);
    EXPECT_NE(bytes.find(signals_), std::string::npos);
    const auto said = analyse_file(f_.spool->bytes_of(item.item_id), "");
    EXPECT_EQ(said.unreadable_reason(), "");
    EXPECT_GE(said.tier(), v1::ECG_TIER_SUSPECTED);
  }
  std::string reason_aside(const std::string& name) {
    EXPECT_TRUE(wait([&] { return aside() == 1; })) << name;
    EXPECT_EQ(owed(), 0U);
    return f_.spool->items().aside()->front().reason;
  }
  std::string header_, signals_;
};

TEST_F(WfdbDrop, BothFilesAreOneEcgWhicheverComesFirst) {
  start(std::chrono::minutes(10));
  write(folder_ / "r1.dat", signals_);
  write(folder_ / "r1.hea", header_);
  expect_one_ecg();
  // The very same record again is the very same ECG.
  write(folder_ / "r1.hea", header_);
  write(folder_ / "r1.dat", signals_);
  ASSERT_TRUE(wait([&] { return folder_is_empty(); }));
  EXPECT_EQ(owed(), 1U);
}

TEST_F(WfdbDrop, MovedInOneAfterTheOtherTheyAreTakenAtOnce) {
  start(std::chrono::minutes(10), std::chrono::minutes(10));
  for (const auto& [name, content] : {std::pair("r1.hea", &header_), std::pair("r1.dat", &signals_)}) {
    write(folder_ / (std::string(name) + ".tmp"), *content);
    std::filesystem::rename(folder_ / (std::string(name) + ".tmp"), folder_ / name);
  }
  expect_one_ecg();
}

TEST_F(WfdbDrop, WaitsWhileItsSignalsAreWritten) {
  start();
  write(folder_ / "r1.hea", header_);
  const int descriptor = ::open((folder_ / "r1.dat").c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_GT(::write(descriptor, signals_.data(), signals_.size() / 2), 0);
  others_come_and_go();
  EXPECT_TRUE(std::filesystem::exists(folder_ / "r1.hea"));
  const std::string rest = signals_.substr(signals_.size() / 2);
  ASSERT_GT(::write(descriptor, rest.data(), rest.size()), 0);
  ::close(descriptor);
  ASSERT_TRUE(wait([&] { return folder_is_empty(); }));
  EXPECT_EQ(owed(), 3U);
}

TEST_F(WfdbDrop, SignalsWithoutAHeaderGoAsideWithTheReasonAfterPatience) {
  start(milliseconds(300));
  const auto began = clock_.monotonic();
  write(folder_ / "r1.dat", signals_);
  EXPECT_EQ(reason_aside("r1.dat"), "NO_HEADER");
  EXPECT_GE(clock_.monotonic() - began, milliseconds(300));
  EXPECT_TRUE(wait([&] { return folder_is_empty(); }));
}

TEST_F(WfdbDrop, AHeaderWithoutItsSignalsGoesAsideWithTheReasonAfterPatience) {
  start(milliseconds(300));
  const auto began = clock_.monotonic();
  write(folder_ / "r1.hea", header_);
  EXPECT_EQ(reason_aside("r1.hea"), "INCOMPLETE_RECORD");
  EXPECT_GE(clock_.monotonic() - began, milliseconds(300));
}

TEST_F(WfdbDrop, SignalsThatEndEarlyGoAsideWholeForAPersonToDecide) {
  start(milliseconds(300));
  write(folder_ / "r1.dat", signals_.substr(0, signals_.size() / 2));
  write(folder_ / "r1.hea", header_);
  EXPECT_EQ(reason_aside("r1"), "CUT_SHORT");
  EXPECT_TRUE(wait([&] { return folder_is_empty(); }));
}

TEST_F(WfdbDrop, ARecordInSegmentsIsOneEcgToo) {
  const auto frames = [](std::string header, const std::string& record) {
    // "r1 12 500 5000" -> this record's name, in every line.
    for (auto at = header.find("r1"); at != std::string::npos; at = header.find("r1", at + record.size()))
      header.replace(at, 2, record);
    return header;
  };
  std::istringstream first_line(header_);
  std::string name, signals, rate, length;
  first_line >> name >> signals >> rate >> length;
  for (const char* part : {"p1", "p2"}) {
    write(folder_ / (std::string(part) + ".hea"), frames(header_, part));
    write(folder_ / (std::string(part) + ".dat"), signals_);
  }
  write(folder_ / "whole.hea", "whole/2 " + signals + " " + rate + " " + std::to_string(2 * std::stoi(length)) +
                                   "\np1 " + length + "\np2 " + length + "\n");
  start(std::chrono::minutes(10));
  ASSERT_TRUE(wait([&] { return folder_is_empty(); }));
  ASSERT_EQ(owed(), 1U);
  const auto read = ecg::read(f_.spool->bytes_of(f_.spool->items().owed()->front().item_id));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->rhythm.length(), 2U * std::stoul(length));
}

TEST_F(DropFolderTest, SaysWhichFolderIsMissing) {
  const auto started =
      DropFolder::start({"ecg", folder_ / "none", "", v1::URGENCY_UNSPECIFIED, {}, {}}, intake_, clock_);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().reason, "NO_SUCH_FOLDER");
}

TEST(Inspection, RecognisesEcgFormatsByContent) {
  EXPECT_EQ(recognise_ecg(std::string(16, '\0') + "SCPECG" + std::string(20, '\0')), "SCP-ECG");
  EXPECT_EQ(recognise_ecg("<?xml version=\"1.0\"?>\n<AnnotatedECG xmlns=\"urn:hl7-org:v3\">"), "HL7 aECG");
  EXPECT_EQ(recognise_ecg("<?xml version=\"1.0\"?><!DOCTYPE RestingECG><RestingECG>"), "MUSE XML");
  EXPECT_EQ(recognise_ecg("100 2 360 650000\n100.dat 212 200 11 1024 995 -22131 0 MLII\n"), "WFDB");
  EXPECT_EQ(recognise_ecg(edf('x')), "EDF");
  EXPECT_EQ(recognise_ecg("hello 2 world\n"), "");
  EXPECT_EQ(recognise_ecg("<html><body>"), "");
  EXPECT_EQ(recognise_ecg(""), "");
}

TEST(Inspection, KnowsTheRealFiles) {
  const char* data = std::getenv("RDC_DATA");
  if (data == nullptr) GTEST_SKIP() << "RDC_DATA is not set";
  std::size_t dicom = 0, ecg = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    if (!entry.is_regular_file()) continue;
    const auto found = inspect_file(entry.path(), entry.path());
    if (found && found->kind == v1::ITEM_KIND_ECG_FILE) ++ecg;
    if (found && found->kind == v1::ITEM_KIND_DICOM_INSTANCE) {
      ++dicom;
      EXPECT_FALSE(found->sop_instance_uid.empty()) << entry.path();
    }
    if (entry.path().filename() == "DICOMDIR") {
      EXPECT_EQ(found ? "" : found.error().reason, "DICOMDIR") << entry.path();
    }
    if (entry.path().extension() == ".md") {
      EXPECT_FALSE(found) << entry.path();
    }
  }
  EXPECT_GT(dicom, 100U);
  EXPECT_GT(ecg, 20U);
}

}  // namespace
}  // namespace rdc::agent
