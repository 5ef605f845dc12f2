#pragma once
// Forwarder: a TCP proxy on one address before several servers. Each connection goes to the first
// backend that accepts; one that refused is tried last for a while. It reads nothing of what it
// carries. Owns one thread; thread safe.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "schema/vocab/result.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::http {

struct Backend {
  std::string address;  // IPv4 or IPv6 text
  uint16_t port = 0;
  bool operator==(const Backend&) const = default;
};

struct ForwarderOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any
  std::vector<Backend> backends;
  Duration connect_timeout = std::chrono::milliseconds(500);
  Duration dead_for = std::chrono::seconds(2);  // a backend that refused is tried last this long
  size_t connections_max = 1024;
  size_t buffer_bytes = 64 * 1024;  // of each direction of a connection
};

class Forwarder {
 public:
  static Result<std::unique_ptr<Forwarder>> start(ForwarderOptions options);
  ~Forwarder();
  uint16_t port() const;
  void set_backends(std::vector<Backend> backends);
  size_t connections() const;

 private:
  class Impl;
  explicit Forwarder(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace shoal::http
