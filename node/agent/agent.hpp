#pragma once
// What a node's agent needs from the process around it, and what of it others talk to. One
// AgentSetup for each node that this process hosts: the real one, and any number of simulated ones.
// The tree below:
//
//   <node>/agent                  which pods are this node's, status writes, logs    AgentActor
//   <node>/registrar              the Node object and its Lease                      RegistrarActor
//   <node>/pods/<namespace>/<name>  one pod: containers, probes, volumes             PodActor
//
// and for a simulated node the same below <host>/simulated/<node>/. Killing any of them stops no
// container: what comes back asks the runtime what runs and goes on.
//
// To run one: make_agent, open the runtime with agent_events(agent) as its sink, fill AgentSetup,
// put agent_children(...) into the tree, and send Changed whenever the replica has applied
// something of minded_resources().

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/objects/plan.hpp"
#include "actors/objects/view.hpp"
#include "node/runtime/runtime.hpp"
#include "schema/actor/actor_spec.hpp"
#include "schema/actor/reply.hpp"
#include "schema/values/quantity.hpp"
#include "schema/vocab/executor.hpp"
#include "storage/log/transaction.hpp"
#include "storage/store/outcome.hpp"
#include "storage/store/resources.hpp"

namespace shoal::agent {

inline constexpr size_t status_writes_inflight_max = 64;  // of one node
inline constexpr Duration status_write_gap = 200ms;       // between two writes of one pod
inline constexpr Duration look_gap = 20ms;                // between two looks at what is bound here
inline constexpr size_t log_readers_max = 64;             // of one node, at once
inline constexpr size_t pods_per_node_max = 4096;

// Pods, nodes, and what pods are configured by.
store::Resources minded_resources();

// What the node offers and how it describes itself, measured by whoever starts it.
struct NodeFacts {
  std::string hostname;  // empty: the node's name
  std::string internal_ip;
  api::Quantity cpu = api::Quantity::of(1);
  api::Quantity memory = api::Quantity::bytes(1 << 30);
  api::Quantity ephemeral_storage = api::Quantity::bytes(0);
  int64_t pods = 110;
  // Kept for the system: allocatable is the capacity less this.
  api::Quantity reserved_cpu, reserved_memory;
  std::string machine_id, system_uuid, boot_id, kernel_version, os_image;
  std::string architecture = "amd64";                       // in Go's words
  std::vector<std::pair<std::string, std::string>> labels;  // besides the well-known ones
};
// Of this machine: /proc, /etc/os-release, uname. Reads files; call it once.
NodeFacts measure_node(const std::string& disk_path);

// A probe over the network, answered exactly once, on any thread. Ok is success.
struct NetworkProbe {
  bool http = false;  // otherwise a TCP connect
  std::string host;
  uint16_t port = 0;
  bool tls = false;
  std::string path;
  std::vector<std::pair<std::string, std::string>> headers;
  Duration timeout = 1s;
};
using Prober = std::function<void(NetworkProbe, std::function<void(Status)>)>;
// Carries probes out, each on one of `threads` threads that block; probes that wait are bounded.
Prober make_prober(size_t threads = 4);
// Succeeds at once, on the caller's thread: simulated pods have no network.
Prober always_answering();

struct PodMeasures;

struct AgentSetup {
  NodeName node;  // of the Node object
  // A node that the process of another only pretends to be: that one's name. It dies with it.
  NodeName hosted_by;
  // This process's replica, newest state; any thread.
  std::function<objects::View()> view;
  // Answered once this replica has applied all that was committed when it was asked; a failure is
  // asked again. Null: the view is never behind.
  std::function<void(Reply<Done>)> catch_up;
  // As the controllers' seam: proposed as it is, answered once with the outcome that this replica
  // applied.
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose;
  std::shared_ptr<runtime::Runtime> runtime;
  // Simulated runtime only: SimulatedRuntime::advance. Its `wake` is agent_wake(agent).
  std::function<void()> advance;
  Prober prober;
  // Told what becomes an Event of a pod; any thread, never in the way. Null: nobody listens.
  std::function<void(const std::string& space, const std::string& pod, const Uid&, objects::Report)>
      tell;
  std::shared_ptr<PodMeasures> measures;  // null: nobody asks
  // File work: volumes. Null: no volume is written, mounts point at nothing (simulated runtime).
  std::shared_ptr<Executor> files;

  NodeFacts facts;
  std::string pods_dir;  // absolute, private; volumes and logs: <pods_dir>/<uid>/{volumes,logs}
  std::string cgroup_parent;  // "/shoal/n1/pods"; empty: no cgroups
  // IPv4 range that pods' addresses are taken from. Root: the node's --pod-cidr, written into
  // Node.spec.podCIDR. Without root: 127.N.0.0/16, N the node's number; each pod gets an address of
  // its own that its programs can listen on. Empty: pods have the node's address.
  std::string pod_cidr;
  bool publish_pod_cidr = true;  // false for loopback ranges
  std::string cluster_domain = "cluster.local";
  uint64_t seed = 1;  // uids of the Node and Lease objects
};

// To the agent.
struct Changed {  // the replica has applied something; may be sent often, and lost
  Revision revision;
};
struct RuntimeExit {
  runtime::ContainerExited exited;
};
struct RuntimeDue {  // the simulated runtime wants to be advanced
  MonoTime at;
};
struct PodStatusReport;  // from pod actors
struct PodGone;
struct ReadLog;  // log_reader.hpp

using AgentMail =
    std::variant<Changed, RuntimeExit, RuntimeDue, std::shared_ptr<const PodStatusReport>,
                 std::shared_ptr<const PodGone>, std::shared_ptr<const ReadLog>>;
using AgentRef = Ref<AgentMail>;

AgentRef make_agent();
runtime::EventSink agent_events(AgentRef agent);
std::function<void(MonoTime)> agent_wake(AgentRef agent);

// The children of one node, left to right. They may stand in the root's table (real node) or in a
// supervisor of their own (simulated_node).
std::vector<ActorSpec> agent_children(std::shared_ptr<const AgentSetup> setup, AgentRef agent);
ActorSpec simulated_node(std::shared_ptr<const AgentSetup> setup, AgentRef agent);

// A setup for a simulated node on `host_setup`'s replica: its own SimulatedRuntime, no files, pods'
// addresses from `pod_cidr`. `clock` must outlive the runtime.
struct SimulatedNode {
  std::shared_ptr<AgentSetup> setup;
  AgentRef agent;
};
SimulatedNode make_simulated_node(const AgentSetup& host_setup, NodeName node, std::string pod_cidr,
                                  const Clock& clock);

}  // namespace shoal::agent
