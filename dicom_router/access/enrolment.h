// Sites, stations and devices: who is given a certificate, and from whom it is taken.
#pragma once

#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/enrolment_bundle.h"
#include "common/rpc/caller.h"
#include "common/storage/database.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/store/machine_store.h"

namespace rdc::router {

// What bundles tell machines about the centre.
struct CentreFacts {
  std::string name;
  std::vector<std::string> router_addresses;  // "host:port"
};

struct EnrolledSite {
  v1::Site site;
  identity::SealedBundle bundle;
};

// Thread-safe; every call blocks on the catalog. Borrows everything. Every change is audited in its transaction.
class Enrolment {
 public:
  Enrolment(storage::Database& database, const AuditLog& audit, const identity::CertificateAuthority& authority,
            const base::Clock& clock, base::Random& random, base::IdGenerator& ids);

  // A new site, or an equal one again (a lost bundle), or a revoked one reinstated: always with a fresh certificate.
  // kExists/SITE_EXISTS when the name differs; kInvalid/BAD_SITE_ID, BAD_NAME, BAD_ADDRESS.
  Result<EnrolledSite> add_site(const AuditEntry& actor, const std::string& site_id, const std::string& name,
                                const CentreFacts& centre);
  // kNotFound/NO_SUCH_SITE. Idempotent.
  Result<void> revoke_site(const AuditEntry& actor, const std::string& site_id);
  // name as site ids: 1-32 of [a-z0-9-]. A name enrolled before gets a fresh certificate; its old ones end.
  Result<identity::SealedBundle> add_station(const AuditEntry& actor, const std::string& name,
                                             const CentreFacts& centre);
  Result<void> revoke_station(const AuditEntry& actor, const std::string& name);
  // device_id is given here. kNotFound/NO_SUCH_SITE, kExists/DEVICE_EXISTS, kInvalid/BAD_AE_TITLE, BAD_CHARSET.
  Result<v1::Device> add_device(const AuditEntry& actor, v1::Device device);
  // A fresh certificate for the calling machine's own name; the one in use stays valid until it expires.
  Result<std::string> renew(const rpc::Caller& caller, const std::string& request_pem);

  Result<std::vector<v1::Site>> sites();
  Result<std::vector<v1::Device>> devices(const std::string& site_id);  // "" for all
  Result<std::vector<Machine>> stations();

 private:
  struct Issued {
    identity::SealedBundle bundle;
    MachineCertificate certificate;  // machine_id still to be filled
  };
  Result<Issued> issue(const std::string& common_name, const std::string& site_id, const std::string& site_name,
                       const CentreFacts& centre);
  void record(soci::session& session, Machine machine, MachineCertificate certificate);

  storage::Database& database_;
  const AuditLog& audit_;
  const identity::CertificateAuthority& authority_;
  const base::Clock& clock_;
  base::Random& random_;
  base::IdGenerator& ids_;
};

}  // namespace rdc::router
