#include "tests/testkit/county.h"

#include <csignal>
#include <fstream>

#include <fmt/ranges.h>

#include "tests/testkit/orthanc.h"

namespace rdc::testkit {
namespace {

// The value a program printed as "LABEL: value" on a line of its own.
std::string labelled(const std::string& output, const std::string& label) {
  std::size_t at = output.find(label + ":");
  if (at == std::string::npos) return {};
  at = output.find_first_not_of(' ', at + label.size() + 1);
  return output.substr(at, output.find('\n', at) - at);
}

}  // namespace

Result<void> Program::start() {
  auto process = ChildProcess::start(command_);
  if (!process) return fail(process);
  process_ = std::move(*process);
  if (process_->wait_for_line(ready_text_, std::chrono::seconds(60))) return {};
  return fail(ErrorCode::kUnavailable, "DID_NOT_START", "{} did not become ready:\n{}", command_.arguments[0],
              process_->output());
}

Result<void> Program::stop() {
  if (!process_) return {};
  process_->send_signal(SIGTERM);
  const auto ended = process_->wait(std::chrono::seconds(60));
  if (ended && ended->ok()) {
    process_.reset();
    return {};
  }
  const std::string output = process_->output();
  process_.reset();
  return fail(ErrorCode::kUnavailable, "DID_NOT_STOP", "{} did not end well:\n{}", command_.arguments[0], output);
}

void Program::kill_now() {
  if (process_) process_->kill_now();
  process_.reset();
}

SiteHost::SiteHost(County& county, SiteSetup site_setup, std::unique_ptr<ThinLink> link)
    : setup(std::move(site_setup)),
      directory(county.options().directory / "sites" / setup.site_id),
      dicom_port(free_port()),
      county_(county),
      link_(std::move(link)),
      agent_(Command{{(county.options().programs / "acquisition-agent").string(), "run", "--config",
                      (directory / "agent.toml").string()},
                     setup.agent_environment,
                     {},
                     county.options().directory / "logs" / (setup.site_id + ".log"),
                     {}},
             "ready") {}

Result<Finished> SiteHost::command(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), (county_.options().programs / "acquisition-agent").string());
  arguments.insert(arguments.end(), {"--config", (directory / "agent.toml").string()});
  return run({arguments, {}, {}, {}, {}});
}

Result<std::unique_ptr<DatabaseWatch>> SiteHost::catalog() {
  return DatabaseWatch::open(data() / "spool" / "agent.sqlite", county_.clock());
}

Result<std::unique_ptr<County>> County::build(Options options, const base::Clock& clock) {
  std::unique_ptr<County> county(new County(std::move(options), clock));
  if (auto done = county->prepare_router(); !done) return fail(done);
  for (const SiteSetup& site : county->options_.sites) {
    if (auto done = county->add_site(site); !done) return fail(done);
  }
  for (const std::string& station : county->options_.stations) {
    if (auto done = county->add_station(station); !done) return fail(done);
  }
  for (const UserSetup& user : county->options_.users) {
    if (auto done = county->add_user(user); !done) return fail(done);
  }
  return county;
}

County::~County() {
  // Agents first: a router that vanishes under them only makes their logs longer.
  for (auto& [id, site] : sites_) site->agent().kill_now();
  if (router_) router_->kill_now();
}

std::string County::router_address() const { return fmt::format("127.0.0.1:{}", router_port_); }

Result<std::string> County::must_run(const Command& command) const {
  auto finished = run(command);
  if (!finished) return fail(finished);
  if (!finished->ok()) {
    return fail(ErrorCode::kUnavailable, "COMMAND_FAILED", "{} failed with {}:\n{}", fmt::join(command.arguments, " "),
                finished->ended.exit_code, finished->output);
  }
  return finished->output;
}

Result<Finished> County::router_command(std::vector<std::string> arguments, std::chrono::milliseconds timeout) {
  arguments.insert(arguments.begin(), (options_.programs / "dicom-router").string());
  arguments.insert(arguments.end(), {"--data", router_data().string()});
  return run({arguments, {}, {}, {}, {}}, timeout);
}

Result<std::unique_ptr<DatabaseWatch>> County::router_catalog() {
  return DatabaseWatch::open(router_data() / "catalog.sqlite", clock_);
}

std::vector<SiteHost*> County::sites() {
  std::vector<SiteHost*> all;
  for (auto& [id, site] : sites_) all.push_back(site.get());
  return all;
}

Result<void> County::start_all() {
  if (auto started = router_->start(); !started) return started;
  for (auto& [id, site] : sites_) {
    if (auto started = site->agent().start(); !started) return started;
  }
  return {};
}

