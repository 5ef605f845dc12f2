#pragma once
// The WebSocket frame format (RFC 6455) without a socket: pure, for either side. The decoder takes
// any bytes and says with which close code to end when they break the rules.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "schema/vocab/bytes.hpp"

namespace shoal::http {

enum class Opcode : uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

constexpr size_t websocket_message_bytes_max = 4 * 1024 * 1024;

// The mask is what a client must add; a server sends without.
Bytes encode_frame(Opcode opcode, std::string_view payload, std::optional<uint32_t> mask = {});
Bytes encode_close(uint16_t code, std::string_view reason, std::optional<uint32_t> mask = {});

struct WebSocketMessage {
  Opcode opcode;
  std::string payload;
};
// The code of a close frame's payload: 1005 when it is empty, 1002 when it is broken.
uint16_t close_code(std::string_view payload);

class WebSocketDecoder {
 public:
  enum class Side : uint8_t { server, client };  // a server takes masked frames only, a client none
  explicit WebSocketDecoder(Side side, size_t message_bytes_max = websocket_message_bytes_max)
      : side_(side), message_bytes_max_(message_bytes_max) {}
  // Whole messages and control frames, in order. 0, or the close code of the rule that was broken:
  // then nothing more may be pushed. The sink returns false to stop.
  uint16_t push(std::string_view bytes, const std::function<bool(WebSocketMessage)>& sink);

 private:
  struct FrameHead {
    bool fin = false;
    Opcode opcode{};
    uint64_t length = 0;
    uint32_t mask = 0;  // in network order of its bytes, first byte lowest
    size_t size = 0;    // of the head itself
  };
  uint16_t read_head(std::string_view bytes, std::optional<FrameHead>& head) const;
  uint16_t check(const FrameHead& head) const;
  uint16_t accept(const FrameHead& head, std::string payload,
                  const std::function<bool(WebSocketMessage)>& sink, bool& more);

  const Side side_;
  const size_t message_bytes_max_;
  std::string rest_;                      // an incomplete frame
  std::optional<WebSocketMessage> open_;  // a fragmented message
};

}  // namespace shoal::http
