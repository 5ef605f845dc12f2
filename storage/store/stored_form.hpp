#pragma once
// The forms of the state database (docs/formats.md): keys and values of object versions. Pure;
// reading is total, and a value that was damaged says so by its checksum.

#include <optional>
#include <string>

#include "storage/engine/engine.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::store {

// key, 0x00, then the inverted revision as 8 bytes big-endian: newest version first.
std::string version_key(std::string_view key, Revision revision);

// One version of an object, or its deletion (a tombstone: object is null).
struct Version {
  std::string key;
  Revision revision;
  ObjectPtr object;
  Revision first_of_transaction;
  Revision transaction_last;
  WallTime time{};
};

Bytes print_version(std::string_view stored_key, const Recorded& recorded);
std::optional<Version> parse_version(std::string_view stored_key, std::string_view value);

// Whether a row of objects or records is as it was written: checksums hold, forms parse.
bool is_whole(engine::Family family, std::string_view key, std::string_view value);
Status damaged_state(std::string_view what);

}  // namespace shoal::store
