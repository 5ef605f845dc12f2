#include "cluster-tests/sim/harness/sim_cluster.hpp"

#include <algorithm>

#include "actors/cluster/rules/join.hpp"
#include "actors/cluster/rules/roles.hpp"
#include "cluster-tests/sim/harness/administrator.hpp"
#include "storage/raft/config_change.hpp"
#include "storage/raft/quorum.hpp"

namespace shoal::sim {
namespace {

constexpr Duration doubt_lasts = 1s;
constexpr uint64_t appended_ahead_max = 64;  // entries; a change further on came later
constexpr size_t scan_bytes_max = 4 << 20;

}  // namespace

SimCluster::SimCluster(uint64_t seed, size_t nodes, size_t spares)
    : random_(seed), founders_(nodes) {
  std::vector<cluster::Member> members;
  std::vector<NodeName> names;
  cluster::Members first;
  raft::Membership voters;
  for (size_t i = 0; i < nodes + spares; ++i) {
    cluster::Member member;
    member.name = names.emplace_back("n" + std::to_string(i + 1));
    member.id = {random_.next() | 1};
    member.pin = std::string(cluster::pin_bytes, member.name.back());
    member.host = "10.0.0." + std::to_string(i + 1);
    member.port = 7443;
    member.zone = std::string(1, static_cast<char>('a' + std::min(i / 2, size_t{2})));
    member.pod_cidr = "10.244." + std::to_string(i) + ".0/24";
    // An upgrade begins: some run the program of before until they are started again.
    const bool of_before = i < nodes && i % 2 == 0;
    member.set_levels({log::level_first, of_before ? log::level_first : log::Levels{}.highest});
    members.push_back(member);
    if (i >= nodes) continue;
    first.emplace(member.name, member);
    voters.voters.push_back(member.id);
  }
  std::sort(voters.voters.begin(), voters.voters.end());
  replicas_.began_with(voters);
  network_ = std::make_unique<Network>(loop_, Random(random_.next()), names);
  for (auto& member : members)
    nodes_.push_back(std::make_unique<SimNode>(
        NodeParts{member, first, random_.next(), &loop_, network_.get(), events()}));
}

NodeEvents SimCluster::events() {
  NodeEvents events;
  events.led = [this](const std::string& node, Term term) { replicas_.led(node, term); };
  events.applied = [this](const std::string& node, const raft::Entry& entry,
                          const store::Applied& applied,
                          uint64_t hash) { replicas_.applied(node, entry, applied, hash); };
  events.installed = [this](const std::string& node, const store::Store& store) {
    ++snapshots_;
    replicas_.installed(node, store.applied(), store.state_hash());
  };
  events.membership = [this](const std::string& node, const std::vector<raft::Entry>& entries,
                             const raft::SnapshotMeta& meta) {
    replicas_.membership(node, entries, meta);
  };
  events.crashed = [this](const std::string&, const CrashReport&) { ++deaths_; };
  events.cannot_start = [this](const std::string& node, const std::string& why) {
    violations_.add("every_death_is_answered", node + " cannot start: " + why);
  };
  events.rebuilt = [this](const std::string& name, const std::string& why) {
    for (auto& node : nodes_)
      if (node->name() == name) note_lost_disks(*node);
    violations_.add("no_replica_finds_itself_wrong", name + ": " + why);
  };
  events.join = [this](const cluster::Member& self,
                       std::function<void(Result<cluster::Members>)> done) {
    join(self, std::move(done));
  };
  return events;
}

// At the first from where chance leads it to that is up and another, as people would; the caller
// tries again.
void SimCluster::join(const cluster::Member& self,
                      std::function<void(Result<cluster::Members>)> done) {
  auto place = random_.below(nodes_.size());
  for (size_t i = 0; i < nodes_.size(); ++i, ++place)
    if (const auto& node = *nodes_[place % nodes_.size()]; node.up() && node.name() != self.name)
      break;
  auto& at = *nodes_[place % nodes_.size()];
  cluster::JoinRequest request{std::string(join_token_id), std::string(join_token_secret), self};
  network_->join(self.name, at.name(), {self.pin, self.host, cluster::encode(request)},
                 [done = std::move(done)](Result<Bytes> bytes) {
                   if (!bytes.ok()) return done(bytes.status());
                   auto answer = cluster::decode_join_answer(*bytes);
                   if (!answer.ok()) return done(answer.status());
                   done(std::move(answer->members));
                 });
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
  judge_doubts(loop_.now() - doubt_lasts);
  if (network_->stormy() && !std::exchange(storm_told_, true))
    violations_.add("no_storm", "more than " + std::to_string(deliveries_max) +
                                    " messages in one simulated second");
  Duration next = std::min(end, loop_.next().value_or(end));
  for (auto& node : nodes_) next = std::min(next, node->next_timer().value_or(end));
  loop_.advance(next);
  for (auto& node : nodes_) node->fire_timers();
  loop_.run_due();
}

void SimCluster::run_for(Duration d) {
  Duration end = loop_.now() + d;
  while (loop_.now() < end && !(stop_at_first_ && !violations_.empty())) step(end);
  settle();
}

bool SimCluster::run_until(Duration limit, const std::function<bool()>& done) {
  Duration end = loop_.now() + limit;
  for (settle(); !done(); settle()) {
    if (loop_.now() >= end || (stop_at_first_ && !violations_.empty())) return false;
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
    if (!node->wanted()) return !node->up();
    return node->up() && node->leadership().leader() == leads->id() &&
           node->store().applied() == leads->log().last_index();
  });
}

