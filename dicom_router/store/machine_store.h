// Sites, their machines and devices. Stateless; every call works in the caller's transaction. Times are microseconds
// UTC.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "common/base/result.h"
#include "rdc/v1/directory.pb.h"

namespace rdc::router {

struct Machine {
  std::string machine_id;
  std::string kind;     // "agent" or "station"
  std::string name;     // the certificate's common name
  std::string site_id;  // agents only
  long long created_at = 0;
};

struct MachineCertificate {
  std::string fingerprint;
  std::string machine_id;
  long long not_after = 0;
  long long created_at = 0;
  bool revoked = false;
};

// A machine as its certificate introduces it.
struct EnrolledMachine {
  Machine machine;
  bool revoked = false;  // the certificate, or the site
};

class MachineStore {
 public:
  static std::optional<v1::Site> find_site(soci::session& session, const std::string& site_id);
  static std::vector<v1::Site> list_sites(soci::session& session);
  // Writers. Reinstating gives a revoked site its place back; its old certificates stay revoked.
  static void add_site(soci::session& session, const std::string& site_id, const std::string& name, long long at);
  static void reinstate_site(soci::session& session, const std::string& site_id);
  // Revokes the site and every certificate of its machines.
  static void revoke_site(soci::session& session, const std::string& site_id);

  static std::optional<Machine> find_by_name(soci::session& session, const std::string& name);
  static std::optional<EnrolledMachine> find_by_fingerprint(soci::session& session, const std::string& fingerprint);
  static std::vector<Machine> list(soci::session& session, const std::string& kind);
  // Writers.
  static void add(soci::session& session, const Machine& machine);
  static void add_certificate(soci::session& session, const MachineCertificate& certificate);
  static void revoke_machine(soci::session& session, const std::string& machine_id);

  // "" for all sites.
  static std::vector<v1::Device> list_devices(soci::session& session, const std::string& site_id);
  // Writer. The device that was added, or the equal one that was there. kExists/DEVICE_EXISTS: the AE title is taken.
  static Result<v1::Device> add_device(soci::session& session, const v1::Device& device, long long at);
};

}  // namespace rdc::router
