#pragma once
// SnapshotState: the persistent trees behind a Snapshot. The applier makes a new one for each
// entry; once published it never changes. Pure.

#include <string>

#include "storage/log/level/feature_level.hpp"
#include "storage/store/record_entry.hpp"
#include "storage/store/snapshot.hpp"
#include "storage/store/tree.hpp"

namespace shoal::store {

struct ObjectKey {
  std::string_view operator()(const ObjectPtr& object) const { return object->key; }
};
struct IndexEntryKey {
  std::string_view operator()(const std::shared_ptr<const std::string>& key) const { return *key; }
};

using ObjectTree = Tree<ObjectPtr, ObjectKey>;
using IndexTree = Tree<std::shared_ptr<const std::string>, IndexEntryKey>;

struct SnapshotState {
  std::shared_ptr<Era> era = std::make_shared<Era>();  // holds what the trees reach
  ObjectTree objects;
  IndexTree
      indexes;  // index, 0x00, value, 0x00, object key: updates with the same keys leave it be
  RecordTree records;
  Revision revision;
  LogIndex applied;
  ClusterEpoch cluster_epoch;
  uint32_t feature_level = log::level_first;
};

std::string index_entry(const IndexKey& key, std::string_view object_key);

}  // namespace shoal::store
