#pragma once
// A value to and from the Cap'n Proto message that is stored, replicated and shipped, by the slots
// of its Struct. The message has the framing of a capnp stream (segment table, then words), one
// segment when written here. A message of an older and shorter struct reads with defaults; what a
// newer one added is passed over. Encoding is deterministic: equal values give equal bytes. Pure;
// robust to any bytes.

#include "schema/descriptor/descriptor.hpp"
#include "schema/vocab/bytes.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::schema {

// A reader gives up after visiting this many words, so that pointers that share content cannot make
// a small message large, and below this many nested structs and lists.
struct MessageLimits {
  uint64_t traversal_max_words = 16u << 20;
  int nesting_max = 256;
  size_t unpacked_max_bytes = 64u << 20;
};

Bytes encode_message(const Struct& type, const void* value);
// capnp's packing: runs of zero bytes shortened. About half the size for objects.
Bytes encode_packed_message(const Struct& type, const void* value);

// `value` should be zero. Code::bad_request for anything malformed; the value is then half filled.
Status decode_message(const Struct& type, const Bytes& message, void* value,
                      const MessageLimits& limits = {});
Status decode_packed_message(const Struct& type, const Bytes& packed, void* value,
                             const MessageLimits& limits = {});

}  // namespace shoal::schema
