#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "actors/apiserver/tls/authority.hpp"
#include "actors/apiserver/tls/openssl_types.hpp"
#include "actors/apiserver/tls/subject.hpp"

namespace shoal::tls {
namespace {

struct ExtensionsFreer {
  void operator()(STACK_OF(X509_EXTENSION) * list) const {
    sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
  }
};
using ExtensionsPtr = std::unique_ptr<STACK_OF(X509_EXTENSION), ExtensionsFreer>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>>;

}  // namespace

Result<SigningRequest> parse_signing_request(std::string_view pem) {
  BioPtr bio = memory_bio(pem);
  SigningRequestPtr parsed(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (!parsed) return openssl_error(Code::bad_request, "not a PEM certificate signing request");
  EVP_PKEY* key = X509_REQ_get0_pubkey(parsed.get());
  if (!key || X509_REQ_verify(parsed.get(), key) != 1) {
    return openssl_error(Code::bad_request, "the request is not signed by its own key");
  }
  EVP_PKEY_up_ref(key);
  PublicKey public_key(std::make_shared<const PublicKey::Impl>(PublicKey::Impl{KeyPtr(key)}));
  X509_NAME* subject = X509_REQ_get_subject_name(parsed.get());
  SigningRequest request{name_entry(subject, NID_commonName),
                         name_entries(subject, NID_organizationName),
                         {},
                         std::move(public_key)};
  ExtensionsPtr extensions(X509_REQ_get_extensions(parsed.get()));
  if (extensions) {
    GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
    if (names) request.names = read_alternative_names(names.get());
  }
  ERR_clear_error();
  return request;
}

Result<std::string> make_signing_request(const PrivateKey& key, const LeafRequest& request) {
  SHOAL_TRY(check_subject(request));
  SigningRequestPtr made(X509_REQ_new());
  EVP_PKEY* pkey = key.impl().key.get();
  bool good = X509_REQ_set_version(made.get(), 0) &&
              set_subject(X509_REQ_get_subject_name(made.get()), request.common_name,
                          request.organizations) &&
              X509_REQ_set_pubkey(made.get(), pkey);
  if (ExtensionPtr names = alternative_names(request.names); good && names) {
    ExtensionsPtr list(sk_X509_EXTENSION_new_null());
    sk_X509_EXTENSION_push(list.get(), names.release());
    good = X509_REQ_add_extensions(made.get(), list.get()) == 1;
  }
  good = good && X509_REQ_sign(made.get(), pkey, EVP_sha256()) > 0;
  if (!good) return openssl_error(Code::internal, "making a certificate signing request");
  BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(bio.get(), made.get());
  return bio_text(bio.get());
}

}  // namespace shoal::tls
