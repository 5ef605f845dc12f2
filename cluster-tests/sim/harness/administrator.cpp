#include "cluster-tests/sim/harness/administrator.hpp"

#include <algorithm>

#include "actors/apiserver/tls/token.hpp"
#include "actors/cluster/rules/join.hpp"

namespace shoal::sim {
namespace {

constexpr Duration again_after = 20ms;
constexpr Duration wise_again = 200ms;
constexpr int wise_tries_max = 40;
constexpr Duration patience = 3s;
constexpr Duration farewell = 1500ms;  // a member that left is stopped after it
constexpr Duration disk_replaced = 150ms;
constexpr Duration token_life = 10'000h;

log::Write write_of(std::string key, std::string uid, Bytes body) {
  log::Write write;
  write.key = std::move(key);
  write.uid = std::move(uid);
  write.body = std::move(body);
  return write;
}

log::Transaction first_records(SimCluster& cluster) {
  log::Transaction transaction;
  for (size_t i = 0; i < cluster.founders(); ++i) {
    const auto& member = cluster.node(i).self();
    auto key = cluster::member_key(member.name);
    transaction.guards.push_back(log::guard::Absent{key});
    transaction.guards.push_back(
        log::guard::Claim{std::string(cluster::pod_cidr_pool), member.pod_cidr, member.name});
    transaction.writes.push_back(write_of(key, "m-" + member.name, cluster::encode(member)));
  }
  cluster::StoredToken token{tls::sha256_hex(join_token_secret),
                             cluster.node(0).clock().wall() + token_life};
  transaction.writes.push_back(
      write_of(cluster::token_key(join_token_id), "token", cluster::encode(token)));
  return transaction;
}

}  // namespace

void Administrator::register_members() {
  if (registered_) return;
  auto again = [this](Duration after) {
    cluster_.loop().after(after, [this] { register_members(); });
  };
  SimNode* leads = cluster_.leader();
  if (!leads) return again(again_after);
  replica::Propose propose{first_records(cluster_), patience, {}};
  propose.reply = Reply<store::Outcome>([this, again](Result<store::Outcome> outcome) {
    using store::Refusal;
    if (outcome.ok() && (outcome->committed() || outcome->refusal == Refusal::absent))
      registered_ = true;
    else
      again(again_after);
  });
  (void)leads->proposer().send(std::move(propose));
  again(patience + patience);  // its process may have ended without an answer
}

void Administrator::soon(std::function<bool()> attempt, int tries_left) {
  if (!running_ || tries_left == 0 || attempt()) return;
  cluster_.loop().after(wise_again, [this, attempt = std::move(attempt), tries_left] {
    soon(attempt, tries_left - 1);
  });
}

size_t Administrator::members() const {
  size_t count = 0;
  for (size_t i = 0; i < cluster_.size(); ++i) count += cluster_.node(i).wanted();
  return count;
}

// A machine comes back into use only when raft has forgotten who it was.
void Administrator::join(const Done& done) {
  auto attempt = [this, done] {
    for (size_t i = 0; i < cluster_.size(); ++i) {
      auto& node = cluster_.node(i);
      if (node.wanted()) continue;
      if (!registered_ || busy() || !cluster_.can_lose_a_disk()) return false;
      node.lose_disks();
      node.want(true);
      node.start();
      done();
      return true;
    }
    return false;
  };
  soon(attempt, wise_tries_max);
}

void Administrator::leave(uint64_t dice, const Done& done) {
  auto attempt = [this, dice, done] {
    if (busy() || members() <= cluster_.founders() || !cluster_.can_lose_a_disk()) return false;
    auto* node = &cluster_.node(dice % cluster_.size());
    for (size_t i = 0; !node->wanted(); ++i) node = &cluster_.node(i);
    ++busy_;
    ask_to_leave(*node, done);
    return true;
  };
  soon(attempt, wise_tries_max);
}

// Asked of whoever is there until somebody knows that it is done.
void Administrator::ask_to_leave(SimNode& node, const Done& done) {
  auto finished = std::make_shared<bool>(false);
  auto again = [this, &node, done, finished] {
    if (!std::exchange(*finished, true)) ask_to_leave(node, done);
  };
  cluster_.loop().after(patience, again);
  auto& at = cluster_.node(cluster_.random().below(cluster_.size()));
  if (!at.up() || &at == &node) return;
  at.cluster().leave(node.name(), Reply<shoal::Done>([=, this, &node](Result<shoal::Done> left) {
                       if (!left.ok() && left.status().code() != Code::not_found) return;
                       if (!std::exchange(*finished, true)) gone(node, done);
                     }));
}

void Administrator::gone(SimNode& node, const Done& done) {
  cluster_.loop().after(farewell, [this, &node, done] {
    node.want(false);
    node.end();
    --busy_;
    done();
  });
}

bool Administrator::all_up(const std::vector<MemberId>& members) const {
  return std::all_of(members.begin(), members.end(), [this](MemberId id) {
    for (size_t i = 0; i < cluster_.size(); ++i)
      if (cluster_.node(i).id() == id) return cluster_.node(i).up();
    return false;
  });
}

// Not while a voter's disk is replaced: of two that remain neither could be lost.
void Administrator::swap_voters(uint64_t dice, const Done& done) {
  SimNode* leads = cluster_.leader();
  if (!leads) return;
  const auto membership = leads->status().membership;
  if (membership.joint() || membership.voters.size() < 3 || !all_up(membership.voters)) return;
  raft::ConfChange change;
  change.transition = raft::Transition::joint_implicit;
  auto out = membership.voters[dice % membership.voters.size()];
  if (!membership.learners.empty())
    change.changes.push_back({raft::ChangeKind::add_voter, membership.learners.front()});
  change.changes.push_back({raft::ChangeKind::add_learner, out});
  (void)leads->raft().send(replica::ChangeMembers{change, {}});
  done();
}

bool Administrator::take_disks(uint64_t dice, Loss loss) {
  auto& node = cluster_.node(dice % cluster_.size());
  if (!registered_ || busy() || !node.up() || !cluster_.can_lose_a_disk()) return false;
  node.end();
  if (loss != Loss::state) cluster_.note_lost_disks(node);
  if (loss == Loss::disks)
    node.lose_disks();
  else if (loss == Loss::state)
    node.lose_state();
  else if (dice / 8 % 2)
    node.log_disk().flip_bit(engine::Family::entries, dice / 16);
  else
    node.state_disk().flip_bit(engine::Family::objects, dice / 16);
  cluster_.loop().after(disk_replaced, [&node] { node.start(); });
  return true;
}

void Administrator::lose_disks(uint64_t dice, const Done& done) {
  auto attempt = [this, dice, done] { return take_disks(dice, Loss::disks) && (done(), true); };
  soon(attempt, wise_tries_max);
}

void Administrator::lose_state(uint64_t dice, const Done& done) {
  auto attempt = [this, dice, done] { return take_disks(dice, Loss::state) && (done(), true); };
  soon(attempt, wise_tries_max);
}

void Administrator::flip_bit(uint64_t dice, const Done& done) {
  auto attempt = [this, dice, done] { return take_disks(dice, Loss::bit) && (done(), true); };
  soon(attempt, wise_tries_max);
}

}  // namespace shoal::sim
