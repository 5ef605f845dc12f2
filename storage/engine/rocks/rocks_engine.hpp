#pragma once
// The Engine on RocksDB. rocks_engine.cpp is the only file of shoal that includes RocksDB.

#include "storage/engine/engine.hpp"

namespace shoal::engine {

// Opens the database in `directory`, made private (0700) with its parents when it is missing. A
// record torn at the end of the write-ahead log is dropped (it was never acknowledged); any other
// damage is Code::internal with what RocksDB says, because dropping acknowledged records would
// break Raft.
[[nodiscard]] Result<std::unique_ptr<Engine>> open_rocks(const std::string& directory,
                                                         Durability durability);

// The same content, of a database that nobody has open, with nothing on the disk changed; writes
// are refused. unavailable: somebody has it open.
[[nodiscard]] Result<std::unique_ptr<Engine>> read_rocks(const std::string& directory,
                                                         Durability durability);

}  // namespace shoal::engine
