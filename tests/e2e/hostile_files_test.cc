// Files made to kill: they end in quarantine with a reason, and everything else goes on.
#include <fstream>

#include <gtest/gtest.h>

#include "tests/testkit/hostile_files.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

class HostileFiles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 6});
  }
  static void TearDownTestSuite() { township_.reset(); }

  static bool wait_for_quarantine(std::int64_t count) {
    const auto catalog = township_->site().catalog();
    return catalog && (*catalog)->wait_for_number(
                          "SELECT count(*) FROM item WHERE state = 'quarantined' AND reason <> ''", count, 30s);
  }
  static void expect_alive() {
    EXPECT_TRUE(township_->site().agent().running());
    EXPECT_TRUE(township_->county().router().running());
    const auto study = township_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
    const auto sent = township_->dr().send(*study);
    EXPECT_TRUE(sent && sent->complete());
  }
  static std::unique_ptr<Township> township_;
};
std::unique_ptr<Township> HostileFiles::township_;

TEST_F(HostileFiles, ADeeplyNestedSequenceByCStoreHarmsNothing) {
  const auto file = township_->scratch() / "nested.dcm";
  write_nested_sequences(file, 200'000, 1);
  const auto sent = township_->ct().send(std::vector<std::filesystem::path>{file});
  // Taken into quarantine or refused for good: both are right, a dead agent is not.
  if (sent && sent->complete()) {
    EXPECT_TRUE(wait_for_quarantine(1));
  }
  expect_alive();
}

TEST_F(HostileFiles, ADeeplyNestedSequenceInTheDropFolderEndsInQuarantine) {
  const auto catalog = township_->site().catalog();
  ASSERT_TRUE(catalog);
  const auto before = (*catalog)->number("SELECT count(*) FROM item WHERE state = 'quarantined'");
  const auto file = township_->scratch() / "nested-drop.dcm";
  write_nested_sequences(file, 200'000, 2);
  std::filesystem::copy_file(file, township_->site().drop() / "nested-drop.dcm");
  EXPECT_TRUE(wait_for_quarantine(*before + 1));
  const auto listed = township_->site().command({"quarantine", "list"});
  ASSERT_TRUE(listed);
  EXPECT_TRUE(listed->ok()) << listed->output;
  EXPECT_NE(listed->output.find("NESTED_TOO_DEEP"), std::string::npos) << listed->output;
  expect_alive();
}

TEST_F(HostileFiles, GarbageAndEmptyFilesEndInQuarantineAndOthersPass) {
  const auto catalog = township_->site().catalog();
  ASSERT_TRUE(catalog);
  const auto before = (*catalog)->number("SELECT count(*) FROM item WHERE state = 'quarantined'");
  std::ofstream(township_->site().drop() / "noise.dcm") << "this is no picture";
  write_cut_file(township_->site().drop() / "cut.dcm", 3);
  EXPECT_TRUE(wait_for_quarantine(*before + 2));
  expect_alive();
}

}  // namespace
}  // namespace rdc::testkit
