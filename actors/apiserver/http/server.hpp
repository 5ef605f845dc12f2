#pragma once
// Server: one listening port for HTTP/2, HTTP/1.1 and WebSocket, over TLS unless told otherwise. It
// owns its io threads, its connections and nothing above a request. All calls are thread safe;
// stop() and the destructor wait, so neither may be called from an io thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/tls/certificate.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::http {

struct ServerLimits {
  size_t header_bytes_max = 64 * 1024;       // of one request, names and values
  size_t body_bytes_max = 3 * 1024 * 1024;   // of one request, after gzip; beyond it 413
  size_t connections_max = 4096;             // further ones wait in the kernel's queue
  uint32_t streams_max = 250;                // concurrent, of one HTTP/2 connection
  size_t stream_buffer_bytes = 1024 * 1024;  // output accepted from one stream before write refuses
  // Requests a connection may have in memory: bodies of all its streams together.
  size_t connection_body_bytes_max = 16 * 1024 * 1024;
  Duration handshake_timeout = std::chrono::seconds(10);
  Duration header_timeout = std::chrono::seconds(10);  // first byte to complete header
  Duration body_timeout = std::chrono::seconds(60);    // complete header to complete body
  Duration idle_timeout = std::chrono::seconds(180);   // without a request
  Duration write_timeout = std::chrono::seconds(60);   // a peer that takes nothing of what waits
  // HTTP/2 control frames (PING, SETTINGS, PRIORITY, resets) a peer may send per second.
  uint32_t control_frames_per_second = 1000;
  uint32_t resets_per_second = 200;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any; see Server::port
  size_t io_threads = 1;
  bool plain = false;         // no TLS: tests, metrics on loopback
  tls::KeyPair certificate;   // of the server, unless plain
  std::string client_ca_pem;  // when set, clients may present a certificate of this CA
  ServerLimits limits;
};

struct ServerCounters {
  uint64_t connections_accepted = 0;
  uint64_t connections_open = 0;
  uint64_t requests = 0;
  uint64_t refused = 0;  // handshakes failed, malformed or over a limit
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> start(ServerOptions options,
                                               std::shared_ptr<Responder> responder);
  ~Server();  // stop with no drain

  uint16_t port() const;
  // New connections use the new certificate and client CA; open ones keep theirs.
  Status set_certificate(const tls::KeyPair& certificate, const std::string& client_ca_pem);
  ServerCounters counters() const;
  // Accepts no more, sends GOAWAY, lets requests end for up to `drain`, closes the rest.
  void stop(Duration drain);

 private:
  class Impl;
  explicit Server(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace shoal::http
