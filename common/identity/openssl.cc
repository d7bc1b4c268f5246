#include "common/identity/openssl.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

#include <array>

#include "common/base/digest.h"

namespace rdc::identity::openssl {

Bio memory_bio(std::string_view content) {
  return Bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

Bio empty_bio() { return Bio(BIO_new(BIO_s_mem())); }

std::string content_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string take_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no detail";
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

tl::unexpected<Error> broken(const char* operation) {
  return fail(ErrorCode::kInternal, "OPENSSL", "{} failed: {}", operation, take_error());
}

Result<Certificate> parse_certificate(std::string_view pem) {
  if (pem.size() > kPemLimit)
    return fail(ErrorCode::kInvalid, "BAD_CERTIFICATE", "a certificate has at most {} bytes", kPemLimit);
  const Bio bio = memory_bio(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!certificate) {
    take_error();
    return fail(ErrorCode::kInvalid, "BAD_CERTIFICATE", "this is not a PEM certificate");
  }
  return certificate;
}

Result<std::string> to_pem(X509* certificate) {
  const Bio bio = empty_bio();
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return broken("writing a certificate");
  return content_of(bio.get());
}

std::string fingerprint_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  const auto digest =
      base::sha256(std::as_bytes(std::span{static_cast<const unsigned char*>(der), static_cast<std::size_t>(size)}));
  OPENSSL_free(der);
  return digest.hex();
}

std::string name_entry(const X509_NAME* name, int nid) {
  const int index = X509_NAME_get_index_by_NID(const_cast<X509_NAME*>(name), nid, -1);
  if (index < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, value);
  if (size < 0) return {};
  std::string result(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return result;
}

bool is_p256(const EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) != 1)
    return false;
  return std::string_view(group.data(), size) == "prime256v1";
}

}  // namespace rdc::identity::openssl
