#include "cluster-tests/sim/harness/sim_cluster.hpp"

#include <algorithm>

namespace shoal::sim {

SimCluster::SimCluster(uint64_t seed, size_t nodes) : random_(seed) {
  std::map<MemberId, NodeName> members;
  std::vector<NodeName> names;
  std::vector<MemberId> ids;
  for (size_t i = 0; i < nodes; ++i) {
    names.push_back("n" + std::to_string(i + 1));
    ids.push_back(MemberId{random_.next() | 1});
    members.emplace(ids[i], names[i]);
  }
  network_ = std::make_unique<Network>(loop_, Random(random_.next()), names);
  for (size_t i = 0; i < nodes; ++i) {
    NodeParts parts{names[i], ids[i], members, random_.next(), &loop_, network_.get(), {}};
    parts.events.led = [this](const std::string& node, Term term) { replicas_.led(node, term); };
    parts.events.applied = [this](const std::string& node, const raft::Entry& entry,
                                  const store::Applied& applied,
                                  uint64_t hash) { replicas_.applied(node, entry, applied, hash); };
    parts.events.installed = [this](const std::string& node, const store::Store& store) {
      ++snapshots_;
      replicas_.installed(node, store.applied(), store.state_hash());
    };
    parts.events.crashed = [this](const std::string&, const CrashReport&) { ++deaths_; };
    parts.events.cannot_start = [this](const std::string& node, const std::string& why) {
      violations_.add("every_death_is_answered", node + " cannot start: " + why);
    };
    nodes_.push_back(std::make_unique<SimNode>(std::move(parts)));
  }
}

SimCluster::~SimCluster() {
  for (auto& node : nodes_) node->end();
}

void SimCluster::start() {
  for (auto& node : nodes_) node->start();
}

void SimCluster::settle() {
  for (auto& node : nodes_) loop_.trace(node->run_ready());
}

// To the next moment at which anything is due, and what is due then; at most to `end`.
void SimCluster::step(Duration end) {
  settle();
  Duration next = std::min(end, loop_.next().value_or(end));
  for (auto& node : nodes_) next = std::min(next, node->next_timer().value_or(end));
  loop_.advance(next);
  for (auto& node : nodes_) node->fire_timers();
  loop_.run_due();
}

void SimCluster::run_for(Duration d) {
  Duration end = loop_.now() + d;
  while (loop_.now() < end) step(end);
  settle();
}

bool SimCluster::run_until(Duration limit, const std::function<bool()>& done) {
  Duration end = loop_.now() + limit;
  for (settle(); !done(); settle()) {
    if (loop_.now() >= end) return false;
    step(std::min(end, loop_.now() + 10ms));
  }
  return true;
}

SimNode* SimCluster::leader() {
  SimNode* best = nullptr;
  for (auto& node : nodes_) {
    if (!node->up() || node->leadership().leader() != node->id()) continue;
    if (!best || node->leadership().term() > best->leadership().term()) best = node.get();
  }
  return best;
}

bool SimCluster::converged() {
  SimNode* leads = leader();
  if (!leads) return false;
  return std::all_of(nodes_.begin(), nodes_.end(), [&](const auto& node) {
    return node->up() && node->leadership().leader() == leads->id() &&
           node->store().applied() == leads->log().last_index();
  });
}

void SimCluster::every_death_is_answered() {
  for (auto& node : nodes_) {
    if (!node->up()) continue;
    for (const auto& actor : node->system().tree())
      if (actor.state != ActorState::running)
        violations_.add("every_death_is_answered",
                        actor.path + " is " + std::string(actor_state_name(actor.state)));
  }
}

void SimCluster::compare() {
  for (auto& node : nodes_) {
    if (!node->up()) continue;
    const auto& log = node->log();
    auto from = log.first_index();
    while (from <= log.last_index()) {
      auto entries = log.entries(from, log.last_index().next(), 1 << 20);
      if (entries.empty()) break;
      replicas_.log(node->name(), entries);
      from = entries.back().index.next();
    }
  }
}

}  // namespace shoal::sim
