#include "common/identity/key_pair.h"

#include <openssl/pkcs12.h>

#include "common/identity/openssl.h"

namespace rdc::identity {
namespace {

using openssl::broken;

constexpr std::size_t kMinPin = 6;
// 16 MiB five times over: OpenSSL gives a key envelope no more than 32 MiB. OWASP counts it equal to N=2^17, p=1.
constexpr std::uint64_t kScryptN = 16384;
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 5;

tl::unexpected<Error> bad_key() {
  openssl::take_error();
  return fail(ErrorCode::kInvalid, "BAD_KEY", "this is not a private key on P-256");
}

// Never asks at the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

using Pkcs8 = std::unique_ptr<X509_SIG, openssl::Deleter<X509_SIG_free>>;
using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, openssl::Deleter<PKCS8_PRIV_KEY_INFO_free>>;

// A PBES2 envelope names its own cost: what would take gigabytes or minutes is refused before it is tried.
bool is_affordable(const X509_SIG* envelope) {
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* data = nullptr;
  X509_SIG_get0(envelope, &algorithm, &data);
  const ASN1_OBJECT* object = nullptr;
  int type = 0;
  const void* value = nullptr;
  X509_ALGOR_get0(&object, &type, &value, algorithm);
  if (OBJ_obj2nid(object) != NID_pbes2 || type != V_ASN1_SEQUENCE) return false;
  std::unique_ptr<PBE2PARAM, openssl::Deleter<PBE2PARAM_free>> pbes2(
      static_cast<PBE2PARAM*>(ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(PBE2PARAM))));
  if (!pbes2) return false;
  X509_ALGOR_get0(&object, &type, &value, pbes2->keyfunc);
  if (OBJ_obj2nid(object) != NID_id_scrypt || type != V_ASN1_SEQUENCE) return false;
  std::unique_ptr<SCRYPT_PARAMS, openssl::Deleter<SCRYPT_PARAMS_free>> scrypt(static_cast<SCRYPT_PARAMS*>(
      ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), ASN1_ITEM_rptr(SCRYPT_PARAMS))));
  if (!scrypt) return false;
  const auto at_most = [](const ASN1_INTEGER* number, std::uint64_t limit) {
    std::uint64_t found = 0;
    return ASN1_INTEGER_get_uint64(&found, number) == 1 && found <= limit;
  };
  return at_most(scrypt->costParameter, kScryptN) && at_most(scrypt->blockSize, kScryptR) &&
         at_most(scrypt->parallelizationParameter, kScryptP);
}

}  // namespace

void KeyPair::release(evp_pkey_st* key) { EVP_PKEY_free(key); }

Result<KeyPair> KeyPair::generate() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  if (key == nullptr) return broken("making a key");
  return KeyPair(key);
}

Result<KeyPair> KeyPair::from_pem(std::string_view pem) {
  if (pem.size() > openssl::kPemLimit) return bad_key();
  const openssl::Bio bio = openssl::memory_bio(pem);
  openssl::PKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key || !openssl::is_p256(key.get())) return bad_key();
  return KeyPair(key.release());
}

Result<KeyPair> KeyPair::from_envelope(std::string_view pem, std::string_view pin) {
  if (pem.size() > openssl::kPemLimit) return bad_key();
  const openssl::Bio bio = openssl::memory_bio(pem);
  const Pkcs8 envelope(PEM_read_bio_PKCS8(bio.get(), nullptr, no_passphrase, nullptr));
  if (!envelope || !is_affordable(envelope.get())) return bad_key();
  const KeyInfo info(PKCS8_decrypt(envelope.get(), pin.data(), static_cast<int>(pin.size())));
  if (!info) {
    openssl::take_error();
    return fail(ErrorCode::kDenied, "WRONG_PIN", "the PIN does not open this key");
  }
  openssl::PKey key(EVP_PKCS82PKEY(info.get()));
  if (!key || !openssl::is_p256(key.get())) return bad_key();
  return KeyPair(key.release());
}

Secret KeyPair::to_pem() const {
  const openssl::Bio bio(BIO_new(BIO_s_secmem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return Secret();
  return Secret(openssl::content_of(bio.get()));
}

Result<std::string> KeyPair::to_envelope(std::string_view pin) const {
  if (pin.size() < kMinPin) return fail(ErrorCode::kInvalid, "WEAK_PIN", "a PIN has {} characters at least", kMinPin);
  const KeyInfo info(EVP_PKEY2PKCS8(key_.get()));
  if (!info) return broken("encoding a key");
  X509_ALGOR* algorithm = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, kScryptN, kScryptR, kScryptP);
  if (algorithm == nullptr) return broken("preparing an envelope");
  const Pkcs8 envelope(PKCS8_set0_pbe(pin.data(), static_cast<int>(pin.size()), info.get(), algorithm));
  if (!envelope) {
    X509_ALGOR_free(algorithm);
    return broken("sealing a key");
  }
  const openssl::Bio bio = openssl::empty_bio();
  if (!bio || PEM_write_bio_PKCS8(bio.get(), envelope.get()) != 1) return broken("writing an envelope");
  return openssl::content_of(bio.get());
}

Result<std::string> KeyPair::certificate_request(std::string_view common_name) const {
  if (common_name.empty() || common_name.size() > 192)
    return fail(ErrorCode::kInvalid, "BAD_NAME", "a certificate's name has 1-64 characters");
  const openssl::Request request(X509_REQ_new());
  if (!request || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
      X509_NAME_add_entry_by_NID(X509_REQ_get_subject_name(request.get()), NID_commonName, MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(common_name.data()),
                                 static_cast<int>(common_name.size()), -1, 0) != 1 ||
      X509_REQ_set_pubkey(request.get(), key_.get()) != 1 ||
      X509_REQ_sign(request.get(), key_.get(), EVP_sha256()) <= 0)
    return broken("making a certificate request");
  const openssl::Bio bio = openssl::empty_bio();
  if (!bio || PEM_write_bio_X509_REQ(bio.get(), request.get()) != 1) return broken("writing a certificate request");
  return openssl::content_of(bio.get());
}

}  // namespace rdc::identity
