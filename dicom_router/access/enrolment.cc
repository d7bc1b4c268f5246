#include "dicom_router/access/enrolment.h"

#include <algorithm>
#include <array>

#include "common/identity/certificate.h"
#include "dicom_router/access/network_address.h"

namespace rdc::router {
namespace {

bool is_short_name(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_readable_name(const std::string& text) {
  std::size_t characters = 0;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return false;
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++characters;
  }
  return characters >= 1 && characters <= 64;
}

// DICOM AE: 1-16 characters of the default repertoire without backslash, not only spaces.
bool is_ae_title(const std::string& text) {
  return !text.empty() && text.size() <= 16 && text.front() != ' ' && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f && c != '\\'; });
}

constexpr std::array<std::string_view, 4> kCharsets = {"", "GB18030", "GBK", "ISO_IR 192"};

tl::unexpected<Error> no_such_site(const std::string& site_id) {
  return fail(ErrorCode::kNotFound, "NO_SUCH_SITE", "there is no site {}", site_id);
}

Result<void> check_addresses(const std::vector<std::string>& addresses) {
  if (addresses.empty() || addresses.size() > 16)
    return fail(ErrorCode::kInvalid, "BAD_ADDRESS", "name 1 to 16 addresses at which machines reach the router");
  for (const auto& address : addresses)
    if (auto checked = check_reachable_address(address); !checked) return checked;
  return {};
}

}  // namespace

Enrolment::Enrolment(storage::Database& database, const AuditLog& audit,
                     const identity::CertificateAuthority& authority, const base::Clock& clock, base::Random& random,
                     base::IdGenerator& ids)
    : database_(database), audit_(audit), authority_(authority), clock_(clock), random_(random), ids_(ids) {}

Result<Enrolment::Issued> Enrolment::issue(const std::string& common_name, const std::string& site_id,
                                           const std::string& site_name, const CentreFacts& centre) {
  if (auto checked = check_addresses(centre.router_addresses); !checked) return fail(checked);
  auto key = identity::KeyPair::generate();
  if (!key) return fail(key);
  auto request = key->certificate_request(common_name);
  if (!request) return fail(request);
  auto certificate = authority_.issue_machine(*request, common_name);
  if (!certificate) return fail(certificate);
  auto info = identity::read_certificate(*certificate);
  if (!info) return fail(info);
  identity::EnrolmentBundle bundle;
  bundle.centre_name = centre.name;
  bundle.machine_name = common_name;
  bundle.site_id = site_id;
  bundle.site_name = site_name;
  bundle.router_addresses = centre.router_addresses;
  bundle.ca_pem = authority_.certificate_pem();
  bundle.certificate_pem = *certificate;
  bundle.key_pem = key->to_pem();
  auto sealed = identity::seal_bundle(bundle, random_);
  if (!sealed) return fail(sealed);
  const auto created_at = base::to_micros(clock_.now());
  return Issued{std::move(*sealed), {info->fingerprint, "", base::to_micros(info->not_after), created_at, false}};
}

void Enrolment::record(soci::session& session, Machine machine, MachineCertificate certificate) {
  if (const auto known = MachineStore::find_by_name(session, machine.name)) {
    certificate.machine_id = known->machine_id;
    // The bundle is a new machine's: whoever holds the old key is not it.
    MachineStore::revoke_machine(session, known->machine_id);
  } else {
    machine.machine_id = ids_.next();
    machine.created_at = certificate.created_at;
    certificate.machine_id = machine.machine_id;
    MachineStore::add(session, machine);
  }
  MachineStore::add_certificate(session, certificate);
}

Result<EnrolledSite> Enrolment::add_site(const AuditEntry& actor, const std::string& site_id, const std::string& name,
                                         const CentreFacts& centre) {
  if (!is_short_name(site_id))
    return fail(ErrorCode::kInvalid, "BAD_SITE_ID", "a site's identifier has 1-32 of a-z, 0-9 and -");
  if (!is_readable_name(name)) return fail(ErrorCode::kInvalid, "BAD_NAME", "a site's name has 1-64 characters");
  auto issued = issue("agent/" + site_id, site_id, name, centre);
  if (!issued) return fail(issued);
  auto site = database_.write<v1::Site>([&](soci::session& session) -> Result<v1::Site> {
    if (const auto there = MachineStore::find_site(session, site_id)) {
      if (there->name() != name)
        return fail(ErrorCode::kExists, "SITE_EXISTS", "there is a site {} with another name", site_id);
      if (there->revoked()) MachineStore::reinstate_site(session, site_id);
    } else {
      MachineStore::add_site(session, site_id, name, base::to_micros(clock_.now()));
    }
    record(session, {"", "agent", "agent/" + site_id, site_id, 0}, issued->certificate);
    auto entry = with(actor, "site.enrol", site_id, issued->certificate.fingerprint);
    if (auto audited = audit_.append(session, entry); !audited) return fail(audited);
    return *MachineStore::find_site(session, site_id);
  });
  if (!site) return fail(site);
  return EnrolledSite{std::move(*site), std::move(issued->bundle)};
}

