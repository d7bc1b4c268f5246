#include "tests/e2e/command_line_place.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

namespace rdc::testkit {
namespace {

using namespace std::chrono_literals;
namespace stdfs = std::filesystem;

std::string program(const std::string& name) { return (stdfs::path(RDC_PROGRAMS) / name).string(); }

std::string labelled(const std::string& output, const std::string& label) {
  const auto at = output.find(label + ": ");
  return at == std::string::npos ? ""
                                 : output.substr(at + label.size() + 2, output.find('\n', at) - at - label.size() - 2);
}

}  // namespace

CommandLinePlace::CommandLinePlace() {
  make_centre();
  make_backups();
  make_agents();
  make_served();
  make_bad_configurations();
  write("no.bundle", "not a bundle\n");
  write("no.dcm", "not a picture\n");
}

Finished CommandLinePlace::run(Words words) const {
  words[0] = program(words[0]);
  auto finished = testkit::run({words, {"QT_QPA_PLATFORM=offscreen"}, scratch_.path(), {}, {}}, 20s);
  EXPECT_TRUE(finished) << finished.error().message;
  return finished.value_or(Finished{});
}

std::set<std::string> CommandLinePlace::files() const {
  std::set<std::string> found;
  for (const auto& entry : stdfs::recursive_directory_iterator(scratch_.path())) {
    const std::string name = entry.path().string();
    if (name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("lock") || name.ends_with(".sock") ||
        name.ends_with("/objects/tmp") || name.find("/staging/parsing") != std::string::npos ||
        name.find("/parsing-ecg") != std::string::npos)
      continue;
    found.insert(name);
  }
  return found;
}

void CommandLinePlace::write(const std::string& name, const std::string& text) const {
  std::ofstream(scratch_ / name) << text;
}

void CommandLinePlace::copy(const std::string& from, const std::string& to) const {
  stdfs::create_directories(scratch_ / to);
  stdfs::copy(scratch_ / from, scratch_ / to, stdfs::copy_options::recursive);
}

Finished CommandLinePlace::must(const Words& words) const {
  const auto done = run(words);
  if (!done.ok()) throw std::runtime_error(words[1] + " failed:\n" + done.output);
  return done;
}

void CommandLinePlace::make_centre() {
  must({"dicom-router", "init", "--data", "centre", "--name", "中心"});
  code_ = labelled(must({"dicom-router", "site", "add", "liuhe", "--name", "柳河", "--address", "127.0.0.1:1",
                         "--bundle", "liuhe.bundle", "--data", "centre"})
                       .output,
                   "code");
  must({"dicom-router", "station", "add", "reading-1", "--address", "127.0.0.1:1", "--bundle", "station.bundle",
        "--data", "centre"});
  must({"dicom-router", "device", "add", "--site", "liuhe", "--ae-title", "CT01", "--name", "CT", "--data", "centre"});
  must({"dicom-router", "user", "add", "li", "--role", "radiologist", "--data", "centre"});
}

void CommandLinePlace::make_backups() {
  must({"dicom-router", "backup", "--data", "centre", "--to", "backup"});
  copy("backup", "damaged");
  copy("backup", "unfinished");
  stdfs::remove(scratch_ / "unfinished" / "backup.complete");
  std::fstream catalog(scratch_ / "damaged" / "catalog.sqlite");
  catalog.seekp(20'000);
  catalog << "xxxx";
}

void CommandLinePlace::make_agents() {
  for (const char* name : {"agent", "idle"}) {
    must({"acquisition-agent", "enrol", "liuhe.bundle", "--data", name, "--code", code_});
    write(std::string(name) + ".toml", "data = \"" + path(name) + "\"\n[dicom]\nport = " +
                                           std::to_string(name == std::string("agent") ? dicom_port_ : 0) + "\n");
  }
  agent_ = start({"acquisition-agent", "run", "--config", "agent.toml"});
  start({"acquisition-agent", "run", "--config", "idle.toml"});  // and ended: what a first start makes is there
}

void CommandLinePlace::make_served() {
  must({"dicom-router", "init", "--data", "served", "--name", "中心"});
  router_ = start({"dicom-router", "serve", "--data", "served", "--listen", router_address()});
}

void CommandLinePlace::make_bad_configurations() {
  write("broken.toml", "data = \"/tmp/x\n");
  write("unknown.toml", "data = \"" + path("idle") + "\"\ncolour = \"red\"\n");
  write("relative.toml", "data = \"somewhere\"\n");
  write("port.toml", "data = \"" + path("idle") + "\"\n[dicom]\nport = 70000\n");
  write("nofolder.toml", "data = \"" + path("idle") + "\"\n[dicom]\nenabled = false\n[[drop_folder]]\npath = \"" +
                             path("not-there") + "\"\n");
  write("taken.toml", "data = \"" + path("idle") + "\"\n[dicom]\nport = " + std::to_string(dicom_port_) + "\n");
  for (const char* name : {"badrouting", "badconfig", "badlisten"}) copy("centre", name);
  write("badrouting/routing.toml", "[[rule]]\nzone = \"x\"\n");
  write("badconfig/router.toml", "name = \"x\"\ncolour = \"red\"\n");
  write("badlisten/router.toml", "name = \"x\"\nlisten = \"everywhere\"\n");
}

std::unique_ptr<ChildProcess> CommandLinePlace::start(Words words) const {
  words[0] = program(words[0]);
  auto started = ChildProcess::start({words, {}, scratch_.path(), {}, {}});
  if (!started || !(*started)->wait_for_line("ready", 30s))
    throw std::runtime_error(words[1] + " did not start" + (started ? ":\n" + (*started)->output() : ""));
  return std::move(*started);
}

}  // namespace rdc::testkit
