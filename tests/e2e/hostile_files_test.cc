// Files and connections made to kill: they end in quarantine with a reason, or are refused, and everything else goes
// on.
#include <fstream>

#include <gtest/gtest.h>

#include "common/dicom/phantom.h"
#include "tests/testkit/hostile_files.h"
#include "tests/testkit/raw_association.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kDepth = 200'000;
constexpr std::uint16_t kCannotUnderstand = 0xC000;

class HostileFiles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    township_ = std::make_unique<Township>(Township::Options{.programs = RDC_PROGRAMS, .seed = 6});
  }
  static void TearDownTestSuite() { township_.reset(); }

  void SetUp() override {
    agent_id_ = township_->site().agent().process()->id();
    router_id_ = township_->county().router().process()->id();
    const auto catalog = township_->site().catalog();
    ASSERT_TRUE(catalog) << catalog.error().message;
    aside_before_ = (*catalog)->count("SELECT count(*) FROM item WHERE state = 'quarantined'");
  }
  // The very processes that were there before still work: a picture sent now arrives at the router.
  void TearDown() override {
    ASSERT_TRUE(township_->site().agent().running());
    ASSERT_TRUE(township_->county().router().running());
    EXPECT_EQ(township_->site().agent().process()->id(), agent_id_);
    EXPECT_EQ(township_->county().router().process()->id(), router_id_);
    const auto study = township_->dr().make_radiograph({.columns = 64, .rows = 80}, {});
    ASSERT_TRUE(study);
    const auto sent = township_->dr().send(*study);
    EXPECT_TRUE(sent && sent->complete());
    const auto catalog = township_->county().router_catalog();
    ASSERT_TRUE(catalog);
    EXPECT_TRUE((*catalog)->wait_until(
        [&](DatabaseWatch& router) {
          return router.number("SELECT count(*) FROM instance WHERE sop_instance_uid = ?",
                               {study->instances[0].sop_instance_uid}) == 1;
        },
        30s));
  }

  // That many more than before the test lie in quarantine, each with its reason.
  bool wait_for_quarantine(std::int64_t more) {
    const auto catalog = township_->site().catalog();
    return catalog && (*catalog)->wait_for_number(
                          "SELECT count(*) FROM item WHERE state = 'quarantined' AND reason <> '' AND message <> ''",
                          aside_before_ + more, 30s);
  }
  static std::string newest_reason() {
    const auto catalog = township_->site().catalog();
    const auto rows = (*catalog)->rows("SELECT reason FROM item WHERE state = 'quarantined' ORDER BY item_id DESC");
    return rows && !rows->empty() ? rows->front()[0] : "";
  }
  static RawAssociation connect() {
    auto association = RawAssociation::open({.port = township_->site().dicom_port});
    if (!association) throw std::runtime_error(association.error().message);
    return std::move(*association);
  }
  static std::string uid(std::uint64_t seed) { return dicom::phantom_uid(seed, "hostile"); }

  int agent_id_ = 0, router_id_ = 0;
  std::int64_t aside_before_ = 0;
  static std::unique_ptr<Township> township_;
};
std::unique_ptr<Township> HostileFiles::township_;

// The file that kills storescp and Orthanc, byte for byte as it lies on a disc.
TEST_F(HostileFiles, ADeeplyNestedSequenceByCStoreEndsInQuarantine) {
  EXPECT_EQ(connect().store(uid(1), nested_data_set(uid(1), kDepth)), kCannotUnderstand);
  EXPECT_TRUE(wait_for_quarantine(1));
  EXPECT_EQ(newest_reason(), "NESTED_TOO_DEEP");
}

TEST_F(HostileFiles, ADeeplyNestedSequenceInTheDropFolderEndsInQuarantine) {
  const auto file = township_->scratch() / "nested-drop.dcm";
  write_nested_sequences(file, kDepth, 2);
  std::filesystem::copy_file(file, township_->site().drop() / "nested-drop.dcm");
  EXPECT_TRUE(wait_for_quarantine(1));
  const auto listed = township_->site().command({"quarantine", "list"});
  ASSERT_TRUE(listed);
  EXPECT_TRUE(listed->ok()) << listed->output;
  EXPECT_NE(listed->output.find("NESTED_TOO_DEEP"), std::string::npos) << listed->output;
  EXPECT_FALSE(std::filesystem::exists(township_->site().drop() / "nested-drop.dcm"));
}

