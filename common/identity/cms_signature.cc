#include "common/identity/cms_signature.h"

#include <openssl/err.h>

#include <ctime>

#include "common/identity/cms_frame.h"
#include "common/identity/openssl.h"

namespace rdc::identity {
namespace {

using openssl::broken;

tl::unexpected<Error> bad_form(const char* why) {
  openssl::take_error();
  return fail(ErrorCode::kCorrupt, "BAD_SIGNATURE_FORM", "this is not a signature of ours: {}", why);
}

std::time_t to_seconds(base::Timestamp t) {
  return static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count());
}

using Time = std::unique_ptr<ASN1_TIME, openssl::Deleter<ASN1_TIME_free>>;

// The signing time is ours to give, so that a test's clock counts; CMS_final keeps an attribute that is already there.
bool add_signer(CMS_ContentInfo* cms, X509* certificate, EVP_PKEY* key, base::Timestamp now) {
  CMS_SignerInfo* signer = CMS_add1_signer(cms, certificate, key, EVP_sha256(),
                                           CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_USE_KEYID);
  const Time time(ASN1_TIME_set(nullptr, to_seconds(now)));
  return signer != nullptr && time &&
         CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1;
}

Result<openssl::Cms> parse(std::string_view der) {
  if (der.empty() || der.size() > kSignatureLimit) return bad_form("its size");
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = data + der.size();
  openssl::Cms cms(d2i_CMS_ContentInfo(nullptr, &data, static_cast<long>(der.size())));
  if (!cms || data != end) return bad_form("it is not one DER structure");
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) return bad_form("it is not SignedData");
  if (CMS_is_detached(cms.get()) != 1) return bad_form("it carries content of its own");
  return cms;
}

Result<base::Timestamp> signing_time(CMS_SignerInfo* signer) {
  const void* value = CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_signingTime), -3, V_ASN1_UTCTIME);
  if (value == nullptr)
    value = CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(NID_pkcs9_signingTime), -3, V_ASN1_GENERALIZEDTIME);
  std::tm time{};
  if (value == nullptr || ASN1_TIME_to_tm(static_cast<const ASN1_TIME*>(value), &time) != 1)
    return bad_form("it does not say when it was made");
  return base::Timestamp{std::chrono::seconds{::timegm(&time)}};
}

openssl::Certificate only_certificate(CMS_ContentInfo* cms) {
  STACK_OF(X509)* certificates = CMS_get1_certs(cms);
  openssl::Certificate certificate;
  if (certificates != nullptr && sk_X509_num(certificates) == 1) {
    certificate.reset(sk_X509_value(certificates, 0));
    X509_up_ref(certificate.get());
  }
  sk_X509_pop_free(certificates, X509_free);
  return certificate;
}

tl::unexpected<Error> refusal() {
  const unsigned long code = ERR_peek_last_error();
  const bool untrusted = ERR_GET_LIB(code) == ERR_LIB_CMS && ERR_GET_REASON(code) == CMS_R_CERTIFICATE_VERIFY_ERROR;
  openssl::take_error();
  if (untrusted)
    return fail(ErrorCode::kCorrupt, "SIGNER_NOT_TRUSTED",
                "the signer's certificate is not one this centre issued for signing, or was not valid when it signed");
  return fail(ErrorCode::kCorrupt, "SIGNATURE_MISMATCH",
              "the signature does not belong to these bytes: one of them was altered");
}

}  // namespace

Result<std::string> cms_sign(std::string_view content, const KeyPair& key, std::string_view certificate_pem,
                             const base::Clock& clock) {
  auto certificate = openssl::parse_certificate(certificate_pem);
  if (!certificate) return fail(certificate);
  if (X509_check_private_key(certificate->get(), key.native()) != 1) {
    openssl::take_error();
    return fail(ErrorCode::kInvalid, "KEY_MISMATCH", "the certificate does not belong to the signing key");
  }
  const openssl::Bio bytes = openssl::memory_bio(content);
  const openssl::Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY));
  if (!cms || !bytes || !add_signer(cms.get(), certificate->get(), key.native(), clock.now()) ||
      CMS_final(cms.get(), bytes.get(), nullptr, CMS_DETACHED | CMS_BINARY) != 1)
    return broken("signing");
  const openssl::Bio der = openssl::empty_bio();
  if (!der || i2d_CMS_bio(der.get(), cms.get()) != 1) return broken("writing a signature");
  return openssl::content_of(der.get());
}

Result<SignatureInfo> cms_verify(std::string_view content, std::string_view signature_der,
                                 std::string_view centre_ca_pem) {
  auto authority = openssl::parse_certificate(centre_ca_pem);
  if (!authority) return fail(authority);
  auto cms = parse(signature_der);
  if (!cms) return fail(cms);
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms->get());
  if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) return bad_form("it has not exactly one signer");
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
  if (CMS_unsigned_get_attr_count(signer) > 0) return bad_form("it has unsigned attributes");
  const openssl::Certificate certificate = only_certificate(cms->get());
  if (!certificate) return bad_form("it does not carry exactly its signer's certificate");
  if (framed(signer, certificate.get()) != signature_der) return bad_form("it is not in its one proper encoding");
  auto signed_at = signing_time(signer);
  if (!signed_at) return fail(signed_at);

  const openssl::Store store(X509_STORE_new());
  if (!store || X509_STORE_add_cert(store.get(), authority->get()) != 1) return broken("preparing a verification");
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), to_seconds(*signed_at));
  const openssl::Bio bytes = openssl::memory_bio(content);
  ERR_clear_error();
  if (CMS_verify(cms->get(), nullptr, store.get(), bytes.get(), nullptr, CMS_BINARY) != 1) return refusal();

  SignatureInfo info;
  info.user_id = openssl::name_entry(X509_get_subject_name(certificate.get()), NID_userId);
  info.display_name = openssl::name_entry(X509_get_subject_name(certificate.get()), NID_commonName);
  info.fingerprint = openssl::fingerprint_of(certificate.get());
  info.signed_at = *signed_at;
  if (info.user_id.empty())
    return fail(ErrorCode::kCorrupt, "SIGNER_NOT_TRUSTED", "the signer's certificate names no person");
  return info;
}

}  // namespace rdc::identity
