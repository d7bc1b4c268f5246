#include "common/identity/certificate_authority.h"

#include <openssl/rand.h>

#include <array>
#include <ctime>

#include "common/identity/openssl.h"

namespace rdc::identity {
namespace {

using openssl::broken;

constexpr std::chrono::hours kDay{24};

struct Subject {
  std::string_view common_name;
  std::string_view user_id;  // "" for none
};

struct Extension {
  int nid;
  std::string value;
};

// 1-64 characters of UTF-8, none of them control characters.
bool is_name(std::string_view text) {
  std::size_t characters = 0;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++characters;
  }
  return characters >= 1 && characters <= 64;
}

bool add_entry(X509_NAME* name, int nid, std::string_view text) {
  return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1;
}

bool set_random_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);  // positive, full length
  const std::unique_ptr<BIGNUM, openssl::Deleter<BN_free>> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_validity(X509* certificate, base::Timestamp now, std::chrono::hours lifetime) {
  const auto seconds = [](base::Timestamp t) {
    return static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count());
  };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(now - std::chrono::minutes{5})) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(now + lifetime)) != nullptr;
}

// `issuer` is `certificate` itself for the authority's own.
bool add_extensions(X509* certificate, X509* issuer, const std::vector<Extension>& extensions) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const auto& [nid, value] : extensions) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    if (extension == nullptr) return false;
    const int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    if (added != 1) return false;
  }
  return true;
}

Result<std::string> issue(EVP_PKEY* public_key, const Subject& subject, X509* issuer, EVP_PKEY* issuer_key,
                          base::Timestamp now, std::chrono::hours lifetime, const std::vector<Extension>& extensions) {
  if (!is_name(subject.common_name))
    return fail(ErrorCode::kInvalid, "BAD_NAME",
                "a name in a certificate has 1-64 characters, none of them control characters");
  const openssl::Certificate certificate(X509_new());
  if (!certificate) return broken("making a certificate");
  X509* x509 = certificate.get();
  X509_NAME* name = X509_get_subject_name(x509);
  const bool filled = X509_set_version(x509, X509_VERSION_3) == 1 && set_random_serial(x509) &&
                      set_validity(x509, now, lifetime) && add_entry(name, NID_commonName, subject.common_name) &&
                      (subject.user_id.empty() || add_entry(name, NID_userId, subject.user_id)) &&
                      X509_set_pubkey(x509, public_key) == 1;
  if (!filled) return broken("filling a certificate");
  X509* parent = issuer != nullptr ? issuer : x509;
  if (X509_set_issuer_name(x509, X509_get_subject_name(parent)) != 1 || !add_extensions(x509, parent, extensions) ||
      X509_sign(x509, issuer_key, EVP_sha256()) <= 0)
    return broken("signing a certificate");
  return openssl::to_pem(x509);
}

Result<openssl::PKey> key_of_request(std::string_view pem) {
  const auto bad = [](const char* why) {
    openssl::take_error();
    return fail(ErrorCode::kInvalid, "BAD_REQUEST", "the certificate request is refused: {}", why);
  };
  if (pem.size() > openssl::kPemLimit) return bad("it is too large");
  const openssl::Bio bio = openssl::memory_bio(pem);
  const openssl::Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (!request) return bad("it is not PKCS#10");
  openssl::PKey key(X509_REQ_get_pubkey(request.get()));
  if (!key || !openssl::is_p256(key.get())) return bad("its key is not on P-256");
  if (X509_REQ_verify(request.get(), key.get()) != 1) return bad("it is not signed with its own key");
  return key;
}

bool is_ip_address(const std::string& host) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  openssl::take_error();
  if (address == nullptr) return false;
  ASN1_OCTET_STRING_free(address);
  return true;
}

bool is_host_name(const std::string& host) {
  if (host.empty() || host.size() > 253) return false;
  for (const char c : host)
    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '.' && c != '-')
      return false;
  return true;
}

