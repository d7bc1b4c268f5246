#include "acquisition_agent/enrolment.h"

#include <sstream>

#include <toml++/toml.h>

#include "common/identity/certificate.h"
#include "common/identity/enrolment_bundle.h"

namespace rdc::agent {
namespace {

constexpr std::uint64_t kFileLimit = 64 * 1024;

std::string enrolment_text(const identity::EnrolmentBundle& bundle) {
  toml::array addresses;
  for (const std::string& address : bundle.router_addresses) addresses.push_back(address);
  const toml::table table{{"centre", bundle.centre_name},
                          {"machine", bundle.machine_name},
                          {"site_id", bundle.site_id},
                          {"site_name", bundle.site_name},
                          {"router_addresses", std::move(addresses)}};
  std::ostringstream text;
  text << table << '\n';
  return text.str();
}

Result<void> write_new(base::FileSystem& fs, const std::filesystem::path& path, std::string_view content) {
  return base::write_file_atomically(fs, path, base::as_bytes(content));
}

}  // namespace

Result<Enrolment> enrol(const std::filesystem::path& data, std::string_view file, std::string_view code,
                        base::FileSystem& fs) {
  const auto place = data / "identity";
  std::error_code error;
  if (std::filesystem::exists(place, error))
    return fail(ErrorCode::kConflict, "ALREADY_ENROLLED",
                "{} holds an identity already: choose another --data folder, or move {} away first", data.string(),
                place.string());
  auto bundle = identity::open_bundle(file, code);
  if (!bundle) return fail(bundle);
  if (bundle->site_id.empty() || !bundle->machine_name.starts_with("agent/"))
    return fail(ErrorCode::kInvalid, "NOT_AN_AGENT", "this bundle enrols {}, not an acquisition agent",
                bundle->machine_name);

  const auto partial = data / "identity.part";
  std::filesystem::remove_all(partial, error);
  if (auto made = fs.create_directories(partial); !made) return fail(made);
  const std::string machine = bundle->key_pem.text() + bundle->certificate_pem;
  if (auto done = write_new(fs, partial / "enrolment.toml", enrolment_text(*bundle)); !done) return fail(done);
  if (auto done = write_new(fs, partial / "ca.pem", bundle->ca_pem); !done) return fail(done);
  if (auto done = write_new(fs, partial / "machine.pem", machine); !done) return fail(done);
  if (auto done = fs.rename(partial, place); !done) return fail(done);
  if (auto done = fs.sync_directory(data); !done) return fail(done);
  return load_enrolment(data);
}

Result<Enrolment> load_enrolment(const std::filesystem::path& data) {
  const auto place = data / "identity";
  std::error_code error;
  if (!std::filesystem::exists(place, error))
    return fail(ErrorCode::kNotFound, "NOT_ENROLLED",
                "{} is not enrolled: run `acquisition-agent enrol BUNDLE --data {}`", data.string(), data.string());
  const auto text = base::read_file(place / "enrolment.toml", kFileLimit);
  if (!text) return fail(text);
  const auto ca = base::read_file(place / "ca.pem", kFileLimit);
  if (!ca) return fail(ca);
  const auto machine = base::read_file(place / "machine.pem", kFileLimit);
  if (!machine) return fail(machine);
  const auto certificate_at = machine->find("-----BEGIN CERTIFICATE-----");
  if (certificate_at == std::string::npos)
    return fail(ErrorCode::kCorrupt, "BAD_IDENTITY", "{} holds no certificate: enrol again",
                (place / "machine.pem").string());

  Enrolment enrolment;
  try {
    const toml::table table = toml::parse(*text);
    enrolment.centre_name = table["centre"].value_or(std::string{});
    enrolment.machine_name = table["machine"].value_or(std::string{});
    enrolment.site_id = table["site_id"].value_or(std::string{});
    enrolment.site_name = table["site_name"].value_or(std::string{});
    if (const toml::array* addresses = table["router_addresses"].as_array())
      for (const auto& address : *addresses) enrolment.router_addresses.push_back(address.value_or(std::string{}));
  } catch (const toml::parse_error&) {
    return fail(ErrorCode::kCorrupt, "BAD_IDENTITY", "{} cannot be read: enrol again",
                (place / "enrolment.toml").string());
  }
  enrolment.identity = {*ca, machine->substr(certificate_at), machine->substr(0, certificate_at)};
  const auto certificate = identity::read_certificate(enrolment.identity.cert_pem);
  if (!certificate) return fail(certificate);
  enrolment.certificate_from = certificate->not_before;
  enrolment.certificate_until = certificate->not_after;
  if (enrolment.router_addresses.empty())
    return fail(ErrorCode::kCorrupt, "BAD_IDENTITY", "{} names no router: enrol again",
                (place / "enrolment.toml").string());
  return enrolment;
}

Result<void> save_machine_identity(const std::filesystem::path& data, const rpc::Identity& identity,
                                   base::FileSystem& fs) {
  return base::write_file_atomically(fs, data / "identity" / "machine.pem",
                                     base::as_bytes(identity.key_pem + identity.cert_pem));
}

}  // namespace rdc::agent
