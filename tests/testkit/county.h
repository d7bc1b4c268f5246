// A county in small, of real programs: one router, agents at sites, enrolled stations, people. Everything lives in one
// directory and on the loopback; each site reaches the router through a line of its own that tests can thin, stall and
// cut.
//
//   DIR/router/            data of dicom-router           DIR/logs/*.log   what each program wrote, restarts appended
//   DIR/sites/<id>/data    data of acquisition-agent      DIR/sites/<id>/drop, results, agent.toml
//   DIR/stations/<name>.bundle
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/dicom/phantom.h"
#include "tests/testkit/child_process.h"
#include "tests/testkit/database_watch.h"
#include "tests/testkit/thin_link.h"

namespace rdc::testkit {

struct DeviceSetup {
  std::string ae_title;
  std::string name;
  std::string charset;  // override, or ""
};
struct SiteSetup {
  std::string site_id;
  std::string name;
  std::vector<DeviceSetup> devices;
  LinkConditions up, down;
  std::vector<std::string> agent_environment{};  // "NAME=value"
};
struct UserSetup {
  std::string user_name;
  std::string display_name;
  std::vector<std::string> roles;  // "radiologist", "cardiologist", "administrator", "quality-controller"
};

// A program that can be started, killed and started again; its log is kept across restarts.
class Program {
 public:
  Program(Command command, std::string ready_text) : command_(std::move(command)), ready_text_(std::move(ready_text)) {}
  // Returns when it says that it is ready. kUnavailable with its last words otherwise.
  Result<void> start();
  // SIGTERM, and waits. kUnavailable when it did not end well in time.
  Result<void> stop();
  void kill_now();
  bool running() { return process_ && process_->running(); }
  ChildProcess* process() { return process_.get(); }

 private:
  const Command command_;
  const std::string ready_text_;
  std::unique_ptr<ChildProcess> process_;
};

struct EnrolledStation {
  std::filesystem::path bundle;
  std::string code;
};

class County;

// What stands at one site.
class SiteHost {
 public:
  const SiteSetup setup;
  const std::filesystem::path directory;
  const std::uint16_t dicom_port;
  static constexpr const char* kAeTitle = "RDC_AGENT";

  std::filesystem::path data() const { return directory / "data"; }
  std::filesystem::path drop() const { return directory / "drop"; }
  std::filesystem::path results() const { return directory / "results"; }
  Program& agent() { return agent_; }
  ThinLink& link() { return *link_; }
  // `acquisition-agent ARGUMENTS --config …`.
  Result<Finished> command(std::vector<std::string> arguments);
  // The agent's own catalog.
  Result<std::unique_ptr<DatabaseWatch>> catalog();

 private:
  friend class County;
  SiteHost(County& county, SiteSetup setup, std::unique_ptr<ThinLink> link);

  County& county_;
  std::unique_ptr<ThinLink> link_;
  Program agent_;
};

class County {
 public:
  struct Options {
    std::filesystem::path programs;   // where the binaries are
    std::filesystem::path directory;  // made if missing; must not hold a county yet
    std::string centre_name = "清河县远程影像心电诊断中心";
    std::vector<SiteSetup> sites;
    std::vector<std::string> stations{"reading-1"};
    std::vector<UserSetup> users;
    std::string routing_toml;       // "" keeps the router's own
    std::string router_extra_toml;  // added to the router's configuration
    std::string agent_extra_toml;   // added to every agent's configuration
    std::uint64_t seed = 1;
    bool direct_line = false;  // agents whose line is not thin reach the router without a relay: for measurements
  };
  // Initialises the router, adds sites, devices, stations and users, enrols the agents. Starts nothing but the lines.
  static Result<std::unique_ptr<County>> build(Options options, const base::Clock& clock);
  ~County();

  Program& router() { return *router_; }
  std::uint16_t router_port() const { return router_port_; }
  std::string router_address() const;
  std::filesystem::path router_data() const { return options_.directory / "router"; }
  // `dicom-router ARGUMENTS --data …`.
  Result<Finished> router_command(std::vector<std::string> arguments,
                                  std::chrono::milliseconds timeout = std::chrono::seconds(60));
  Result<std::unique_ptr<DatabaseWatch>> router_catalog();

  SiteHost& site(const std::string& site_id) { return *sites_.at(site_id); }
  std::vector<SiteHost*> sites();
  const EnrolledStation& station(const std::string& name) const { return stations_.at(name); }
  const std::string& initial_password(const std::string& user_name) const { return passwords_.at(user_name); }
  // The one-time code of the site's bundle, DIR/sites/<id>/site.bundle.
  const std::string& site_code(const std::string& site_id) const { return site_codes_.at(site_id); }
  Result<void> start_all();

  const Options& options() const { return options_; }
  const base::Clock& clock() const { return clock_; }

 private:
  County(Options options, const base::Clock& clock) : options_(std::move(options)), clock_(clock) {}
  Result<void> prepare_router();
  Result<void> add_site(const SiteSetup& setup);
  // Where this site's agent reaches the router: its own line, or the router itself.
  std::string line_address(const SiteHost& site) const;
  Result<void> add_station(const std::string& name);
  Result<void> add_user(const UserSetup& user);
  Result<void> write_agent_configuration(const SiteHost& site) const;
  // Runs to the end; an exit code other than 0 is an error with what the program wrote.
  Result<std::string> must_run(const Command& command) const;

  const Options options_;
  const base::Clock& clock_;
  std::uint16_t router_port_ = 0;
  std::map<std::string, std::unique_ptr<SiteHost>> sites_;
  std::map<std::string, EnrolledStation> stations_;
  std::map<std::string, std::string> site_codes_;
  std::map<std::string, std::string> passwords_;
  std::unique_ptr<Program> router_;
};

}  // namespace rdc::testkit
