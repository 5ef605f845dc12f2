#pragma once
// The wire form of raft's messages (schema/internal/raft.capnp). Pure. Encoding copies each payload
// once; decoding copies nothing: the entries' payloads are slices of the received buffer. Any bytes
// may come in: what is not a well-formed message is a Status, never a crash.

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/result.hpp"
#include "storage/raft/types.hpp"

namespace shoal::raft {

constexpr size_t entries_per_message_max = 65536;
constexpr size_t members_max = 1024;  // in each list of a Membership

Bytes encode(const Message& message);
[[nodiscard]] Result<Message> decode_message(Bytes bytes);

// A snapshot's head, as it is stored beside the snapshot and sent before its chunks.
Bytes encode(const SnapshotMeta& meta);
[[nodiscard]] Result<SnapshotMeta> decode_snapshot_meta(Bytes bytes);

}  // namespace shoal::raft
