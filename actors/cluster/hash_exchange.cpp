#include "actors/cluster/hash_exchange.hpp"

#include "actors/cluster/core.hpp"

namespace shoal::cluster {

HashExchange::HashExchange(metrics::Registry* registry) {
  if (!registry) return;
  compared_ =
      &registry->counter("shoal_state_hashes_compared_total",
                         "State hashes of other replicas that were compared with this one's");
  differing_ = &registry->counter("shoal_state_hashes_differing_total",
                                  "Those of them that differed: one of the two replicas is wrong");
}

std::deque<StateHash> HashExchange::own(const Core& core) const {
  std::lock_guard lock(mutex_);
  const auto found = said_.find(core.setup.self.id);
  return found == said_.end() ? std::deque<StateHash>() : found->second;
}

void HashExchange::applied(const Core& core, StateHash hash) {
  if (core.witness() || hash.index.value % core.setup.hash_every != 0) return;
  {
    std::lock_guard lock(mutex_);
    remember(said_, core.setup.self.id, hash);
    for (const auto& [member, hashes] : said_)
      if (member != core.setup.self.id) count(hashes, hash);
  }
  const Bytes told = encode(std::deque<StateHash>{hash});
  const auto members = core.directory.members();
  for (const auto& [name, member] : *members)
    if (name != core.name() && !member.witness)
      (void)core.send(name, PeerFrame::state_hashes, told, LinkClass::control);
  judge(core);
}

void HashExchange::tell(const Core& core, const NodeName& to) const {
  const auto hashes = own(core);
  if (!hashes.empty())
    (void)core.send(to, PeerFrame::state_hashes, encode(hashes), LinkClass::control);
}

void HashExchange::hear(const Core& core, MemberId from, const Bytes& payload) {
  const auto hashes = decode_state_hashes(payload);
  if (!hashes.ok()) return;
  {
    std::lock_guard lock(mutex_);
    const auto& own = said_[core.setup.self.id];
    for (const auto& hash : *hashes) {
      remember(said_, from, hash);
      count(own, hash);
    }
  }
  judge(core);
}

// `theirs` or ours at the entry of the other.
void HashExchange::count(const std::deque<StateHash>& hashes, StateHash other) {
  if (!compared_) return;
  for (const auto& one : hashes) {
    if (one.index != other.index) continue;
    compared_->add();
    if (one.hash != other.hash) differing_->add();
  }
}

void HashExchange::judge(const Core& core) {
  const auto meta = core.setup.disk->log().snapshot();
  if (!meta) return;
  HashVerdict verdict;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(said_, [&](const auto& one) {
      return one.first != core.setup.self.id && !meta->membership.contains(one.first);
    });
    verdict = judge_hashes(said_, core.setup.self.id, meta->membership);
    if (verdict.kind == HashVerdict::Kind::disputed) {
      if (verdict.index <= disputed_) return;
      disputed_ = verdict.index;
    }
  }
  const auto at = std::to_string(verdict.index.value);
  if (verdict.kind == HashVerdict::Kind::disputed)
    core.setup.alarm("event=states_differ index=" + at +
                     " what=\"replicas differ and no majority agrees: compare them before anything "
                     "is rebuilt\"");
  if (verdict.kind == HashVerdict::Kind::wrong && core.setup.rebuild && !wrong_.exchange(true))
    core.setup.rebuild("at entry " + at + " a majority has another state than this replica");
}

}  // namespace shoal::cluster
