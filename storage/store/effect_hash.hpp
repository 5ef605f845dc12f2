#pragma once
// The state hash: chained over what each entry did, so that replicas which once differed differ for
// ever. Pure.

#include <cstdint>

#include "storage/store/store.hpp"

namespace shoal::store {

// Named with every hash that is told to others. What goes into one may change only at a feature
// level: nodes of two programs run together, and chains that differed once differ for ever.
inline constexpr uint32_t state_hash_form = 1;

// Hash after an entry, from the hash before it. Skip records do not count: a replica that found the
// skip ahead has them earlier than others.
uint64_t chain_hash(uint64_t before, const Applied& applied);

}  // namespace shoal::store
