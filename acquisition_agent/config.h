// The agent's configuration: one TOML file, read once, checked whole. packaging/agent.example.toml documents it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "acquisition_agent/receive/dicom_receiver.h"
#include "acquisition_agent/receive/drop_folder.h"
#include "acquisition_agent/spool/spool.h"
#include "acquisition_agent/transfer/bandwidth.h"
#include "acquisition_agent/transfer/preparer.h"

namespace rdc::agent {

struct Config {
  std::filesystem::path data;
  std::filesystem::path results;  // default DATA/results
  std::string log_level = "info";
  std::string console_socket, console_group;  // for the clinic console of other users; "": none
  std::vector<std::string> router_addresses;  // empty: those of the enrolment
  bool dicom_enabled = true;
  DicomReceiverOptions dicom;
  std::vector<DeviceRule> devices;
  bool accept_unknown_devices = false;
  std::vector<DropFolderOptions> drop_folders;
  SpoolOptions spool;
  BandwidthLimits bandwidth;
  CodingPolicy coding = CodingPolicy::kAuto;
};

// kInvalid/BAD_CONFIG names file, line and key. An unknown key is an error.
Result<Config> load_config(const std::filesystem::path& file);
Result<Config> parse_config(std::string_view text, const std::string& file_name);

}  // namespace rdc::agent