TEST_F(HostileFiles, ADeeplyNestedFileGivenByHandIsRefusedWithItsReason) {
  const auto file = township_->scratch() / "nested-sent.dcm";
  write_nested_sequences(file, kDepth, 3);
  const auto sent = township_->site().command({"send", file.string()});
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->ended.exit_code, 1);
  EXPECT_NE(sent->output.find("NESTED_TOO_DEEP"), std::string::npos) << sent->output;
}

TEST_F(HostileFiles, NoiseByCStoreEndsInQuarantine) {
  std::string noise(50'000, '\0');
  for (char& c : noise) c = static_cast<char>(township_->random().between(0, 255));
  EXPECT_EQ(connect().store(uid(4), noise), kCannotUnderstand);
  // Lengths that promise four gigabytes, and an element cut in its head.
  const std::string lying(
      "\x10\x00\x10\x00OB\x00\x00\xFE\xFF\xFF\xFF"
      "abc",
      15);
  EXPECT_EQ(connect().store(uid(5), lying), kCannotUnderstand);
  EXPECT_TRUE(wait_for_quarantine(2));
}

TEST_F(HostileFiles, GarbageAndCutFilesInTheDropFolderEndInQuarantine) {
  std::ofstream(township_->site().drop() / "noise.dcm") << "this is no picture";
  std::ofstream(township_->site().drop() / "empty.dcm").flush();
  write_cut_file(township_->site().drop() / "cut.dcm", 7);
  EXPECT_TRUE(wait_for_quarantine(3));
}

TEST_F(HostileFiles, ACommandMadeToKillEndsItsOwnAssociationOnly) {
  // Sequences nested in the command set itself, where nothing may be nested.
  const std::string command =
      RawAssociation::store_command("1.2.840.10008.5.1.4.1.1.2", uid(8)) + nested_data_set(uid(8), 3'000);
  EXPECT_EQ(connect().send(command, nested_data_set(uid(8), 1)), std::nullopt);
  EXPECT_EQ(connect().send("", ""), std::nullopt);
  EXPECT_EQ(connect().send(std::string(200'000, 'x'), ""), std::nullopt);
  // A data set that comes without end, and a UID that is none.
  EXPECT_NE(connect().store("../../etc/passwd", nested_data_set(uid(9), 1)), std::uint16_t{0});
}

TEST_F(HostileFiles, ConnectionsThatPromiseAndDoNotKeepHoldUpNobody) {
  std::vector<RawAssociation> silent;
  for (int i = 0; i < 4; ++i) silent.push_back(connect());
  ASSERT_TRUE(silent[0].send_broken_pdu(0xFFFFFFF0U, "abc"));
  ASSERT_TRUE(silent[1].send_broken_pdu(12, std::string("\x00\x00\x10\x00\x01\x03zz", 8)));
  ASSERT_TRUE(silent[2].send_broken_pdu(2'000, "half"));
  // They are still open while a picture is sent: it is served all the same.
  TearDown();
}

TEST_F(HostileFiles, AnObjectCutOnTheWireLeavesNothingBehind) {
  auto association = connect();
  ASSERT_TRUE(association.store_part(uid(10), nested_data_set(uid(10), 1) + std::string(100'000, 'x')));
  association.cut();
  // What holds something and has no row; the spool's stock for arrivals to come is empty.
  const auto catalog = township_->site().catalog();
  ASSERT_TRUE(catalog);
  const auto left_behind = [&] {
    for (const auto& file : std::filesystem::directory_iterator(township_->site().data() / "spool" / "items")) {
      const auto known =
          (*catalog)->rows("SELECT item_id FROM item WHERE item_id = ?", {file.path().filename().string()});
      std::error_code gone;  // it may be removed while it is looked at
      if (file.file_size(gone) > 0 && !gone && known && known->empty()) return true;
    }
    return false;
  };
  for (int i = 0; i < 500 && left_behind(); ++i) ASSERT_TRUE(township_->ct().echo());
  EXPECT_FALSE(left_behind());
  EXPECT_EQ((*catalog)->count("SELECT count(*) FROM item WHERE sop_instance_uid = ?", {uid(10)}), 0);
}

}  // namespace
}  // namespace rdc::testkit
