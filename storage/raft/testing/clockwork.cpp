#include "storage/raft/testing/clockwork.hpp"

namespace shoal::raft::testing {

Clockwork::Clockwork(int size, uint64_t seed, Delays delays) : random_(seed), delays_(delays) {
  network_.async = true;
  Membership all;
  for (int id = 1; id <= size; ++id) all.voters.push_back({static_cast<uint64_t>(id)});
  for (MemberId id : all.voters) {
    Config config;
    config.id = id;
    config.seed = random_.next();
    config.election_ticks = 8;
    config.heartbeat_ticks = 2;
    config.stall_ticks = 32;
    network_.add(config, all);
    at(static_cast<int>(random_.below(tick_ms)), [this, id] { tick(id); });
  }
}

void Clockwork::at(int after, std::function<void()> act) {
  agenda_.emplace(std::pair(now_ + after, next_++), std::move(act));
}

void Clockwork::run_for(int ms) {
  const int end = now_ + ms;
  while (!agenda_.empty() && agenda_.begin()->first.first <= end) {
    auto next = agenda_.extract(agenda_.begin());
    now_ = next.key().first;
    next.mapped()();
  }
  now_ = end;
}

void Clockwork::tick(MemberId id) {
  at(tick_ms, [this, id] { tick(id); });
  input(id, [](Raft& raft) { raft.tick(); });
}

void Clockwork::campaign(MemberId id) {
  input(id, [](Raft& raft) { raft.campaign(); });
}

bool Clockwork::propose(MemberId id, const std::string& text) {
  bool taken = false;
  input(id, [&](Raft& raft) { taken = raft.propose(Bytes::copy(text)).ok(); });
  return taken;
}

void Clockwork::restart_at(MemberId id, int after) {
  at(after, [this, id] {
    saves_seen_[id] = 0;
    wake_seen_[id] = 0;
    network_.restart(id);
    turn(id);
  });
}

// A link's end is told after all that came over it.
void Clockwork::refuse_at(MemberId id, MemberId peer, int after) {
  const int last = link_free_[{peer, id}];
  at(std::max(after, last - now_),
     [this, id, peer] { input(id, [&](Raft& raft) { raft.peer_link_refused(peer); }); });
}

void Clockwork::input(MemberId id, const std::function<void(Raft&)>& act) {
  Node& node = network_.node(id);
  if (!node.raft) return;
  act(*node.raft);
  turn(id);
}

void Clockwork::turn(MemberId id) {
  network_.turn(id);
  Node& node = network_.node(id);
  if (!node.raft) return;
  while (network_.apply_one(id)) {
  }
  auto& queue = network_.in_flight();
  for (; !queue.empty(); queue.pop_front()) {
    const Message message = queue.front();
    int& free = link_free_[{message.from, message.to}];
    const auto delay = random_.below(static_cast<uint64_t>(delays_.message_max) + 1);
    free = std::max(free, now_ + static_cast<int>(delay));
    at(free - now_, [this, message] {
      if (network_.is_cut(message.from, message.to)) return;
      network_.deliver(message);
      turn(message.to);
    });
  }
  for (size_t& seen = saves_seen_[id]; seen < node.last_token; ++seen) {
    int& free = disk_free_[id];
    const auto delay = random_.below(static_cast<uint64_t>(delays_.save_max) + 1);
    free = std::max(free, now_ + static_cast<int>(delay));
    at(free - now_, [this, id] {
      if (network_.save_one(id)) turn(id);
    });
  }
  if (node.wake && node.wake->id > wake_seen_[id]) {
    wake_seen_[id] = node.wake->id;
    at(static_cast<int>(node.wake->milliseconds),
       [this, id, wake = node.wake->id] { input(id, [&](Raft& raft) { raft.woken(wake); }); });
  }
}

MemberId Clockwork::working_leader() {
  for (auto& [id, node] : network_.nodes()) {
    if (!node.raft || !node.raft->is_leader()) continue;
    const Term committed = node.raft->membership_at(node.raft->committed()).term;
    if (committed == node.raft->term() && node.raft->term() == highest_term()) return id;
  }
  return {};
}

Term Clockwork::highest_term() {
  Term highest;
  for (auto& [id, node] : network_.nodes())
    if (node.raft) highest = std::max(highest, node.raft->term());
  return highest;
}

}  // namespace shoal::raft::testing
