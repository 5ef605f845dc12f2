#include "actors/apiserver/tls/key.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>

#include "actors/apiserver/tls/openssl_types.hpp"
#include "actors/apiserver/tls/token.hpp"

namespace shoal::tls {

Status openssl_error(Code code, std::string_view doing) {
  std::string message(doing);
  if (unsigned long error = ERR_peek_last_error()) {
    std::array<char, 160> text{};
    ERR_error_string_n(error, text.data(), text.size());
    message += ": ";
    message += text.data();
  }
  ERR_clear_error();
  return Status(code, std::move(message));
}

// A passphrase is never asked for on the terminal.
static int no_passphrase(char*, int, int, void*) {
  return 0;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  BioPtr bio = memory_bio(pem);
  KeyPtr key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) return openssl_error(Code::bad_request, "not a PEM public key");
  return PublicKey(std::make_shared<const Impl>(Impl{std::move(key)}));
}

Result<PublicKey> PublicKey::from_der(std::string_view spki_der) {
  auto bytes = reinterpret_cast<const unsigned char*>(spki_der.data());
  const unsigned char* end = bytes + spki_der.size();
  KeyPtr key(d2i_PUBKEY(nullptr, &bytes, static_cast<long>(spki_der.size())));
  if (!key || bytes != end) return openssl_error(Code::bad_request, "not a DER public key");
  return PublicKey(std::make_shared<const Impl>(Impl{std::move(key)}));
}

std::string PublicKey::to_pem() const {
  BioPtr bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), impl_->key.get());
  return bio_text(bio.get());
}

std::string PublicKey::to_der() const {
  unsigned char* data = nullptr;
  int size = i2d_PUBKEY(impl_->key.get(), &data);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(data), static_cast<size_t>(size));
  OPENSSL_free(data);
  return der;
}

std::string PublicKey::pin() const {
  return "sha256:" + sha256_hex(to_der());
}

bool PublicKey::verify(std::string_view message, std::string_view der_signature) const {
  DigestPtr digest(EVP_MD_CTX_new());
  EVP_PKEY* key = impl_->key.get();
  bool good =
      EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
      EVP_DigestVerify(digest.get(), reinterpret_cast<const unsigned char*>(der_signature.data()),
                       der_signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                       message.size()) == 1;
  if (!good) ERR_clear_error();
  return good;
}

Result<PrivateKey> PrivateKey::generate() {
  KeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return openssl_error(Code::internal, "generating a key");
  return PrivateKey(std::make_shared<const Impl>(Impl{std::move(key)}));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  BioPtr bio = memory_bio(pem);
  KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) return openssl_error(Code::bad_request, "not a PEM private key");
  return PrivateKey(std::make_shared<const Impl>(Impl{std::move(key)}));
}

std::string PrivateKey::to_pem() const {
  BioPtr bio(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), impl_->key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return bio_text(bio.get());
}

PublicKey PrivateKey::public_key() const {
  // The OpenSSL object holds both halves; sharing it gives away nothing, PublicKey prints only one.
  return PublicKey(impl_);
}

Result<std::string> PrivateKey::sign(std::string_view message) const {
  DigestPtr digest(EVP_MD_CTX_new());
  auto bytes = reinterpret_cast<const unsigned char*>(message.data());
  size_t size = 0;
  if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) != 1 ||
      EVP_DigestSign(digest.get(), nullptr, &size, bytes, message.size()) != 1) {
    return openssl_error(Code::internal, "signing");
  }
  std::string signature(size, '\0');
  auto out = reinterpret_cast<unsigned char*>(signature.data());
  if (EVP_DigestSign(digest.get(), out, &size, bytes, message.size()) != 1) {
    return openssl_error(Code::internal, "signing");
  }
  signature.resize(size);
  return signature;
}

}  // namespace shoal::tls
