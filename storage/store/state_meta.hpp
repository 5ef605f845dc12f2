#pragma once
// The keys of the state database's meta family, and the head stored under them. Pure.

#include <optional>
#include <string_view>

#include "storage/store/state_store.hpp"

namespace shoal::store {

namespace meta_key {
inline constexpr std::string_view applied = "applied";  // SnapshotHead: what the rest reflects
inline constexpr std::string_view importing =
    "importing";  // SnapshotHead: an import is not finished
}  // namespace meta_key

Bytes print_head(const SnapshotHead& head);
std::optional<SnapshotHead> parse_head(std::string_view value);

// The head a database stands at; nothing for an empty one or an interrupted import.
[[nodiscard]] Result<std::optional<SnapshotHead>> read_head(const engine::Reader& reader);

}  // namespace shoal::store
