#pragma once
// PrivateKey and PublicKey: P-256 keys as values. A node's long-lived key, a CA's key, a service
// account signer are all one of these. Copies share the immutable OpenSSL key; thread safe. A moved
// from key may only be assigned or destroyed.

#include <memory>
#include <string>
#include <string_view>

#include "schema/vocab/result.hpp"

namespace shoal::tls {

class PublicKey {
 public:
  static Result<PublicKey> from_pem(std::string_view pem);
  static Result<PublicKey> from_der(std::string_view spki_der);
  std::string to_pem() const;
  std::string to_der() const;  // SubjectPublicKeyInfo
  // "sha256:" and 64 hex digits over the SubjectPublicKeyInfo: what join tokens and peers pin.
  std::string pin() const;
  // ECDSA with SHA-256; the signature is DER. False on any mismatch or malformed signature.
  bool verify(std::string_view message, std::string_view der_signature) const;
  bool operator==(const PublicKey& other) const { return to_der() == other.to_der(); }
  struct Impl;  // wraps EVP_PKEY*; defined for this folder's sources only
  explicit PublicKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

class PrivateKey {
 public:
  static Result<PrivateKey> generate();  // P-256
  static Result<PrivateKey> from_pem(std::string_view pem);
  std::string to_pem() const;  // PKCS#8, unencrypted: never log it
  PublicKey public_key() const;
  Result<std::string> sign(std::string_view message) const;  // ECDSA with SHA-256, DER
  using Impl = PublicKey::Impl;
  explicit PrivateKey(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace shoal::tls
