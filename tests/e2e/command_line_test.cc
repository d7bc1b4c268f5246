// What the command lines say when something is wrong: an exit code that is not 0, a message that names what and why,
// and nothing half-done.
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "common/base/file_system.h"
#include "tests/testkit/child_process.h"
#include "tests/testkit/orthanc.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;
namespace stdfs = std::filesystem;
using Words = std::vector<std::string>;

std::string program(const std::string& name) { return (stdfs::path(RDC_PROGRAMS) / name).string(); }

// One directory in which everything stands that commands can go wrong about; commands run in it.
//   centre/      a centre with site liuhe, device CT01, user li, station reading-1; no router runs
//   served/      a centre whose router runs on kServedPort
//   agent/       an enrolled agent whose process runs (agent.toml); idle/ the same, not running (idle.toml)
//   backup/      of centre/; damaged/ and unfinished/ are copies with a fault
class Place {
 public:
  Place() {
    make_centre();
    make_backups();
    make_agents();
    make_served();
    write("broken.toml", "data = \"/tmp/x\n");
    write("unknown.toml", "data = \"" + path("idle") + "\"\ncolour = \"red\"\n");
    write("relative.toml", "data = \"somewhere\"\n");
    write("port.toml", "data = \"" + path("idle") + "\"\n[dicom]\nport = 70000\n");
    write("nofolder.toml", "data = \"" + path("idle") + "\"\n[dicom]\nenabled = false\n[[drop_folder]]\npath = \"" +
                               path("not-there") + "\"\n");
    write("taken.toml", "data = \"" + path("idle") + "\"\n[dicom]\nport = " + std::to_string(dicom_port_) + "\n");
    write("no.bundle", "not a bundle\n");
    write("no.dcm", "not a picture\n");
    stdfs::create_directories(scratch_ / "badrouting");
    stdfs::copy(scratch_ / "centre", scratch_ / "badrouting", stdfs::copy_options::recursive);
    write("badrouting/routing.toml", "[[rule]]\nzone = \"x\"\n");
    stdfs::create_directories(scratch_ / "badconfig");
    stdfs::copy(scratch_ / "centre", scratch_ / "badconfig", stdfs::copy_options::recursive);
    write("badconfig/router.toml", "name = \"x\"\ncolour = \"red\"\n");
    stdfs::create_directories(scratch_ / "badlisten");
    stdfs::copy(scratch_ / "centre", scratch_ / "badlisten", stdfs::copy_options::recursive);
    write("badlisten/router.toml", "name = \"x\"\nlisten = \"everywhere\"\n");
  }

  std::string path(const std::string& name) const { return (scratch_ / name).string(); }
  const std::string& code() const { return code_; }
  std::string router_address() const { return "127.0.0.1:" + std::to_string(router_port_); }
  Finished run(Words words, const std::string& input = "") const {
    words[0] = program(words[0]);
    auto finished = testkit::run({words, {"QT_QPA_PLATFORM=offscreen"}, scratch_.path(), {}, input}, 20s);
    EXPECT_TRUE(finished) << finished.error().message;
    return finished.value_or(Finished{});
  }
  // Every file but those that come and go with a running program: of databases, locks, sockets, and on their way in.
  std::set<std::string> files() const {
    std::set<std::string> found;
    for (const auto& entry : stdfs::recursive_directory_iterator(scratch_.path())) {
      const std::string name = entry.path().string();
      if (name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("lock") || name.ends_with(".sock") ||
          name.ends_with("/objects/tmp"))
        continue;
      found.insert(name);
    }
    return found;
  }

