// Reading X.509 certificates. Bounded: a PEM of more than 16 KiB is refused.
#pragma once

#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/result.h"

namespace rdc::identity {

struct CertificateInfo {
  std::string common_name;  // "agent/<site_id>", "station/<name>", "router/<name>", or a person's display name
  std::string user_id;      // UID attribute; only signer certificates have one
  std::string serial;       // lower-case hexadecimal
  std::string fingerprint;  // SHA-256 of the DER form, 64 lower-case hexadecimal digits
  base::Timestamp not_before;
  base::Timestamp not_after;
};

// kInvalid/BAD_CERTIFICATE.
Result<CertificateInfo> read_certificate(std::string_view pem);

}  // namespace rdc::identity
