#include "schema/vocab/frame.hpp"

#include <bit>
#include <cstring>

namespace shoal {
namespace {

static_assert(std::endian::native == std::endian::little, "the wire is little-endian");

// The fixed words, in wire order. No padding: checked below.
struct Header {
  uint32_t type;
  uint16_t sender_size;
  uint16_t target_size;
  uint64_t trace;
  uint64_t cause;
  uint64_t epoch;
  uint64_t correlation;
  uint8_t kind;
  uint8_t reserved[7];
};
static_assert(sizeof(Header) == frame_header_bytes);

std::string_view cut(const std::string& path) {
  return std::string_view(path).substr(0, frame_path_max);
}

}  // namespace

std::string encode_frame_header(const Frame& frame) {
  auto sender = cut(frame.sender);
  auto target = cut(frame.target);
  Header header{};
  header.type = frame.type;
  header.sender_size = static_cast<uint16_t>(sender.size());
  header.target_size = static_cast<uint16_t>(target.size());
  header.trace = frame.trace.value;
  header.cause = frame.cause;
  header.epoch = frame.epoch;
  header.correlation = frame.correlation;
  header.kind = static_cast<uint8_t>(frame.kind);
  // The payload starts on a multiple of eight, so that Cap'n Proto reads it in place.
  size_t paths = (sender.size() + target.size() + 7) / 8 * 8;
  std::string out(frame_header_bytes + paths, '\0');
  std::memcpy(out.data(), &header, sizeof header);
  std::memcpy(out.data() + sizeof header, sender.data(), sender.size());
  std::memcpy(out.data() + sizeof header + sender.size(), target.data(), target.size());
  return out;
}

Result<Frame> decode_frame(const Bytes& wire) {
  if (wire.size() < frame_header_bytes)
    return Result<Frame>(Code::bad_request, "frame shorter than its header");
  Header header;
  std::memcpy(&header, wire.data(), sizeof header);
  if (header.kind > static_cast<uint8_t>(FrameKind::failure))
    return Result<Frame>(Code::bad_request, "unknown kind of frame");
  size_t sender = header.sender_size;
  size_t target = header.target_size;
  if (sender > frame_path_max || target > frame_path_max)
    return Result<Frame>(Code::bad_request, "path too long in frame");
  size_t paths = (sender + target + 7) / 8 * 8;
  if (wire.size() < frame_header_bytes + paths)
    return Result<Frame>(Code::bad_request, "frame shorter than its paths");
  Frame frame;
  frame.type = header.type;
  frame.kind = static_cast<FrameKind>(header.kind);
  frame.trace = TraceId{header.trace};
  frame.cause = header.cause;
  frame.epoch = header.epoch;
  frame.correlation = header.correlation;
  frame.sender.assign(wire.data() + frame_header_bytes, sender);
  frame.target.assign(wire.data() + frame_header_bytes + sender, target);
  size_t start = frame_header_bytes + paths;
  frame.payload = wire.slice(start, wire.size() - start);
  return frame;
}

}  // namespace shoal
