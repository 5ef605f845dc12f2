#pragma once
// Connection: one accepted socket, its TLS channel and its protocol. Lives on its io thread; made
// by the server only. Moves bytes and closes; what they mean is the protocol's.

#include <functional>
#include <memory>

#include "actors/apiserver/http/protocol.hpp"
#include "actors/apiserver/http/tls_channel.hpp"

namespace shoal::http {

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  virtual void tick(MonoTime now) = 0;
  virtual void shut_down() = 0;  // gracefully
  virtual void close() = 0;      // now
};

// Takes over the non-negative descriptor of an accepted TCP socket. `tls` null: plain. `on_closed`
// is called once, on the io thread.
std::shared_ptr<Connection> make_connection(int descriptor, bool ipv6,
                                            std::shared_ptr<ConnectionContext> context,
                                            std::shared_ptr<const TlsContext> tls,
                                            std::function<void(Connection*)> on_closed);

}  // namespace shoal::http
