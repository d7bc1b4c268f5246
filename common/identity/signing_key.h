// A person's own signing key, made at the station where they sit. The private key leaves the station only inside an
// envelope locked with the person's PIN; the centre stores the envelope and certifies the public half.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/identity/key_pair.h"

namespace rdc::identity {

struct SigningKeyRequest {
  std::string certificate_request_pem;  // for EnrolSigningKeyRequest
  std::string key_envelope;             // PEM "ENCRYPTED PRIVATE KEY"
};

// kInvalid/WEAK_PIN: a PIN has 6 bytes at least. Blocks for about 0.3 s.
Result<SigningKeyRequest> make_signing_key(std::string_view pin);

// kDenied/WRONG_PIN, kInvalid/BAD_KEY. Blocks for about 0.3 s.
Result<KeyPair> open_signing_key(std::string_view envelope, std::string_view pin);

}  // namespace rdc::identity
