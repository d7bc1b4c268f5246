// Detached signatures over exact bytes: CMS SignedData (RFC 5652), DER, SHA-256 with ECDSA, one signer, with the
// signing-time attribute and the signer's certificate inside. What `openssl cms -verify -binary` verifies too.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "common/base/clock.h"
#include "common/base/result.h"
#include "common/identity/key_pair.h"

namespace rdc::identity {

inline constexpr std::size_t kSignatureLimit = 16 * 1024;  // bytes

// kInvalid/KEY_MISMATCH when the certificate is not the key's.
Result<std::string> cms_sign(std::string_view content, const KeyPair& key, std::string_view certificate_pem,
                             const base::Clock& clock);

struct SignatureInfo {
  std::string user_id;        // the signer certificate's UID
  std::string display_name;   // its CN
  std::string fingerprint;    // its SHA-256
  base::Timestamp signed_at;  // the signing-time attribute: the signer's word, inside the signature; whole seconds
};

// Succeeds only if the signature covers exactly `content`, has exactly one signer, and the signer's certificate was
// issued for signing by the centre and valid at signed_at. Errors, all kCorrupt, by reason:
//   BAD_SIGNATURE_FORM  not one DER CMS SignedData with one signer (also: trailing bytes, over kSignatureLimit)
//   SIGNATURE_MISMATCH  content or signed attributes were altered, or another key signed
//   SIGNER_NOT_TRUSTED  not issued by the centre, not for signing, or not valid at signed_at
// kInvalid/BAD_CERTIFICATE when centre_ca_pem is no certificate.
Result<SignatureInfo> cms_verify(std::string_view content, std::string_view signature_der,
                                 std::string_view centre_ca_pem);

}  // namespace rdc::identity
