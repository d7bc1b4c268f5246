// The centre's certificate authority: one self-signed P-256 certificate that every machine and signer of the county
// descends from. What a certificate may do is written in it (extended key usage, critical), so that one kind is
// refused where another belongs: servers serverAuth, machines clientAuth, people emailProtection (CMS signing).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/identity/key_pair.h"

namespace rdc::identity {

// In every server certificate beside its host names: clients expect this name, so that a router may change address
// without a new certificate. Only the centre's CA can issue it.
inline constexpr const char* kRouterServerName = "router.rdc.internal";

// Thread-safe; borrows clock. Validity starts five minutes before now, for clocks that lag.
class CertificateAuthority {
 public:
  // A new authority, valid ten years. centre_name: 1-64 characters, becomes CN.
  static Result<CertificateAuthority> create(std::string_view centre_name, const base::Clock& clock);
  // kInvalid/BAD_CERTIFICATE, BAD_KEY, or KEY_MISMATCH when the two do not belong together.
  static Result<CertificateAuthority> load(std::string_view certificate_pem, std::string_view key_pem,
                                           const base::Clock& clock);

  const std::string& certificate_pem() const { return certificate_pem_; }
  Secret key_pem() const { return key_.to_pem(); }

  // All return a PEM certificate for the public key in the request. The request's self-signature is checked
  // (kInvalid/BAD_REQUEST); its subject is ignored. At most 16 KiB, P-256 only.
  // hosts: DNS names and IP addresses people may connect to; kRouterServerName and localhost are always added. 1 year.
  Result<std::string> issue_server(std::string_view request_pem, std::string_view common_name,
                                   const std::vector<std::string>& hosts) const;
  // common_name "agent/<site_id>" or "station/<name>". 1 year.
  Result<std::string> issue_machine(std::string_view request_pem, std::string_view common_name) const;
  // CN = display_name, UID = user_id. 3 years.
  Result<std::string> issue_signer(std::string_view request_pem, std::string_view user_id,
                                   std::string_view display_name) const;

 private:
  CertificateAuthority(std::string certificate_pem, KeyPair key, const base::Clock& clock)
      : certificate_pem_(std::move(certificate_pem)), key_(std::move(key)), clock_(&clock) {}
  std::string certificate_pem_;
  KeyPair key_;
  const base::Clock* clock_;
};

}  // namespace rdc::identity
