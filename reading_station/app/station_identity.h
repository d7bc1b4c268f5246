// This station's enrolment: who it is, whom it trusts, where the router is.
//
//   DATA/identity/station.toml  centre, machine name, router addresses
//   DATA/identity/ca.pem        the centre's certificate
//   DATA/identity/machine.pem   private key, then certificate. Mode 0600.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/file_system.h"
#include "common/rpc/channel.h"

namespace rdc::station {

struct StationIdentity {
  std::string centre_name;
  std::string machine_name;  // the certificate's common name, "station/…"
  std::vector<std::string> router_addresses;
  rpc::Identity identity;
};

// One for every address of the centre, in the bundle's order. They connect by themselves.
std::vector<std::shared_ptr<grpc::Channel>> channels_of(const StationIdentity& identity,
                                                        const rpc::ChannelOptions& options = {});

// Opens the bundle with its code and writes the identity, all of it or nothing. kInvalid/BAD_BUNDLE, BAD_CODE,
// kDenied/WRONG_CODE; kInvalid/NOT_A_STATION for an agent's bundle; kConflict/ALREADY_ENROLLED.
Result<StationIdentity> enrol(const std::filesystem::path& data, std::string_view bundle, std::string_view code,
                              base::FileSystem& fs);

// kNotFound/NOT_ENROLLED; kCorrupt/BAD_IDENTITY.
Result<StationIdentity> load_identity(const std::filesystem::path& data);

}  // namespace rdc::station
