#pragma once
// HostedShards: which controller shards placement has given to this node, as its actors ask for it.
// A set with a lock; thread safe.

#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace shoal::node {

class HostedShards {
 public:
  bool has(std::string_view shard) const {
    std::lock_guard lock(mutex_);
    return shards_.contains(std::string(shard));
  }
  // True when it was not there (was there) before.
  bool add(const std::string& shard) {
    std::lock_guard lock(mutex_);
    return shards_.insert(shard).second;
  }
  bool remove(const std::string& shard) {
    std::lock_guard lock(mutex_);
    return shards_.erase(shard) > 0;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> shards_;
};

}  // namespace shoal::node
