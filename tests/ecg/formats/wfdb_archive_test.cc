// A WFDB record as one file: everything comes back, tar(1) agrees, and damage is told, never followed.
#include "ecg/formats/wfdb_archive.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "ecg/simulation/simulator.h"
#include "tests/ecg/formats/recordings.h"

namespace rdc::ecg::testing {
namespace {

using File = std::pair<std::string, std::string>;

class WfdbArchive : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(scratch); }
  void TearDown() override { std::filesystem::remove_all(scratch); }
  const std::filesystem::path scratch =
      std::filesystem::temp_directory_path() / ("rdc-wfdb-archive-" + std::to_string(::getpid()));
};

std::string characters(std::span<const std::byte> bytes) { return std::string(as_characters(bytes)); }

std::string packed(const std::vector<File>& files) {
  std::string archive;
  for (const auto& [name, content] : files) {
    const auto member = wfdb::archive_member(name, content.size());
    EXPECT_TRUE(member) << member.error().message;
    archive += characters(*member) + content + std::string(wfdb::archive_padding(content.size()), '\0');
  }
  return archive + std::string(wfdb::kArchiveEnd, '\0');
}

std::vector<File> simulated_record() {
  simulation::Request request;
  request.morphology = simulation::Morphology::kAnteriorStemi;
  auto recording = simulation::simulate(request).recording;
  recording.subject.age_years = 61;
  const auto written = write(recording, Format::kWfdb, {.record_name = "ecg"});
  std::vector<File> files;
  for (const auto& file : written->files) files.emplace_back("ecg" + file.suffix, characters(file.bytes));
  return files;
}

std::string reason_of(const std::string& archive) {
  const auto read = read_text(archive);
  return read ? "" : read.error().reason;
}

TEST_F(WfdbArchive, HoldsTheRecordWholeWhetherReadFromMemoryOrFromDisk) {
  const auto files = simulated_record();
  ASSERT_EQ(files.size(), 2U);
  const std::string archive = packed(files);
  ASSERT_EQ(sniff(bytes_of(archive)), Format::kWfdb);
  for (const auto& [name, content] : files) std::ofstream(scratch / name, std::ios::binary) << content;
  std::ofstream(scratch / "kept", std::ios::binary) << archive;
  const auto apart = read(scratch / "ecg.hea");
  ASSERT_TRUE(apart) << apart.error().message;
  for (const auto& together : {read_text(archive), read(scratch / "kept")}) {
    ASSERT_TRUE(together) << together.error().message;
    ASSERT_EQ(together->rhythm.channels.size(), apart->rhythm.channels.size());
    for (std::size_t i = 0; i < apart->rhythm.channels.size(); ++i)
      EXPECT_EQ(together->rhythm.channels[i].samples, apart->rhythm.channels[i].samples);
    EXPECT_EQ(together->subject.age_years, apart->subject.age_years);
  }
  // As long as the archive's owner reads windows of it, it stays open.
  auto windows = open_samples(scratch / "kept");
  ASSERT_TRUE(windows) << windows.error().message;
  const auto strip = (*windows)->read(100, 50);
  ASSERT_TRUE(strip);
  EXPECT_EQ(strip->channels[0].samples[0], apart->rhythm.channels[0].samples[100]);
}

TEST_F(WfdbArchive, IsATarThatEverybodyUnpacks) {
  const auto files = simulated_record();
  std::ofstream(scratch / "kept.tar", std::ios::binary) << packed(files);
  const std::string command = "cd " + scratch.string() + " && tar -xf kept.tar 2>&1 && tar -tf kept.tar";
  std::string said(200, '\0');
  FILE* tar = ::popen(command.c_str(), "r");
  ASSERT_NE(tar, nullptr);
  said.resize(std::fread(said.data(), 1, said.size(), tar));
  EXPECT_EQ(::pclose(tar), 0) << said;
  EXPECT_EQ(said, "ecg.hea\necg.dat\n");
  for (const auto& [name, content] : files) {
    std::ifstream in(scratch / name, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), content) << name;
  }
}

TEST_F(WfdbArchive, TellsDamage) {
  const auto files = simulated_record();
  const std::string archive = packed(files);
  const std::size_t whole = archive.size() - wfdb::kArchiveEnd - wfdb::archive_padding(files[1].second.size());
  for (std::size_t cut = 0; cut < whole; cut += 509)
    EXPECT_FALSE(read_text(archive.substr(0, cut))) << "read as if whole, cut at " << cut;
  std::string flipped = archive;
  flipped[1] = 'x';
  EXPECT_EQ(reason_of(flipped), "BAD_ARCHIVE");
  std::string longer = archive;  // the second file claims to be longer than what is there
  const std::size_t second =
      wfdb::kArchiveBlock + files[0].second.size() + wfdb::archive_padding(files[0].second.size());
  longer.replace(second, wfdb::kArchiveBlock, characters(*wfdb::archive_member("ecg.dat", 1ULL << 32)));
  EXPECT_EQ(reason_of(longer), "BAD_ARCHIVE");
  EXPECT_EQ(reason_of(packed({files[0], files[1], files[1]})), "BAD_ARCHIVE");
  EXPECT_EQ(reason_of(packed({files[0]})), "MISSING_SIGNAL_FILE");
}

TEST_F(WfdbArchive, NamesLeadNowhereElse) {
  for (const char* name : {"", ".", "..", "../ecg.dat", "/etc/passwd", "a/b"})
    EXPECT_FALSE(wfdb::archive_member(name, 1)) << name;
  EXPECT_FALSE(wfdb::archive_member(std::string(101, 'n'), 1));
  EXPECT_TRUE(wfdb::archive_member(std::string(100, 'n'), 1));
  EXPECT_FALSE(wfdb::archive_member("ecg.dat", 1ULL << 33));
}

}  // namespace
}  // namespace rdc::ecg::testing
