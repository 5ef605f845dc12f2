#pragma once
// Owners of OpenSSL's objects. For this folder's sources only: it includes OpenSSL.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

#include "actors/apiserver/tls/certificate.hpp"
#include "actors/apiserver/tls/key.hpp"

namespace shoal::tls {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;
using SigningRequestPtr = std::unique_ptr<X509_REQ, Freer<X509_REQ_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

// Only P-256 keys come from here; larger RSA keys of foreign clients are read, never made.
struct PublicKey::Impl {
  KeyPtr key;
};
struct Certificate::Impl {
  CertificatePtr certificate;
};

inline BioPtr memory_bio(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}
inline std::string bio_text(BIO* bio) {
  char* data = nullptr;
  long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

Status openssl_error(Code code, std::string_view doing);  // and empties OpenSSL's error queue
std::string name_entry(X509_NAME* name, int nid);         // the first, or empty
std::vector<std::string> name_entries(X509_NAME* name, int nid);

}  // namespace shoal::tls
