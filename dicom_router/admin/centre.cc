#include "dicom_router/admin/centre.h"

#include <unistd.h>

#include <array>

#include "common/identity/certificate.h"
#include "dicom_router/access/station_keys.h"

namespace rdc::router {
namespace {

constexpr std::chrono::hours kRenewBefore{24 * 60};
constexpr std::uint64_t kKeyFileLimit = 16 * 1024;

Result<void> write(Machinery& machinery, const std::filesystem::path& file, std::string_view text) {
  return base::write_file_atomically(machinery.fs, file, base::as_bytes(text));
}

std::string host_of(const std::string& address) {
  const auto colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return host;
}

std::string own_host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("localhost");
}

bool is_empty_or_absent(const std::filesystem::path& root) {
  std::error_code error;
  if (!std::filesystem::exists(root, error)) return true;
  return std::filesystem::is_directory(root, error) && std::filesystem::is_empty(root, error);
}

// Everything but the rename. The catalog is closed again before it moves.
Result<identity::Secret> build(const DataDirectory& paths, const InitOptions& options, Machinery& machinery,
                               Passwords passwords) {
  for (const auto& directory :
       {paths.root, paths.keys(), paths.objects(), paths.staging(), paths.report_staging(), paths.quarantine()})
    if (auto made = machinery.fs.create_directories(directory); !made) return fail(made);
  auto authority = identity::CertificateAuthority::create(options.centre_name, machinery.clock);
  if (!authority) return fail(authority);
  RouterConfig config = options.config;
  config.name = options.centre_name;
  if (config.addresses.empty()) config.addresses = {own_host_name() + config.listen.substr(config.listen.rfind(':'))};
  std::string audit_key(32, '\0');
  machinery.random.fill(std::as_writable_bytes(std::span{audit_key.data(), audit_key.size()}));
  const identity::Secret audit_secret(std::move(audit_key));
  if (auto done = write(machinery, paths.ca_certificate(), authority->certificate_pem()); !done) return fail(done);
  if (auto done = write(machinery, paths.ca_key(), authority->key_pem().view()); !done) return fail(done);
  if (auto done = write(machinery, paths.audit_key(), audit_secret.view()); !done) return fail(done);
  if (auto made = StationKeys::load_or_make(paths.station_key(), machinery.random, machinery.fs); !made)
    return fail(made);
  if (auto done = write(machinery, paths.configuration(), to_toml(config)); !done) return fail(done);
  if (auto done = refresh_server_identity(paths, *authority, config, machinery); !done) return fail(done);

  auto centre = Centre::open(paths.root, machinery, passwords);
  if (!centre) return fail(centre);
  auto entry = console_actor();
  entry.action = "centre.init";
  entry.subject = "centre";
  auto first = (*centre)->database().write<void>(
      [&](soci::session& session) { return (*centre)->audit.append(session, entry); });
  if (!first) return fail(first);
  auto admin = (*centre)->accounts.add_user(console_actor(), options.admin, "Administrator", {v1::ROLE_ADMINISTRATOR});
  if (!admin) return fail(admin);
  return std::move(admin->initial_password);
}

}  // namespace

Centre::Centre(DataDirectory where, RouterConfig configuration, Machinery& machine, std::unique_ptr<Catalog> opened,
               std::string audit_key, identity::CertificateAuthority ca, Passwords passwords)
    : paths(std::move(where)),
      config(std::move(configuration)),
      machinery(machine),
      catalog(std::move(opened)),
      audit(std::move(audit_key), machine.clock),
      authority(std::move(ca)),
      letters(machine.clock, machine.ids),
      accounts(catalog->database(), audit, machine.clock, machine.random, machine.ids, passwords),
      enrolment(catalog->database(), audit, authority, machine.clock, machine.random, machine.ids) {}

Result<std::unique_ptr<Centre>> Centre::open(const std::filesystem::path& root, Machinery& machinery,
                                             Passwords passwords) {
  const DataDirectory paths{root};
  std::error_code ignored;
  if (!std::filesystem::exists(paths.configuration(), ignored))
    return fail(ErrorCode::kNotFound, "NO_CENTRE",
                "{} holds no centre: make one with `dicom-router init --data {} --name NAME`", root.string(),
                root.string());
  auto config = load_router_config(paths.configuration());
  if (!config) return fail(config);
  auto certificate = base::read_file(paths.ca_certificate(), kKeyFileLimit);
  if (!certificate) return fail(certificate);
  auto key_text = base::read_file(paths.ca_key(), kKeyFileLimit);
  if (!key_text) return fail(key_text);
  const identity::Secret key(std::move(*key_text));
  auto audit_key = base::read_file(paths.audit_key(), kKeyFileLimit);
  if (!audit_key) return fail(audit_key);
  auto authority = identity::CertificateAuthority::load(*certificate, key.view(), machinery.clock);
  if (!authority) return fail(authority);
  auto catalog = Catalog::open(paths.catalog(), machinery.clock);
  if (!catalog) return fail(catalog);
  return std::unique_ptr<Centre>(new Centre(paths, std::move(*config), machinery, std::move(*catalog),
                                            std::move(*audit_key), std::move(*authority), passwords));
}

Result<identity::Secret> init_centre(const InitOptions& options, Machinery& machinery, Passwords passwords) {
  if (auto checked = check_addresses(options.config); !checked) return fail(checked);
  auto root = std::filesystem::absolute(options.root).lexically_normal();
  if (!root.has_filename()) root = root.parent_path();
  if (!is_empty_or_absent(root))
    return fail(ErrorCode::kExists, "NOT_EMPTY", "{} is not empty: a new centre needs a directory of its own",
                root.string());
  const DataDirectory part{root.string() + ".part"};
  std::error_code error;
  std::filesystem::remove_all(part.root, error);  // what an interrupted init left
  if (error)
    return fail(ErrorCode::kUnavailable, "CANNOT_CLEAR", "cannot remove {}: {}", part.root.string(), error.message());
  auto password = build(part, options, machinery, passwords);
  if (!password) {
    std::filesystem::remove_all(part.root, error);
    return password;
  }
  if (auto renamed = machinery.fs.rename(part.root, root); !renamed) {
    std::filesystem::remove_all(part.root, error);
    return fail(renamed);
  }
  if (auto synced = machinery.fs.sync_directory(root.parent_path()); !synced) return fail(synced);
  return password;
}

Result<void> refresh_server_identity(const DataDirectory& paths, const identity::CertificateAuthority& authority,
                                     const RouterConfig& config, Machinery& machinery) {
  if (const auto there = base::read_file(paths.server_certificate(), kKeyFileLimit))
    if (const auto info = identity::read_certificate(*there);
        info && info->not_after > machinery.clock.now() + kRenewBefore && std::filesystem::exists(paths.server_key()))
      return {};
  auto key = identity::KeyPair::generate();
  if (!key) return fail(key);
  const std::string name = "router/" + own_host_name().substr(0, 48);
  auto request = key->certificate_request(name);
  if (!request) return fail(request);
  std::vector<std::string> hosts = {own_host_name()};
  for (const auto& address : config.addresses) hosts.push_back(host_of(address));
  auto certificate = authority.issue_server(*request, name, hosts);
  if (!certificate) return fail(certificate);
  // The certificate last: an interrupted refresh leaves a pair that does not match, which the next start replaces.
  if (auto removed = machinery.fs.remove(paths.server_certificate()); !removed) return removed;
  if (auto done = write(machinery, paths.server_key(), key->to_pem().view()); !done) return done;
  return write(machinery, paths.server_certificate(), *certificate);
}

}  // namespace rdc::router
