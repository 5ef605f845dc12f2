#include "node/assembly/node.hpp"

#include "node/watchdog/watchdog.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::node {
namespace {

constexpr size_t request_actors = 2;  // one a core
constexpr Duration stop_grace = std::chrono::seconds(5);

// A cluster of one has nobody to send to.
class NoPeers final : public replica::PeerSender {
 public:
  void send(const raft::Message&) override {}
};

}  // namespace

Node::Node(Options options, Identity identity)
    : options_(std::move(options)), identity_(std::move(identity)), clock_(system_clock()) {}

Result<std::unique_ptr<Node>> Node::start(const Options& options) {
  const Clock& clock = system_clock();
  SHOAL_ASSIGN(auto identity, load_or_found(options, clock.wall()));
  std::unique_ptr<Node> node(new Node(options, std::move(identity)));
  SHOAL_ASSIGN(node->state_, State::open({options.data_dir, node->identity_.cluster,
                                          MemberId{entropy()}, node->identity_.founder}));
  node->peers_ = std::make_unique<NoPeers>();
  node->outbox_ = std::make_shared<replica::Outbox>(
      log::Origin{log::node_origin(options.name),
                  static_cast<uint64_t>(to_unix_ns(clock.wall()))});
  node->make_refs();
  node->listen_to_state();
  SystemOptions system;
  system.node = options.name;
  system.clock = &clock;
  system.seed = entropy();
  node->running_page_ = open_running_page();
  system.running_page = node->running_page_.get();
  node->system_ = System::create(system);
  auto setup = std::const_pointer_cast<api::ApiSetup>(node->api_setup());
  SHOAL_ASSIGN(setup->check_token, token_check(options.token_auth_file));
  node->api_ = setup;
  node->system_->run({}, node->tree());
  SHOAL_TRY(node->serve_api());
  return node;
}

void Node::make_refs() {
  for (size_t i = 0; i < request_actors; ++i)
    refs_.api.requests.push_back(make_ref<api::RequestActor>());
  refs_.api.watches = make_ref<api::WatchActor>(65536);
}

Status Node::serve_api() {
  auto authority = tls::Authority::from_pem(identity_.ca_certificate_pem, identity_.ca_key_pem);
  if (!authority.ok()) return authority.status();
  auto certificate = server_certificate(*authority, options_, clock_.wall());
  if (!certificate.ok()) return certificate.status();
  http::ServerOptions serve;
  serve.address = options_.listen_api.host;
  serve.port = options_.listen_api.port;
  serve.certificate = *certificate;
  serve.client_ca_pem = identity_.ca_certificate_pem;
  auto server =
      http::Server::start(serve, std::make_shared<api::ApiResponder>(api_, refs_.api));
  if (!server.ok()) return server.status();
  server_ = std::move(*server);
  if (!identity_.founder) return {};
  return write_admin_kubeconfig(*authority, options_, server_->port(), clock_.wall());
}

void Node::stop() {
  if (server_) server_->stop(std::chrono::seconds(1));
  if (system_) system_->stop(stop_grace);
  if (state_) (void)state_->disk().flush();
}

Node::~Node() {
  server_.reset();
  system_.reset();
  state_.reset();
}

}  // namespace shoal::node
