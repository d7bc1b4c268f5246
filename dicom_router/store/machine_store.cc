#include "dicom_router/store/machine_store.h"

#include <google/protobuf/util/time_util.h>

namespace rdc::router {
namespace {

using google::protobuf::util::TimeUtil;

v1::Site to_site(const std::string& site_id, const std::string& name, int revoked, long long created_at) {
  v1::Site site;
  site.set_site_id(site_id);
  site.set_name(name);
  site.set_revoked(revoked != 0);
  *site.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(created_at);
  return site;
}

}  // namespace

std::optional<v1::Site> MachineStore::find_site(soci::session& session, const std::string& site_id) {
  std::string name;
  int revoked = 0;
  long long created_at = 0;
  session << "SELECT name, revoked, created_at FROM site WHERE site_id = :site_id", soci::use(site_id),
      soci::into(name), soci::into(revoked), soci::into(created_at);
  if (!session.got_data()) return std::nullopt;
  return to_site(site_id, name, revoked, created_at);
}

std::vector<v1::Site> MachineStore::list_sites(soci::session& session) {
  std::vector<v1::Site> sites;
  std::string site_id;
  std::string name;
  int revoked = 0;
  long long created_at = 0;
  soci::statement query = (session.prepare << "SELECT site_id, name, revoked, created_at FROM site ORDER BY site_id",
                           soci::into(site_id), soci::into(name), soci::into(revoked), soci::into(created_at));
  query.execute();
  while (query.fetch()) sites.push_back(to_site(site_id, name, revoked, created_at));
  return sites;
}

void MachineStore::add_site(soci::session& session, const std::string& site_id, const std::string& name, long long at) {
  session << "INSERT INTO site (site_id, name, revoked, created_at) VALUES (:site_id, :name, 0, :at)",
      soci::use(site_id), soci::use(name), soci::use(at);
}

void MachineStore::reinstate_site(soci::session& session, const std::string& site_id) {
  session << "UPDATE site SET revoked = 0 WHERE site_id = :site_id", soci::use(site_id);
}

void MachineStore::revoke_site(soci::session& session, const std::string& site_id) {
  session << "UPDATE site SET revoked = 1 WHERE site_id = :site_id", soci::use(site_id);
  session << "UPDATE machine_certificate SET revoked = 1 WHERE machine_id IN "
             "(SELECT machine_id FROM machine WHERE site_id = :site_id)",
      soci::use(site_id);
}

std::optional<Machine> MachineStore::find_by_name(soci::session& session, const std::string& name) {
  Machine machine;
  session << "SELECT machine_id, kind, name, COALESCE(site_id, ''), created_at FROM machine WHERE name = :name",
      soci::use(name), soci::into(machine.machine_id), soci::into(machine.kind), soci::into(machine.name),
      soci::into(machine.site_id), soci::into(machine.created_at);
  if (!session.got_data()) return std::nullopt;
  return machine;
}

std::optional<EnrolledMachine> MachineStore::find_by_fingerprint(soci::session& session,
                                                                 const std::string& fingerprint) {
  EnrolledMachine found;
  Machine& machine = found.machine;
  int certificate_revoked = 0;
  int site_revoked = 0;
  session << "SELECT m.machine_id, m.kind, m.name, COALESCE(m.site_id, ''), m.created_at, c.revoked, "
             "COALESCE(s.revoked, 0) FROM machine_certificate c JOIN machine m ON m.machine_id = c.machine_id "
             "LEFT JOIN site s ON s.site_id = m.site_id WHERE c.fingerprint = :fingerprint",
      soci::use(fingerprint), soci::into(machine.machine_id), soci::into(machine.kind), soci::into(machine.name),
      soci::into(machine.site_id), soci::into(machine.created_at), soci::into(certificate_revoked),
      soci::into(site_revoked);
  if (!session.got_data()) return std::nullopt;
  found.revoked = certificate_revoked != 0 || site_revoked != 0;
  return found;
}

std::vector<Machine> MachineStore::list(soci::session& session, const std::string& kind) {
  std::vector<Machine> machines;
  Machine machine;
  soci::statement query = (session.prepare << "SELECT machine_id, kind, name, COALESCE(site_id, ''), created_at "
                                              "FROM machine WHERE kind = :kind ORDER BY name",
                           soci::use(kind), soci::into(machine.machine_id), soci::into(machine.kind),
                           soci::into(machine.name), soci::into(machine.site_id), soci::into(machine.created_at));
  query.execute();
  while (query.fetch()) machines.push_back(machine);
  return machines;
}

void MachineStore::add(soci::session& session, const Machine& machine) {
  soci::indicator indicator = machine.site_id.empty() ? soci::i_null : soci::i_ok;
  session << "INSERT INTO machine (machine_id, kind, name, site_id, created_at) "
             "VALUES (:machine_id, :kind, :name, :site_id, :created_at)",
      soci::use(machine.machine_id), soci::use(machine.kind), soci::use(machine.name),
      soci::use(machine.site_id, indicator), soci::use(machine.created_at);
}

void MachineStore::add_certificate(soci::session& session, const MachineCertificate& certificate) {
  session << "INSERT INTO machine_certificate (fingerprint, machine_id, not_after, created_at, revoked) "
             "VALUES (:fingerprint, :machine_id, :not_after, :created_at, 0)",
      soci::use(certificate.fingerprint), soci::use(certificate.machine_id), soci::use(certificate.not_after),
      soci::use(certificate.created_at);
}

void MachineStore::revoke_machine(soci::session& session, const std::string& machine_id) {
  session << "UPDATE machine_certificate SET revoked = 1 WHERE machine_id = :machine_id", soci::use(machine_id);
}

std::vector<v1::Device> MachineStore::list_devices(soci::session& session, const std::string& site_id) {
  std::vector<v1::Device> devices;
  std::string id;
  std::string site;
  std::string ae_title;
  std::string name;
  std::string charset;
  soci::statement query = (session.prepare << "SELECT device_id, site_id, ae_title, name, charset_override FROM device "
                                              "WHERE :any = '' OR site_id = :site_id ORDER BY site_id, ae_title",
                           soci::use(site_id), soci::use(site_id), soci::into(id), soci::into(site),
                           soci::into(ae_title), soci::into(name), soci::into(charset));
  query.execute();
  while (query.fetch()) {
    auto& device = devices.emplace_back();
    device.set_device_id(id);
    device.set_site_id(site);
    device.set_ae_title(ae_title);
    device.set_name(name);
    device.set_charset_override(charset);
  }
  return devices;
}

Result<v1::Device> MachineStore::add_device(soci::session& session, const v1::Device& device, long long at) {
  for (const auto& there : list_devices(session, device.site_id())) {
    if (there.ae_title() != device.ae_title()) continue;
    if (there.name() == device.name() && there.charset_override() == device.charset_override()) return there;
    return fail(ErrorCode::kExists, "DEVICE_EXISTS", "the site has another device with AE title {}", device.ae_title());
  }
  session << "INSERT INTO device (device_id, site_id, ae_title, name, charset_override, created_at) "
             "VALUES (:device_id, :site_id, :ae_title, :name, :charset, :at)",
      soci::use(device.device_id()), soci::use(device.site_id()), soci::use(device.ae_title()),
      soci::use(device.name()), soci::use(device.charset_override()), soci::use(at);
  return device;
}

}  // namespace rdc::router
