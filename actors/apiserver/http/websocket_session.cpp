#include "actors/apiserver/http/websocket_session.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <utility>

#include "actors/apiserver/tls/token.hpp"

namespace shoal::http {
namespace {

bool equal_fold(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 32) == (y | 32); });
}

// The items of a comma-separated header value.
std::vector<std::string> items(std::string_view value) {
  std::vector<std::string> found;
  while (!value.empty()) {
    size_t comma = std::min(value.find(','), value.size());
    std::string_view item = value.substr(0, comma);
    value.remove_prefix(std::min(comma + 1, value.size()));
    size_t first = item.find_first_not_of(" \t");
    if (first == std::string_view::npos) continue;
    found.emplace_back(item.substr(first, item.find_last_not_of(" \t") - first + 1));
  }
  return found;
}

}  // namespace

bool wants_websocket(const Request& request) {
  auto connection = items(request.headers.find("connection"));
  bool asks = std::ranges::any_of(
      connection, [](const std::string& item) { return equal_fold(item, "upgrade"); });
  return asks && request.method == "GET" && request.version == Version::http1_1 &&
         equal_fold(request.headers.find("upgrade"), "websocket") &&
         request.headers.find("sec-websocket-version") == "13" &&
         request.headers.find("sec-websocket-key").size() == 24;
}

std::vector<std::string> offered_subprotocols(const Request& request) {
  std::vector<std::string> offered;
  for (std::string_view value : request.headers.find_all("sec-websocket-protocol")) {
    for (std::string& item : items(value)) offered.push_back(std::move(item));
  }
  return offered;
}

Headers websocket_answer(const std::string& key, const std::string& subprotocol) {
  // The constant RFC 6455 fixes, so that no server answers a WebSocket request by accident.
  std::string proof = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(proof.data()), proof.size(), digest);
  Headers headers{{"upgrade", "websocket"},
                  {"connection", "Upgrade"},
                  {"sec-websocket-accept",
                   tls::base64({reinterpret_cast<const char*>(digest), sizeof digest})}};
  if (!subprotocol.empty()) headers.add("sec-websocket-protocol", subprotocol);
  return headers;
}

bool WebSocketSession::send(Bytes message, bool binary) {
  auto stream = stream_.lock();
  Opcode opcode = binary ? Opcode::binary : Opcode::text;
  return stream && stream->write(encode_frame(opcode, message.view()));
}

void WebSocketSession::close(uint16_t code, std::string reason) {
  auto stream = stream_.lock();
  if (!stream) return;
  // A full buffer loses the close frame; the closing socket then tells the same.
  (void)stream->write(encode_close(code, reason));
  stream->finish();
}

size_t WebSocketSession::buffered() const {
  auto stream = stream_.lock();
  return stream ? stream->buffered() : 0;
}

void WebSocketSession::receive(std::string_view bytes) {
  if (ended_) return;
  uint16_t fault =
      decoder_.push(bytes, [this](WebSocketMessage message) { return take(std::move(message)); });
  if (fault != 0) {
    close(fault, {});
    end(fault);
  }
}

bool WebSocketSession::take(WebSocketMessage message) {
  switch (message.opcode) {
    case Opcode::ping:
      // Unanswered when the buffer is full: a peer that floods and does not read gets no more.
      if (auto stream = stream_.lock()) {
        (void)stream->write(encode_frame(Opcode::pong, message.payload));
      }
      return true;
    case Opcode::pong:
      return true;
    case Opcode::close: {
      uint16_t code = close_code(message.payload);
      close(code == 1005 ? 1000 : code, {});
      end(code);
      return false;
    }
    case Opcode::continuation:
    case Opcode::text:
    case Opcode::binary:
      break;
  }
  if (events_.on_message) {
    events_.on_message(Bytes::copy(message.payload), message.opcode == Opcode::binary);
  }
  return true;
}

void WebSocketSession::end(uint16_t code) {
  if (std::exchange(ended_, true)) return;
  WebSocketEvents events = std::exchange(events_, {});
  if (events.on_close) events.on_close(code);
}

void WebSocketSession::disconnected() {
  end(1006);
}

void WebSocketSession::drained() {
  if (events_.on_drained) events_.on_drained();
}

}  // namespace shoal::http