Result<void> County::prepare_router() {
  std::error_code failed;
  std::filesystem::create_directories(options_.directory / "logs", failed);
  std::filesystem::create_directories(options_.directory / "stations", failed);
  router_port_ = free_port();
  const std::string program = (options_.programs / "dicom-router").string();
  const auto made =
      must_run({{program, "init", "--data", router_data().string(), "--name", options_.centre_name}, {}, {}, {}, {}});
  if (!made) return fail(made);
  passwords_["admin"] = labelled(*made, "password");
  std::ofstream(router_data() / "router.toml", std::ios::app) << options_.router_extra_toml;
  if (!options_.routing_toml.empty()) std::ofstream(router_data() / "routing.toml") << options_.routing_toml;
  router_ = std::make_unique<Program>(
      Command{{program, "serve", "--data", router_data().string(), "--listen", router_address()},
              {},
              {},
              options_.directory / "logs" / "router.log",
              {}},
      "ready");
  return {};
}

Result<void> County::add_site(const SiteSetup& setup) {
  ThinLink::Options line;
  line.target_port = router_port_;
  line.seed = options_.seed * 31 + sites_.size();
  line.up = setup.up;
  line.down = setup.down;
  auto link = ThinLink::start(line, clock_);
  if (!link) return fail(link);
  std::unique_ptr<SiteHost> site(new SiteHost(*this, setup, std::move(*link)));
  for (const auto& folder : {site->data(), site->drop(), site->results()}) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
  }
  const auto bundle = site->directory / "site.bundle";
  const std::string program = (options_.programs / "dicom-router").string();
  const auto added = must_run({{program, "site", "add", setup.site_id, "--name", setup.name, "--address",
                                line_address(*site), "--bundle", bundle.string(), "--data", router_data().string()},
                               {},
                               {},
                               {},
                               {}});
  if (!added) return fail(added);
  for (const DeviceSetup& device : setup.devices) {
    std::vector<std::string> arguments{"device",     "add",           "--site", setup.site_id,
                                       "--ae-title", device.ae_title, "--name", device.name};
    if (!device.charset.empty()) arguments.insert(arguments.end(), {"--charset", device.charset});
    const auto done = router_command(arguments);
    if (!done) return fail(done);
    if (!done->ok()) return fail(ErrorCode::kUnavailable, "COMMAND_FAILED", "device add failed:\n{}", done->output);
  }
  site_codes_[setup.site_id] = labelled(*added, "code");
  if (auto written = write_agent_configuration(*site); !written) return written;
  const auto enrolled = must_run(
      {{(options_.programs / "acquisition-agent").string(), "enrol", bundle.string(), "--data", site->data().string()},
       {},
       {},
       {},
       site_codes_[setup.site_id] + "\n"});
  if (!enrolled) return fail(enrolled);
  sites_.emplace(setup.site_id, std::move(site));
  return {};
}

Result<void> County::write_agent_configuration(const SiteHost& site) const {
  std::ofstream file(site.directory / "agent.toml");
  file << fmt::format("data = \"{}\"\nresults = \"{}\"\n", site.data().string(), site.results().string());
  file << fmt::format("[dicom]\nport = {}\nae_titles = [\"{}\"]\n", site.dicom_port, SiteHost::kAeTitle);
  for (const DeviceSetup& device : site.setup.devices) {
    file << fmt::format("[[dicom.device]]\nae_title = \"{}\"\n", device.ae_title);
    if (!device.charset.empty()) file << fmt::format("charset = \"{}\"\n", device.charset);
  }
  file << fmt::format("[[drop_folder]]\nname = \"drop\"\npath = \"{}\"\nsettle_ms = 500\npatience_ms = 4000\n",
                      site.drop().string());
  file << "[spool]\nreserve_mb = 16\n" << options_.agent_extra_toml;
  file.close();
  if (file.fail())
    return fail(ErrorCode::kUnavailable, "CANNOT_WRITE", "cannot write {}", (site.directory / "agent.toml").string());
  return {};
}

std::string County::line_address(const SiteHost& site) const {
  return fmt::format("127.0.0.1:{}",
                     options_.direct_line && site.setup.up.bits_per_second == 0 ? router_port_ : site.link_->port());
}

Result<void> County::add_station(const std::string& name) {
  const auto bundle = options_.directory / "stations" / (name + ".bundle");
  const auto added =
      router_command({"station", "add", name, "--address", router_address(), "--bundle", bundle.string()});
  if (!added) return fail(added);
  if (!added->ok()) return fail(ErrorCode::kUnavailable, "COMMAND_FAILED", "station add failed:\n{}", added->output);
  stations_[name] = {bundle, labelled(added->output, "code")};
  return {};
}

Result<void> County::add_user(const UserSetup& user) {
  std::vector<std::string> arguments{"user", "add", user.user_name, "--name", user.display_name};
  for (const std::string& role : user.roles) arguments.insert(arguments.end(), {"--role", role});
  const auto added = router_command(arguments);
  if (!added) return fail(added);
  if (!added->ok()) return fail(ErrorCode::kUnavailable, "COMMAND_FAILED", "user add failed:\n{}", added->output);
  passwords_[user.user_name] = labelled(added->output, "password");
  return {};
}

}  // namespace rdc::testkit
