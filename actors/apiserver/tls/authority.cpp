#include "actors/apiserver/tls/authority.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "actors/apiserver/tls/openssl_types.hpp"
#include "actors/apiserver/tls/subject.hpp"
#include "actors/apiserver/tls/token.hpp"

namespace shoal::tls {
namespace {

// 1950 to 2049 print as UTCTime, later as GeneralizedTime: ASN1_TIME_adj chooses.
bool set_validity(X509* certificate, WallTime from, WallTime until) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), to_unix_ns(from) / 1'000'000'000) &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), to_unix_ns(until) / 1'000'000'000);
}

// 127 random bits: positive, unique without a counter to keep.
bool set_serial(X509* certificate) {
  std::string bytes = random_bytes(16);
  bytes[0] = static_cast<char>((bytes[0] & 0x3f) | 0x40);
  std::unique_ptr<BIGNUM, Freer<BN_free>> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), 16, nullptr));
  return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_leaf_extensions(X509* leaf, X509* issuer, const LeafRequest& request) {
  std::string uses = request.server ? "serverAuth" : "";
  if (request.client) uses += uses.empty() ? "clientAuth" : ",clientAuth";
  bool good = add_extension(leaf, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
              add_extension(leaf, issuer, NID_key_usage, "critical,digitalSignature") &&
              add_extension(leaf, issuer, NID_authority_key_identifier, "keyid");
  if (good && !uses.empty()) good = add_extension(leaf, issuer, NID_ext_key_usage, uses);
  ExtensionPtr names = alternative_names(request.names);
  return good && (!names || X509_add_ext(leaf, names.get(), -1) == 1);
}

}  // namespace

Result<Authority> Authority::create(std::string_view common_name, WallTime now) {
  SHOAL_ASSIGN(PrivateKey key, PrivateKey::generate());
  CertificatePtr made(X509_new());
  X509* root = made.get();
  bool good =
      X509_set_version(root, X509_VERSION_3) && set_serial(root) &&
      set_validity(root, now - backdate, now + authority_life) &&
      set_subject(X509_get_subject_name(root), common_name, {}) &&
      X509_set_issuer_name(root, X509_get_subject_name(root)) &&
      X509_set_pubkey(root, key.impl().key.get()) &&
      add_extension(root, root, NID_basic_constraints, "critical,CA:TRUE") &&
      add_extension(root, root, NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign") &&
      add_extension(root, root, NID_subject_key_identifier, "hash") &&
      X509_sign(root, key.impl().key.get(), EVP_sha256()) > 0;
  if (!good) return openssl_error(Code::internal, "making a certificate authority");
  Certificate certificate(
      std::make_shared<const Certificate::Impl>(Certificate::Impl{std::move(made)}));
  return Authority(std::move(certificate), std::move(key));
}

Result<Authority> Authority::from_pem(std::string_view certificate_pem, std::string_view key_pem) {
  SHOAL_ASSIGN(Certificate certificate, Certificate::from_pem(certificate_pem));
  SHOAL_ASSIGN(PrivateKey key, PrivateKey::from_pem(key_pem));
  if (!(certificate.public_key() == key.public_key())) {
    return Status(Code::bad_request, "the key does not belong to the certificate authority");
  }
  return Authority(std::move(certificate), std::move(key));
}

Result<std::string> Authority::sign(const LeafRequest& request, const PublicKey& key,
                                    WallTime now) const {
  SHOAL_TRY(check_subject(request));
  X509* issuer = certificate_.impl().certificate.get();
  CertificatePtr made(X509_new());
  X509* leaf = made.get();
  // A leaf never outlives its authority: some verifiers check the whole chain at the leaf's end.
  WallTime until = std::min(now + request.life, certificate_.not_after());
  bool good =
      X509_set_version(leaf, X509_VERSION_3) && set_serial(leaf) &&
      set_validity(leaf, now - backdate, until) &&
      set_subject(X509_get_subject_name(leaf), request.common_name, request.organizations) &&
      X509_set_issuer_name(leaf, X509_get_subject_name(issuer)) &&
      X509_set_pubkey(leaf, key.impl().key.get()) && add_leaf_extensions(leaf, issuer, request) &&
      X509_sign(leaf, key_.impl().key.get(), EVP_sha256()) > 0;
  if (!good) return openssl_error(Code::internal, "issuing a certificate");
  return Certificate(std::make_shared<const Certificate::Impl>(Certificate::Impl{std::move(made)}))
      .to_pem();
}

Result<KeyPair> Authority::issue(const LeafRequest& request, WallTime now) const {
  SHOAL_ASSIGN(PrivateKey key, PrivateKey::generate());
  SHOAL_ASSIGN(std::string certificate, sign(request, key.public_key(), now));
  return KeyPair{std::move(certificate), key.to_pem()};
}

Result<KeyPair> Authority::issue_server(std::string_view common_name, ServerNames names,
                                        WallTime now, Duration life) const {
  LeafRequest request{.common_name = std::string(common_name),
                      .names = std::move(names),
                      .server = true,
                      .life = life};
  return issue(request, now);
}

Result<KeyPair> Authority::issue_client(std::string_view user, std::vector<std::string> groups,
                                        WallTime now, Duration life) const {
  LeafRequest request{.common_name = std::string(user),
                      .organizations = std::move(groups),
                      .client = true,
                      .life = life};
  return issue(request, now);
}

}  // namespace shoal::tls
