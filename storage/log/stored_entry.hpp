#pragma once
// The forms of the log database (docs/formats.md). Pure; reading is total.

#include <optional>
#include <string>
#include <string_view>

#include "storage/raft/types.hpp"

namespace shoal::log {

namespace meta_key {
inline constexpr std::string_view member = "member";          // 8 bytes: the id, never changed
inline constexpr std::string_view hard_state = "hard_state";  // term, vote, commit
inline constexpr std::string_view first = "first";            // index of the first entry kept
inline constexpr std::string_view start = "start";            // SnapshotMeta as of first - 1
// SnapshotMeta of a snapshot that was being installed; one that is complete is of no interest any
// more.
inline constexpr std::string_view expected = "expected";
}  // namespace meta_key

std::string entry_key(LogIndex index);  // 8 bytes big-endian
std::optional<LogIndex> parse_entry_key(std::string_view key);

// term u64, kind u8, checksum u64 over index, term, kind and payload, payload; little-endian.
Bytes print_entry(const raft::Entry& entry);
std::optional<raft::Entry> parse_entry(LogIndex index, std::string_view value);

Bytes print_numbers(std::initializer_list<uint64_t> numbers);
// Exactly `count` numbers, or nothing.
std::optional<std::vector<uint64_t>> parse_numbers(std::string_view value, size_t count);

}  // namespace shoal::log