 private:
  static std::string labelled(const std::string& output, const std::string& label) {
    const auto at = output.find(label + ": ");
    return at == std::string::npos
               ? ""
               : output.substr(at + label.size() + 2, output.find('\n', at) - at - label.size() - 2);
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(scratch_ / name) << text; }
  Finished must(Words words) {
    const auto done = run(words);
    if (!done.ok()) throw std::runtime_error(words[1] + " failed:\n" + done.output);
    return done;
  }
  void make_centre() {
    must({"dicom-router", "init", "--data", "centre", "--name", "中心"});
    code_ = labelled(must({"dicom-router", "site", "add", "liuhe", "--name", "柳河", "--address", "127.0.0.1:1",
                           "--bundle", "liuhe.bundle", "--data", "centre"})
                         .output,
                     "code");
    must({"dicom-router", "station", "add", "reading-1", "--address", "127.0.0.1:1", "--bundle", "station.bundle",
          "--data", "centre"});
    must(
        {"dicom-router", "device", "add", "--site", "liuhe", "--ae-title", "CT01", "--name", "CT", "--data", "centre"});
    must({"dicom-router", "user", "add", "li", "--role", "radiologist", "--data", "centre"});
  }
  void make_backups() {
    must({"dicom-router", "backup", "--data", "centre", "--to", "backup"});
    for (const char* copy : {"damaged", "unfinished"}) {
      stdfs::create_directories(scratch_ / copy);
      stdfs::copy(scratch_ / "backup", scratch_ / copy, stdfs::copy_options::recursive);
    }
    stdfs::remove(scratch_ / "unfinished" / "backup.complete");
    std::fstream catalog(scratch_ / "damaged" / "catalog.sqlite");
    catalog.seekp(20'000);
    catalog << "xxxx";
  }
  void make_agents() {
    for (const char* name : {"agent", "idle"}) {
      must({"acquisition-agent", "enrol", "liuhe.bundle", "--data", name, "--code", code_});
      write(std::string(name) + ".toml", "data = \"" + path(name) + "\"\n[dicom]\nport = " +
                                             std::to_string(name == std::string("agent") ? dicom_port_ : 0) + "\n");
    }
    agent_ = start({"acquisition-agent", "run", "--config", "agent.toml"});
    start({"acquisition-agent", "run", "--config", "idle.toml"});  // and ended: what a first start makes is there
  }
  void make_served() {
    must({"dicom-router", "init", "--data", "served", "--name", "中心"});
    router_ = start({"dicom-router", "serve", "--data", "served", "--listen", router_address()});
  }
  std::unique_ptr<ChildProcess> start(Words words) {
    words[0] = program(words[0]);
    auto started = ChildProcess::start({words, {}, scratch_.path(), {}, {}});
    if (!started || !(*started)->wait_for_line("ready", 30s))
      throw std::runtime_error(words[1] + " did not start" + (started ? ":\n" + (*started)->output() : ""));
    return std::move(*started);
  }

  ScratchDirectory scratch_{"rdc-cli"};
  const std::uint16_t dicom_port_ = free_port();
  const std::uint16_t router_port_ = free_port();
  std::string code_;
  std::unique_ptr<ChildProcess> agent_, router_;
};

struct Mistake {
  const char* name;
  Words words;
  int exit_code;
  Words said;  // each somewhere in what it wrote
};
std::ostream& operator<<(std::ostream& out, const Mistake& mistake) { return out << mistake.name; }

class CommandLine : public ::testing::TestWithParam<Mistake> {
 protected:
  static void SetUpTestSuite() { place_ = std::make_unique<Place>(); }
  static void TearDownTestSuite() { place_.reset(); }
  static std::unique_ptr<Place> place_;
};
std::unique_ptr<Place> CommandLine::place_;

TEST_P(CommandLine, SaysWhatIsWrongAndLeavesNothingHalfDone) {
  Words words = GetParam().words;
  for (std::string& word : words) {
    if (word == "CODE") word = place_->code();
    if (word == "ROUTER") word = place_->router_address();
  }
  const auto before = place_->files();
  const auto done = place_->run(words);
  EXPECT_EQ(done.ended.exit_code, GetParam().exit_code) << done.output;
  for (const std::string& said : GetParam().said)
    EXPECT_NE(done.output.find(said), std::string::npos) << "not said: " << said << "\n" << done.output;
  EXPECT_EQ(place_->files(), before);
}

const char* const kRouter = "dicom-router";
const char* const kAgent = "acquisition-agent";
constexpr int kFailed = 1, kBadUse = 2;

INSTANTIATE_TEST_SUITE_P(
    Router, CommandLine,
    ::testing::Values(
        Mistake{"NoSubcommand", {kRouter}, kBadUse, {"subcommand", "--help"}},
        Mistake{"UnknownSubcommand", {kRouter, "serv"}, kBadUse, {"\"serv\" is not known"}},
        Mistake{"UnknownSubSubcommand", {kRouter, "site", "remove"}, kBadUse, {"\"remove\" is not known"}},
        Mistake{"UnknownOption", {kRouter, "verify", "--data", "centre", "--fast"}, kBadUse, {"--fast"}},
        Mistake{"MissingOption", {kRouter, "serve"}, kBadUse, {"--data"}},
        Mistake{"MissingDataDirectory", {kRouter, "serve", "--data", "nothing"}, kFailed, {"nothing", "init"}},
        Mistake{"DataDirectoryIsNoCentre", {kRouter, "verify", "--data", "idle"}, kFailed, {"idle", "no centre"}},
        Mistake{"InitTwice", {kRouter, "init", "--data", "centre", "--name", "x"}, kFailed, {"centre", "not empty"}},
        Mistake{"InitWithoutName", {kRouter, "init", "--data", "new", "--name", ""}, kFailed, {"1-64 characters"}},
        Mistake{"InitBadListen",
                {kRouter, "init", "--data", "new", "--name", "x", "--listen", "here"},
                kFailed,
                {"\"here\"", "HOST:PORT"}},
        Mistake{"InitPortTooHigh",
                {kRouter, "init", "--data", "new", "--name", "x", "--listen", "0.0.0.0:70000"},
                kFailed,
                {"70000", "65535"}},
        Mistake{"InitBadAddress",
                {kRouter, "init", "--data", "new", "--name", "x", "--address", "router.county"},
                kFailed,
                {"router.county", "HOST:PORT"}},
        Mistake{"InitBadAdministrator",
                {kRouter, "init", "--data", "new", "--name", "x", "--admin", "a b"},
                kFailed,
                {"user name"}},
        Mistake{"InitBelowAFile", {kRouter, "init", "--data", "no.dcm/new", "--name", "x"}, kFailed, {"no.dcm"}},
        Mistake{"ServeBadListen",
                {kRouter, "serve", "--data", "centre", "--listen", "here"},
                kFailed,
                {"\"here\"", "HOST:PORT"}},
        Mistake{"ServePortTooHigh",
                {kRouter, "serve", "--data", "centre", "--listen", "127.0.0.1:70000"},
                kFailed,
                {"70000", "65535"}},
        Mistake{"ServePortTaken",
                {kRouter, "serve", "--data", "centre", "--listen", "ROUTER"},
                kFailed,
                {"cannot listen", "taken"}},
        Mistake{"ServeForeignAddress",
                {kRouter, "serve", "--data", "centre", "--listen", "192.0.2.1:7443"},
                kFailed,
                {"cannot listen", "192.0.2.1:7443"}},
        Mistake{"ServeTwice",
                {kRouter, "serve", "--data", "served", "--listen", "127.0.0.1:0"},
                kFailed,
                {"another router", "served"}},
        Mistake{"ServeUnknownKey", {kRouter, "serve", "--data", "badconfig"}, kFailed, {"router.toml", "colour"}},
        Mistake{"ServeBadConfiguredListen",
                {kRouter, "serve", "--data", "badlisten"},
                kFailed,
                {"router.toml", "everywhere"}},
        Mistake{"ServeBadRouting",
                {kRouter, "serve", "--data", "badrouting", "--listen", "127.0.0.1:0"},
                kFailed,
                {"routing.toml", "zone"}},
        Mistake{"SiteBadIdentifier",
                {kRouter, "site", "add", "Liu He", "--name", "x", "--address", "a:1", "--bundle", "n.bundle", "--data",
                 "centre"},
                kFailed,
                {"a-z"}},
        Mistake{"SiteOtherName",
                {kRouter, "site", "add", "liuhe", "--name", "x", "--address", "a:1", "--bundle", "n.bundle", "--data",
                 "centre"},
                kFailed,
                {"liuhe", "another name"}},
        Mistake{"SiteBadAddress",
                {kRouter, "site", "add", "new", "--name", "x", "--address", "a:0", "--bundle", "n.bundle", "--data",
                 "centre"},
                kFailed,
                {"\"a:0\"", "HOST:PORT"}},
        Mistake{"SiteBundleExists",
                {kRouter, "site", "add", "new", "--name", "x", "--address", "a:1", "--bundle", "liuhe.bundle", "--data",
                 "centre"},
                kFailed,
                {"liuhe.bundle", "exists"}},
        Mistake{"SiteBundleNowhere",
                {kRouter, "site", "add", "new", "--name", "x", "--address", "a:1", "--bundle", "not/n.bundle", "--data",
                 "centre"},
                kFailed,
                {"no directory not"}},
        Mistake{"RevokeUnknownSite", {kRouter, "site", "revoke", "nowhere", "--data", "centre"}, kFailed, {"nowhere"}},
        Mistake{"RevokeUnknownStation", {kRouter, "station", "revoke", "none", "--data", "centre"}, kFailed, {"none"}},
        Mistake{"DeviceUnknownSite",
                {kRouter, "device", "add", "--site", "nowhere", "--ae-title", "DR01", "--data", "centre"},
                kFailed,
                {"no site nowhere"}},
        Mistake{"DeviceTitleTooLong",
                {kRouter, "device", "add", "--site", "liuhe", "--ae-title", "SEVENTEEN_LETTERS", "--data", "centre"},
                kFailed,
                {"AE title", "1-16"}},
        Mistake{"DeviceTitleWithBackslash",
                {kRouter, "device", "add", "--site", "liuhe", "--ae-title", "A\\B", "--data", "centre"},
                kFailed,
                {"AE title", "backslash"}},
        Mistake{"DeviceTitleTaken",
                {kRouter, "device", "add", "--site", "liuhe", "--ae-title", "CT01", "--name", "another CT", "--data",
                 "centre"},
                kFailed,
                {"another device", "CT01"}},
        Mistake{"DeviceBadCharset",
                {kRouter, "device", "add", "--site", "liuhe", "--ae-title", "DR01", "--charset", "BIG5", "--data",
                 "centre"},
                kFailed,
                {"GB18030"}},
        Mistake{"UserBadName",
                {kRouter, "user", "add", "a b", "--role", "radiologist", "--data", "centre"},
                kFailed,
                {"user name"}},
        Mistake{"UserBadRole",
                {kRouter, "user", "add", "wang", "--role", "boss", "--data", "centre"},
                kBadUse,
                {"boss", "radiologist"}},
        Mistake{"UserExists",
                {kRouter, "user", "add", "li", "--role", "radiologist", "--data", "centre"},
                kFailed,
                {"user li"}},
        Mistake{"DisableUnknownUser", {kRouter, "user", "disable", "nobody", "--data", "centre"}, kFailed, {"nobody"}},
        Mistake{
            "ResetUnknownUser", {kRouter, "user", "reset-password", "nobody", "--data", "centre"}, kFailed, {"nobody"}},
        Mistake{"BackupIntoFullDirectory",
                {kRouter, "backup", "--data", "centre", "--to", "backup"},
                kFailed,
                {"backup", "not empty"}},
        Mistake{"BackupNowhere", {kRouter, "backup", "--data", "centre", "--to", "no.dcm/backup"}, kFailed, {"no.dcm"}},
        Mistake{"BackupOfNothing", {kRouter, "backup", "--data", "nothing", "--to", "new"}, kFailed, {"nothing"}},
        Mistake{"RestoreOverData",
                {kRouter, "restore", "--from", "backup", "--data", "centre"},
                kFailed,
                {"centre", "not empty"}},
        Mistake{"RestoreOfNothing",
                {kRouter, "restore", "--from", "nothing", "--data", "new"},
                kFailed,
                {"nothing", "no complete backup"}},
        Mistake{"RestoreUnfinished",
                {kRouter, "restore", "--from", "unfinished", "--data", "new"},
                kFailed,
                {"unfinished", "backup.complete"}},
        Mistake{"RestoreDamaged",
                {kRouter, "restore", "--from", "damaged", "--data", "new"},
                kFailed,
                {"damaged", "catalog.sqlite"}},
        Mistake{"ReconcileBadStage",
                {kRouter, "reconcile", "--through", "sent", "--data", "centre"},
                kBadUse,
                {"sent", "stored"}},
        Mistake{"AuditBadLimit", {kRouter, "audit", "list", "--limit", "0", "--data", "centre"}, kBadUse, {"--limit"}},
        Mistake{"VerifyMissingReport",
                {kRouter, "report", "verify", "--centre", "centre/keys/ca.pem", "none.json"},
                kFailed,
                {"none.json"}},
        Mistake{"VerifyWithoutCertificate",
                {kRouter, "report", "verify", "--centre", "none.pem", "no.dcm"},
                kFailed,
                {"none.pem"}}),
    [](const auto& tested) { return tested.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Agent, CommandLine,
    ::testing::Values(
        Mistake{"NoSubcommand", {kAgent}, kBadUse, {"subcommand", "--help"}},
        Mistake{"UnknownSubcommand", {kAgent, "start"}, kBadUse, {"\"start\" is not known"}},
        Mistake{"RunWithoutConfiguration", {kAgent, "run"}, kBadUse, {"--config"}},
        Mistake{"RunMissingConfiguration", {kAgent, "run", "--config", "none.toml"}, kBadUse, {"none.toml"}},
        Mistake{"RunBrokenToml", {kAgent, "run", "--config", "broken.toml"}, kBadUse, {"broken.toml, line 1"}},
        Mistake{"RunUnknownKey",
                {kAgent, "run", "--config", "unknown.toml"},
                kBadUse,
                {"unknown.toml, line 2", "colour", "not a known key"}},
        Mistake{"RunRelativePath", {kAgent, "run", "--config", "relative.toml"}, kBadUse, {"line 1", "absolute path"}},
        Mistake{"RunPortTooHigh", {kAgent, "run", "--config", "port.toml"}, kBadUse, {"line 3", "dicom.port", "65535"}},
        Mistake{"RunPortTaken", {kAgent, "run", "--config", "taken.toml"}, kFailed, {"cannot listen", "port"}},
        Mistake{"RunMissingDropFolder",
                {kAgent, "run", "--config", "nofolder.toml"},
                kFailed,
                {"drop folder", "not-there"}},
        Mistake{"RunTwice", {kAgent, "run", "--config", "agent.toml"}, kFailed, {"another agent", "agent"}},
        Mistake{"EnrolMissingBundle",
                {kAgent, "enrol", "none.bundle", "--data", "new", "--code", "CODE"},
                kFailed,
                {"none.bundle"}},
        Mistake{"EnrolNoBundle",
                {kAgent, "enrol", "no.bundle", "--data", "new", "--code", "CODE"},
                kFailed,
                {"not an enrolment bundle"}},
        Mistake{"EnrolWrongCode",
                {kAgent, "enrol", "liuhe.bundle", "--data", "new", "--code", "AAAAA-AAAAA-AAAAA-AAAAA"},
                kFailed,
                {"does not open this bundle"}},
        Mistake{"EnrolShortCode",
                {kAgent, "enrol", "liuhe.bundle", "--data", "new", "--code", "12345"},
                kFailed,
                {"20 letters"}},
        Mistake{"EnrolNoCode", {kAgent, "enrol", "liuhe.bundle", "--data", "new"}, kFailed, {"code"}},
        Mistake{"EnrolStationsBundle",
                {kAgent, "enrol", "station.bundle", "--data", "new", "--code", "CODE"},
                kFailed,
                {"does not open"}},
        Mistake{"EnrolTwice",
                {kAgent, "enrol", "liuhe.bundle", "--data", "idle", "--code", "CODE"},
                kFailed,
                {"identity already"}},
        Mistake{"EnrolBelowAFile",
                {kAgent, "enrol", "liuhe.bundle", "--data", "no.dcm/x", "--code", "CODE"},
                kFailed,
                {"no.dcm"}},
        Mistake{"StatusNotRunning", {kAgent, "status", "--config", "idle.toml"}, kFailed, {"no agent is running"}},
        Mistake{
            "SendNotRunning", {kAgent, "send", "no.dcm", "--config", "idle.toml"}, kFailed, {"no agent is running"}},
        Mistake{"SendMissingFile", {kAgent, "send", "none.dcm", "--config", "agent.toml"}, kFailed, {"none.dcm"}},
        Mistake{"SendFolder",
                {kAgent, "send", "centre", "--config", "agent.toml"},
                kFailed,
                {"centre", "not a regular file"}},
        Mistake{"SendGarbage",
                {kAgent, "send", "no.dcm", "--config", "agent.toml"},
                kFailed,
                {"no.dcm", "neither a DICOM file nor an ECG"}},
        Mistake{"SendBadUrgency",
                {kAgent, "send", "no.dcm", "--urgency", "now", "--config", "agent.toml"},
                kBadUse,
                {"now", "emergency"}},
        Mistake{"ReleaseUnknownItem",
                {kAgent, "quarantine", "release", "none", "--config", "agent.toml"},
                kFailed,
                {"no item none"}},
        Mistake{"ReleaseNothing", {kAgent, "quarantine", "release", "--config", "agent.toml"}, kBadUse, {"ITEM"}},
        Mistake{"VerifyMissingReport",
                {kAgent, "verify-report", "none.json", "--centre", "centre/keys/ca.pem"},
                kFailed,
                {"none.json"}},
        Mistake{"VerifyPartsOfSeveral",
                {kAgent, "verify-report", "a.json", "b.json", "--pdf", "a.pdf", "--centre", "centre/keys/ca.pem"},
                kBadUse,
                {"--pdf"}}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rdc::testkit
