// An opened data directory: configuration, keys, catalog, and those who work on them. What the running router and every
// command share; the command line works beside the router, on the same catalog.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/file_system.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/identity/certificate_authority.h"
#include "dicom_router/access/accounts.h"
#include "dicom_router/access/enrolment.h"
#include "dicom_router/admin/data_directory.h"
#include "dicom_router/admin/router_config.h"
#include "dicom_router/audit/audit_log.h"
#include "dicom_router/store/catalog.h"
#include "dicom_router/store/mailbox_store.h"

namespace rdc::router {

// What the machine gives: the one clock, generator and disk of the program.
struct Machinery {
  base::SystemClock clock;
  base::SystemRandom random;
  base::PosixFileSystem fs;
  base::IdGenerator ids{clock, random};
};

class Centre {
 public:
  // kNotFound/NO_CENTRE when `root` holds none.
  static Result<std::unique_ptr<Centre>> open(const std::filesystem::path& root, Machinery& machinery,
                                              Passwords passwords = Passwords());

  DataDirectory paths;
  RouterConfig config;
  Machinery& machinery;
  std::unique_ptr<Catalog> catalog;
  AuditLog audit;
  identity::CertificateAuthority authority;
  MailboxStore letters;
  Accounts accounts;
  Enrolment enrolment;

  storage::Database& database() const { return catalog->database(); }
  CentreFacts facts() const { return {config.name, config.addresses}; }

 private:
  Centre(DataDirectory where, RouterConfig configuration, Machinery& machine, std::unique_ptr<Catalog> opened,
         std::string audit_key, identity::CertificateAuthority ca, Passwords passwords);
};

struct InitOptions {
  std::filesystem::path root;
  std::string centre_name;
  std::string admin = "admin";
  RouterConfig config;
};

// Makes a new centre: authority, server identity, catalog, first administrator. Built in ROOT.part and renamed when
// whole. kExists/NOT_EMPTY when ROOT holds anything. The administrator's initial password is returned, once.
Result<identity::Secret> init_centre(const InitOptions& options, Machinery& machinery,
                                     Passwords passwords = Passwords());

// A server certificate for the names in `addresses`, when there is none or it ends within 60 days.
Result<void> refresh_server_identity(const DataDirectory& paths, const identity::CertificateAuthority& authority,
                                     const RouterConfig& config, Machinery& machinery);

}  // namespace rdc::router
