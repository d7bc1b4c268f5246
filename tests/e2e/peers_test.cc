// Other people's programs send to the agent: DCMTK's two senders and Orthanc. What they send arrives, data set byte for
// byte (the file's meta group is the receiver's to write).
#include <gtest/gtest.h>

#include "common/base/file_system.h"
#include "tests/testkit/orthanc.h"
#include "tests/testkit/township.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;

// The bytes behind the meta group of an explicit little endian Part-10 file.
std::string data_set_of(const std::string& file) {
  if (file.size() < 144 || file.compare(128, 4, "DICM") != 0) return file;
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(file[at])); };
  const std::size_t length = byte(140) | byte(141) << 8 | byte(142) << 16 | byte(143) << 24;  // (0002,0000) UL
  return file.substr(std::min(file.size(), 144 + length));
}

class Peers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    Township::Options options{.programs = RDC_PROGRAMS, .seed = 3};
    options.agent_extra_toml = "";
    township_ = std::make_unique<Township>(options);
    reader_ = township_->person("reading-1", "li");
  }
  static void TearDownTestSuite() {
    reader_.reset();
    township_.reset();
  }

  static dicom::PhantomStudy small_ct() {
    auto study = township_->ct().make_ct({.slices = 12, .side = 64}, {});
    EXPECT_TRUE(study);
    return std::move(*study);
  }
  static Command dcmtk(std::vector<std::string> arguments) {
    return {std::move(arguments), {"TCP_NODELAY=1"}, {}, {}, {}};
  }

  static void expect_arrived(const dicom::PhantomStudy& sent) {
    const auto item = reader_->wait_for_item(
        [&](const v1::WorklistItem& each) {
          return each.study_instance_uid() == sent.study_instance_uid && each.instance_count() == sent.instances.size();
        },
        60s);
    ASSERT_TRUE(item) << item.error().message;
    std::map<std::string, std::string> expected;
    for (const auto& instance : sent.instances) {
      expected[instance.sop_instance_uid] = data_set_of(*base::read_file(instance.path, 1 << 26));
    }
    const auto study = reader_->study(item->study_id());
    ASSERT_TRUE(study);
    for (const auto& series : study->series()) {
      for (const auto& instance : series.instances()) {
        const auto bytes = reader_->object(item->study_id(), instance.object().sha256());
        ASSERT_TRUE(bytes) << bytes.error().message;
        EXPECT_EQ(data_set_of(*bytes), expected[instance.sop_instance_uid()]) << instance.sop_instance_uid();
        expected.erase(instance.sop_instance_uid());
      }
    }
    EXPECT_TRUE(expected.empty());
  }

  static std::unique_ptr<Township> township_;
  static std::unique_ptr<StationClient> reader_;
};
std::unique_ptr<Township> Peers::township_;
std::unique_ptr<StationClient> Peers::reader_;

TEST_F(Peers, EchoscuIsAnswered) {
  const auto answered = run(dcmtk({"echoscu", "-aet", "CT01", "-aec", SiteHost::kAeTitle, "127.0.0.1",
                                   std::to_string(township_->site().dicom_port)}));
  ASSERT_TRUE(answered);
  EXPECT_TRUE(answered->ok()) << answered->output;
}

TEST_F(Peers, StorescuDelivers) {
  const auto study = small_ct();
  const auto sent =
      run(dcmtk({"storescu", "-aet", "CT01", "-aec", SiteHost::kAeTitle, "127.0.0.1",
                 std::to_string(township_->site().dicom_port), "+sd", study.instances[0].path.parent_path().string()}));
  ASSERT_TRUE(sent);
  ASSERT_TRUE(sent->ok()) << sent->output;
  expect_arrived(study);
}

TEST_F(Peers, DcmsendDelivers) {
  const auto study = small_ct();
  const auto sent =
      run(dcmtk({"dcmsend", "-aet", "CT01", "-aec", SiteHost::kAeTitle, "127.0.0.1",
                 std::to_string(township_->site().dicom_port), "+sd", study.instances[0].path.parent_path().string()}));
  ASSERT_TRUE(sent);
  ASSERT_TRUE(sent->ok()) << sent->output;
  expect_arrived(study);
}

TEST_F(Peers, OrthancDelivers) {
  if (!Orthanc::installed()) GTEST_SKIP() << "Debian's orthanc is not installed";
  const auto device = township_->county().router_command(
      {"device", "add", "--site", "liuhe", "--ae-title", "ORTHANC", "--name", "Orthanc"});
  ASSERT_TRUE(device && device->ok());
  auto orthanc = Orthanc::start(township_->scratch() / "orthanc", {SiteHost::kAeTitle, township_->site().dicom_port});
  ASSERT_TRUE(orthanc) << orthanc.error().message;
  // The agent learns of the new device when it next asks for its configuration.
  ASSERT_TRUE(township_->site().agent().stop());
  ASSERT_TRUE(township_->site().agent().start());
  const auto study = small_ct();
  for (const auto& instance : study.instances) ASSERT_TRUE((*orthanc)->upload(instance.path));
  const auto sent = (*orthanc)->send_all_to_peer();
  ASSERT_TRUE(sent) << sent.error().message;
  expect_arrived(study);
}

TEST_F(Peers, AnUnknownDeviceIsRefused) {
  const auto answered = run(dcmtk({"echoscu", "-aet", "STRANGER", "-aec", SiteHost::kAeTitle, "127.0.0.1",
                                   std::to_string(township_->site().dicom_port)}));
  ASSERT_TRUE(answered);
  EXPECT_FALSE(answered->ok()) << answered->output;
}

TEST_F(Peers, AWrongCalledTitleIsRefused) {
  const auto answered = run(dcmtk(
      {"echoscu", "-aet", "CT01", "-aec", "SOMEBODY", "127.0.0.1", std::to_string(township_->site().dicom_port)}));
  ASSERT_TRUE(answered);
  EXPECT_FALSE(answered->ok()) << answered->output;
}

}  // namespace
}  // namespace rdc::testkit
