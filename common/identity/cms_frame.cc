#include "common/identity/cms_frame.h"

#include <array>

namespace rdc::identity {
namespace {

constexpr unsigned char kInteger = 0x02;
constexpr unsigned char kOctetString = 0x04;
constexpr unsigned char kObject = 0x06;
constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kSet = 0x31;
constexpr unsigned char kContext0 = 0xa0;           // constructed
constexpr unsigned char kContext0Primitive = 0x80;  // subject key identifier

// DER: tag, shortest length, content.
std::string der(unsigned char tag, const std::string& content) {
  std::string out(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    out += static_cast<char>(content.size());
  } else {
    std::string length;
    for (std::size_t rest = content.size(); rest > 0; rest >>= 8)
      length.insert(length.begin(), static_cast<char>(rest & 0xff));
    out += static_cast<char>(0x80 | length.size());
    out += length;
  }
  return out + content;
}

std::string object(int nid) {
  const ASN1_OBJECT* found = OBJ_nid2obj(nid);
  return der(kObject, std::string(reinterpret_cast<const char*>(OBJ_get0_data(found)), OBJ_length(found)));
}

std::string text_of(const ASN1_STRING* string) {
  if (string == nullptr) return {};
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

template <typename T, typename Encode>
std::string encoded(T* thing, Encode encode) {
  unsigned char* bytes = nullptr;
  const int size = encode(thing, &bytes);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

std::string attributes_of(CMS_SignerInfo* signer) {
  std::string attributes;
  for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i)
    attributes += encoded(CMS_signed_get_attr(signer, i), i2d_X509_ATTRIBUTE);
  return attributes;
}

}  // namespace

std::string framed(CMS_SignerInfo* signer, X509* certificate) {
  const std::string key_id = text_of(X509_get0_subject_key_id(certificate));
  const std::string attributes = attributes_of(signer);
  const std::string value = text_of(CMS_SignerInfo_get0_signature(signer));
  const std::string chain = encoded(certificate, i2d_X509);
  if (key_id.empty() || attributes.empty() || value.empty() || chain.empty()) return {};

  const std::string version = der(kInteger, "\x03");  // a signer named by key identifier
  const std::string digest = der(kSequence, object(NID_sha256));
  const std::string signer_info =
      der(kSequence, version + der(kContext0Primitive, key_id) + digest + der(kContext0, attributes) +
                         der(kSequence, object(NID_ecdsa_with_SHA256)) + der(kOctetString, value));
  const std::string signed_data = der(kSequence, version + der(kSet, digest) + der(kSequence, object(NID_pkcs7_data)) +
                                                     der(kContext0, chain) + der(kSet, signer_info));
  return der(kSequence, object(NID_pkcs7_signed) + der(kContext0, signed_data));
}

}  // namespace rdc::identity
