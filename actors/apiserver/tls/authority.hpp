#pragma once
// Authority: a certificate authority of the cluster. It makes itself (P-256, 10 years), signs
// server and client leaves (24 hours unless told otherwise) and certificate signing requests. Time
// is an input; keys and serial numbers come from the kernel. Immutable, thread safe.

#include <string>
#include <string_view>
#include <vector>

#include "actors/apiserver/tls/certificate.hpp"
#include "actors/apiserver/tls/key.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::tls {

constexpr Duration authority_life = std::chrono::hours(24 * 3652);
constexpr Duration leaf_life = std::chrono::hours(24);
// Certificates are valid from a little before now, so that nodes with slow clocks accept them.
constexpr Duration backdate = std::chrono::minutes(5);

struct ServerNames {
  std::vector<std::string> dns;
  std::vector<std::string> ips;  // textual IPv4 or IPv6
};

struct LeafRequest {
  std::string common_name;                 // user
  std::vector<std::string> organizations;  // groups
  ServerNames names;                       // subjectAltName, may be empty
  bool server = false;                     // extendedKeyUsage serverAuth
  bool client = false;                     // extendedKeyUsage clientAuth
  Duration life = leaf_life;
};

// What a PEM certificate signing request asks for; its self-signature has been checked.
struct SigningRequest {
  std::string common_name;
  std::vector<std::string> organizations;
  ServerNames names;
  PublicKey public_key;
};
Result<SigningRequest> parse_signing_request(std::string_view pem);
Result<std::string> make_signing_request(const PrivateKey& key, const LeafRequest& request);

class Authority {
 public:
  static Result<Authority> create(std::string_view common_name, WallTime now);
  static Result<Authority> from_pem(std::string_view certificate_pem, std::string_view key_pem);

  const Certificate& certificate() const { return certificate_; }
  const PrivateKey& key() const { return key_; }
  std::string pin() const { return certificate_.pin(); }

  // A leaf for a key the caller holds; returns the certificate's PEM.
  Result<std::string> sign(const LeafRequest& request, const PublicKey& key, WallTime now) const;
  // A leaf with a fresh key.
  Result<KeyPair> issue(const LeafRequest& request, WallTime now) const;
  Result<KeyPair> issue_server(std::string_view common_name, ServerNames names, WallTime now,
                               Duration life = leaf_life) const;
  Result<KeyPair> issue_client(std::string_view user, std::vector<std::string> groups, WallTime now,
                               Duration life = leaf_life) const;

 private:
  Authority(Certificate certificate, PrivateKey key)
      : certificate_(std::move(certificate)), key_(std::move(key)) {}
  Certificate certificate_;
  PrivateKey key_;
};

}  // namespace shoal::tls
