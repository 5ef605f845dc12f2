#pragma once
// Disks: what each member last said of its disk, this one included, and what follows from all of
// it. Kept by the node, not by an actor, so that who asks whether something may grow need not ask
// one. Thread safe.

#include <map>
#include <mutex>
#include <utility>

#include "actors/cluster/rules/growth.hpp"

namespace shoal::cluster {

class Disks {
 public:
  // True when the state of that disk is another than before.
  bool note(const NodeName& member, const DiskSaying& saying) {
    std::lock_guard lock(mutex_);
    const auto before = std::exchange(said_[member], saying);
    return before.state != saying.state;
  }
  void forget(const NodeName& member) {
    std::lock_guard lock(mutex_);
    said_.erase(member);
  }
  std::map<NodeName, DiskSaying> said() const {
    std::lock_guard lock(mutex_);
    return said_;
  }
  void conclude(std::string no_growth) {
    std::lock_guard lock(mutex_);
    no_growth_ = std::move(no_growth);
  }
  // Why nothing that grows the state is taken; empty: it is.
  std::string no_growth() const {
    std::lock_guard lock(mutex_);
    return no_growth_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<NodeName, DiskSaying> said_;
  std::string no_growth_;
};

}  // namespace shoal::cluster
