#include "storage/raft/testing/network.hpp"

#include <algorithm>

namespace shoal::raft::testing {

Node& Network::add(const Config& config, const Membership& membership, HardState hard_state,
                   std::vector<Entry> log) {
  Node& node = nodes_[config.id];
  node.config = config;
  node.applied.membership = membership;
  node.disk.preset(hard_state, std::move(log));
  restart(config.id);
  return node;
}

void Network::restart(MemberId id) {
  Node& node = nodes_.at(id);
  const bool missing = node.applied.index.next() < node.disk.first_index();
  const SnapshotMeta& known = missing ? node.disk.start() : node.applied;
  const Start start{node.disk.hard_state(), node.applied.index, known.membership,
                    known.membership_index, known.index};
  node.raft = std::make_unique<Raft>(node.config, start, node.disk);
  node.last_token = node.done_token = 0;
  node.config.seed += 1000;
}

bool Network::lose_state(MemberId id) {
  Node& node = nodes_.at(id);
  if (node.disk.first_index().value == 1) return false;
  node.applied = {};
  node.disk.lose_snapshot();
  return true;
}

void Network::crash(MemberId id, size_t writes_surviving) {
  Node& node = nodes_.at(id);
  for (; writes_surviving > 0 && node.disk.waiting() > 0; --writes_surviving) {
    const Save save = node.disk.complete();
    if (save.snapshot) node.applied = *save.snapshot;
  }
  node.disk.lose_waiting();
  node.raft.reset();
  node.held.clear();
  node.wake.reset();
  node.pulses.clear();
  node.applying.clear();
}

void Network::compact(MemberId id, LogIndex index) {
  Node& node = nodes_.at(id);
  if (index > node.applied.index || index < node.disk.first_index()) return;
  node.disk.compact(node.raft->membership_at(index));
}

void Network::cut(MemberId a, MemberId b) {
  cut_.insert(std::minmax(a, b));
}

void Network::send(std::vector<Message> messages) {
  for (Message& message : messages)
    if (!is_cut(message.from, message.to)) in_flight_.push_back(std::move(message));
}

void Network::deliver(const Message& message) {
  auto it = nodes_.find(message.to);
  if (it == nodes_.end() || !it->second.raft) return;
  it->second.raft->step(message);
  turn(message.to);
}

void Network::turn(MemberId id) {
  Node& node = nodes_.at(id);
  if (!node.raft) return;
  take(node);
  while (!async && (save_one(id) || apply_one(id))) {
  }
}

void Network::take(Node& node) {
  while (node.raft->has_ready()) {
    Ready ready = node.raft->take_ready();
    if (ready.pulses) node.pulses = *ready.pulses;
    check_leader(node);
    check_entries(node, ready.save);
    if (!ready.save.empty()) {
      node.last_token = ready.save.token;
      node.disk.enqueue(std::move(ready.save));
    }
    send(std::move(ready.send_now));
    if (!ready.send_after_save.empty())
      node.held.push_back({node.last_token, std::move(ready.send_after_save)});
    if (!ready.apply.empty()) node.applying.push_back(std::move(ready.apply));
    if (ready.wake) node.wake = ready.wake;
    node.reads.insert(node.reads.end(), ready.read_states.begin(), ready.read_states.end());
  }
}

bool Network::save_one(MemberId id) {
  Node& node = nodes_.at(id);
  if (!node.raft || node.disk.waiting() == 0) return false;
  finish_save(node, node.disk.complete());
  return true;
}

void Network::finish_save(Node& node, const Save& save) {
  if (save.snapshot) {
    node.applied = *save.snapshot;
    node.applying.clear();
  }
  node.done_token = save.token;
  while (!node.held.empty() && node.held.front().after <= save.token) {
    send(std::move(node.held.front().messages));
    node.held.pop_front();
  }
  node.raft->saved(save.token);
  take(node);
}

bool Network::apply_one(MemberId id) {
  Node& node = nodes_.at(id);
  if (!node.raft || node.applying.empty()) return false;
  const std::vector<Entry> batch = std::move(node.applying.front());
  node.applying.pop_front();
  for (const Entry& entry : batch) {
    if (entry.index != node.applied.index.next()) violate("applied out of order");
    check_applied(entry);
    node.applied = node.raft->membership_at(entry.index);
    node.applied.term = entry.term;
  }
  node.disk.offer(node.applied);
  node.raft->applied(node.applied.index);
  take(node);
  return true;
}

void Network::violate(const std::string& what) {
  if (violation_.empty()) violation_ = what;
}

void Network::check_leader(const Node& node) {
  if (!node.raft->is_leader()) return;
  const auto [it, fresh] = leaders_.emplace(node.raft->term(), node.config.id);
  if (!fresh && it->second != node.config.id)
    violate("one_leader_per_term: term " + std::to_string(node.raft->term().value));
}

void Network::check_entries(const Node& node, const Save& save) {
  std::optional<Term> before;
  for (const Entry& entry : save.entries) {
    const auto key = std::pair(entry.index.value, entry.term.value);
    const auto [it, fresh] = written_.emplace(key, entry);
    if (!fresh && it->second != entry)
      violate("logs_match: entry " + std::to_string(entry.index.value));
    if (before) {
      const auto [prior, first] = written_after_.emplace(key, *before);
      if (!first && prior->second != *before)
        violate("logs_match: before entry " + std::to_string(entry.index.value));
    }
    before = entry.term;
  }
}

void Network::check_applied(const Entry& entry) {
  const auto [it, fresh] = chosen_.emplace(entry.index.value, entry);
  if (!fresh && it->second != entry)
    violate("applied_agree: entry " + std::to_string(entry.index.value));
}

}  // namespace shoal::raft::testing
