#pragma once
// TlsContext and TlsChannel: TLS on bytes in memory, for a server's or a client's socket alike. One
// channel belongs to one io thread; a context is immutable and shared. OpenSSL stays in the source.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "actors/apiserver/tls/certificate.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::http {

struct TlsClientRules {
  std::string ca_pem;       // trust this
  std::string ca_pin;       // or a certificate of the chain with this key
  bool insecure = false;    // or anyone
  std::string server_name;  // DNS name or IP the certificate must carry
  tls::KeyPair certificate;
};

class TlsContext {
 public:
  // A client certificate is asked for when `client_ca_pem` is set; whether it counts is known
  // later.
  static Result<std::shared_ptr<const TlsContext>> server(const tls::KeyPair& certificate,
                                                          const std::string& client_ca_pem);
  static Result<std::shared_ptr<const TlsContext>> client(const TlsClientRules& rules);
  struct Impl;
  explicit TlsContext(std::unique_ptr<Impl> impl);
  ~TlsContext();
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

class TlsChannel {
 public:
  explicit TlsChannel(std::shared_ptr<const TlsContext> context);
  ~TlsChannel();

  // Takes what the socket gave; appends what came out to `plain` and what must go out to `cipher`.
  // A client calls it once with nothing, to begin. Errors end the connection, after `cipher` (an
  // alert) is sent.
  Status receive(std::string_view input, std::string& plain, std::string& cipher);
  Status send(std::string_view plain, std::string& cipher);
  void close(std::string& cipher);  // close_notify
  bool established() const;
  bool ended() const;                         // the peer sent close_notify
  bool http2() const;                         // what ALPN chose
  std::optional<tls::Identity> peer() const;  // of a certificate that was verified
  std::string peer_error() const;             // why the one presented was not

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace shoal::http
