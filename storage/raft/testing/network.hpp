#pragma once
// Network: members, their disks and the messages between them, moved one at a time by whoever
// tests. It keeps the checkers: one_leader_per_term, logs_match, applied_agree; the first violation
// is kept as text. Deterministic; not thread safe.

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "storage/raft/testing/memory_disk.hpp"

namespace shoal::raft::testing {

struct Node {
  Config config;
  MemoryDisk disk;
  std::unique_ptr<Raft> raft;  // null while it is down
  SnapshotMeta applied;        // the state machine: where it stands, and the membership there
  struct Held {
    SaveToken after;
    std::vector<Message> messages;
  };
  std::deque<Held> held;
  std::deque<std::vector<Entry>> applying;
  std::vector<ReadState> reads;
  std::optional<Wake> wake;  // the newest wish
  std::vector<Pulse> pulses;
  SaveToken last_token = 0;
  SaveToken done_token = 0;
};

class Network {
 public:
  bool async = false;  // saves and applies wait until they are asked for

  Node& add(const Config& config, const Membership& membership, HardState hard_state = {},
            std::vector<Entry> log = {});
  Node& node(MemberId id) { return nodes_.at(id); }
  std::map<MemberId, Node>& nodes() { return nodes_; }

  // Takes what a member owes after an input. Every input is followed by it.
  void turn(MemberId id);
  bool save_one(MemberId id);
  bool apply_one(MemberId id);
  void crash(MemberId id, size_t writes_surviving = 0);
  void restart(MemberId id);
  // Of a member that is down: its state machine is empty. False: its log was never cut, and would
  // bring all of it back.
  bool lose_state(MemberId id);
  // A snapshot of the state machine, and the log cut up to it.
  void compact(MemberId id, LogIndex index);

  std::deque<Message>& in_flight() { return in_flight_; }
  void deliver(const Message& message);
  void cut(MemberId a, MemberId b);
  void heal() { cut_.clear(); }
  bool is_cut(MemberId a, MemberId b) const { return cut_.contains(std::minmax(a, b)); }

  const std::string& violation() const { return violation_; }
  LogIndex highest_applied() const { return {chosen_.empty() ? 0 : chosen_.rbegin()->first}; }

 private:
  void send(std::vector<Message> messages);
  void take(Node& node);
  void finish_save(Node& node, const Save& save);
  void check_leader(const Node& node);
  void check_entries(const Node& node, const Save& save);
  void check_applied(const Entry& entry);
  void violate(const std::string& what);

  std::map<MemberId, Node> nodes_;
  std::deque<Message> in_flight_;
  std::set<std::pair<MemberId, MemberId>> cut_;
  std::map<Term, MemberId> leaders_;
  std::map<std::pair<uint64_t, uint64_t>, Entry> written_;       // by index and term
  std::map<std::pair<uint64_t, uint64_t>, Term> written_after_;  // the term before it
  std::map<uint64_t, Entry> chosen_;                             // applied by anyone
  std::string violation_;
};

}  // namespace shoal::raft::testing
