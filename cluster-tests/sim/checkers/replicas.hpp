#pragma once
// Replicas: what the members did, held against each other while it happens: one_leader_per_term,
// logs_match, replicas_identical,
// memberships_match, committed_is_durable, no_write_twice; and the one history of changes that they
// agree on, which the checkers of clients and watches look into. Pure: a fold over what is
// reported.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cluster-tests/sim/checkers/history.hpp"
#include "storage/raft/types.hpp"
#include "storage/store/store.hpp"

namespace shoal::sim {

// A change as every replica must have made it.
struct Made {
  std::string key;
  uint64_t version = 0;   // 0: deleted
  uint64_t previous = 0;  // what it was before
  bool created = false;
  bool deleted = false;
  Revision transaction_last;
  bool operator==(const Made&) const = default;
};

class Replicas {
 public:
  // Nothing when this entry, which a member applies first of all, is on the disks of a quorum; else
  // who has it.
  using OnQuorum = std::function<std::optional<std::string>(LogIndex index, Term term)>;
  Replicas(Violations& violations, OnQuorum on_quorum)
      : violations_(violations), on_quorum_(std::move(on_quorum)) {
    memberships_[LogIndex{}];
  }
  // Whom the group began with.
  void began_with(raft::Membership first) { memberships_[LogIndex{}] = std::move(first); }

  void led(const std::string& node, Term term);
  // An entry was applied; `state_hash` is of the state after it.
  void applied(const std::string& node, const raft::Entry& entry, const store::Applied& applied,
               uint64_t state_hash);
  // A state came as a snapshot; other members have applied its last entry before.
  void installed(const std::string& node, LogIndex index, uint64_t state_hash);
  // A member's log now, any part of it.
  void log(const std::string& node, const std::vector<raft::Entry>& entries);
  // The membership a member believes in force at an index, with where it entered the log, as it
  // hands `entries` to its applier.
  void membership(const std::string& node, const std::vector<raft::Entry>& entries,
                  const raft::SnapshotMeta& meta);
  // Every write that was acknowledged is there, and none that was said never to happen.
  void no_acknowledged_write_lost(const std::vector<Operation>& history);

  const std::map<uint64_t, Made>& history() const { return history_; }
  Revision last() const { return {history_.empty() ? 0 : history_.rbegin()->first}; }
  size_t elections() const { return leaders_.size(); }
  // Changes at and below are out of every replica's history that reached this.
  Revision horizon() const { return horizon_; }
  // The membership in force at an index that some member has applied.
  const raft::Membership& membership_at(LogIndex index) const;
  size_t reconfigurations() const { return memberships_.size() - 1; }

 private:
  struct Seen {
    Term term;
    uint64_t payload = 0;
    uint64_t state = 0;
    bool operator==(const Seen&) const = default;
  };
  void changed(const std::string& node, const store::Recorded& recorded);
  void committed(const store::Applied& applied);

  Violations& violations_;
  OnQuorum on_quorum_;
  std::map<LogIndex, raft::Membership> memberships_;  // by the index that brought each
  LogIndex memberships_known_;                        // entries up to here were looked at
  Revision horizon_;
  std::map<Term, std::string> leaders_;
  std::map<LogIndex, Seen> entries_;
  std::map<std::pair<LogIndex, Term>, uint64_t> logged_;  // payloads, also of what never committed
  std::map<uint64_t, Made> history_;
  std::map<std::pair<log::Origin, uint64_t>, LogIndex> transactions_;
};

uint64_t payload_hash(const raft::Entry& entry);
// The version an object's body names.
uint64_t version_of(const store::ObjectPtr& object);

}  // namespace shoal::sim
