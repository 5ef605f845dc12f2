#pragma once
// The form of a snapshot's chunk (docs/formats.md). Pure; reading is total.

#include <functional>
#include <string>

#include "schema/vocab/result.hpp"
#include "storage/engine/engine.hpp"

namespace shoal::store {

using VisitPair =
    std::function<Status(engine::Family family, std::string_view key, std::string_view value)>;

// Visits the pairs of chunk `number` after its checksum held; true: it is the last one.
// bad_request: damaged, malformed, or another chunk. What `visit` refuses ends it likewise.
[[nodiscard]] Result<bool> read_chunk(std::string_view chunk, uint64_t number,
                                      const VisitPair& visit);

// The only chunk of a snapshot that holds nothing.
Bytes empty_snapshot();

}  // namespace shoal::store
