#pragma once
// Node: one shoald, whole. start() is the start order; the member order is the reverse of the end
// order; tree.cpp is its supervision tree as one table.

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "actors/apiserver/http/server.hpp"
#include "actors/apiserver/server/responder.hpp"
#include "actors/cluster/cluster.hpp"
#include "actors/controllers/controllers_tree.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "actors/supervision/running_page.hpp"
#include "actors/supervision/system.hpp"
#include "node/assembly/agents.hpp"
#include "node/assembly/bootstrap_actor.hpp"
#include "node/assembly/credentials.hpp"
#include "node/assembly/events_actor.hpp"
#include "node/assembly/hosted_shards.hpp"
#include "node/assembly/state.hpp"
#include "node/options/options.hpp"
#include "schema/metrics/metrics.hpp"
#include "storage/replica/outbox.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"
#include "storage/replica/scrub_actor.hpp"

namespace shoal::node {

// The actors others send to, made before any of them runs.
struct Refs {
  Ref<replica::RaftActor::Mail> raft = make_ref<replica::RaftActor>();
  replica::ProposerRef proposer = make_ref<replica::ProposerActor>(8192);
  scheduler::SchedulerRef scheduler = make_ref<scheduler::SchedulerActor>();
  EventsRef events = make_ref<EventsActor>();
  EventsRef pod_events = make_ref<EventsActor>();
  api::ApiActors api;
};

class Node {
 public:
  static Result<std::unique_ptr<Node>> start(const Options& options);
  ~Node();
  uint16_t api_port() const { return server_->port(); }
  void stop();

 private:
  explicit Node(const Options& options);

  // The steps of start(), in order.
  Status open_state();
  Result<raft::Membership> enter(MemberId member);
  void make_refs();
  void listen_to_state();
  void make_system();
  Status join_links();
  Status make_agents();
  Status serve_api();
  Status renew_certificates();

  std::vector<ActorSpec> tree();
  ActorSpec api_branch();
  std::vector<ActorSpec> acting_branches();
  std::shared_ptr<const replica::RaftSetup> raft_setup();
  std::shared_ptr<const replica::ProposerSetup> proposer_setup();
  std::shared_ptr<const replica::ScrubSetup> scrub_setup();
  std::shared_ptr<const controllers::ControllersSetup> controllers_setup();
  std::shared_ptr<const scheduler::SchedulerSetup> scheduler_setup();
  std::shared_ptr<const BootstrapSetup> bootstrap_setup();
  std::shared_ptr<const EventsSetup> events_setup(std::string component, std::string user);
  Result<std::shared_ptr<const api::ApiSetup>> api_setup();
  std::vector<api::HealthCheck> health_checks();
  std::string shortage() const;
  cluster::ShardHost shard_host();
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose();
  std::function<Result<store::Changes>(store::Resources, Revision, size_t)> changes();
  std::function<void(Reply<Done>)> catch_up();
  std::string own_pod_cidr() const;

  // What the API asks of a whole node (live_views.cpp, pod_logs.cpp).
  void answer_peers(const api::Call& call, std::function<void(api::Answer)> done);
  void answer_actors(const api::Call& call, std::function<void(api::Answer)> done);
  void answer_raft(const api::Call& call, std::function<void(api::Answer)> done);
  void stream_log(const api::Call& call, std::shared_ptr<http::Exchange> exchange);
  void pass_on(const std::string& node, const api::Call& call,
               std::shared_ptr<http::Exchange> exchange);

  Options options_;
  std::atomic<bool> stopping_{false};
  const Clock& clock_;
  metrics::Registry metrics_;
  metrics::Counter* growth_refused_;
  cluster::Identity identity_;
  cluster::Member self_;
  tls::KeyPair inner_client_;  // what this node shows to other nodes' API servers
  Refs refs_;
  HostedShards hosted_;
  std::shared_ptr<replica::Outbox> outbox_;
  std::unique_ptr<Executor> cleanup_;
  std::unique_ptr<State> state_;
  std::unique_ptr<cluster::Cluster> cluster_;
  std::unique_ptr<Agents> agents_;
  std::shared_ptr<const api::ApiSetup> api_;
  controllers::ControllersTree controllers_;
  std::unique_ptr<RunningPage> running_page_;
  std::unique_ptr<System> system_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace shoal::node
