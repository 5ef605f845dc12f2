#include "cluster-tests/sim/checkers/replicas.hpp"

#include <xxhash.h>

#include <charconv>

#include "storage/raft/config_change.hpp"

namespace shoal::sim {

uint64_t payload_hash(const raft::Entry& entry) {
  return XXH3_64bits_withSeed(entry.data.data(), entry.data.size(),
                              static_cast<uint64_t>(entry.kind));
}

uint64_t version_of(const store::ObjectPtr& object) {
  uint64_t version = 0;
  if (!object) return 0;
  auto text = object->body.view();
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

void Replicas::led(const std::string& node, Term term) {
  auto [found, fresh] = leaders_.emplace(term, node);
  if (!fresh && found->second != node)
    violations_.add("one_leader_per_term",
                    "term " + std::to_string(term.value) + ": " + found->second + " and " + node);
}

void Replicas::applied(const std::string& node, const raft::Entry& entry,
                       const store::Applied& applied, uint64_t state_hash) {
  Seen seen{applied.term, payload_hash(entry), state_hash};
  auto [found, fresh] = entries_.emplace(applied.index, seen);
  auto at = node + " at index " + std::to_string(applied.index.value);
  if (entry.term != applied.term)
    violations_.add("logs_match", at + ": its log holds another entry than it applied");
  if (!fresh) {
    if (found->second.term != seen.term || found->second.payload != seen.payload)
      violations_.add("logs_match", at + ": applied another entry than another member");
    if (found->second.state != seen.state)
      violations_.add("replicas_identical", at + ": another state than another member");
  } else {
    committed(applied);
    if (auto who = on_quorum_(applied.index, applied.term))
      violations_.add("committed_is_durable",
                      at + ": applied, and no quorum has it on its disks," + *who);
  }
  if (!applied.compacted.empty())
    horizon_ = std::max(horizon_, applied.compacted.back().change.revision);
  for (const auto& recorded : applied.recorded) changed(node, recorded);
}

void Replicas::installed(const std::string& node, LogIndex index, uint64_t state_hash) {
  auto found = entries_.find(index);
  if (found == entries_.end() || found->second.state != state_hash)
    violations_.add("replicas_identical",
                    node + ": installed another state at index " + std::to_string(index.value));
}

// Of each transaction only one application may change anything.
void Replicas::committed(const store::Applied& applied) {
  for (const auto& one : applied.outcomes) {
    if (one.repeated || !one.outcome.committed()) continue;
    auto [found, fresh] =
        transactions_.emplace(std::pair(one.origin, one.sequence.value), applied.index);
    if (!fresh)
      violations_.add("no_write_twice", one.origin.name + " sequence " +
                                            std::to_string(one.sequence.value) + " at index " +
                                            std::to_string(found->second.value) + " and " +
                                            std::to_string(applied.index.value));
  }
}

void Replicas::changed(const std::string& node, const store::Recorded& recorded) {
  const auto& change = recorded.change;
  Made made{(change.after ? change.after : change.before)->key,
            version_of(change.after),
            version_of(change.before),
            change.before == nullptr,
            change.after == nullptr,
            recorded.transaction_last};
  auto [found, fresh] = history_.emplace(change.revision.value, made);
  if (!fresh && found->second != made)
    violations_.add("replicas_identical",
                    node + ": another change at revision " + std::to_string(change.revision.value));
}

void Replicas::membership(const std::string& node, const std::vector<raft::Entry>& entries,
                          const raft::SnapshotMeta& meta) {
  for (const auto& entry : entries) {
    if (entry.index <= memberships_known_) continue;
    memberships_known_ = entry.index;
    if (entry.kind != raft::EntryKind::conf_change) continue;
    auto change = raft::decode_conf_change(entry.data);
    if (!change.ok()) continue;
    auto after = raft::change_membership(memberships_.rbegin()->second, *change);
    if (after.ok()) memberships_.emplace(entry.index, std::move(*after));
  }
  // Nobody has looked so far yet; or it has joined, and waits for a snapshot.
  if (meta.index > memberships_known_ || meta.membership.voters.empty()) return;
  auto expected = std::prev(memberships_.upper_bound(meta.index));
  if (meta.membership_index != expected->first || meta.membership != expected->second)
    violations_.add("memberships_match", node + ": at index " + std::to_string(meta.index.value) +
                                             " it believes in the membership of index " +
                                             std::to_string(meta.membership_index.value) +
                                             ", the log in that of " +
                                             std::to_string(expected->first.value));
}

const raft::Membership& Replicas::membership_at(LogIndex index) const {
  return std::prev(memberships_.upper_bound(index))->second;
}

void Replicas::log(const std::string& node, const std::vector<raft::Entry>& entries) {
  for (const auto& entry : entries) {
    auto hash = payload_hash(entry);
    auto [found, fresh] = logged_.emplace(std::pair(entry.index, entry.term), hash);
    if (!fresh && found->second != hash)
      violations_.add("logs_match", node + ": two entries at index " +
                                        std::to_string(entry.index.value) + " of term " +
                                        std::to_string(entry.term.value));
  }
}

void Replicas::no_acknowledged_write_lost(const std::vector<Operation>& history) {
  std::map<uint64_t, uint64_t> made;  // version -> how often
  for (const auto& [revision, change] : history_)
    if (change.version) ++made[change.version];
  for (const auto& op : history) {
    if (op.action == Action::read) continue;
    auto name = op.key + " operation " + std::to_string(op.id);
    auto there = made.contains(op.id) ? made[op.id] : 0;
    if (there > 1) violations_.add("no_write_twice", name + " was made twice");
    if (there && (op.answer == Answer::failed || op.answer == Answer::refused))
      violations_.add("no_acknowledged_write_lost", name + " was refused, and happened");
    if (op.answer != Answer::done) continue;
    auto found = history_.find(op.revision.value);
    if (found == history_.end() || found->second.key != op.key ||
        found->second.version != (op.action == Action::remove ? 0 : op.id))
      violations_.add("no_acknowledged_write_lost",
                      name + " is not at revision " + std::to_string(op.revision.value));
  }
}

}  // namespace shoal::sim
