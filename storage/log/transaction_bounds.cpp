#include "storage/log/transaction_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace shoal::log {
namespace {

Status malformed(std::string_view why) {
  return {Code::bad_request, std::string(why)};
}

// A zero byte would end the key inside the stored key, which appends one and the revision.
Status check_name(std::string_view name, bool may_be_empty = false) {
  if (name.empty() && !may_be_empty) return malformed("an empty name");
  if (name.size() > key_bytes_max) return too_large("name", name.size());
  if (name.find('\0') != name.npos) return malformed("a name with a zero byte");
  return {};
}

Status check_names(std::initializer_list<std::string_view> names) {
  for (const auto name : names) SHOAL_TRY(check_name(name));
  return {};
}

struct GuardCheck {
  Status operator()(const guard::Absent& g) { return check_name(g.key); }
  Status operator()(const guard::HasUid& g) { return check_names({g.key, g.uid}); }
  Status operator()(const guard::AtRevision& g) { return check_name(g.key); }
  Status operator()(const guard::AtShardEpoch& g) { return check_name(g.shard); }
  Status operator()(const guard::AtNodeEpoch& g) { return check_name(g.node); }
  Status operator()(const guard::NamespaceActive& g) { return check_name(g.key); }
  Status operator()(const guard::Counter& g) { return check_name(g.counter); }
  Status operator()(const guard::Claim& g) { return check_names({g.pool, g.value, g.holder}); }
  Status operator()(const guard::PlacementSequence& g) { return check_name(g.node); }
  Status operator()(const guard::LevelAtMost&) { return {}; }
};

struct RecordCheck {
  Status operator()(const record::OriginOpen& r) { return check_name(r.origin); }
  Status operator()(const record::ShardEpochRaise& r) { return check_names({r.shard, r.node}); }
  Status operator()(const record::NodeEpochRaise& r) { return check_name(r.node); }
  Status operator()(const record::CounterAdd& r) { return check_name(r.counter); }
  Status operator()(const record::CounterSet& r) {
    return r.value < 0 ? malformed("a counter below zero") : check_name(r.counter);
  }
  Status operator()(const record::Claim& r) { return check_names({r.pool, r.value, r.holder}); }
  Status operator()(const record::Release& r) { return check_names({r.pool, r.value, r.holder}); }
  Status operator()(const record::PlacementSequence& r) { return check_name(r.node); }
  Status operator()(const record::Compaction&) { return {}; }
  Status operator()(const record::Expiry& r) {
    if (r.limit > expiry_objects_max) return too_large("expiry", r.limit);
    return check_name(r.prefix);
  }
  Status operator()(const record::FeatureLevel&) { return {}; }
  Status operator()(const record::Skip&) { return {}; }
};

Status check_write(const Write& write) {
  SHOAL_TRY(check_name(write.key));
  SHOAL_TRY(check_name(write.uid, !write.body));
  if (write.indexes.size() > write_indexes_max) return too_large("indexes", write.indexes.size());
  if (write.touched_nodes.size() > write_indexes_max)
    return too_large("touched nodes", write.touched_nodes.size());
  for (const auto& key : write.indexes) SHOAL_TRY(check_names({key.index, key.value}));
  for (const auto& node : write.touched_nodes) SHOAL_TRY(check_name(node));
  if (write.encoding > store::Encoding::encrypted) return malformed("an unknown encoding");
  return {};
}

// One key, one write: so that every check of a transaction can be made before its first effect.
Status check_keys_differ(const std::vector<Write>& writes) {
  if (writes.size() < 2) return {};
  std::vector<std::string_view> keys;
  for (const auto& write : writes) keys.push_back(write.key);
  std::sort(keys.begin(), keys.end());
  if (std::adjacent_find(keys.begin(), keys.end()) != keys.end())
    return malformed("a key that is written twice");
  return {};
}

}  // namespace

Status too_large(std::string_view what, size_t size) {
  return {Code::too_large, fmt::format("{} too large: {}", what, size)};
}

Status check_bounds(const Transaction& transaction) {
  SHOAL_TRY(check_name(transaction.origin.name));
  if (transaction.user.size() > key_bytes_max) return too_large("user", transaction.user.size());
  if (!transaction.sequence) return malformed("a sequence of zero");
  for (const auto parts :
       {transaction.guards.size(), transaction.writes.size(), transaction.records.size()})
    if (parts > transaction_parts_max) return too_large("transaction's parts", parts);
  for (const auto& guard : transaction.guards) SHOAL_TRY(std::visit(GuardCheck{}, guard));
  for (const auto& record : transaction.records) SHOAL_TRY(std::visit(RecordCheck{}, record));
  for (const auto& write : transaction.writes) SHOAL_TRY(check_write(write));
  return check_keys_differ(transaction.writes);
}

}  // namespace shoal::log
