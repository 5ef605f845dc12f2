#pragma once
// WebSocketSession: the WebSocket of an upgraded stream. Output goes through the stream's bounded
// queue as frames; input is decoded on the io thread.

#include <memory>
#include <string>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/http/stream.hpp"
#include "actors/apiserver/http/websocket_codec.hpp"

namespace shoal::http {

// The headers of the 101 that accepts a client's key.
Headers websocket_answer(const std::string& key, const std::string& subprotocol);

class WebSocketSession final : public WebSocket, public StreamInput {
 public:
  WebSocketSession(std::weak_ptr<Stream> stream, WebSocketEvents events)
      : stream_(std::move(stream)), events_(std::move(events)) {}

  bool send(Bytes message, bool binary) override;
  void close(uint16_t code, std::string reason) override;
  size_t buffered() const override;

  // Io thread only.
  void receive(std::string_view bytes) override;
  void disconnected() override;
  void drained();

 private:
  bool take(WebSocketMessage message);
  void end(uint16_t code);

  const std::weak_ptr<Stream> stream_;
  WebSocketEvents events_;  // io thread only
  WebSocketDecoder decoder_{WebSocketDecoder::Side::server};
  bool ended_ = false;  // io thread only
};

}  // namespace shoal::http
