#include "storage/store/snapshot.hpp"

#include "storage/engine/engine.hpp"
#include "storage/store/binary.hpp"
#include "storage/store/snapshot_state.hpp"

namespace shoal::store {
namespace {

uint64_t number(const RecordTree& records, std::string_view prefix, std::string_view name) {
  const auto* found = find_record(records, prefix, name);
  return found ? found->number : 0;
}

std::string text(const RecordTree& records, std::string_view prefix, std::string_view name) {
  const auto* found = find_record(records, prefix, name);
  return found ? found->text : std::string();
}

}  // namespace

std::string index_entry(const IndexKey& key, std::string_view object_key) {
  std::string out;
  out.reserve(key.index.size() + key.value.size() + object_key.size() + 2);
  out.append(key.index).push_back('\0');
  out.append(key.value).push_back('\0');
  return out.append(object_key);
}

Snapshot::Snapshot() : state_(std::make_shared<const SnapshotState>()) {}
Snapshot::Snapshot(std::shared_ptr<const SnapshotState> state) : state_(std::move(state)) {}

Revision Snapshot::revision() const {
  return state_->revision;
}
LogIndex Snapshot::applied() const {
  return state_->applied;
}

ObjectPtr Snapshot::get(std::string_view key) const {
  const auto* found = state_->objects.find(key);
  return found ? *found : nullptr;
}

void Snapshot::scan(std::string_view prefix, std::string_view after,
                    const std::function<bool(const ObjectPtr&)>& visit) const {
  state_->objects.scan(std::max(prefix, after), [&](const ObjectPtr& object) {
    if (!object->key.starts_with(prefix)) return false;
    return object->key == after || visit(object);
  });
}

size_t Snapshot::count(std::string_view prefix) const {
  const auto range = engine::prefix_range(prefix);
  const auto end = range.end.empty() ? state_->objects.size() : state_->objects.rank(range.end);
  return end - state_->objects.rank(range.first);
}

void Snapshot::by_index(std::string_view index, std::string_view value,
                        const std::function<bool(const ObjectPtr&)>& visit) const {
  const auto prefix = index_entry({std::string(index), std::string(value)}, "");
  state_->indexes.scan(prefix, [&](const auto& entry) {
    if (!entry->starts_with(prefix)) return false;
    const auto* object = state_->objects.find(std::string_view(*entry).substr(prefix.size()));
    return !object || visit(*object);
  });
}

ShardEpoch Snapshot::shard_epoch(std::string_view shard) const {
  return {number(state_->records, record_key::shard, shard)};
}
NodeName Snapshot::shard_host(std::string_view shard) const {
  return text(state_->records, record_key::shard, shard);
}
NodeEpoch Snapshot::node_epoch(std::string_view node) const {
  return {number(state_->records, record_key::node, node)};
}
uint64_t Snapshot::placement_sequence(std::string_view node) const {
  return number(state_->records, record_key::placement, node);
}
int64_t Snapshot::counter(std::string_view counter) const {
  return static_cast<int64_t>(number(state_->records, record_key::counter, counter));
}
std::string Snapshot::claim_holder(std::string_view pool, std::string_view value) const {
  const auto* found = state_->records.find(claim_key(pool, value));
  return found ? (*found)->text : std::string();
}

void Snapshot::claims(
    std::string_view pool,
    const std::function<bool(std::string_view value, std::string_view holder)>& visit) const {
  const auto prefix = claim_key(pool, "");
  state_->records.scan(prefix, [&](const RecordPtr& record) {
    if (!record->key.starts_with(prefix)) return false;
    return visit(std::string_view(record->key).substr(prefix.size()), record->text);
  });
}

uint64_t Snapshot::origin_instance(std::string_view origin) const {
  return number(state_->records, record_key::origin, origin);
}
uint32_t Snapshot::feature_level() const {
  return state_->feature_level;
}
bool Snapshot::skipped(LogIndex entry) const {
  return find_record(state_->records, record_key::skip, ordered(entry.value)) != nullptr;
}
ClusterEpoch Snapshot::cluster_epoch() const {
  return state_->cluster_epoch;
}

}  // namespace shoal::store
