// How one node's actors hang together.

#include "node/agent/agent_actor.hpp"
#include "node/agent/registrar_actor.hpp"
#include "node/runtime/simulated/simulated_runtime.hpp"

namespace shoal::agent {

AgentRef make_agent() {
  return make_ref<AgentActor>(2 * pods_per_node_max);
}

runtime::EventSink agent_events(AgentRef agent) {
  return [agent](const runtime::ContainerExited& exited) {
    agent.send_unbounded(RuntimeExit{exited});
  };
}

std::function<void(MonoTime)> agent_wake(AgentRef agent) {
  return [agent](MonoTime at) { agent.send_unbounded(RuntimeDue{at}); };
}

std::vector<ActorSpec> agent_children(std::shared_ptr<const AgentSetup> setup, AgentRef agent) {
  auto parts = std::make_shared<NodeParts>();
  parts->runtime_name = setup->runtime->capabilities().name;
  parts->table = std::make_shared<PodTable>(setup->pod_cidr);
  parts->setup = std::move(setup);
  parts->agent = agent;
  parts->registrar = make_ref<RegistrarActor>();
  std::shared_ptr<const NodeParts> shared = parts;
  std::vector<ActorSpec> children;
  // A pod that keeps killing its actor degrades alone.
  children.push_back(
      supervisor("pods", {.strategy = Strategy::simple_one_for_one}, {}, parts->pods));
  children.push_back(worker<RegistrarActor>("registrar", parts->registrar, shared));
  children.push_back(worker<AgentActor>("agent", agent, shared));
  return children;
}

ActorSpec simulated_node(std::shared_ptr<const AgentSetup> setup, AgentRef agent) {
  std::string name = setup->node;
  return supervisor(name, {}, agent_children(std::move(setup), std::move(agent)));
}

SimulatedNode make_simulated_node(const AgentSetup& host, NodeName node, std::string pod_cidr,
                                  const Clock& clock) {
  AgentRef agent = make_agent();
  auto runtime =
      std::make_shared<runtime::SimulatedRuntime>(clock, agent_wake(agent), agent_events(agent));
  auto setup = std::make_shared<AgentSetup>(host);
  if (node != host.node) setup->hosted_by = host.node;
  setup->node = std::move(node);
  setup->advance = [runtime] { runtime->advance(); };
  setup->runtime = std::move(runtime);
  setup->prober = always_answering();
  setup->files = nullptr;
  setup->pods_dir = "/nonexistent/" + setup->node;
  setup->cgroup_parent.clear();
  setup->pod_cidr = std::move(pod_cidr);
  setup->publish_pod_cidr = true;
  setup->facts.hostname = setup->node;
  return {std::move(setup), std::move(agent)};
}

}  // namespace shoal::agent
