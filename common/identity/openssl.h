// Owners for OpenSSL's objects and its error queue, for this folder's .cc files only.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "common/base/result.h"

namespace rdc::identity::openssl {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using PKey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Deleter<X509_REQ_free>>;
using Name = std::unique_ptr<X509_NAME, Deleter<X509_NAME_free>>;
using Store = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Deleter<CMS_ContentInfo_free>>;

inline constexpr std::size_t kPemLimit = 16 * 1024;  // bytes

Bio memory_bio(std::string_view content);
Bio empty_bio();
std::string content_of(BIO* bio);

// Takes the oldest entry of this thread's error queue as text and empties the queue.
std::string take_error();
tl::unexpected<Error> broken(const char* operation);  // kInternal/OPENSSL

Result<Certificate> parse_certificate(std::string_view pem);
Result<std::string> to_pem(X509* certificate);
std::string fingerprint_of(X509* certificate);
std::string name_entry(const X509_NAME* name, int nid);
bool is_p256(const EVP_PKEY* key);

}  // namespace rdc::identity::openssl
