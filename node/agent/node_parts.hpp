#pragma once
// What the actors of one node share: the setup, references to each other, and the pods' address
// book. Made once for a node; outlives every incarnation.

#include <map>
#include <memory>
#include <mutex>

#include "actors/supervision/supervisor.hpp"
#include "node/agent/address_pool.hpp"
#include "node/agent/agent.hpp"
#include "node/agent/lifecycle/pod_input.hpp"

namespace shoal::agent {

// To a pod's actor.
struct PodLook {
  bool configuration = false;  // something that its volumes are made of may have changed
};
struct PodExit {
  runtime::ContainerExited exited;
};
struct PodShown {  // from the runtime's list, asked for at that moment; null: it holds nothing
  std::shared_ptr<const runtime::SandboxStatus> shown;
  MonoTime asked;
};
using PodMail = std::variant<PodLook, PodExit, PodShown>;
using PodRef = Ref<PodMail>;
inline constexpr size_t pod_letters_max = 64;

// To the agent, from a pod's actor. One at a time for each pod.
struct PodStatusReport {
  std::string space, name;
  Uid uid;
  core::PodStatus status;
  bool remove = false;  // instead of a status: the object's deletion is complete
  Reply<Done> reply;    // this replica has it
};
struct PodGone {
  std::string id;
  Uid uid;
};

// To the registrar.
struct AgentReady {  // what is not this node's has been killed, under this epoch
  NodeEpoch epoch;
};
struct NodeChanged {};  // its own object
using RegistrarMail = std::variant<AgentReady, NodeChanged>;
using RegistrarRef = Ref<RegistrarMail>;

// Which actor speaks for which pod, and under which epoch the agent has taken the node; survives
// the agent's and the registrar's death, so that the others go on. Thread safe.
class PodTable {
 public:
  explicit PodTable(const std::string& cidr) : addresses_(cidr) {}

  struct Entry {
    Uid uid;
    PodRef ref;
  };
  std::map<std::string, Entry> all() const {
    std::lock_guard lock(mutex_);
    return entries_;
  }
  std::optional<Entry> find(const std::string& id) const {
    std::lock_guard lock(mutex_);
    auto at = entries_.find(id);
    return at == entries_.end() ? std::nullopt : std::optional(at->second);
  }
  PodRef find_uid(const Uid& uid) const {
    std::lock_guard lock(mutex_);
    auto at = by_uid_.find(uid);
    return at == by_uid_.end() ? PodRef() : at->second;
  }
  void put(const std::string& id, Entry entry) {
    std::lock_guard lock(mutex_);
    by_uid_[entry.uid] = entry.ref;
    entries_[id] = std::move(entry);
  }
  void erase(const std::string& id) {
    std::lock_guard lock(mutex_);
    if (auto at = entries_.find(id); at != entries_.end()) {
      addresses_.release(at->second.uid);
      by_uid_.erase(at->second.uid);
      entries_.erase(at);
    }
  }
  void adopt(NodeEpoch epoch) {
    std::lock_guard lock(mutex_);
    adopted_ = epoch;
  }
  std::optional<NodeEpoch> adopted() const {
    std::lock_guard lock(mutex_);
    return adopted_;
  }
  std::string claim_address(const Uid& uid) {
    std::lock_guard lock(mutex_);
    return addresses_.claim(uid);
  }
  void hold_address(const Uid& uid, const std::string& address) {
    std::lock_guard lock(mutex_);
    addresses_.hold(uid, address);
  }
  void release_address(const Uid& uid) {
    std::lock_guard lock(mutex_);
    addresses_.release(uid);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // by "<namespace>/<name>"
  std::map<Uid, PodRef> by_uid_;
  AddressPool addresses_;
  std::optional<NodeEpoch> adopted_;
};

struct NodeParts {
  std::shared_ptr<const AgentSetup> setup;
  AgentRef agent;
  RegistrarRef registrar;
  SupervisorRef pods = make_supervisor_ref();
  std::shared_ptr<PodTable> table;
  std::string runtime_name;
};

}  // namespace shoal::agent
