#pragma once
// Frame: one message between nodes, and what an actor receives from another node: an immutable
// payload (a Cap'n Proto message in shared Bytes) and the few words that follow a request through
// the cluster. The wire form is a fixed little-endian header, the two paths, then the payload.
// Decoding accepts any bytes and answers with a Status. A value; copying shares the payload.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"

namespace shoal {

enum class FrameKind : uint8_t {
  message,   // one way
  request,   // correlation names the answer that is awaited
  response,  // answers correlation
  failure,   // answers correlation: type is the Code of a Status, payload its message
};

struct Frame {
  uint32_t type = 0;  // arm of the receiving mailbox's union
  FrameKind kind = FrameKind::message;
  TraceId trace;             // of the request that started it all
  uint64_t cause = 0;        // the sender's message that led to this one; 0 = none
  uint64_t epoch = 0;        // the sender's authority, where the receiver fences by one
  uint64_t correlation = 0;  // set by the link; 0 = not a request
  std::string sender;        // path, "n1/raft"; at most frame_path_max bytes
  std::string target;        // path at the receiving node, "n2/raft"
  Bytes payload;
  // Not on the wire. A received frame holds part of its sender's credit window until the last copy
  // of this is gone, so that an actor that falls behind slows its peer down instead of growing a
  // queue.
  std::shared_ptr<const void> credit;
};

constexpr size_t frame_header_bytes = 48;
constexpr size_t frame_path_max = 512;  // bytes of one path on the wire

// The bytes before the payload: header, sender, target. Longer paths are cut (SHOAL_CHECK in
// tests).
std::string encode_frame_header(const Frame& frame);
// `wire` is one whole frame as it was sent; the payload shares its memory.
Result<Frame> decode_frame(const Bytes& wire);

}  // namespace shoal
