#include "common/identity/certificate.h"

#include <openssl/bn.h>

#include <ctime>

#include "common/identity/openssl.h"

namespace rdc::identity {
namespace {

base::Timestamp to_timestamp(const ASN1_TIME* time) {
  std::tm broken_down{};
  if (ASN1_TIME_to_tm(time, &broken_down) != 1) return {};
  return base::Timestamp{std::chrono::seconds{::timegm(&broken_down)}};
}

std::string serial_of(X509* certificate) {
  const std::unique_ptr<BIGNUM, openssl::Deleter<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  char* hex = number ? BN_bn2hex(number.get()) : nullptr;
  if (hex == nullptr) return {};
  std::string text(hex);
  OPENSSL_free(hex);
  for (char& c : text)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

Result<CertificateInfo> read_certificate(std::string_view pem) {
  auto certificate = openssl::parse_certificate(pem);
  if (!certificate) return fail(certificate);
  X509* x509 = certificate->get();
  CertificateInfo info;
  info.common_name = openssl::name_entry(X509_get_subject_name(x509), NID_commonName);
  info.user_id = openssl::name_entry(X509_get_subject_name(x509), NID_userId);
  info.serial = serial_of(x509);
  info.fingerprint = openssl::fingerprint_of(x509);
  info.not_before = to_timestamp(X509_get0_notBefore(x509));
  info.not_after = to_timestamp(X509_get0_notAfter(x509));
  return info;
}

}  // namespace rdc::identity
