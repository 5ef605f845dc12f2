#include "storage/store/trial.hpp"

#include <algorithm>
#include <limits>

#include "storage/store/binary.hpp"

namespace shoal::store {

const Object* Trial::object(std::string_view key) const {
  const auto* found = state_.objects.find(key);
  return found ? found->get() : nullptr;
}

const RecordEntry* Trial::record(std::string_view key) const {
  if (const auto own = written_.find(key); own != written_.end()) return own->second.get();
  const auto* found = state_.records.find(key);
  return found ? found->get() : nullptr;
}

uint64_t Trial::number(std::string_view prefix, std::string_view name) const {
  const auto* found = record(join(prefix, name));
  return found ? found->number : 0;
}

bool Trial::refuse(Refusal refusal, uint64_t have) {
  outcome_.refusal = refusal;
  outcome_.have = have;
  return false;
}

void Trial::put_record(std::string key, uint64_t number, std::string text) {
  changes_.push_back({key, print_record(number, text)});
  written_[key] = std::make_shared<const RecordEntry>(RecordEntry{key, number, std::move(text)});
}

void Trial::remove_record(const std::string& key) {
  if (!record(key)) return;
  changes_.push_back({key, std::nullopt});
  written_[key] = nullptr;
}

void Trial::commit_records(RecordTree& records, const Edit& edit) const {
  for (const auto& [key, record] : written_)
    record ? records.put(record, edit) : static_cast<void>(records.remove(key, edit));
}

void Trial::touch(const NodeName& node) {
  put_record(join(record_key::placement, node), number(record_key::placement, node) + 1);
}

// Counters stay between zero and the largest int64, whatever is added.
bool Trial::add_to_counter(const std::string& counter, int64_t delta, int64_t limit) {
  constexpr auto most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  const uint64_t now = number(record_key::counter, counter);
  const uint64_t size = delta < 0 ? 0 - static_cast<uint64_t>(delta) : static_cast<uint64_t>(delta);
  uint64_t next = 0;
  if (delta < 0)
    next = now > size ? now - size : 0;
  else
    next = size > most - now ? most : now + size;
  if (delta > 0 && (limit < 0 || next > static_cast<uint64_t>(limit)))
    return refuse(Refusal::counter, now);
  put_record(join(record_key::counter, counter), next);
  return true;
}

struct Trial::GuardCheck {
  Trial& trial;
  bool operator()(const log::guard::Absent& g) {
    const auto* found = trial.object(g.key);
    return !found || trial.refuse(Refusal::absent, found->revision.value);
  }
  bool operator()(const log::guard::HasUid& g) {
    const auto* found = trial.object(g.key);
    return (found && found->uid == g.uid) ||
           trial.refuse(Refusal::uid, found ? found->revision.value : 0);
  }
  bool operator()(const log::guard::AtRevision& g) {
    const auto* found = trial.object(g.key);
    const uint64_t have = found ? found->revision.value : 0;
    return (found && found->revision == g.revision) || trial.refuse(Refusal::revision, have);
  }
  bool operator()(const log::guard::AtShardEpoch& g) {
    const auto have = trial.number(record_key::shard, g.shard);
    return have == g.epoch.value || trial.refuse(Refusal::shard_epoch, have);
  }
  bool operator()(const log::guard::AtNodeEpoch& g) {
    const auto have = trial.number(record_key::node, g.node);
    return have == g.epoch.value || trial.refuse(Refusal::node_epoch, have);
  }
  bool operator()(const log::guard::NamespaceActive& g) {
    const auto* found = trial.object(g.key);
    return (found && !(found->flags & flag_namespace_terminating)) ||
           trial.refuse(Refusal::namespace_active, found ? found->revision.value : 0);
  }
  bool operator()(const log::guard::Counter& g) {
    return trial.add_to_counter(g.counter, g.delta, g.limit);
  }
  bool operator()(const log::guard::Claim& g) {
    auto key = claim_key(g.pool, g.value);
    const auto* held = trial.record(key);
    if (held) return held->text == g.holder || trial.refuse(Refusal::claim);
    trial.put_record(std::move(key), 0, g.holder);
    return true;
  }
  bool operator()(const log::guard::PlacementSequence& g) {
    const auto have = trial.number(record_key::placement, g.node);
    return have == g.sequence || trial.refuse(Refusal::placement_sequence, have);
  }
  bool operator()(const log::guard::LevelAtMost& g) {
    const auto have = trial.state_.feature_level;
    return have <= g.level || trial.refuse(Refusal::feature_level, have);
  }
};

struct Trial::RecordStep {
  Trial& trial;
  const log::Transaction& transaction;

