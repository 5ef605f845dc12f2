#include "cluster-tests/sim/harness/watchers.hpp"

#include <algorithm>

namespace shoal::sim {
namespace {

constexpr Duration look_max = 120ms;

}  // namespace

Watchers::Watchers(SimCluster& cluster, size_t roaming) : cluster_(cluster) {
  for (size_t i = 0; i < cluster.size() + roaming; ++i) {
    bool roams = i >= cluster.size();
    std::string prefix = roams ? "/sim/ns" + std::to_string(i % 3) + "/" : "";
    std::string name = (roams ? "roaming watch " : "watch at n") + std::to_string(i + 1);
    watchers_.push_back(
        std::make_unique<Watcher>(Watcher{WatchGuarantees(name, prefix), prefix, i % cluster.size(),
                                          roams, Random(cluster.random().next())}));
  }
}

void Watchers::start() {
  for (auto& watcher : watchers_) later(*watcher);
}

void Watchers::later(Watcher& watcher) {
  Duration wait(static_cast<int64_t>(watcher.random.below(look_max.count()) + 1));
  cluster_.loop().after(wait, [this, &watcher] {
    look(watcher);
    later(watcher);
  });
}

void Watchers::look(Watcher& watcher) {
  if (watcher.roams && (!cluster_.node(watcher.node).up() || watcher.random.below(20) == 0))
    watcher.node = watcher.random.below(cluster_.size());
  auto& node = cluster_.node(watcher.node);
  if (!node.up()) return;
  const auto& window = node.store().window();
  auto& guarantees = watcher.guarantees;
  auto changes =
      window.changes_since(guarantees.position(), watcher.prefix, 1 + watcher.random.below(64));
  if (changes.ok()) return guarantees.saw(*changes, cluster_.replicas(), cluster_.violations());
  guarantees.expired(cluster_.replicas(), cluster_.violations());
  // Its history is gone: it lists. A replica that is behind would show an older world than it has
  // seen.
  auto revision = node.store().snapshot().revision();
  if (revision >= guarantees.position()) guarantees.listed(revision);
}

bool Watchers::caught_up() const {
  return std::all_of(watchers_.begin(), watchers_.end(), [&](const auto& watcher) {
    const bool waits = !cluster_.node(watcher->node).wanted();  // for a node that has left
    return waits || watcher->guarantees.position() >= cluster_.replicas().last();
  });
}

uint64_t Watchers::events() const {
  uint64_t sum = 0;
  for (const auto& watcher : watchers_) sum += watcher->guarantees.events();
  return sum;
}

}  // namespace shoal::sim
