#include "actors/apiserver/tls/openssl_types.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace shoal::tls {

void Release::operator()(BIO* bio) const {
  BIO_free_all(bio);
}
void Release::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}
void Release::operator()(EVP_PKEY_CTX* context) const {
  EVP_PKEY_CTX_free(context);
}
void Release::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}
void Release::operator()(X509* certificate) const {
  X509_free(certificate);
}
void Release::operator()(X509_REQ* request) const {
  X509_REQ_free(request);
}
void Release::operator()(X509_EXTENSION* extension) const {
  X509_EXTENSION_free(extension);
}

BioPtr memory_bio(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string bio_text(BIO* bio) {
  char* data = nullptr;
  long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<size_t>(size)) : std::string();
}

}  // namespace shoal::tls
