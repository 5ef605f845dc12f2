#pragma once
// The transaction that skips an entry, and where it is found. It has an origin of its own, so that
// a repeat is known in apply as one and changes nothing. Pure.

#include "storage/log/transaction.hpp"

namespace shoal::replica {

log::Origin skip_origin(LogIndex index);
log::Transaction skip_of(LogIndex index);

// Whether this committed entry skips that one for a cluster in this epoch: whatever it holds
// besides, it must hold exactly skip_of(index), which apply takes.
bool skips(const Bytes& entry, ClusterEpoch epoch, LogIndex index);

}  // namespace shoal::replica
