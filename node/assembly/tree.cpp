// What runs on a node: its supervision tree as one table, and what each part is built from.

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "actors/apiserver/server/measures.hpp"
#include "actors/cluster/rules/growth.hpp"
#include "actors/controllers/table/controllers.hpp"
#include "actors/supervision/supervisor.hpp"
#include "node/assembly/certificates_actor.hpp"
#include "node/assembly/damage.hpp"
#include "node/assembly/health.hpp"
#include "node/assembly/measures.hpp"
#include "node/assembly/node.hpp"
#include "node/assembly/parts.hpp"
#include "node/watchdog/watchdog.hpp"

namespace shoal::node {
namespace {

constexpr Duration propose_patience = std::chrono::seconds(30);
constexpr const char* scheduler_shard = "scheduler";

}  // namespace

std::vector<ActorSpec> Node::tree() {
  controllers_ = controllers::controllers_tree(controllers::all_controllers(), controllers_setup());
  std::vector<ActorSpec> children{
      worker<replica::RaftActor>("raft", refs_.raft, raft_setup()),
      worker<replica::ProposerActor>("proposer", refs_.proposer, proposer_setup()),
      supervisor("cluster", {}, cluster_->actors()),
      api_branch(),
      worker<BootstrapActor>("bootstrap", make_ref<BootstrapActor>(), bootstrap_setup()),
      worker<CertificatesActor>("certificates", make_ref<CertificatesActor>(),
                                std::function<Status()>([this] { return renew_certificates(); })),
      worker<GuardActor>("guard", make_ref<GuardActor>()),
      worker<replica::ScrubActor>("scrub", make_ref<replica::ScrubActor>(), scrub_setup()),
  };
  if (options_.api_only) return children;
  for (auto& acting : acting_branches()) children.push_back(std::move(acting));
  return children;
}

// What acts on the objects that the API stores.
std::vector<ActorSpec> Node::acting_branches() {
  std::vector<ActorSpec> children{
      controllers_.spec,
      worker<scheduler::SchedulerActor>("scheduler", refs_.scheduler, scheduler_setup()),
      worker<EventsActor>("events", refs_.events,
                          events_setup("default-scheduler", "system:kube-scheduler")),
      worker<EventsActor>("pod-events", refs_.pod_events,
                          events_setup("kubelet", "system:node:" + options_.name)),
  };
  for (auto& agent : agents_->tree()) children.push_back(std::move(agent));
  return children;
}

ActorSpec Node::api_branch() {
  std::vector<ActorSpec> children;
  for (size_t i = 0; i < refs_.api.requests.size(); ++i)
    children.push_back(
        worker<api::RequestActor>("requests-" + std::to_string(i), refs_.api.requests[i], api_));
  children.push_back(worker<api::WatchActor>("watches", refs_.api.watches, api_));
  return supervisor("api", {}, std::move(children));
}

std::shared_ptr<const replica::RaftSetup> Node::raft_setup() {
  auto setup = std::make_shared<replica::RaftSetup>();
  setup->id = state_->member();
  setup->disk = &state_->disk();
  setup->machine = &state_->disk();
  setup->peers = &cluster_->peers();
  setup->metrics = &metrics_;
  setup->leadership = &state_->leadership();
  setup->on_leader = [this](const replica::LeaderChanged& changed) {
    refs_.proposer.send_unbounded(changed);
    cluster_->leader_changed(changed);
  };
  setup->make_entry = [this](const std::vector<Bytes>& transactions, WallTime now) {
    auto epoch = state_->store().snapshot().cluster_epoch();
    auto entry = log::encode_entry(epoch, now, transactions);
    // What a batch holds was bounded when each transaction was taken in.
    return entry.ok() ? *entry : Bytes();
  };
  setup->log = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  return setup;
}

std::shared_ptr<const replica::ProposerSetup> Node::proposer_setup() {
  auto setup = std::make_shared<replica::ProposerSetup>();
  setup->outbox = outbox_;
  setup->feature_level = [this] { return state_->store().snapshot().feature_level(); };
  setup->metrics = &metrics_;
  setup->submit = [this](std::vector<Bytes> transactions) {
    // Held, it would never see an outcome, and repeat its proposals for ever.
    return !state_->disk().held_at() && cluster_->submit(std::move(transactions));
  };
  return setup;
}

std::shared_ptr<const replica::ScrubSetup> Node::scrub_setup() {
  auto setup = scrub_of(*state_, options_);
  setup->metrics = &metrics_;
  return setup;
}

std::function<void(log::Transaction, Reply<store::Outcome>)> Node::propose() {
  return
      [this, proposer = refs_.proposer](log::Transaction transaction, Reply<store::Outcome> reply) {
        if (auto short_of = cluster::grows(transaction) ? shortage() : ""; !short_of.empty()) {
          growth_refused_->add();
          return reply.answer(
              Status(Code::too_many_requests, short_of + " nothing that grows is taken"));
        }
        replica::Propose propose{std::move(transaction), propose_patience, reply};
        if (proposer.send(std::move(propose)) != Delivery::accepted)
          reply.answer(Status(Code::too_many_requests, "this node has too many writes under way"));
      };
}

std::function<Result<store::Changes>(store::Resources, Revision, size_t)> Node::changes() {
  return [this](store::Resources wanted, Revision after, size_t looked_at_max) {
    return state_->store().window().changes_of(wanted, after, looked_at_max);
  };
}

// A linearizable read of nothing: the index that the leader vouches for, once it is applied here.
std::function<void(Reply<Done>)> Node::catch_up() {
  return [this](Reply<Done> reply) {
    auto then = [this, reply](Result<LogIndex> index) {
      if (!index.ok()) return reply.answer(index.status());
      state_->gate().wait_index(*index, clock_.mono() + api::read_wait_max, [reply](bool reached) {
        if (reached) return reply.answer(Done{});
        reply.answer(Status(Code::timeout, "this replica is behind"));
      });
    };
    if (refs_.raft.send(replica::ReadIndex{Reply<LogIndex>(then)}) != Delivery::accepted)
      reply.answer(Status(Code::unavailable, "the log is busy"));
  };
}

std::shared_ptr<const controllers::ControllersSetup> Node::controllers_setup() {
  auto setup = std::make_shared<controllers::ControllersSetup>();
  setup->metrics = &metrics_;
  setup->node = options_.name;
  setup->view = [this] { return state_->view(); };
  setup->cache = state_->cache();
  setup->changes = changes();
  setup->propose = propose();
  setup->hosts = [this](std::string_view shard) { return hosted_.has(shard); };
  setup->not_ready_toleration = options_.not_ready_toleration;
  setup->unreachable_toleration = options_.unreachable_toleration;
  return setup;
}

std::shared_ptr<const scheduler::SchedulerSetup> Node::scheduler_setup() {
  auto setup = std::make_shared<scheduler::SchedulerSetup>();
  setup->metrics = &metrics_;
  setup->node = options_.name;
  setup->shard = scheduler_shard;
  setup->view = [this] { return state_->view(); };
  setup->cache = state_->cache();
  setup->changes = changes();
  setup->propose = propose();
  setup->hosts = [this](std::string_view shard) { return hosted_.has(shard); };
  setup->report = [events = refs_.events](std::vector<scheduler::PodReport> reports) {
    (void)events.send(PodReports{std::move(reports)});
  };
  return setup;
}

std::shared_ptr<const BootstrapSetup> Node::bootstrap_setup() {
  auto setup = std::make_shared<BootstrapSetup>();
  setup->view = [this] { return state_->view(); };
  setup->propose = propose();
  setup->leadership = &state_->leadership();
  setup->self = state_->member();
  setup->servers = [this] {
    controllers::ApiServers servers;
    for (const auto& [name, member] : cluster_->members()) {
      if (!member.dead && !member.witness) servers.addresses.push_back(member.host);
    }
    servers.port = options_.listen_api.port;
    servers.root_certificate = identity_.secrets.ca_certificate_pem;
    return servers;
  };
  return setup;
}

std::shared_ptr<const EventsSetup> Node::events_setup(std::string component, std::string user) {
  auto setup = std::make_shared<EventsSetup>();
  setup->of_machine = component == "kubelet";
  setup->component = std::move(component);
  setup->user = std::move(user);
  setup->host = options_.name;
  setup->view = [this] { return state_->view(); };
  setup->propose = propose();
  return setup;
}

cluster::ShardHost Node::shard_host() {
  cluster::ShardHost host;
  for (const auto& row : controllers::all_controllers()) {
    for (uint32_t shard = 0; shard < row.shards; ++shard) host.shards.push_back(row.shard(shard));
  }
  host.shards.push_back(scheduler_shard);
  auto tell = [this] {
    controllers_.changed();
    (void)refs_.scheduler.send(scheduler::Changed{});
  };
  host.start = [this, tell](const std::string& shard) {
    if (hosted_.add(shard)) tell();
  };
  host.stop = [this, tell](const std::string& shard) {
    if (hosted_.remove(shard)) tell();
  };
  return host;
}

Result<std::shared_ptr<const api::ApiSetup>> Node::api_setup() {
  auto setup = std::make_shared<api::ApiSetup>();
  setup->store = &state_->store();
  setup->cache = state_->cache();
  setup->leadership = &state_->leadership();
  setup->raft = refs_.raft;
  setup->proposer = refs_.proposer;
  setup->applied = &state_->gate();
  setup->clock = &clock_;
  setup->advertise = options_.advertise + ":" + std::to_string(options_.listen_api.port);
  setup->version = std::string(version);
  setup->not_ready_toleration = options_.not_ready_toleration;
  setup->unreachable_toleration = options_.unreachable_toleration;
  setup->actors = [this](const api::Call& call, auto done) { answer_actors(call, done); };
  setup->peers = [this](const api::Call& call, auto done) { answer_peers(call, done); };
  setup->metrics = &metrics_;
  setup->measures = std::make_shared<api::Measures>(metrics_, clock_);
  setup->health = health_checks();
  setup->shortage = [this] { return shortage(); };
  setup->standstill = [this]() -> std::optional<api::Standstill> {
    const auto held = cluster_->held();
    if (!held.at) return std::nullopt;
    return api::Standstill{why_held(held.at), held.readable};
  };
  setup->raft_statuses = [this](const api::Call& call, auto done) { answer_raft(call, done); };
  setup->log = [this](const api::Call& call, auto exchange) { stream_log(call, exchange); };
  SHOAL_ASSIGN(setup->check_token, token_check(options_.token_auth_file));
  return std::shared_ptr<const api::ApiSetup>(std::move(setup));
}

// This node's own disk as it is now; of the others' what they told.
std::string Node::shortage() const {
  const auto space = space_of(options_.data_dir);
  const auto& marks = options_.disk_marks;
  if (room::state_of(space, marks) == room::DiskState::ok) return cluster_->no_growth();
  return "this node's disk " + room::shortage(space, marks.soft);
}

std::vector<api::HealthCheck> Node::health_checks() {
  HealthGround ground;
  ground.raft_status = [raft = refs_.raft](Reply<raft::RaftStatus> reply) {
    (void)raft.send(replica::GetStatus{std::move(reply)});
  };
  ground.catch_up = [this, ask = catch_up()](Reply<Done> reply) {
    state_->gate().expire(clock_.mono());
    ask(std::move(reply));
  };
  ground.held_at = [this] { return state_->disk().held_at(); };
  ground.has_leader = [this] { return bool(state_->leadership().leader()); };
  ground.disk_space = [this] { return space_of(options_.data_dir); };
  ground.disk_needed = options_.disk_marks.critical;
  ground.stopping = [this] { return stopping_.load(); };
  ground.later = [this](Duration delay, std::function<void()> job) {
    system_->timers().schedule(clock_.mono() + delay, std::move(job));
  };
  return node_health(ground);
}

// Everyone who is told that the state has changed. The applier's thread: each only hands over.
void Node::listen_to_state() {
  state_->on_applied([measures = std::make_shared<ApplyMeasures>(metrics_)](
                         const store::Applied& applied) { measures->count(applied); });
  state_->on_applied([this](const store::Applied& applied) { cluster_->applied(applied); });
  // A proposer knows no origin but its node's: on a replica that only follows it sleeps on.
  state_->on_applied([this, own = log::node_origin(options_.name)](const store::Applied& applied) {
    std::vector<store::TransactionOutcome> outcomes;
    std::copy_if(applied.outcomes.begin(), applied.outcomes.end(), std::back_inserter(outcomes),
                 [&](const auto& outcome) { return outcome.origin.name == own; });
    if (outcomes.empty()) return;
    refs_.proposer.send_unbounded(replica::Outcomes{
        std::make_shared<const std::vector<store::TransactionOutcome>>(std::move(outcomes))});
  });
  auto tell_all = [this, scheduled = scheduler::SchedulerActor::minds()](const store::Resources& of,
                                                                         Revision revision) {
    if (api_->watches->load() > 0) (void)refs_.api.watches.send(api::Changed{revision});
    controllers_.changed(of);
    if (scheduled.meet(of)) (void)refs_.scheduler.send(scheduler::Changed{});
    agents_->changed(of, revision);
  };
  state_->on_applied([tell_all](const store::Applied& applied) {
    if (applied.changes.empty()) return;
    store::Resources touched;
    for (const auto& change : applied.changes) touched.add(store::Resources::of(change.key()));
    tell_all(touched, applied.revision);
  });
  state_->on_replaced([this, tell_all] {
    cluster_->replaced();
    tell_all(store::Resources::all(), state_->store().snapshot().revision());
  });
}

}  // namespace shoal::node
