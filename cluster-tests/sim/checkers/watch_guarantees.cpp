#include "cluster-tests/sim/checkers/watch_guarantees.hpp"

namespace shoal::sim {

namespace {

// What somebody who selects objects by their content is told of a change.
enum class Transition : uint8_t { none, added, modified, deleted };
bool selected(uint64_t version) {
  return version % 2 == 1;
}
Transition transition(uint64_t before, uint64_t after) {
  if (!selected(before)) return selected(after) ? Transition::added : Transition::none;
  return selected(after) ? Transition::modified : Transition::deleted;
}

}  // namespace

void WatchGuarantees::expired(const Replicas& replicas, Violations& violations) {
  if (position_ >= replicas.horizon())
    violations.add("watch_resumable", name_ + ": refused at revision " +
                                          std::to_string(position_.value) +
                                          ", which is still in history");
}

void WatchGuarantees::saw(const store::Changes& changes, const Replicas& replicas,
                          Violations& violations) {
  for (const auto& change : changes.changes) event(change, replicas, violations);
  if (changes.through < position_) {
    violations.add("watch_ordered", name_ + ": told to resume at " +
                                        std::to_string(changes.through.value) + " after " +
                                        std::to_string(position_.value));
    return;
  }
  nothing_missed(position_.value, changes.through.value, "watch_bookmarks", replicas, violations);
  position_ = changes.through;
  auto made = replicas.history().find(position_.value);
  if (made != replicas.history().end() && made->second.transaction_last != position_)
    violations.add("watch_atomic", name_ + ": revision " + std::to_string(position_.value) +
                                       " lies inside a transaction");
}

void WatchGuarantees::event(const store::Change& change, const Replicas& replicas,
                            Violations& violations) {
  auto at = name_ + ": revision " + std::to_string(change.revision.value);
  const auto& key = (change.after ? change.after : change.before)->key;
  ++events_;
  if (change.revision <= position_) {
    const bool again = last_key_ == key && change.revision == last_event_;
    return violations.add(again ? "watch_unique" : "watch_ordered",
                          at + " after " + std::to_string(position_.value));
  }
  last_event_ = change.revision;
  last_key_ = key;
  nothing_missed(position_.value, change.revision.value - 1, "watch_reliable", replicas,
                 violations);
  position_ = change.revision;
  auto found = replicas.history().find(change.revision.value);
  if (found == replicas.history().end() || found->second.key != key)
    return violations.add("watch_reliable", at + " was never made");
  const auto& made = found->second;
  const auto before = version_of(change.before), after = version_of(change.after);
  if (made.version != after)
    violations.add("watch_reliable", at + " is another change than was made");
  if (made.previous != before)
    violations.add("watch_previous", at + " comes with another previous value");
  if (made.created != (change.before == nullptr) || made.deleted != (change.after == nullptr))
    violations.add("watch_kind", at + " is of another kind than was made");
  if (transition(before, after) != transition(made.previous, made.version))
    violations.add("watch_filters", at + " would pass a filter otherwise");
}

void WatchGuarantees::nothing_missed(uint64_t from, uint64_t through, const char* checker,
                                     const Replicas& replicas, Violations& violations) {
  const auto& history = replicas.history();
  for (auto it = history.upper_bound(from); it != history.end() && it->first <= through; ++it)
    if (it->second.key.starts_with(prefix_))
      violations.add(checker,
                     name_ + ": revision " + std::to_string(it->first) + " was not delivered");
}

}  // namespace shoal::sim
