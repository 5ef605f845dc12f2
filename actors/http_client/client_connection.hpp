#pragma once
// ClientConnection: one TCP connection of a client, with its TLS channel when there is one. Lives
// on the client's io thread. Knows no HTTP.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "actors/apiserver/http/io_loop.hpp"
#include "actors/apiserver/http/tls_channel.hpp"
#include "schema/vocab/status.hpp"

namespace shoal::http {

struct ConnectionEvents {
  std::function<void()> on_open;
  std::function<void(std::string_view)> on_bytes;
  std::function<void(Status)> on_end;  // once, for any reason but close()
};

class ClientConnection {
 public:
  virtual ~ClientConnection() = default;
  // The events of who uses the connection now; set before open and by each next user.
  virtual void set_events(ConnectionEvents events) = 0;
  virtual void open(const std::string& host, uint16_t port) = 0;
  virtual void send(std::string_view bytes) = 0;
  virtual void close() = 0;
  virtual bool is_open() const = 0;
};

// `tls` null: plain.
std::shared_ptr<ClientConnection> make_client_connection(std::shared_ptr<IoLoop> loop,
                                                         std::shared_ptr<const TlsContext> tls);

}  // namespace shoal::http
