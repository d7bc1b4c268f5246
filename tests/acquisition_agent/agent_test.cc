#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include <gtest/gtest.h>

#include "acquisition_agent/agent.h"
#include "common/dicom/phantom.h"
#include "common/dicom/storage_client.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/enrolment_bundle.h"
#include "common/identity/key_pair.h"
#include "tests/testkit/modality.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::agent {
namespace {

// A whole agent whose router never answers: nothing may be lost or wait for it.
class AgentTest : public ::testing::Test {
 protected:
  identity::SealedBundle bundle(const std::string& machine, const std::string& site) {
    const auto authority = identity::CertificateAuthority::create("县远程诊断中心", clock_);
    const auto key = identity::KeyPair::generate();
    const auto request = key->certificate_request(machine);
    identity::EnrolmentBundle made;
    made.centre_name = "县远程诊断中心";
    made.machine_name = machine;
    made.site_id = site;
    made.site_name = site.empty() ? "" : "柳河镇卫生院";
    made.router_addresses = {"127.0.0.1:1"};
    made.ca_pem = authority->certificate_pem();
    made.certificate_pem = *authority->issue_machine(*request, machine);
    made.key_pem = identity::Secret(key->to_pem().text());
    return std::move(*identity::seal_bundle(made, random_));
  }
  void enrol_site() {
    const auto sealed = bundle("agent/liuhe", "liuhe");
    const auto done = enrol(data_, sealed.file, sealed.code.view(), fs_);
    ASSERT_TRUE(done) << done.error().message;
  }
  Config config() {
    auto made = parse_config(
        fmt::format("data = \"{}\"\n[dicom]\nport = 0\n[[dicom.device]]\nae_title = \"CT1\"\n[spool]\nreserve_mb = 1\n",
                    data_.string()),
        "agent.toml");
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  Result<std::unique_ptr<AcquisitionAgent>> start() { return AcquisitionAgent::start(config(), fs_, clock_, random_); }
  dicom::StoragePeer peer(const AcquisitionAgent& agent) {
    dicom::StoragePeer to;
    to.port = agent.dicom_port();
    to.calling_ae = "CT1";
    to.called_ae = "RDC_AGENT";
    return to;
  }
  v1::GetStatusReply status() {
    const auto stub = v1::Agent::NewStub(rpc::make_local_channel(socket_of(data_).string()));
    grpc::ClientContext context;
    v1::GetStatusReply reply;
    const auto called = stub->GetStatus(&context, {}, &reply);
    EXPECT_TRUE(called.ok()) << called.error_message();
    return reply;
  }
  std::vector<std::filesystem::path> radiograph() {
    testkit::Modality::Options options;
    options.directory = scratch_ / "images";
    std::filesystem::create_directories(options.directory);
    testkit::Modality modality(options, clock_);
    auto study = modality.make_radiograph();
    EXPECT_TRUE(study) << study.error().message;
    std::vector<std::filesystem::path> files;
    for (const auto& instance : study->instances) files.push_back(instance.path);
    return files;
  }

  base::SystemClock clock_;
  base::SystemRandom random_;
  base::PosixFileSystem fs_;
  testkit::ScratchDirectory scratch_{"agent"};
  std::filesystem::path data_ = scratch_.path();
};

TEST_F(AgentTest, EnrolsWhollyOrNotAtAll) {
  const auto sealed = bundle("agent/liuhe", "liuhe");
  EXPECT_EQ(start().error().reason, "NOT_ENROLLED");
  EXPECT_EQ(enrol(data_, sealed.file, "AAAAA-AAAAA-AAAAA-AAAAA", fs_).error().reason, "WRONG_CODE");
  EXPECT_EQ(enrol(data_, "no bundle", sealed.code.view(), fs_).error().reason, "BAD_BUNDLE");
  EXPECT_TRUE(std::filesystem::is_empty(data_));
  const auto station = bundle("station/reading-1", "");
  EXPECT_EQ(enrol(data_, station.file, station.code.view(), fs_).error().reason, "NOT_AN_AGENT");
  const auto done = enrol(data_, sealed.file, sealed.code.view(), fs_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->site_name, "柳河镇卫生院");
  EXPECT_GT(done->certificate_until, clock_.now());
  EXPECT_EQ(enrol(data_, sealed.file, sealed.code.view(), fs_).error().reason, "ALREADY_ENROLLED");
}

TEST_F(AgentTest, KeepsWhatDevicesSendWhileTheRouterIsAway) {
  enrol_site();
  auto agent = start();
  ASSERT_TRUE(agent) << agent.error().message;
  const auto files = radiograph();
  const auto sent = dicom::send_files(peer(**agent), files);
  ASSERT_TRUE(sent) << sent.error().message;
  for (const auto& file : *sent) EXPECT_EQ(file.status, 0) << file.refusal;
  auto reply = status();
  EXPECT_EQ(reply.waiting(), files.size());
  EXPECT_FALSE(reply.connected());
  EXPECT_EQ(reply.site_id(), "liuhe");
  EXPECT_EQ(reply.recent(0).source(), "CT1");

  EXPECT_EQ(start().error().reason, "ALREADY_RUNNING");
  agent->reset();
  agent = start();
  ASSERT_TRUE(agent) << agent.error().message;
  EXPECT_EQ(status().waiting(), files.size());
  ASSERT_TRUE(dicom::send_files(peer(**agent), files));
  EXPECT_EQ(status().waiting(), files.size()) << "the same bytes are one item";
}

TEST_F(AgentTest, AdmitsOnlyKnownDevicesThatCallItByName) {
  enrol_site();
  auto agent = start();
  ASSERT_TRUE(agent) << agent.error().message;
  auto stranger = peer(**agent);
  stranger.calling_ae = "STRANGER";
  EXPECT_FALSE(dicom::echo(stranger));
  auto elsewhere = peer(**agent);
  elsewhere.called_ae = "OTHER";
  EXPECT_FALSE(dicom::echo(elsewhere));
  const auto known = dicom::echo(peer(**agent));
  EXPECT_TRUE(known) << known.error().message;
}

TEST_F(AgentTest, TheSocketIsTheOwnersOnly) {
  enrol_site();
  auto agent = start();
  ASSERT_TRUE(agent) << agent.error().message;
  const auto mode = std::filesystem::status(socket_of(data_)).permissions();
  EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
}

TEST_F(AgentTest, TheConsolesSocketIsForItsGroupBesides) {
  enrol_site();
  Config shared = config();
  shared.console_socket = (scratch_ / "console.sock").string();
  shared.console_group = ::getgrgid(::getegid())->gr_name;
  auto agent = AcquisitionAgent::start(shared, fs_, clock_, random_);
  ASSERT_TRUE(agent) << agent.error().message;
  struct stat socket {};
  ASSERT_EQ(::stat(shared.console_socket.c_str(), &socket), 0);
  EXPECT_EQ(socket.st_mode & 0777, 0660U);
  EXPECT_EQ(socket.st_gid, ::getegid());
  const auto stub = v1::Agent::NewStub(rpc::make_local_channel(shared.console_socket));
  grpc::ClientContext context;
  v1::GetStatusReply reply;
  EXPECT_TRUE(stub->GetStatus(&context, {}, &reply).ok());
  EXPECT_EQ(reply.site_id(), "liuhe");
  agent->reset();
  shared.console_group = "no-such-group";
  EXPECT_EQ(AcquisitionAgent::start(shared, fs_, clock_, random_).error().reason, "NO_SUCH_GROUP");
}

}  // namespace
}  // namespace rdc::agent