Result<std::string> alternative_names(const std::vector<std::string>& hosts) {
  std::string names = fmt::format("DNS:{},DNS:localhost,IP:127.0.0.1,IP:::1", kRouterServerName);
  for (const auto& host : hosts) {
    if (host == "localhost" || host == "127.0.0.1" || host == "::1") continue;
    if (is_ip_address(host))
      names += ",IP:" + host;
    else if (is_host_name(host))
      names += ",DNS:" + host;
    else
      return fail(ErrorCode::kInvalid, "BAD_HOST", "\"{}\" is neither a host name nor an IP address", host);
  }
  return names;
}

const std::vector<Extension> kCommonExtensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                                                  {NID_subject_key_identifier, "hash"},
                                                  {NID_authority_key_identifier, "keyid"}};

std::vector<Extension> with_common(std::vector<Extension> own) {
  own.insert(own.end(), kCommonExtensions.begin(), kCommonExtensions.end());
  return own;
}

}  // namespace

Result<CertificateAuthority> CertificateAuthority::create(std::string_view centre_name, const base::Clock& clock) {
  auto key = KeyPair::generate();
  if (!key) return fail(key);
  auto certificate = issue(key->native(), {centre_name, ""}, nullptr, key->native(), clock.now(), 3652 * kDay,
                           {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                            {NID_key_usage, "critical,keyCertSign,cRLSign"},
                            {NID_subject_key_identifier, "hash"}});
  if (!certificate) return fail(certificate);
  return CertificateAuthority(std::move(*certificate), std::move(*key), clock);
}

Result<CertificateAuthority> CertificateAuthority::load(std::string_view certificate_pem, std::string_view key_pem,
                                                        const base::Clock& clock) {
  auto certificate = openssl::parse_certificate(certificate_pem);
  if (!certificate) return fail(certificate);
  auto key = KeyPair::from_pem(key_pem);
  if (!key) return fail(key);
  if (X509_check_private_key(certificate->get(), key->native()) != 1) {
    openssl::take_error();
    return fail(ErrorCode::kInvalid, "KEY_MISMATCH", "the authority's key does not belong to its certificate");
  }
  return CertificateAuthority(std::string(certificate_pem), std::move(*key), clock);
}

Result<std::string> CertificateAuthority::issue_server(std::string_view request_pem, std::string_view common_name,
                                                       const std::vector<std::string>& hosts) const {
  auto names = alternative_names(hosts);
  if (!names) return fail(names);
  auto public_key = key_of_request(request_pem);
  if (!public_key) return fail(public_key);
  auto own = openssl::parse_certificate(certificate_pem_);
  if (!own) return fail(own);
  return issue(public_key->get(), {common_name, ""}, own->get(), key_.native(), clock_->now(), 365 * kDay,
               with_common({{NID_key_usage, "critical,digitalSignature"},
                            {NID_ext_key_usage, "critical,serverAuth"},
                            {NID_subject_alt_name, *names}}));
}

Result<std::string> CertificateAuthority::issue_machine(std::string_view request_pem,
                                                        std::string_view common_name) const {
  auto public_key = key_of_request(request_pem);
  if (!public_key) return fail(public_key);
  auto own = openssl::parse_certificate(certificate_pem_);
  if (!own) return fail(own);
  return issue(public_key->get(), {common_name, ""}, own->get(), key_.native(), clock_->now(), 365 * kDay,
               with_common({{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "critical,clientAuth"}}));
}

Result<std::string> CertificateAuthority::issue_signer(std::string_view request_pem, std::string_view user_id,
                                                       std::string_view display_name) const {
  if (!is_name(user_id))
    return fail(ErrorCode::kInvalid, "BAD_NAME", "a signer's certificate needs the user's identifier");
  auto public_key = key_of_request(request_pem);
  if (!public_key) return fail(public_key);
  auto own = openssl::parse_certificate(certificate_pem_);
  if (!own) return fail(own);
  return issue(public_key->get(), {display_name, user_id}, own->get(), key_.native(), clock_->now(), 3 * 365 * kDay,
               with_common({{NID_key_usage, "critical,digitalSignature,nonRepudiation"},
                            {NID_ext_key_usage, "critical,emailProtection"}}));
}

}  // namespace rdc::identity
