#include "node/assembly/agents.hpp"

#include <unistd.h>

#include <cstdio>

#include "actors/supervision/supervisor.hpp"
#include "node/agent/pod_measures.hpp"
#include "node/runtime/process/process_runtime.hpp"
#include "schema/vocab/random.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::node {
namespace {

// Simulated nodes' pod ranges lie apart from real ones, and apart for hosts whose own ranges are:
// 10.(128 + i / 256).(i % 256).0/24.
std::string simulated_cidr(const std::string& host_cidr, uint32_t n) {
  constexpr uint32_t hosts = 56, nodes_of_host = 512;  // below 10.244, where real ranges begin
  unsigned a = 0, b = 0, c = 0;
  (void)std::sscanf(host_cidr.c_str(), "%u.%u.%u.", &a, &b, &c);
  uint32_t i = (a == 127 ? b : c) % hosts * nodes_of_host + n;
  return "10." + std::to_string(128 + i / 256 % 128) + "." + std::to_string(i % 256) + ".0/24";
}

std::shared_ptr<agent::AgentSetup> common_setup(const Options& options, const AgentGround& ground) {
  auto setup = std::make_shared<agent::AgentSetup>();
  setup->node = options.name;
  setup->view = ground.view;
  setup->catch_up = ground.catch_up;
  setup->propose = ground.propose;
  setup->facts = agent::measure_node(options.data_dir);
  setup->facts.hostname = options.name;
  if (!options.zone.empty())
    setup->facts.labels.emplace_back("topology.kubernetes.io/zone", options.zone);
  setup->facts.internal_ip = options.advertise;
  setup->pods_dir = options.data_dir + "/pods";
  setup->pod_cidr = ground.pod_cidr;
  setup->publish_pod_cidr = !ground.pod_cidr.starts_with("127.");
  setup->seed = entropy();
  return setup;
}

}  // namespace

Agents::~Agents() = default;

Result<std::unique_ptr<Agents>> Agents::create(const Options& options, AgentGround ground) {
  std::unique_ptr<Agents> agents(new Agents());
  auto setup = common_setup(options, ground);
  setup->tell = ground.tell;
  if (ground.metrics) setup->measures = std::make_shared<agent::PodMeasures>(*ground.metrics);
  if (options.runtime == RuntimeChoice::simulated) {
    auto own = agent::make_simulated_node(*setup, options.name, ground.pod_cidr, *ground.clock);
    agents->own_ = {own.setup, own.agent};
  } else {
    auto agent = agent::make_agent();
    runtime::ProcessOptions process;
    process.pods_dir = setup->pods_dir;
    process.hidden_paths = {options.data_dir};
    SHOAL_ASSIGN(setup->runtime,
                 runtime::open_process_runtime(process, agent::agent_events(agent)));
    setup->prober = agent::make_prober();
    setup->files = replica::make_thread_executor("shoal-files");
    // Relative to every hierarchy's root. Others' cgroups are not ours to write: without root pods
    // have no limits.
    if (geteuid() == 0) setup->cgroup_parent = "/" + options.cgroup_root + "/pods";
    agents->own_ = {setup, agent};
  }
  auto host = *setup;
  host.tell = nullptr;
  for (uint32_t n = 0; n < options.simulated_nodes; ++n) {
    auto name = options.name + "-sim-" + std::to_string(n);
    auto made =
        agent::make_simulated_node(host, name, simulated_cidr(ground.pod_cidr, n), *ground.clock);
    agents->simulated_.push_back({made.setup, made.agent});
  }
  return agents;
}

std::vector<ActorSpec> Agents::tree() {
  auto children = agent::agent_children(own_.setup, own_.agent);
  if (simulated_.empty()) return children;
  std::vector<ActorSpec> pretended;
  for (auto& node : simulated_) pretended.push_back(agent::simulated_node(node.setup, node.agent));
  children.push_back(supervisor("simulated", {}, std::move(pretended)));
  return children;
}

void Agents::changed(const store::Resources& of, Revision revision) const {
  static const auto minded = agent::minded_resources();
  if (!minded.meet(of)) return;
  (void)own_.agent.send(agent::Changed{revision});
  for (const auto& node : simulated_) (void)node.agent.send(agent::Changed{revision});
}

const agent::AgentRef* Agents::find(const std::string& node) const {
  if (own_.setup->node == node) return &own_.agent;
  for (const auto& hosted : simulated_) {
    if (hosted.setup->node == node) return &hosted.agent;
  }
  return nullptr;
}

}  // namespace shoal::node
