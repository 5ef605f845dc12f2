#pragma once
// Owners of OpenSSL's objects, for the sources that call OpenSSL. Its types are declared ahead here
// and its headers included there.

#include <memory>
#include <string>
#include <string_view>

#include "actors/apiserver/tls/certificate.hpp"
#include "actors/apiserver/tls/key.hpp"

struct bio_st;
struct evp_md_ctx_st;
struct evp_pkey_ctx_st;
struct evp_pkey_st;
struct X509_extension_st;
struct X509_name_st;
struct X509_req_st;
struct x509_st;

namespace shoal::tls {

struct Release {
  void operator()(bio_st* bio) const;  // and those below it
  void operator()(evp_pkey_st* key) const;
  void operator()(evp_pkey_ctx_st* context) const;
  void operator()(evp_md_ctx_st* context) const;
  void operator()(x509_st* certificate) const;
  void operator()(X509_req_st* request) const;
  void operator()(X509_extension_st* extension) const;
};
using BioPtr = std::unique_ptr<bio_st, Release>;
using KeyPtr = std::unique_ptr<evp_pkey_st, Release>;
using KeyContextPtr = std::unique_ptr<evp_pkey_ctx_st, Release>;
using DigestPtr = std::unique_ptr<evp_md_ctx_st, Release>;
using CertificatePtr = std::unique_ptr<x509_st, Release>;
using SigningRequestPtr = std::unique_ptr<X509_req_st, Release>;
using ExtensionPtr = std::unique_ptr<X509_extension_st, Release>;

// The owner of what a single source uses: Freer<SSL_free>.
template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

// Only P-256 keys come from here; larger RSA keys of foreign clients are read, never made.
struct PublicKey::Impl {
  KeyPtr key;
};
struct Certificate::Impl {
  CertificatePtr certificate;
};

BioPtr memory_bio(std::string_view text);  // reads the text, which must outlive it
std::string bio_text(bio_st* bio);

Status openssl_error(Code code, std::string_view doing);  // and empties OpenSSL's error queue
std::string name_entry(X509_name_st* name, int nid);      // the first, or empty
std::vector<std::string> name_entries(X509_name_st* name, int nid);

}  // namespace shoal::tls
