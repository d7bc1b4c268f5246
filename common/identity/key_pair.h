// ECDSA keys on NIST P-256 and what is made from them: requests for certificates (PKCS#10) and PIN-locked envelopes.
// Thread-safe to use concurrently once made. Nothing here logs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/identity/secret.h"

struct evp_pkey_st;

namespace rdc::identity {

// Holds a private key; OpenSSL overwrites it when it goes.
class KeyPair {
 public:
  // kInternal only if the machine has no randomness.
  static Result<KeyPair> generate();
  // An unencrypted PKCS#8 "PRIVATE KEY" of at most 8 KiB. kInvalid/BAD_KEY for anything but a P-256 key.
  static Result<KeyPair> from_pem(std::string_view pem);
  // An "ENCRYPTED PRIVATE KEY". kDenied/WRONG_PIN when the PIN does not open it, kInvalid/BAD_KEY when it is none.
  // Takes about 0.3 s and 16 MiB on purpose.
  static Result<KeyPair> from_envelope(std::string_view pem, std::string_view pin);

  // Unencrypted PKCS#8.
  Secret to_pem() const;
  // PKCS#8 encrypted with AES-256-CBC under scrypt(N=16384, r=8, p=5) of the PIN. kInvalid/WEAK_PIN below 6 bytes.
  Result<std::string> to_envelope(std::string_view pin) const;
  // PKCS#10 with the subject CN=`common_name` (UTF-8, 1-64 characters), signed with this key.
  Result<std::string> certificate_request(std::string_view common_name) const;

  // For the OpenSSL adapters of this folder.
  evp_pkey_st* native() const { return key_.get(); }

 private:
  explicit KeyPair(evp_pkey_st* key) : key_(key, &KeyPair::release) {}
  static void release(evp_pkey_st* key);
  std::unique_ptr<evp_pkey_st, void (*)(evp_pkey_st*)> key_;
};

}  // namespace rdc::identity
