#pragma once
// Client: HTTP/1.1 over TLS or plain TCP to one base address, with keep-alive. For the command
// line, forwarding between nodes, probes and tests. Thread safe: any number of requests run at
// once, each on a connection of its own; idle ones are kept for the next. A client owns one io
// thread.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actors/apiserver/http/message.hpp"
#include "actors/apiserver/tls/certificate.hpp"
#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::http {

constexpr size_t response_bytes_max = 64 * 1024 * 1024;
constexpr size_t idle_connections_max = 8;  // of one client

struct ClientOptions {
  std::string host = "127.0.0.1";  // where to connect; also verified in the certificate
  uint16_t port = 0;
  bool tls = true;
  std::string ca_pem;        // trust this CA; empty and no pin: the system's
  std::string ca_pin;        // "sha256:…": a certificate of the chain must have this key
  bool insecure = false;     // verify nothing (HTTPS probes, as Kubernetes does)
  std::string server_name;   // SNI and name to verify when it is not `host`
  tls::KeyPair certificate;  // of the client, may be empty
  std::string bearer_token;  // may be empty; never logged
  Duration connect_timeout = std::chrono::seconds(5);  // TCP and TLS together
};

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";  // path and query, encoded
  Headers headers;
  Bytes body;
  // From the call to the end of the response; a stream is given its own bound by the caller.
  Duration timeout = std::chrono::seconds(30);
  size_t response_max = response_bytes_max;
};

// A request in flight. Dropping it does not cancel it.
class Call {
 public:
  virtual ~Call() = default;
  virtual void cancel() = 0;  // the completion gets Code::unavailable
};

// For bodies that do not end: called on the io thread, in order. on_end is called exactly once.
struct StreamEvents {
  std::function<void(int status, const Headers&)> on_start;
  std::function<void(std::string_view)> on_body;
  std::function<void(Status)> on_end;
};

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();  // cancels what is in flight and waits; never from a callback

  // Blocks; not to be called from a callback. Expected failures: unavailable (refused, broken),
  // timeout, too_large, unauthorized (the server's certificate was refused).
  Result<Response> send(ClientRequest request);
  // The completion runs on the client's io thread, exactly once.
  std::shared_ptr<Call> send(ClientRequest request, std::function<void(Result<Response>)> done);
  std::shared_ptr<Call> stream(ClientRequest request, StreamEvents events);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

// Splits a byte stream into lines; for watches. A line longer than the bound fails the split.
class LineSplitter {
 public:
  explicit LineSplitter(size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}
  // False when a line was too long. Lines come without their newline.
  bool push(std::string_view bytes, const std::function<void(std::string_view)>& line);

 private:
  size_t line_bytes_max_;
  std::string rest_;
};

}  // namespace shoal::http
