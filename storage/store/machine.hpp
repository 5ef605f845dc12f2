#pragma once
// Store::Machine: what a Store holds, and the steps of apply. Pure, but for the lock under which
// the newest state is handed to readers.

#include <map>
#include <mutex>
#include <set>

#include "storage/store/effect_hash.hpp"
#include "storage/store/origins.hpp"
#include "storage/store/registers.hpp"
#include "storage/store/snapshot_state.hpp"
#include "storage/store/store.hpp"
#include "storage/store/trial.hpp"

namespace shoal::store {

struct Store::Machine {
  // Written by the applier's thread only.
  SnapshotState state;
  Registers registers;
  Origins origins;
  std::set<LogIndex> skipped;  // found ahead, or met in the log
  std::set<LogIndex> to_skip;  // found ahead and not reached yet
  WatchWindow window;
  std::vector<Recorded> unseen;  // for the window, once readers may see it
  uint64_t edits = 1;            // one for each state that is published

  mutable std::mutex mutex;
  std::shared_ptr<const SnapshotState> published = std::make_shared<const SnapshotState>();

  ~Machine() { clear(); }
  Edit edit() const { return {edits, *state.era}; }
  void clear();  // the trees
  void apply_entry(const Bytes& bytes, Applied& applied);
  void begin_cluster_epoch(ClusterEpoch epoch, Applied& applied);
  TransactionOutcome apply_transaction(const Bytes& bytes, Applied& applied);
  Outcome attempt(const log::Transaction& transaction, Applied& applied);
  void commit(const log::Transaction& transaction, Trial& trial, Outcome& outcome,
              Applied& applied);
  void change(const std::string& key, const ObjectPtr& before, ObjectPtr after, Revision revision,
              Applied& applied);
  ObjectPtr object(std::string_view key) const;
  void finish(Applied& applied, Seen seen);
  void publish();
};

}  // namespace shoal::store
