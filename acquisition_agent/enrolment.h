// This machine's enrolment: who it is, whom it trusts, where the router is.
//
//   DATA/identity/enrolment.toml  centre, site, router addresses
//   DATA/identity/ca.pem          the centre's certificate
//   DATA/identity/machine.pem     private key, then certificate; replaced as one file at renewal. Mode 0600.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/file_system.h"
#include "common/rpc/channel.h"

namespace rdc::agent {

struct Enrolment {
  std::string centre_name;
  std::string machine_name;  // the certificate's common name
  std::string site_id;
  std::string site_name;
  std::vector<std::string> router_addresses;
  rpc::Identity identity;
  base::Timestamp certificate_from;
  base::Timestamp certificate_until;
};

// Opens the bundle file with its code and writes the identity, all of it or nothing. kInvalid/BAD_BUNDLE, BAD_CODE,
// kDenied/WRONG_CODE; kInvalid/NOT_AN_AGENT for a station's bundle; kConflict/ALREADY_ENROLLED.
Result<Enrolment> enrol(const std::filesystem::path& data, std::string_view file, std::string_view code,
                        base::FileSystem& fs);

// kNotFound/NOT_ENROLLED; kCorrupt/BAD_IDENTITY.
Result<Enrolment> load_enrolment(const std::filesystem::path& data);

// Replaces key and certificate at once.
Result<void> save_machine_identity(const std::filesystem::path& data, const rpc::Identity& identity,
                                   base::FileSystem& fs);

}  // namespace rdc::agent
