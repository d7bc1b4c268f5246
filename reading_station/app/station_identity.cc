#include "reading_station/app/station_identity.h"

#include <sstream>

#include <toml++/toml.h>

#include "common/identity/enrolment_bundle.h"

namespace rdc::station {
namespace {

constexpr std::uint64_t kFileLimit = 64 * 1024;

std::string identity_text(const identity::EnrolmentBundle& bundle) {
  toml::array addresses;
  for (const std::string& address : bundle.router_addresses) addresses.push_back(address);
  const toml::table table{
      {"centre", bundle.centre_name}, {"machine", bundle.machine_name}, {"router_addresses", std::move(addresses)}};
  std::ostringstream text;
  text << table << '\n';
  return text.str();
}

}  // namespace

std::vector<std::shared_ptr<grpc::Channel>> channels_of(const StationIdentity& identity,
                                                        const rpc::ChannelOptions& options) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (const std::string& address : identity.router_addresses)
    channels.push_back(rpc::make_channel(address, identity.identity, options));
  return channels;
}

Result<StationIdentity> enrol(const std::filesystem::path& data, std::string_view file, std::string_view code,
                              base::FileSystem& fs) {
  const auto place = data / "identity";
  std::error_code error;
  if (std::filesystem::exists(place, error))
    return fail(ErrorCode::kConflict, "ALREADY_ENROLLED",
                "{} holds an identity already: choose another --data folder, or move {} away first", data.string(),
                place.string());
  auto bundle = identity::open_bundle(file, code);
  if (!bundle) return fail(bundle);
  if (!bundle->machine_name.starts_with("station/"))
    return fail(ErrorCode::kInvalid, "NOT_A_STATION", "this bundle enrols {}, not a reading station",
                bundle->machine_name);
  const auto partial = data / "identity.part";
  std::filesystem::remove_all(partial, error);
  if (auto made = fs.create_directories(partial); !made) return fail(made);
  const auto put = [&](const char* name, const std::string& content) {
    return base::write_file_atomically(fs, partial / name, base::as_bytes(content));
  };
  if (auto done = put("station.toml", identity_text(*bundle)); !done) return fail(done);
  if (auto done = put("ca.pem", bundle->ca_pem); !done) return fail(done);
  if (auto done = put("machine.pem", bundle->key_pem.text() + bundle->certificate_pem); !done) return fail(done);
  if (auto done = fs.rename(partial, place); !done) return fail(done);
  if (auto done = fs.sync_directory(data); !done) return fail(done);
  return load_identity(data);
}

Result<StationIdentity> load_identity(const std::filesystem::path& data) {
  const auto place = data / "identity";
  std::error_code error;
  if (!std::filesystem::exists(place, error))
    return fail(ErrorCode::kNotFound, "NOT_ENROLLED",
                "{} is not enrolled: run `reading-station enrol BUNDLE --data {}`", data.string(), data.string());
  const auto text = base::read_file(place / "station.toml", kFileLimit);
  if (!text) return fail(text);
  const auto ca = base::read_file(place / "ca.pem", kFileLimit);
  if (!ca) return fail(ca);
  const auto machine = base::read_file(place / "machine.pem", kFileLimit);
  if (!machine) return fail(machine);
  const auto bad = [&] {
    return fail(ErrorCode::kCorrupt, "BAD_IDENTITY", "{} cannot be used: enrol again", place.string());
  };
  const auto certificate_at = machine->find("-----BEGIN CERTIFICATE-----");
  if (certificate_at == std::string::npos) return bad();
  StationIdentity found;
  try {
    const toml::table table = toml::parse(*text);
    found.centre_name = table["centre"].value_or(std::string{});
    found.machine_name = table["machine"].value_or(std::string{});
    if (const toml::array* addresses = table["router_addresses"].as_array())
      for (const auto& address : *addresses) found.router_addresses.push_back(address.value_or(std::string{}));
  } catch (const toml::parse_error&) {
    return bad();
  }
  if (found.router_addresses.empty()) return bad();
  found.identity = {*ca, machine->substr(certificate_at), machine->substr(0, certificate_at)};
  return found;
}

}  // namespace rdc::station
