#pragma once
// Protocol: one connection's conversation without its socket. Bytes and the time go in, bytes come
// out; HTTP/1.1 and HTTP/2 implement it and are tested without a network. Used on one io thread.

#include <memory>
#include <string>
#include <string_view>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/http/io_loop.hpp"
#include "actors/apiserver/http/server.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::http {

// What every request of a connection shares.
struct ConnectionContext {
  std::shared_ptr<IoLoop> loop;
  std::shared_ptr<Responder> responder;
  ServerLimits limits;
  std::optional<tls::Identity> peer;
  std::string peer_error;
  std::string remote_address;
  uint16_t remote_port = 0;
  bool tls = false;
  std::function<void()> wake;        // there is output: pull soon
  std::function<void()> on_request;  // counters
  std::function<void()> on_refused;
};

class Protocol {
 public:
  virtual ~Protocol() = default;
  virtual void receive(std::string_view bytes, MonoTime now) = 0;
  // Appends output until `out` holds `bytes_max` or there is none.
  virtual void pull(std::string& out, size_t bytes_max, MonoTime now) = 0;
  // Checks the time-outs.
  virtual void tick(MonoTime now) = 0;
  // Takes no new requests; ends when the open ones have ended.
  virtual void shut_down() = 0;
  // More input is welcome; false while what was sent ahead fills its bound.
  virtual bool wants_input() const = 0;
  // The connection is to be closed once the output has been sent.
  virtual bool done() const = 0;
  // The socket is gone: ends every stream.
  virtual void disconnected() = 0;
};

std::unique_ptr<Protocol> make_h1_protocol(std::shared_ptr<ConnectionContext> context,
                                           MonoTime now);
std::unique_ptr<Protocol> make_h2_protocol(std::shared_ptr<ConnectionContext> context,
                                           MonoTime now);

}  // namespace shoal::http
