#include "storage/replica/skip.hpp"

#include <algorithm>

namespace shoal::replica {

log::Origin skip_origin(LogIndex index) {
  return {"skip/" + std::to_string(index.value), 1};
}

log::Transaction skip_of(LogIndex index) {
  log::Transaction transaction;
  transaction.origin = skip_origin(index);
  transaction.sequence = {1};
  transaction.user = "system:shoal:operator";
  transaction.records = {log::record::OriginOpen{transaction.origin.name, 1},
                         log::record::Skip{index}};
  return transaction;
}

bool skips(const Bytes& entry, ClusterEpoch epoch, LogIndex index) {
  const auto decoded = log::decode_entry(entry);
  if (!decoded || decoded->cluster_epoch != epoch) return false;
  const auto wanted = skip_of(index);
  return std::any_of(decoded->transactions.begin(), decoded->transactions.end(),
                     [&](const Bytes& bytes) {
                       const auto transaction = log::decode_transaction(bytes);
                       return transaction && *transaction == wanted;
                     });
}

}  // namespace shoal::replica