bool SimCluster::membership_settled() {
  SimNode* leads = leader();
  if (!leads) return false;
  const auto membership = leads->status().membership;
  size_t members = 0;
  for (const auto& node : nodes_) {
    if (!node->wanted()) continue;
    if (!membership.contains(node->id())) return false;
    ++members;
  }
  return !membership.joint() && membership.members().size() == members &&
         membership.voters.size() >= cluster::voters_wanted(members);
}

std::string SimCluster::describe() {
  std::string out;
  for (const auto& node : nodes_) {
    out += "; " + node->name() + (node->wanted() ? "" : " (no member)");
    if (!node->up()) {
      out += " down";
      continue;
    }
    const auto status = node->status();
    out += " term " + std::to_string(status.term.value) + " log " +
           std::to_string(status.first.value) + ".." + std::to_string(status.last.value) +
           " committed " + std::to_string(status.committed.value) + " applied " +
           std::to_string(node->store().applied().value) + " of " +
           std::to_string(status.membership.voters.size()) + " voters" +
           (status.membership.is_voter(status.id)     ? ""
            : status.membership.is_learner(status.id) ? ", learns"
                                                      : ", a stranger") +
           (status.leader == status.id ? ", leads" : "") +
           (status.leader ? "" : ", knows no leader");
  }
  SimNode* leads = leader();
  if (!leads) return out;
  for (const auto& [name, member] : leads->cluster().members())
    if (member.dead) out += "; " + name + " is declared dead";
  for (const auto& peer : leads->status().peers)
    for (const auto& node : nodes_)
      if (node->id() == peer.id)
        out += "; of " + node->name() + " it knows: state " +
               std::to_string(static_cast<int>(peer.state)) + " match " +
               std::to_string(peer.match.value) + " next " + std::to_string(peer.next.value) +
               " snapshot " + std::to_string(peer.pending_snapshot.value) +
               (peer.recently_active ? "" : " silent") + (peer.paused ? " paused" : "");
  return out;
}

bool SimCluster::can_lose_a_disk() {
  if (!converged() || !membership_settled()) return false;
  const auto status = leader()->status();
  if (status.membership.voters.size() < 3 || status.committed < status.membership_index)
    return false;
  return std::all_of(nodes_.begin(), nodes_.end(), [&](const auto& node) {
    return !node->wanted() || node->status().membership_index == status.membership_index;
  });
}

void SimCluster::note_lost_disks(SimNode& node) {
  if (auto log = log::LogStore::open(node.log_disk().open(), node.id()); log.ok())
    lost_logs_[node.id()] = (*log)->last_index();
}

bool SimCluster::quorum_holds(const raft::Membership& membership, LogIndex index, Term term) {
  auto holds = [&](MemberId id) -> std::optional<bool> {
    auto lost = lost_logs_.find(id);
    if (lost != lost_logs_.end() && index <= lost->second) return true;
    for (const auto& node : nodes_)
      if (node->id() == id) return node->holds(index, term);
    return false;
  };
  return raft::quorum_vote(membership, holds) == raft::VoteResult::won;
}

// Whoever committed it did so under the membership in force there, or under a later one that its
// log held already.
bool SimCluster::on_quorum(LogIndex index, Term term) {
  if (quorum_holds(replicas_.membership_at(index), index, term)) return true;
  for (const auto& node : nodes_) {
    const auto* log = node->log_on_disk();  // of the dead too: the committer may be one of them
    if (!log) continue;
    auto membership = replicas_.membership_at(index);
    for (const auto& entry : log->entries(index.next(), log->last_index().next(), scan_bytes_max)) {
      if (entry.kind != raft::EntryKind::conf_change) continue;
      auto change = raft::decode_conf_change(entry.data);
      auto after = change.ok() ? raft::change_membership(membership, *change)
                               : Result<raft::Membership>(change.status());
      if (!after.ok()) continue;
      membership = std::move(*after);
      if (quorum_holds(membership, index, term)) return true;
    }
  }
  return false;
}

void SimCluster::doubt(LogIndex index, Term term) {
  Doubt doubt{index, loop_.now(), {}, who_holds(index, term)};
  for (const auto& [id, last] : lost_logs_)
    if (index <= last) doubt.holders.insert(id);
  for (const auto& node : nodes_)
    if (node->holds(index, term)) doubt.holders.insert(node->id());
  doubts_.push_back(std::move(doubt));
}

void SimCluster::judge_doubts(Duration before) {
  for (; !doubts_.empty() && doubts_.front().since <= before; doubts_.pop_front()) {
    const auto& doubt = doubts_.front();
    auto held = [&](MemberId id) -> std::optional<bool> { return doubt.holders.contains(id); };
    bool explained = false;
    for (uint64_t ahead = 1; ahead <= appended_ahead_max && !explained; ++ahead)
      explained = raft::quorum_vote(replicas_.membership_at({doubt.index.value + ahead}), held) ==
                  raft::VoteResult::won;
    if (!explained)
      violations_.add("committed_is_durable", "index " + std::to_string(doubt.index.value) +
                                                  ": applied, and no quorum had it on its disks," +
                                                  doubt.who);
  }
}

std::string SimCluster::who_holds(LogIndex index, Term term) {
  std::string out = " under " + raft::to_string(replicas_.membership_at(index));
  for (const auto& node : nodes_) {
    const auto* log = node->log_on_disk();
    out += "; " + node->name() + " " + std::to_string(node->id().value) +
           (node->up() ? "" : " down") + (node->holds(index, term) ? " holds it" : " does not");
    if (log)
      out += ", log " + std::to_string(log->first_index().value) + ".." +
             std::to_string(log->last_index().value);
  }
  return out;
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
