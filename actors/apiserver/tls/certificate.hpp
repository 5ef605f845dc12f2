#pragma once
// Certificate: one parsed X.509 certificate, immutable and shared. Parsing accepts anything and
// fails with bad_request; nothing here checks trust except verified_by.

#include <memory>
#include <string>
#include <string_view>

#include "actors/apiserver/tls/identity.hpp"
#include "actors/apiserver/tls/key.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::tls {

class Certificate {
 public:
  static Result<Certificate> from_pem(std::string_view pem);  // the first certificate of the text
  static Result<Certificate> from_der(std::string_view der);
  std::string to_pem() const;
  std::string to_der() const;
  Identity identity() const;
  WallTime not_before() const;
  WallTime not_after() const;
  PublicKey public_key() const;
  std::string pin() const { return public_key().pin(); }
  // Signature by this CA and validity at `now`, for a TLS client or a TLS server.
  enum class Use { client, server };
  Status verified_by(const Certificate& authority, Use use, WallTime now) const;
  // True from two thirds of the life on: time to ask for the next one.
  bool due_for_rotation(WallTime now) const;

  struct Impl;  // wraps X509*
  explicit Certificate(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  const Impl& impl() const { return *impl_; }

 private:
  std::shared_ptr<const Impl> impl_;
};

// A leaf with its key, as a server or client presents it. `chain_pem` may hold intermediates.
struct KeyPair {
  std::string certificate_pem;
  std::string key_pem;
};

}  // namespace shoal::tls
