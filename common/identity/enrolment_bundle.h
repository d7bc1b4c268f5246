// The file that turns a computer into an enrolled machine, made by `dicom-router site add` or `station add`.
//
// Form: one JSON object, UTF-8, at most 64 KiB:
//   {"format":"rdc.enrolment/1","centre":"…","machine":"agent/liuhe-township","salt":"base64","nonce":"base64","sealed":"base64"}
// `sealed` is libsodium's secretbox (XSalsa20-Poly1305) of the inner JSON object under Argon2id(code, salt) with 3
// passes over 64 MiB. What stands outside is for people to tell files apart, and is repeated inside, where it counts.
// The code is 100 random bits, 20 characters of Crockford's base 32 in groups of five ("7K2M9-…"); it travels by
// another way than the file, and letters that look alike are read alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/random.h"
#include "common/base/result.h"
#include "common/identity/secret.h"

namespace rdc::identity {

struct EnrolmentBundle {
  std::string centre_name;
  std::string machine_name;                   // the certificate's common name
  std::string site_id;                        // agents only, else ""
  std::string site_name;                      // agents only, else ""
  std::vector<std::string> router_addresses;  // "host:port", tried in order; 1-16
  std::string ca_pem;
  std::string certificate_pem;
  Secret key_pem;  // PKCS#8, unencrypted: keep the file mode 0600
};

struct SealedBundle {
  std::string file;  // the bundle's bytes
  Secret code;       // shown once
};

// Blocks for about 0.2 s and takes 64 MiB.
Result<SealedBundle> seal_bundle(const EnrolmentBundle& bundle, base::Random& random);

// Bounded against any input. kInvalid/BAD_BUNDLE: not such a file. kInvalid/BAD_CODE: the code is mistyped (length or
// letters). kDenied/WRONG_CODE: the code does not open this bundle, or the bundle was altered.
Result<EnrolmentBundle> open_bundle(std::string_view file, std::string_view code);

}  // namespace rdc::identity
