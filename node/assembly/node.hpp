#pragma once
// Node: one shoald, whole. The constructor order is the start order and the member order is the reverse
// of the stop order; tree.cpp is its supervision tree as one table.

#include <memory>
#include <string>
#include <vector>

#include "actors/apiserver/http/server.hpp"
#include "actors/apiserver/server/responder.hpp"
#include "actors/controllers/controllers_tree.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "actors/supervision/running_page.hpp"
#include "actors/supervision/system.hpp"
#include "node/assembly/credentials.hpp"
#include "node/assembly/identity.hpp"
#include "node/assembly/state.hpp"
#include "node/options/options.hpp"
#include "storage/replica/outbox.hpp"
#include "storage/replica/proposer_actor.hpp"
#include "storage/replica/raft_actor.hpp"

namespace shoal::node {

// The actors others send to, made before any of them runs.
struct Refs {
  Ref<replica::RaftActor::Mail> raft = make_ref<replica::RaftActor>();
  replica::ProposerRef proposer = make_ref<replica::ProposerActor>(8192);
  scheduler::SchedulerRef scheduler = make_ref<scheduler::SchedulerActor>();
  api::ApiActors api;
};

class Node {
 public:
  static Result<std::unique_ptr<Node>> start(const Options& options);
  ~Node();
  uint16_t api_port() const { return server_->port(); }
  void stop();

 private:
  Node(Options options, Identity identity);
  void make_refs();
  std::vector<ActorSpec> tree();
  std::shared_ptr<const api::ApiSetup> api_setup();
  std::shared_ptr<const replica::RaftSetup> raft_setup();
  std::shared_ptr<const replica::ProposerSetup> proposer_setup();
  std::shared_ptr<const controllers::ControllersSetup> controllers_setup();
  std::function<void(log::Transaction, Reply<store::Outcome>)> propose();
  std::shared_ptr<const scheduler::SchedulerSetup> scheduler_setup();
  void listen_to_state();
  Status serve_api();

  Options options_;
  Identity identity_;
  const Clock& clock_;
  Refs refs_;
  std::shared_ptr<replica::Outbox> outbox_;
  std::unique_ptr<replica::PeerSender> peers_;
  std::unique_ptr<State> state_;
  std::shared_ptr<const api::ApiSetup> api_;
  controllers::ControllersTree controllers_;
  std::unique_ptr<RunningPage> running_page_;
  std::unique_ptr<System> system_;
  std::unique_ptr<http::Server> server_;
};

}  // namespace shoal::node
