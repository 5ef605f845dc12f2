#pragma once
// Trial: one transaction tried against the state. It checks every guard, record and write before
// any effect, so that a refused transaction leaves nothing; its effects on records stand beside
// their tree until it is committed. Pure, and total.

#include <map>

#include "storage/log/transaction.hpp"
#include "storage/store/outcome.hpp"
#include "storage/store/snapshot_state.hpp"
#include "storage/store/store.hpp"

namespace shoal::store {

class Trial {
 public:
  explicit Trial(const SnapshotState& state) : state_(state) {}

  // none, or why not (with `part` and `have`). After none, the rest says what to do.
  Outcome check(const log::Transaction& transaction);

  std::vector<RecordChange> take_changes() { return std::move(changes_); }
  // Puts its records into the tree.
  void commit_records(RecordTree& records, const Edit& edit) const;
  void put_record(std::string key, uint64_t number, std::string text = {});

  // What records ask for beyond records.
  std::vector<log::Origin> opened;
  Revision horizon;
  uint32_t feature_level = 0;  // 0: stays
  std::vector<LogIndex> skips;
  std::vector<std::string> expired;  // keys to delete, each once, none of them written

  // Raises a node's placement sequence by one.
  void touch(const NodeName& node);

 private:
  struct GuardCheck;
  struct RecordStep;
  const Object* object(std::string_view key) const;
  const RecordEntry* record(std::string_view key) const;  // as this trial has it by now
  uint64_t number(std::string_view prefix, std::string_view name) const;
  bool refuse(Refusal refusal, uint64_t have = 0);
  void remove_record(const std::string& key);
  bool add_to_counter(const std::string& counter, int64_t delta, int64_t limit);
  void expire(const log::record::Expiry& expiry, const log::Transaction& transaction);

  const SnapshotState& state_;
  std::map<std::string, RecordPtr, std::less<>> written_;  // null: removed
  Outcome outcome_;
  std::vector<RecordChange> changes_;
};

}  // namespace shoal::store
