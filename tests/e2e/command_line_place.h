// What stands in a directory when a command line goes wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/testkit/child_process.h"
#include "tests/testkit/orthanc.h"
#include "tests/testkit/scratch_directory.h"

namespace rdc::testkit {

// One directory in which everything stands that commands can go wrong about; commands run in it.
//   centre/      a centre with site liuhe, device CT01, user li, station reading-1; no router runs
//   served/      a centre whose router runs at router_address()
//   agent/       an enrolled agent whose process runs (agent.toml); idle/ the same, not running (idle.toml)
//   backup/      of centre/; damaged/ and unfinished/ are copies with a fault
//   bad*/        copies of centre/ with a fault in one configuration file; *.toml agents' with one fault each
class CommandLinePlace {
 public:
  using Words = std::vector<std::string>;

  // Throws std::runtime_error with a program's output when one of the good commands fails.
  CommandLinePlace();

  const std::string& code() const { return code_; }  // of the agents' bundle
  std::string router_address() const { return "127.0.0.1:" + std::to_string(router_port_); }
  // words[0] is a program's name.
  Finished run(Words words) const;
  // Every file but those that come and go with a running program: of databases, locks, sockets, and on their way in.
  std::set<std::string> files() const;

 private:
  std::string path(const std::string& name) const { return (scratch_ / name).string(); }
  void write(const std::string& name, const std::string& text) const;
  void copy(const std::string& from, const std::string& to) const;
  Finished must(const Words& words) const;
  void make_centre();
  void make_backups();
  void make_agents();
  void make_served();
  void make_bad_configurations();
  std::unique_ptr<ChildProcess> start(Words words) const;

  ScratchDirectory scratch_{"rdc-cli"};
  const std::uint16_t dicom_port_ = free_port();
  const std::uint16_t router_port_ = free_port();
  std::string code_;
  std::unique_ptr<ChildProcess> agent_, router_;
};

}  // namespace rdc::testkit
