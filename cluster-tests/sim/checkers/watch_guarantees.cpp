#include "cluster-tests/sim/checkers/watch_guarantees.hpp"

namespace shoal::sim {

void WatchGuarantees::saw(const store::Changes& changes, const Replicas& replicas,
                          Violations& violations) {
  for (const auto& change : changes.changes) event(change, replicas, violations);
  if (changes.through < position_) {
    violations.add("watch_ordered", name_ + ": told to resume at " +
                                        std::to_string(changes.through.value) + " after " +
                                        std::to_string(position_.value));
    return;
  }
  nothing_missed(position_.value, changes.through.value, replicas, violations);
  position_ = changes.through;
  auto made = replicas.history().find(position_.value);
  if (made != replicas.history().end() && made->second.transaction_last != position_)
    violations.add("watch_atomic", name_ + ": revision " + std::to_string(position_.value) +
                                       " lies inside a transaction");
}

void WatchGuarantees::event(const store::Change& change, const Replicas& replicas,
                            Violations& violations) {
  auto at = name_ + ": revision " + std::to_string(change.revision.value);
  ++events_;
  if (change.revision <= position_)
    return violations.add("watch_unique", at + " after " + std::to_string(position_.value));
  nothing_missed(position_.value, change.revision.value - 1, replicas, violations);
  position_ = change.revision;
  auto made = replicas.history().find(change.revision.value);
  if (made == replicas.history().end())
    return violations.add("watch_reliable", at + " was never made");
  const auto& key = (change.after ? change.after : change.before)->key;
  if (made->second.key != key || made->second.version != version_of(change.after) ||
      made->second.created != (change.before == nullptr))
    violations.add("watch_reliable", at + " is another change than was made");
}

void WatchGuarantees::nothing_missed(uint64_t from, uint64_t through, const Replicas& replicas,
                                     Violations& violations) {
  const auto& history = replicas.history();
  for (auto it = history.upper_bound(from); it != history.end() && it->first <= through; ++it)
    if (it->second.key.starts_with(prefix_))
      violations.add("watch_reliable",
                     name_ + ": revision " + std::to_string(it->first) + " was not delivered");
}

}  // namespace shoal::sim
