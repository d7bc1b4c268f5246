#include "common/identity/signing_key.h"

namespace rdc::identity {

Result<SigningKeyRequest> make_signing_key(std::string_view pin) {
  auto key = KeyPair::generate();
  if (!key) return fail(key);
  auto envelope = key->to_envelope(pin);
  if (!envelope) return fail(envelope);
  // The centre puts the person's name in: what the request calls itself does not count.
  auto request = key->certificate_request("signer");
  if (!request) return fail(request);
  return SigningKeyRequest{std::move(*request), std::move(*envelope)};
}

Result<KeyPair> open_signing_key(std::string_view envelope, std::string_view pin) {
  return KeyPair::from_envelope(envelope, pin);
}

}  // namespace rdc::identity
