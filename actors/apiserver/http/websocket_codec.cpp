#include "actors/apiserver/http/websocket_codec.hpp"

#include <array>
#include <utility>

namespace shoal::http {
namespace {

constexpr uint16_t protocol_error = 1002;
constexpr uint16_t invalid_text = 1007;
constexpr uint16_t message_too_big = 1009;

bool is_control(Opcode opcode) {
  return static_cast<uint8_t>(opcode) >= 8;
}

bool is_known(Opcode opcode) {
  auto value = static_cast<uint8_t>(opcode);
  return value <= 2 || (value >= 8 && value <= 10);
}

void apply_mask(std::string& payload, uint32_t mask) {
  for (size_t i = 0; i < payload.size(); ++i) {
    payload[i] = static_cast<char>(payload[i] ^ static_cast<char>(mask >> (8 * (i & 3))));
  }
}

// How many bytes follow a UTF-8 lead byte, and the least code point such a sequence may say.
struct Lead {
  int following;
  uint32_t least;
  uint32_t bits;
};
std::optional<Lead> lead_of(unsigned char c) {
  if (c < 0x80) return Lead{0, 0, c};
  if (c >= 0xc2 && c < 0xe0) return Lead{1, 0x80, c & 0x1fU};
  if (c >= 0xe0 && c < 0xf0) return Lead{2, 0x800, c & 0x0fU};
  if (c >= 0xf0 && c < 0xf5) return Lead{3, 0x10000, c & 0x07U};
  return std::nullopt;
}

bool is_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    auto lead = lead_of(static_cast<unsigned char>(text[i++]));
    if (!lead) return false;
    uint32_t point = lead->bits;
    for (int n = 0; n < lead->following; ++n, ++i) {
      if (i >= text.size() || (text[i] & 0xc0) != 0x80) return false;
      point = (point << 6) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    if (point < lead->least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
      return false;
  }
  return true;
}

}  // namespace

Bytes encode_frame(Opcode opcode, std::string_view payload, std::optional<uint32_t> mask) {
  std::string frame;
  frame.reserve(payload.size() + 14);
  frame += static_cast<char>(0x80 | static_cast<uint8_t>(opcode));
  uint64_t length = payload.size();
  int extra = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
  char mask_bit = mask ? static_cast<char>(0x80) : 0;
  frame += static_cast<char>(mask_bit | (extra == 0 ? length : extra == 2 ? 126 : 127));
  for (int i = extra - 1; i >= 0; --i) frame += static_cast<char>(length >> (8 * i));
  if (!mask) return Bytes::copy(frame.append(payload));
  for (int i = 0; i < 4; ++i) frame += static_cast<char>(*mask >> (8 * i));
  std::string masked(payload);
  apply_mask(masked, *mask);
  return Bytes::copy(frame.append(masked));
}

Bytes encode_close(uint16_t code, std::string_view reason, std::optional<uint32_t> mask) {
  std::string payload;
  payload += static_cast<char>(code >> 8);
  payload += static_cast<char>(code & 255);
  payload += reason.substr(0, 123);  // a control frame holds 125 bytes
  return encode_frame(Opcode::close, payload, mask);
}

uint16_t close_code(std::string_view payload) {
  if (payload.empty()) return 1005;
  if (payload.size() == 1) return protocol_error;
  return static_cast<uint16_t>((static_cast<unsigned char>(payload[0]) << 8) |
                               static_cast<unsigned char>(payload[1]));
}

uint16_t WebSocketDecoder::read_head(std::string_view bytes, std::optional<FrameHead>& head) const {
  auto byte = [bytes](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < 2) return 0;
  if (byte(0) & 0x70) return protocol_error;  // reserved bits: no extension was agreed
  FrameHead read{.fin = (byte(0) & 0x80) != 0,
                 .opcode = static_cast<Opcode>(byte(0) & 15),
                 .length = byte(1) & 127U};
  bool masked = (byte(1) & 0x80) != 0;
  if (masked != (side_ == Side::server)) return protocol_error;
  size_t extra = read.length < 126 ? 0 : read.length == 126 ? 2 : 8;
  read.size = 2 + extra + (masked ? 4 : 0);
  if (bytes.size() < read.size) return 0;
  if (extra > 0) read.length = 0;
  for (size_t i = 0; i < extra; ++i) read.length = (read.length << 8) | byte(2 + i);
  for (size_t i = 0; masked && i < 4; ++i) {
    read.mask |= static_cast<uint32_t>(byte(2 + extra + i)) << (8 * i);
  }
  head = read;
  return check(read);
}

uint16_t WebSocketDecoder::check(const FrameHead& head) const {
  if (!is_known(head.opcode)) return protocol_error;
  if (is_control(head.opcode)) return head.fin && head.length <= 125 ? 0 : protocol_error;
  if ((head.opcode == Opcode::continuation) != open_.has_value()) return protocol_error;
  size_t held = open_ ? open_->payload.size() : 0;
  return head.length > message_bytes_max_ - held ? message_too_big : 0;
}

uint16_t WebSocketDecoder::accept(const FrameHead& head, std::string payload,
                                  const std::function<bool(WebSocketMessage)>& sink, bool& more) {
  if (is_control(head.opcode)) {
    more = sink({head.opcode, std::move(payload)});
    return 0;
  }
  if (open_) {
    open_->payload += payload;
  } else {
    open_ = WebSocketMessage{head.opcode, std::move(payload)};
  }
  if (!head.fin) return 0;
  WebSocketMessage message = std::move(*std::exchange(open_, std::nullopt));
  if (message.opcode == Opcode::text && !is_utf8(message.payload)) return invalid_text;
  more = sink(std::move(message));
  return 0;
}

uint16_t WebSocketDecoder::push(std::string_view bytes,
                                const std::function<bool(WebSocketMessage)>& sink) {
  // What is held never exceeds one frame of bounded length and one piece of input.
  rest_ += bytes;
  size_t done = 0;
  uint16_t fault = 0;
  for (bool more = true; more && fault == 0;) {
    std::string_view left = std::string_view(rest_).substr(done);
    std::optional<FrameHead> head;
    fault = read_head(left, head);
    if (fault != 0 || !head || left.size() - head->size < head->length) break;
    std::string payload(left.substr(head->size, head->length));
    apply_mask(payload, head->mask);
    done += head->size + head->length;
    fault = accept(*head, std::move(payload), sink, more);
  }
  rest_.erase(0, done);
  return fault;
}

}  // namespace shoal::http
