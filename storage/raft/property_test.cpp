// Random runs of small groups under every fault the model has, then a quiet time in which each must
// elect a leader and commit. The seed names the run.
#include <gtest/gtest.h>

#include "schema/vocab/random.hpp"
#include "storage/raft/testing/network.hpp"

namespace shoal::raft {
namespace {

using testing::Network;
using testing::Node;

constexpr int steps = 2500;
constexpr size_t in_flight_max = 200;

class Storm {
 public:
  explicit Storm(uint64_t seed) : random_(seed), size_(seed % 2 ? 3 : 5) {
    network_.async = true;
    Membership all;
    for (uint64_t id = 1; id <= size_; ++id) all.voters.push_back({id});
    for (MemberId id : all.voters) {
      Config config;
      config.id = id;
      config.seed = random_.next();
      config.inflight_max = 4;
      config.append_bytes_max = 200;
      config.cache_bytes_max = 400;
      config.apply_bytes_max = 400;
      network_.add(config, all);
    }
  }

  void rage() {
    for (int i = 0; i < steps && network_.violation().empty(); ++i) one_step();
  }

  // True when, with the faults over, all members apply a new entry within the bound.
  bool settle() {
    network_.heal();
    network_.async = false;
    for (auto& [id, node] : network_.nodes())
      if (!node.raft) network_.restart(id);
    for (auto& [id, node] : network_.nodes()) node.raft->set_stalled(false);
    for (int i = 0; i < 400; ++i) {
      for (auto& [id, node] : network_.nodes()) input(id, [](Raft& raft) { raft.tick(); });
      for (size_t n = 0; n < 2000 && !network_.in_flight().empty(); ++n) deliver_front();
      if (i == 200) target_ = propose_somewhere();
    }
    if (!target_) return false;
    for (MemberId id : leader_membership().members())
      if (network_.node(id).applied.index < target_) return false;
    return true;
  }

  std::string report() {
    std::string out;
    for (auto& [id, node] : network_.nodes()) {
      const RaftStatus s = node.raft->status();
      out += std::to_string(id.value) + ": " + std::string(to_string(s.role)) + " term " +
             std::to_string(s.term.value) + " last " + std::to_string(s.last.value) + " commit " +
             std::to_string(s.committed.value) + " applied " +
             std::to_string(node.applied.index.value) + " leader " +
             std::to_string(s.leader.value) + " " + to_string(s.membership) + "\n";
    }
    return out;
  }

  const std::string& violation() const { return network_.violation(); }
  LogIndex applied() const { return network_.highest_applied(); }

 private:
  template <class F>
  void input(MemberId id, F act) {
    Node& node = network_.node(id);
    if (!node.raft) return;
    act(*node.raft);
    network_.turn(id);
  }

  Membership leader_membership() {
    for (auto& [id, node] : network_.nodes())
      if (node.raft->is_leader()) return node.raft->membership();
    return {};
  }

  static bool has_state(const Node& node) {
    return node.applied.index.next() >= node.disk.first_index();
  }
  // Of at least two voters that do not lose theirs, so that one of them can lead.
  bool others_have_states(MemberId than) {
    size_t others = 0;
    for (auto& [id, node] : network_.nodes()) {
      if (id != than && !has_state(node)) return false;
      others += id != than && node.applied.membership.is_voter(id);
    }
    return others >= 2;
  }

  MemberId any() { return {1 + random_.below(size_)}; }

  void deliver_front() {
    const Message message = std::move(network_.in_flight().front());
    network_.in_flight().pop_front();
    deliver(message);
  }

  // A snapshot's bytes travel apart; the leader hears how that went.
  void deliver(const Message& message) {
    network_.deliver(message);
    if (message.type == MessageType::snapshot)
      input(message.from, [&](Raft& raft) { raft.report_snapshot(message.to, true); });
  }

  LogIndex propose_somewhere() {
    for (auto& [id, node] : network_.nodes()) {
      if (!node.raft || !node.raft->is_leader()) continue;
      const std::string text = std::to_string(random_.below(1000));
      const Result<Proposed> proposed = node.raft->propose(Bytes::copy(text));
      network_.turn(id);
      if (proposed) return proposed->index;
    }
    return {};
  }

  void message_step() {
    auto& queue = network_.in_flight();
    if (queue.empty()) return;
    const size_t pick = random_.below(std::min<size_t>(queue.size(), 8));
    const Message message = queue[pick];
    const uint64_t fate = random_.below(20);
    if (fate != 0) queue.erase(queue.begin() + static_cast<ptrdiff_t>(pick));  // 0: a duplicate
    if (fate != 1) {
      deliver(message);
    } else if (message.type == MessageType::snapshot) {
      input(message.from, [&](Raft& raft) { raft.report_snapshot(message.to, false); });
    }
    while (queue.size() > in_flight_max) queue.pop_front();
  }

  void reconfigure_step() {
    ConfChange change;
    const uint64_t kind = random_.below(4);
    if (kind < 3) {
      change.changes.push_back({static_cast<ChangeKind>(kind), any()});
      if (random_.below(2)) change.changes.push_back({ChangeKind::add_voter, any()});
      change.transition = static_cast<Transition>(random_.below(3));
    }
    for (auto& [id, node] : network_.nodes())
      input(id, [&](Raft& raft) { (void)raft.propose_conf_change(change).ok(); });
  }

  void fault_step() {
    const MemberId id = any();
    Node& node = network_.node(id);
    switch (random_.below(8)) {
      case 0:
        if (node.raft) return network_.crash(id, random_.below(3));
        if (random_.below(2) && others_have_states(id)) (void)network_.lose_state(id);
        return network_.restart(id);
      case 1:
        return network_.cut(id, any());
      case 2:
        return network_.heal();
      case 3:
        return input(id, [&](Raft& raft) { raft.peer_link_refused(raft.leader()); });
      case 4:
        return input(id, [&](Raft& raft) { raft.woken(node.wake ? node.wake->id : 0); });
      case 5:
        return input(id, [&](Raft& raft) { (void)raft.transfer_leadership(any()).ok(); });
      case 6:
        return input(id, [&](Raft& raft) { raft.set_stalled(random_.below(4) == 0); });
      default:
        return reconfigure_step();
    }
  }

  void one_step() {
    const MemberId id = any();
    const uint64_t dice = random_.below(100);
    if (dice < 50) return message_step();
    if (dice < 65) return void(network_.save_one(id));
    if (dice < 75) return void(network_.apply_one(id));
    if (dice < 84) return input(id, [](Raft& raft) { raft.tick(); });
    if (dice < 94) return void(propose_somewhere());
    if (dice < 95 && network_.node(id).raft) {
      const LogIndex applied = network_.node(id).applied.index;
      return network_.compact(id, {applied.value - std::min<uint64_t>(applied.value, 2)});
    }
    if (dice < 96 && !network_.node(id).raft) return network_.restart(id);
    if (random_.below(3) == 0) fault_step();
  }

  Random random_;
  uint64_t size_;
  Network network_;
  LogIndex target_;
};

TEST(Property, no_storm_breaks_an_invariant_and_each_group_recovers) {
  uint64_t applied = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    Storm storm(seed);
    storm.rage();
    ASSERT_EQ(storm.violation(), "") << "seed " << seed;
    applied += storm.applied().value;
    ASSERT_TRUE(storm.settle()) << "no progress after the storm, seed " << seed << "\n"
                                << storm.report();
    ASSERT_EQ(storm.violation(), "") << "seed " << seed;
  }
  EXPECT_GT(applied, 200u * 20u) << "the storms are too hard to test anything";
}

}  // namespace
}  // namespace shoal::raft
