#pragma once
// Agents: the nodes this process is to the cluster: its own, with the runtime it was started with,
// and any number of simulated ones. Owns their runtimes.

#include <memory>
#include <string>
#include <vector>

#include "node/agent/agent.hpp"
#include "node/options/options.hpp"
#include "schema/metrics/metrics.hpp"

namespace shoal::node {

// What all agents of a process share.
struct AgentGround {
  std::function<objects::View()> view;
  std::function<void(Reply<Done>)> catch_up;
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose;
  // For Events of the real node's pods: pretended nodes tell nothing.
  std::function<void(const std::string&, const std::string&, const Uid&, objects::Report)> tell;
  metrics::Registry* metrics = nullptr;
  const Clock* clock = nullptr;
  std::string pod_cidr;  // of the real node
};

class Agents {
 public:
  // Errors: what the process runtime finds missing on this machine, and what to do.
  static Result<std::unique_ptr<Agents>> create(const Options& options, AgentGround ground);
  ~Agents();

  // Children for the node's tree: agent, registrar, pods, and "simulated" below which each
  // pretended node stands.
  std::vector<ActorSpec> tree();
  // The local replica has applied changes of these.
  void changed(const store::Resources& of, Revision revision) const;
  // The agent of a node of this process; null for others.
  const agent::AgentRef* find(const std::string& node) const;

 private:
  struct Hosted {
    std::shared_ptr<const agent::AgentSetup> setup;
    agent::AgentRef agent;
  };
  Hosted own_;
  std::vector<Hosted> simulated_;
};

}  // namespace shoal::node
