#include "node/assembly/node.hpp"

#include <unistd.h>

#include <cstdio>

#include "actors/cluster/life.hpp"
#include "actors/objects/sealing/sealing.hpp"
#include "node/assembly/damage.hpp"
#include "node/assembly/hand_over.hpp"
#include "node/assembly/health.hpp"
#include "node/assembly/measures.hpp"
#include "node/assembly/parts.hpp"
#include "node/logging/logging.hpp"
#include "node/watchdog/watchdog.hpp"
#include "schema/vocab/random.hpp"
#include "storage/replica/thread_executor.hpp"

namespace shoal::node {
namespace {

constexpr size_t request_actors = 2;  // one a core
constexpr Duration stop_grace = std::chrono::seconds(5);
constexpr Duration hand_over_patience = std::chrono::seconds(1);

// Without root pods share the host's loopback, where every address of 127.0.0.0/8 can be listened
// on: the node of 10.244.N.0/24 has 127.(N + 1).0.0/16.
std::string loopback_range(const std::string& range) {
  unsigned a = 0, b = 0, c = 0;
  if (std::sscanf(range.c_str(), "%u.%u.%u.", &a, &b, &c) != 3) return "127.1.0.0/16";
  return "127." + std::to_string(c % 254 + 1) + ".0.0/16";
}

}  // namespace

Node::Node(const Options& options)
    : options_(options),
      clock_(system_clock()),
      growth_refused_(
          &metrics_.counter("shoal_growth_refused_total",
                            "Writes of controllers, agents and Events that were refused because a "
                            "disk is short of room")) {}

Result<std::unique_ptr<Node>> Node::start(const Options& options) {
  std::unique_ptr<Node> node(new Node(options));
  SHOAL_TRY(node->open_state());
  SHOAL_TRY(
      cluster::check_life(node->identity_, node->self_,
                          cluster::life_of(node->state_->disk().log(), node->state_->store())));
  measure_process(node->metrics_);
  measure_replica(node->metrics_, *node->state_);
  measure_disk(node->metrics_, options.data_dir);
  node->make_refs();
  node->listen_to_state();
  node->make_system();
  measure_actors(node->metrics_, [system = node->system_.get()] { return system->tree(); });
  SHOAL_TRY(node->join_links());
  SHOAL_TRY(node->make_agents());
  SHOAL_ASSIGN(node->api_, node->api_setup());
  node->system_->run({}, node->tree());
  SHOAL_TRY(node->serve_api());
  return node;
}

Status Node::open_state() {
  SHOAL_TRY(make_private_directory(options_.data_dir));
  StateOptions wish;
  wish.data_dir = options_.data_dir;
  wish.fresh_member = MemberId{entropy()};
  wish.metrics = &metrics_;
  wish.clock = &clock_;
  wish.disk_faults = options_.disk_faults;
  wish.levels = options_.levels;
  wish.enter = [this](MemberId member) { return enter(member); };
  auto state = open_or_come_back(std::move(wish), options_.name);
  if (!state.ok()) return state.status();
  state_ = std::move(*state);
  if (const auto held = state_->disk().held_at())
    log_event(Severity::error, "event=replica_held entry=" + std::to_string(held.value) +
                                   " deaths=" + std::to_string(replica::apply_deaths_max) +
                                   " reason=" + quoted_text(why_held(held)));
  SHOAL_ASSIGN(auto keys, objects::make_keyring({identity_.secrets.data_key}));
  state_->cache()->use(std::move(keys));
  cleanup_ = replica::make_thread_executor("shoal-cleanup");
  outbox_ = std::make_shared<replica::Outbox>(log::Origin{
      log::node_origin(options_.name), static_cast<uint64_t>(to_unix_ns(clock_.wall()))});
  return {};
}

Result<raft::Membership> Node::enter(MemberId member) {
  auto entry = entry_of(options_, member);
  self_ = entry.self;
  self_.api = options_.advertise + ":" + std::to_string(options_.listen_api.port);
  self_.pod_cidr = options_.pod_cidr.starts_with("127.") ? "" : options_.pod_cidr;
  entry.self = self_;
  SHOAL_ASSIGN(identity_, cluster::enter_cluster(entry, clock_));
  return identity_.first_membership;
}

void Node::make_refs() {
  for (size_t i = 0; i < request_actors; ++i)
    refs_.api.requests.push_back(make_ref<api::RequestActor>());
  refs_.api.watches = make_ref<api::WatchActor>(65536);
}

void Node::make_system() {
  running_page_ = open_running_page();
  system_ = make_actor_system(options_.name, running_page_.get());
}

Status Node::join_links() {
  cluster::ClusterSetup setup;
  setup.identity = identity_;
  setup.self = self_;
  setup.listen_host = options_.listen_peer.host;
  setup.listen_port = options_.listen_peer.port;
  setup.data_dir = options_.data_dir;
  setup.identity_dir = options_.data_dir + "/identity";
  setup.clock = &clock_;
  setup.disk = &state_->disk();
  setup.raft = refs_.raft;
  setup.proposer = refs_.proposer;
  setup.leadership = &state_->leadership();
  setup.shards = shard_host();
  setup.tree = [this] { return system_->tree(); };
  setup.kill = [this](const std::string& path) { return system_->kill(path); };
  setup.rebuild = [data_dir = options_.data_dir](const std::string& why) {
    rebuild(data_dir, why);
  };
  setup.alarm = [](const std::string& line) { log_event(Severity::error, line); };
  setup.log = log_line;
  setup.metrics = &metrics_;
  setup.disk_space = [this] { return space_of(options_.data_dir); };
  setup.disk_marks = options_.disk_marks;
  auto cluster = cluster::Cluster::create(std::move(setup));
  if (!cluster.ok()) return cluster.status();
  cluster_ = std::move(*cluster);
  return {};
}

// The range replicated state gives this node; what was asked for until it is known. A loopback
// range is this machine's own matter: members on other machines use the same.
std::string Node::own_pod_cidr() const {
  if (options_.pod_cidr.starts_with("127.")) return options_.pod_cidr;
  for (const auto& members : {cluster_->members(), identity_.known}) {
    auto found = members.find(options_.name);
    if (found == members.end() || found->second.pod_cidr.empty()) continue;
    return geteuid() == 0 ? found->second.pod_cidr : loopback_range(found->second.pod_cidr);
  }
  if (!options_.pod_cidr.empty()) return options_.pod_cidr;
  // A founder's record is not written yet at its first start; the first range is its own.
  return geteuid() == 0 ? "10.244.0.0/24" : loopback_range("10.244.0.0/24");
}

Status Node::make_agents() {
  AgentGround ground;
  ground.view = [this] { return state_->view(); };
  ground.catch_up = catch_up();
  ground.propose = propose();
  ground.metrics = &metrics_;
  ground.tell = [events = refs_.pod_events](const std::string& space, const std::string& pod,
                                            const Uid& uid, objects::Report report) {
    (void)events.send(PodReports{{{space, pod, uid, std::move(report)}}});
  };
  ground.clock = &clock_;
  ground.pod_cidr = own_pod_cidr();
  auto agents = Agents::create(options_, std::move(ground));
  if (!agents.ok()) return agents.status();
  agents_ = std::move(*agents);
  return {};
}

// What clients see changes on new connections only; open ones keep theirs.
Status Node::renew_certificates() {
  const auto& secrets = identity_.secrets;
  auto authority = tls::Authority::from_pem(secrets.ca_certificate_pem, secrets.ca_key_pem);
  if (!authority.ok()) return authority.status();
  auto certificate = server_certificate(*authority, options_, clock_.wall());
  if (!certificate.ok()) return certificate.status();
  return server_->set_certificate(*certificate, secrets.ca_certificate_pem);
}

Status Node::serve_api() {
  const auto& secrets = identity_.secrets;
  auto authority = tls::Authority::from_pem(secrets.ca_certificate_pem, secrets.ca_key_pem);
  if (!authority.ok()) return authority.status();
  auto certificate = server_certificate(*authority, options_, clock_.wall());
  if (!certificate.ok()) return certificate.status();
  auto inner = authority->issue_client("system:node:" + options_.name, {"system:nodes"},
                                       clock_.wall(), std::chrono::hours(24 * 365));
  if (!inner.ok()) return inner.status();
  inner_client_ = std::move(*inner);
  http::ServerOptions serve;
  serve.address = options_.listen_api.host;
  serve.port = options_.listen_api.port;
  serve.certificate = *certificate;
  serve.client_ca_pem = secrets.ca_certificate_pem;
  auto server = http::Server::start(serve, std::make_shared<api::ApiResponder>(api_, refs_.api));
  if (!server.ok()) return server.status();
  server_ = std::move(*server);
  const bool founder = !identity_.first_membership.voters.empty();
  if (!options_.init && !founder) return {};
  return write_admin_kubeconfig(*authority, options_, server_->port(), clock_.wall());
}

void Node::stop() {
  stopping_.store(true);
  if (system_) hand_over(refs_.raft, state_->leadership(), state_->member(), hand_over_patience);
  if (server_) server_->stop(std::chrono::seconds(1));
  if (cluster_) cluster_->close();
  if (system_) system_->stop(stop_grace);
  if (state_) (void)state_->disk().flush();
}

// Whatever brings work in ends first, what does it next, what it is done on last.
Node::~Node() {
  server_.reset();
  if (cluster_) cluster_->close();
  system_.reset();
  agents_.reset();
  if (state_) state_->close();
  cluster_.reset();
}

}  // namespace shoal::node
