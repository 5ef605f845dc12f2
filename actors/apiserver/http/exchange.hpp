#pragma once
// Exchange: the answering side of one request. Responder: what a server calls with each request.
// The two are the whole seam between the HTTP edge and the API server; tests put their own on
// either side.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/apiserver/http/message.hpp"
#include "schema/vocab/bytes.hpp"

namespace shoal::http {

// A WebSocket after its upgrade. Thread safe; callbacks run on the connection's io thread.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  // False: the socket is gone, or the message was not queued because the buffer is over its bound.
  virtual bool send(Bytes message, bool binary = true) = 0;
  virtual void close(uint16_t code, std::string reason) = 0;
  virtual size_t buffered() const = 0;  // bytes accepted and not yet handed to the kernel
};

struct WebSocketEvents {
  std::function<void(Bytes message, bool binary)> on_message;
  std::function<void()> on_drained;                   // the buffer fell below half its bound
  std::function<void(uint16_t close_code)> on_close;  // once; 1006 when the connection broke
};

// Thread safe. One of: respond once; start, write any number of times, finish; upgrade once. Calls
// out of order, and calls after the peer has gone, do nothing. Dropping every reference without an
// answer answers 500 (or resets the stream when it had started).
class Exchange {
 public:
  virtual ~Exchange() = default;

  virtual void respond(Response response) = 0;

  virtual void start(int status, Headers headers) = 0;
  // False: the peer is gone, or this stream's buffer is over its bound; the chunk was not taken.
  virtual bool write(Bytes chunk) = 0;
  virtual void finish() = 0;
  // Ends the stream so that the client sees a failure, not a complete body.
  virtual void abort() = 0;
  virtual size_t buffered() const = 0;  // bytes accepted and not yet handed to the kernel
  virtual bool closed() const = 0;
  // Called once on the io thread when the stream is over for any reason, also after finish. A
  // callback registered too late is called at once.
  virtual void on_close(std::function<void()> callback) = 0;
  // Called on the io thread each time the buffer falls below half its bound after a refused write.
  virtual void on_drained(std::function<void()> callback) = 0;

  // Answers a WebSocket request (wants_websocket) with 101 and the chosen subprotocol (may be
  // empty). Null when the request was not one, or the peer is gone. HTTP/1.1 only. No message is
  // delivered before this call returned.
  virtual std::shared_ptr<WebSocket> upgrade(std::string subprotocol, WebSocketEvents events) = 0;
};

class Responder {
 public:
  virtual ~Responder() = default;
  // On an io thread: must not block; cheap answers are given here, others later from anywhere.
  virtual void handle(Request&& request, std::shared_ptr<Exchange> exchange) = 0;
};

bool wants_websocket(const Request& request);
// Subprotocols the client offered, in its order.
std::vector<std::string> offered_subprotocols(const Request& request);

}  // namespace shoal::http
