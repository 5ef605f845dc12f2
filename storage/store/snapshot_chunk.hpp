#pragma once
// The form of a snapshot's chunk (docs/formats.md). Pure; reading is total.

#include <functional>
#include <string>

#include "schema/vocab/result.hpp"
#include "storage/engine/engine.hpp"

namespace shoal::store {

// Of a state, in the order in which they are read and sent: records say how to read objects.
inline constexpr engine::Family snapshot_families[] = {engine::Family::records,
                                                       engine::Family::objects};

using VisitPair =
    std::function<Status(engine::Family family, std::string_view key, std::string_view value)>;

// Visits the pairs of chunk `number` after its checksum held; true: it is the last one.
// bad_request: damaged, malformed, or another chunk. What `visit` refuses ends it likewise.
[[nodiscard]] Result<bool> read_chunk(std::string_view chunk, uint64_t number,
                                      const VisitPair& visit);

// `pairs`: of put_pair, one after the other.
Bytes make_chunk(uint64_t number, bool last, std::string_view pairs);
void put_pair(std::string& pairs, engine::Family family, std::string_view key,
              std::string_view value);

// The only chunk of a snapshot that holds nothing.
Bytes empty_snapshot();

}  // namespace shoal::store