  bool operator()(const log::record::OriginOpen& r) {
    const auto have = trial.number(record_key::origin, r.origin);
    if (r.instance <= have) return trial.refuse(Refusal::stale_epoch, have);
    trial.put_record(join(record_key::origin, r.origin), r.instance);
    trial.opened.push_back({r.origin, r.instance});
    return true;
  }
  bool operator()(const log::record::ShardEpochRaise& r) {
    return raise(record_key::shard, r.shard, r.epoch.value, r.node);
  }
  bool operator()(const log::record::NodeEpochRaise& r) {
    return raise(record_key::node, r.node, r.epoch.value, {});
  }
  bool operator()(const log::record::CounterAdd& r) {
    return trial.add_to_counter(r.counter, r.delta, std::numeric_limits<int64_t>::max());
  }
  bool operator()(const log::record::CounterSet& r) {
    trial.put_record(join(record_key::counter, r.counter), static_cast<uint64_t>(r.value));
    return true;
  }
  bool operator()(const log::record::Claim& r) {
    trial.put_record(claim_key(r.pool, r.value), 0, r.holder);
    return true;
  }
  bool operator()(const log::record::Release& r) {
    const auto key = claim_key(r.pool, r.value);
    const auto* held = trial.record(key);
    if (held && held->text == r.holder) trial.remove_record(key);
    return true;
  }
  bool operator()(const log::record::PlacementSequence& r) {
    trial.touch(r.node);
    return true;
  }
  bool operator()(const log::record::Compaction& r) {
    trial.horizon = std::max(trial.horizon, std::min(r.revision, trial.state_.revision));
    return true;
  }
  bool operator()(const log::record::Expiry& r) {
    trial.expire(r, transaction);
    return true;
  }
  bool operator()(const log::record::FeatureLevel& r) {
    const auto have = std::max(trial.state_.feature_level, trial.feature_level);
    if (r.level == 0 || r.level - 1 != have) return trial.refuse(Refusal::feature_level, have);
    trial.feature_level = r.level;
    trial.put_record(std::string(record_key::level), r.level);
    return true;
  }
  bool operator()(const log::record::Skip& r) {
    trial.put_record(join(record_key::skip, ordered(r.index.value)), 0);
    trial.skips.push_back(r.index);
    return true;
  }

  bool raise(std::string_view prefix, const std::string& name, uint64_t epoch, std::string text) {
    const auto have = trial.number(prefix, name);
    if (epoch <= have) return trial.refuse(Refusal::stale_epoch, have);
    trial.put_record(join(prefix, name), epoch, std::move(text));
    return true;
  }
};

// What the transaction writes itself is not old, whatever its revision was.
void Trial::expire(const log::record::Expiry& expiry, const log::Transaction& transaction) {
  size_t left = expiry.limit;
  state_.objects.scan(expiry.prefix, [&](const ObjectPtr& object) {
    if (!left || !object->key.starts_with(expiry.prefix)) return false;
    if (object->revision > expiry.up_to) return true;
    const auto same_key = [&](const log::Write& write) { return write.key == object->key; };
    if (std::any_of(transaction.writes.begin(), transaction.writes.end(), same_key)) return true;
    if (std::find(expired.begin(), expired.end(), object->key) != expired.end()) return true;
    expired.push_back(object->key);
    --left;
    return true;
  });
}

Outcome Trial::check(const log::Transaction& transaction) {
  for (outcome_.part = 0; outcome_.part < transaction.guards.size(); ++outcome_.part)
    if (!std::visit(GuardCheck{*this}, transaction.guards[outcome_.part])) return outcome_;
  for (outcome_.part = 0; outcome_.part < transaction.records.size(); ++outcome_.part)
    if (!std::visit(RecordStep{*this, transaction}, transaction.records[outcome_.part]))
      return outcome_;
  for (outcome_.part = 0; outcome_.part < transaction.writes.size(); ++outcome_.part) {
    const auto& write = transaction.writes[outcome_.part];
    if (!write.body && !object(write.key)) {
      refuse(Refusal::missing);
      return outcome_;
    }
    for (const auto& node : write.touched_nodes) touch(node);
  }
  outcome_.part = 0;
  return outcome_;
}

}  // namespace shoal::store
