#include "actors/cluster/life.hpp"

#include <condition_variable>
#include <mutex>

#include "actors/cluster/ask_to_join.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::cluster {
namespace {

constexpr uint64_t entries_looked_at_max = 64;  // the newest; those of elections say nothing

// What the members that were asked have said.
struct Answers {
  std::mutex mutex;
  std::condition_variable changed;
  size_t missing = 0;
  Status ended;

  void take(const Result<Bytes>& answer) {
    std::lock_guard lock(mutex);
    --missing;
    if (answer.status().code() == Code::gone) ended = answer.status();
    changed.notify_all();
  }
  Status wait() {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, life_patience, [this] { return missing == 0 || !ended.ok(); });
    return ended;
  }
};

}  // namespace

ClusterEpoch life_of(const log::LogStore& log, const store::Store& store) {
  if (!log.last_index() && !store.applied()) return {};
  // The entries of the first life have no number yet.
  const ClusterEpoch life = std::max(ClusterEpoch{1}, store.snapshot().cluster_epoch());
  LogIndex index = log.last_index();
  for (uint64_t n = 0; n < entries_looked_at_max && index >= log.first_index() && index; ++n) {
    for (const auto& entry : log.entries(index, index.next(), log::entry_bytes_max)) {
      auto decoded = entry.kind == raft::EntryKind::normal ? log::decode_entry(entry.data)
                                                           : Result<log::Entry>(Code::invalid, "");
      if (decoded.ok()) return std::max(life, decoded->cluster_epoch);
    }
    index = index.previous();
  }
  return life;
}

Status check_life(const Identity& identity, const Member& self, ClusterEpoch life) {
  auto answers = std::make_shared<Answers>();
  for (const auto& [name, member] : identity.known)
    if (name != self.name) ++answers->missing;
  if (!life || answers->missing == 0) return {};
  SHOAL_ASSIGN(auto links, asking_links(self.name, identity.secrets.cluster, identity.key));
  JoinRequest question{{}, {}, self, life};
  question.member.pin = identity.key.pin;
  for (const auto& [name, member] : identity.known)
    if (name != self.name)
      links->join(member.address(), member.pin, encode(question), life_patience,
                  [answers](const Result<Bytes>& answer) { answers->take(answer); });
  return answers->wait();
}

}  // namespace shoal::cluster
