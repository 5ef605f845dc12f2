#pragma once
// Sightings: what this node and the others see of each member: alive, refused (its control link
// closed and nobody listens at its port) or silent, and since when. Kept by the node, not by an
// actor, so that a watcher that is killed finds it. Thread safe; times are inputs.

#include <map>
#include <mutex>
#include <utility>

#include "actors/cluster/rules/death.hpp"

namespace shoal::cluster {

class Sightings {
 public:
  // True when it changed what `observer` sees of `peer`.
  bool note(const NodeName& observer, const NodeName& peer, Sight sight, MonoTime now) {
    std::lock_guard lock(mutex_);
    auto& seen = all_[peer][observer];
    if (seen.since != MonoTime{} && seen.sight == sight) return false;
    seen = {sight, now};
    return true;
  }
  bool known(const NodeName& observer, const NodeName& peer) const {
    std::lock_guard lock(mutex_);
    auto of = all_.find(peer);
    return of != all_.end() && of->second.contains(observer);
  }
  void forget(const NodeName& node) {
    std::lock_guard lock(mutex_);
    all_.erase(node);
    for (auto& [peer, observers] : all_) observers.erase(node);
  }
  Seen seen() const {
    std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  Seen all_;
};

}  // namespace shoal::cluster