Result<void> Enrolment::revoke_site(const AuditEntry& actor, const std::string& site_id) {
  return database_.write<void>([&](soci::session& session) -> Result<void> {
    if (!MachineStore::find_site(session, site_id)) return no_such_site(site_id);
    MachineStore::revoke_site(session, site_id);
    return audit_.append(session, with(actor, "site.revoke", site_id));
  });
}

Result<identity::SealedBundle> Enrolment::add_station(const AuditEntry& actor, const std::string& name,
                                                      const CentreFacts& centre) {
  if (!is_short_name(name)) return fail(ErrorCode::kInvalid, "BAD_NAME", "a station's name has 1-32 of a-z, 0-9 and -");
  auto issued = issue("station/" + name, "", "", centre);
  if (!issued) return fail(issued);
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    record(session, {"", "station", "station/" + name, "", 0}, issued->certificate);
    return audit_.append(session, with(actor, "station.enrol", "station/" + name, issued->certificate.fingerprint));
  });
  if (!written) return fail(written);
  return std::move(issued->bundle);
}

Result<void> Enrolment::revoke_station(const AuditEntry& actor, const std::string& name) {
  return database_.write<void>([&](soci::session& session) -> Result<void> {
    const auto machine = MachineStore::find_by_name(session, "station/" + name);
    if (!machine) return fail(ErrorCode::kNotFound, "NO_SUCH_STATION", "there is no station {}", name);
    MachineStore::revoke_machine(session, machine->machine_id);
    return audit_.append(session, with(actor, "station.revoke", machine->name));
  });
}

Result<v1::Device> Enrolment::add_device(const AuditEntry& actor, v1::Device device) {
  if (!is_ae_title(device.ae_title()))
    return fail(ErrorCode::kInvalid, "BAD_AE_TITLE", "an AE title has 1-16 characters of ASCII without backslash");
  if (device.name().size() > 256)
    return fail(ErrorCode::kInvalid, "BAD_NAME", "a device's name has at most 64 characters");
  if (std::ranges::find(kCharsets, device.charset_override()) == kCharsets.end())
    return fail(ErrorCode::kInvalid, "BAD_CHARSET", "the character set is one of GB18030, GBK, ISO_IR 192");
  device.set_device_id(ids_.next());
  return database_.write<v1::Device>([&](soci::session& session) -> Result<v1::Device> {
    if (!MachineStore::find_site(session, device.site_id())) return no_such_site(device.site_id());
    auto added = MachineStore::add_device(session, device, base::to_micros(clock_.now()));
    if (!added) return fail(added);
    if (auto audited = audit_.append(session, with(actor, "device.add", added->device_id())); !audited)
      return fail(audited);
    return *added;
  });
}

Result<std::string> Enrolment::renew(const rpc::Caller& caller, const std::string& request_pem) {
  auto certificate = authority_.issue_machine(request_pem, caller.machine_name);
  if (!certificate) return fail(certificate);
  auto info = identity::read_certificate(*certificate);
  if (!info) return fail(info);
  auto written = database_.write<void>([&](soci::session& session) -> Result<void> {
    MachineStore::add_certificate(session, {info->fingerprint, caller.machine_id, base::to_micros(info->not_after),
                                            base::to_micros(clock_.now()), false});
    return audit_.append(session, audit_entry(caller, "machine.renew", caller.machine_name, "ok", info->fingerprint));
  });
  if (!written) return fail(written);
  return *certificate;
}

Result<std::vector<v1::Site>> Enrolment::sites() {
  return database_.read<std::vector<v1::Site>>(
      [](soci::session& session) -> Result<std::vector<v1::Site>> { return MachineStore::list_sites(session); });
}

Result<std::vector<v1::Device>> Enrolment::devices(const std::string& site_id) {
  return database_.read<std::vector<v1::Device>>([&](soci::session& session) -> Result<std::vector<v1::Device>> {
    return MachineStore::list_devices(session, site_id);
  });
}

Result<std::vector<Machine>> Enrolment::stations() {
  return database_.read<std::vector<Machine>>(
      [](soci::session& session) -> Result<std::vector<Machine>> { return MachineStore::list(session, "station"); });
}

}  // namespace rdc::router
