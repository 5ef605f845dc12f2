#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <mutex>
#include <set>
#include <thread>

#include "actors/link/link_measures.hpp"
#include "actors/link/peer.hpp"

namespace shoal {
namespace link {
namespace {

constexpr size_t log_lines_per_second_max = 20;

// At most so many in any second of the clock.
class PerSecond {
 public:
  explicit PerSecond(size_t max) : max_(max) {}
  bool take(MonoTime now) {
    if (now - begin_ >= 1s) {
      begin_ = now;
      used_ = 0;
    }
    return used_++ < max_;
  }

 private:
  size_t max_;
  size_t used_ = 0;
  MonoTime begin_{};
};

void use_key(asio::ssl::context& tls, const NodeKey& key) {
  tls.use_certificate(asio::buffer(key.certificate_pem), asio::ssl::context::pem);
  tls.use_private_key(asio::buffer(key.private_pem), asio::ssl::context::pem);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(tls.native_handle(), SSL_SESS_CACHE_OFF);
  // TLS proves that the peer has the key of its certificate; whose key it is, the pin says. Nothing
  // else in a certificate counts, its dates least of all.
  tls.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  tls.set_verify_callback([](bool, asio::ssl::verify_context&) { return true; });
}

class Impl final : public RealLinks {
 public:
  Impl(LinkOptions options, LinkCallbacks callbacks)
      : options_(std::move(options)),
        callbacks_(std::move(callbacks)),
        server_tls_(asio::ssl::context::tls_server),
        client_tls_(asio::ssl::context::tls_client),
        acceptor_(io_),
        accept_again_(io_),
        joins_(options_.joins_per_second_max) {}
  ~Impl() override;
  void open();

  uint16_t port() const override { return port_; }
  void remember(const PeerAddress& peer) override;
  void forget(const NodeName& peer) override;
  void beats_began() override;
  bool is_up(const NodeName& peer, LinkClass lane) const override;
  Sent send(const NodeName& peer, Frame frame, LinkClass lane) override;
  void request(const NodeName& peer, Frame frame, LinkClass lane, Duration deadline,
               std::function<void(Result<Frame>)> done) override;
  void respond(const NodeName& peer, const Frame& request, Result<Bytes> answer,
               LinkClass lane) override;
  void join(const PeerAddress& peer, const KeyPin& expected, Bytes token, Duration deadline,
            std::function<void(Result<Bytes>)> done) override;

 private:
  using Guest = std::shared_ptr<Connection>;
  Shop shop() { return {io_, client_tls_, options_, callbacks_, system_clock()}; }
  std::shared_ptr<Peer> find(const NodeName& name) const;
  std::shared_ptr<Peer> obtain(const NodeName& name);
  LinkCallbacks client_callbacks();
  void welcome_client(const Guest& guest);
  void listen();
  void accept();
  void receive(Tcp::socket socket);
  void greeted(const Guest& guest, Wire type, const Bytes& body);
  void welcome(const Guest& guest, const Hello& hello);
  void refuse(const Guest& guest, Refusal refusal);
  void let_join(const Guest& guest, const Hello& hello);
  void log(const std::string& line);

  const LinkOptions options_;
  const LinkCallbacks callbacks_;
  const LinkCallbacks client_callbacks_{client_callbacks()};
  size_t clients_ = 0;
  uint64_t next_client_ = 1;
  asio::io_context io_{1};
  asio::ssl::context server_tls_;
  asio::ssl::context client_tls_;
  Tcp::acceptor acceptor_;
  asio::steady_timer accept_again_;
  uint16_t port_ = 0;
  std::set<Guest> strangers_;
  PerSecond joins_;
  PerSecond log_lines_{log_lines_per_second_max};
  mutable std::mutex mutex_;
  std::map<NodeName, std::shared_ptr<Peer>> peers_;
  bool ending_ = false;
  std::thread thread_;
};

void Impl::open() {
  use_key(server_tls_, options_.key);
  use_key(client_tls_, options_.key);
  if (!options_.client) listen();
  thread_ = std::thread([this] {
    auto work = asio::make_work_guard(io_);
    io_.run();
  });
  pthread_setname_np(thread_.native_handle(), "links");
}

void Impl::listen() {
  Tcp::endpoint at(asio::ip::make_address(options_.listen_host), options_.listen_port);
  acceptor_.open(at.protocol());
  acceptor_.set_option(Tcp::acceptor::reuse_address(true));
  acceptor_.bind(at);
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
  accept();
}

// Programs of this node are peers without an address: nobody connects to them, and nobody above
// hears that they come and go.
LinkCallbacks Impl::client_callbacks() {
  LinkCallbacks callbacks;
  callbacks.on_frame = callbacks_.on_client;
  callbacks.on_up = [](const NodeName&, LinkClass) {};
  callbacks.on_down = [this](const NodeName& client, LinkClass, LinkDown, const std::string&) {
    --clients_;
    forget(client);
  };
  return callbacks;
}

Impl::~Impl() {
  if (!thread_.joinable()) return;
  asio::post(io_, [this] {
    ending_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    for (const auto& guest : std::set<Guest>(strangers_)) {
      guest->close(Connection::Why::local, "stopping");
    }
    std::map<NodeName, std::shared_ptr<Peer>> peers;
    {
      std::lock_guard lock(mutex_);
      peers.swap(peers_);
    }
    for (auto& [name, peer] : peers) peer->forget();
    asio::post(io_, [this] { io_.stop(); });
  });
  thread_.join();
}

void Impl::log(const std::string& line) {
  if (log_lines_.take(system_clock().mono())) options_.log(line);
}

std::shared_ptr<Peer> Impl::find(const NodeName& name) const {
  std::lock_guard lock(mutex_);
  auto at = peers_.find(name);
  return at == peers_.end() ? nullptr : at->second;
}

std::shared_ptr<Peer> Impl::obtain(const NodeName& name) {
  std::lock_guard lock(mutex_);
  auto& peer = peers_[name];
  if (!peer) peer = std::make_shared<Peer>(shop(), name);
  return peer;
}

void Impl::remember(const PeerAddress& peer) {
  asio::post(io_, [this, peer] {
    if (!ending_ && (options_.client || peer.name != options_.name))
      obtain(peer.name)->set_address(peer);
  });
}

void Impl::forget(const NodeName& name) {
  asio::post(io_, [this, name] {
    auto peer = find(name);
    if (!peer) return;
    {
      std::lock_guard lock(mutex_);
      peers_.erase(name);
    }
    peer->forget();
  });
}

void Impl::beats_began() {
  asio::post(io_, [this] {
    std::map<NodeName, std::shared_ptr<Peer>> peers;
    {
      std::lock_guard lock(mutex_);
      peers = peers_;
    }
    for (auto& [name, peer] : peers) peer->beats_began();
  });
}

bool Impl::is_up(const NodeName& name, LinkClass lane) const {
  auto peer = find(name);
  return peer && peer->up(lane);
}

Sent Impl::send(const NodeName& name, Frame frame, LinkClass lane) {
  auto peer = find(name);
  return peer ? peer->send(std::move(frame), lane) : Sent::refused_down;
}

void Impl::request(const NodeName& name, Frame frame, LinkClass lane, Duration deadline,
                   std::function<void(Result<Frame>)> done) {
  asio::post(io_, [this, name, frame = std::move(frame), lane, deadline,
                   done = std::move(done)]() mutable {
    auto peer = find(name);
    if (!peer) return done(Status(Code::unavailable, "no link to " + name));
    peer->request(std::move(frame), lane, deadline, std::move(done));
  });
}

void Impl::respond(const NodeName& name, const Frame& request, Result<Bytes> answer,
                   LinkClass lane) {
  Frame frame;
  frame.kind = answer.ok() ? FrameKind::response : FrameKind::failure;
  frame.type = answer.ok() ? request.type : static_cast<uint32_t>(answer.status().code());
  frame.trace = request.trace;
  frame.correlation = request.correlation;
  frame.sender = request.target;
  frame.target = request.sender;
  frame.payload = answer.ok() ? std::move(*answer) : Bytes::copy(answer.status().message());
  // A refused answer is as lost as one on a broken link: the asker's deadline covers both.
  (void)send(name, std::move(frame), lane);
}

void Impl::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, Tcp::socket socket) {
    if (ending_) return;
    if (!error) {
      receive(std::move(socket));
      return accept();
    }
    // Out of descriptors, most likely: give others time to close theirs.
    accept_again_.expires_after(std::chrono::milliseconds(20));
    accept_again_.async_wait([this](boost::system::error_code e) {
      if (!e) accept();
    });
  });
}

void Impl::receive(Tcp::socket socket) {
  if (strangers_.size() >= options_.strangers_max) return;  // closes it
  auto guest = std::make_shared<Connection>(io_, server_tls_, options_.handshake_max);
  std::weak_ptr<Connection> weak = guest;
  Connection::Events events;
  events.on_ready = [] {};
  events.on_message = [this, weak](Wire type, Bytes body) {
    if (auto g = weak.lock()) greeted(g, type, body);
  };
  events.on_closed = [this, weak](Connection::Why why, const std::string& text) {
    auto g = weak.lock();
    strangers_.erase(g);
    if (why == Connection::Why::protocol && g) {
      log("link: closed a connection from " + g->remote() + ": " + text);
    }
  };
  guest->set_events(std::move(events));
  strangers_.insert(guest);
  guest->accept(std::move(socket));
}

void Impl::greeted(const Guest& guest, Wire type, const Bytes& body) {
  if (type != Wire::hello) return guest->close(Connection::Why::protocol, "no greeting");
  auto hello = decode_hello(body.view());
  if (!hello.ok()) return refuse(guest, {RefusalReason::malformed, hello.status().message()});
  bool own = guest->pin() == options_.key.pin;
  auto refusal =
      judge(*hello, options_.cluster, own ? options_.name : callbacks_.is_pinned(guest->pin()));
  if (refusal) return refuse(guest, *refusal);
  if (hello->purpose == Purpose::join) return let_join(guest, *hello);
  if (hello->purpose == Purpose::client) return welcome_client(guest);
  welcome(guest, *hello);
}

void Impl::welcome(const Guest& guest, const Hello& hello) {
  guest->write(Wire::answer, encode(Answer(Welcome{})));
  strangers_.erase(guest);
  auto lane = hello.purpose == Purpose::control ? LinkClass::control : LinkClass::bulk;
  obtain(hello.name)->adopt(lane, guest);
}

void Impl::welcome_client(const Guest& guest) {
  if (guest->pin() != options_.key.pin || !callbacks_.on_client)
    return refuse(guest, {RefusalReason::key, "programs of this node show this node's own key"});
  if (clients_ >= options_.clients_max)
    return refuse(guest, {RefusalReason::busy, "too many programs are connected; try again"});
  guest->write(Wire::answer, encode(Answer(Welcome{})));
  strangers_.erase(guest);
  ++clients_;
  const NodeName name = "client/" + std::to_string(next_client_++);
  auto client = std::make_shared<Peer>(
      Shop{io_, client_tls_, options_, client_callbacks_, system_clock()}, name);
  {
    std::lock_guard lock(mutex_);
    peers_[name] = client;
  }
  client->adopt(LinkClass::control, guest);
}

void Impl::refuse(const Guest& guest, Refusal refusal) {
  log("link: refused a connection from " + guest->remote() + ": " + refusal.text);
  guest->write(Wire::answer, encode(Answer(refusal)));
  guest->close_after_write(Connection::Why::local, refusal.text);
}

void Impl::let_join(const Guest& guest, const Hello& hello) {
  if (!callbacks_.on_join || !joins_.take(system_clock().mono())) {
    return refuse(guest, {RefusalReason::busy, "too many joins at once; try again"});
  }
  std::weak_ptr<Connection> weak = guest;
  auto answer = [this, weak](Result<Bytes> result) {
    auto finish = [this, weak, result = std::move(result)] {
      auto g = weak.lock();
      if (!g) return;
      if (!result.ok()) {
        bool again =
            result.status().code() == Code::unavailable || result.status().code() == Code::timeout;
        const bool ended = result.status().code() == Code::gone;
        return refuse(g, {again   ? RefusalReason::busy
                          : ended ? RefusalReason::ended
                                  : RefusalReason::token,
                          result.status().message()});
      }
      g->write(Wire::answer, encode(Answer(Joined{*result})));
      g->close_after_write(Connection::Why::local, "joined");
    };
    asio::post(io_, finish);
  };
  callbacks_.on_join(JoinHello{guest->pin(), guest->remote(), hello.token}, std::move(answer));
}

// One try, told once.
struct JoinCall {
  std::function<void(Result<Bytes>)> done;
  void finish(Result<Bytes> result) {
    if (auto call = std::exchange(done, nullptr)) call(std::move(result));
  }
};

Result<Bytes> join_result(const Bytes& body) {
  auto answer = decode_answer(body.view());
  if (!answer.ok()) return answer.status();
  if (auto* joined = std::get_if<Joined>(&*answer)) return joined->payload;
  if (auto* refusal = std::get_if<Refusal>(&*answer)) {
    if (refusal->reason == RefusalReason::ended) return Status(Code::gone, refusal->text);
    bool again = refusal->reason == RefusalReason::busy;
    return Status(again ? Code::unavailable : Code::forbidden, refusal->text);
  }
  return Status(Code::bad_request, "unexpected answer to a join");
}

void Impl::join(const PeerAddress& peer, const KeyPin& expected, Bytes token, Duration deadline,
                std::function<void(Result<Bytes>)> done) {
  auto call = std::make_shared<JoinCall>(JoinCall{std::move(done)});
  asio::post(io_, [this, peer, expected, token, deadline, call] {
    boost::system::error_code error;
    auto host = asio::ip::make_address(peer.host, error);
    if (error) return call->finish(Status(Code::bad_request, "not an address: " + peer.host));
    auto connection = std::make_shared<Connection>(io_, client_tls_, deadline);
    Connection::Events events;
    events.on_ready = [this, raw = connection.get(), expected, token, call] {
      if (raw->pin() != expected) {
        call->finish(Status(Code::not_found, "the node has another key than the token says"));
        return raw->close(Connection::Why::local, "wrong key");
      }
      Hello hello;
      hello.cluster = options_.cluster;
      hello.name = options_.name;
      hello.purpose = Purpose::join;
      hello.token = token;
      raw->write(Wire::hello, encode(hello));
    };
    events.on_message = [raw = connection.get(), call](Wire, const Bytes& body) {
      call->finish(join_result(body));
      raw->close(Connection::Why::local, "answered");
    };
    events.on_closed = [call](Connection::Why, const std::string& text) {
      call->finish(Status(Code::unavailable, text));
    };
    connection->set_events(std::move(events));
    connection->allow(join_answer_max + 1024);
    connection->connect({host, peer.port});
  });
}

}  // namespace
}  // namespace link

Result<std::unique_ptr<RealLinks>> make_links(LinkOptions options, LinkCallbacks callbacks) {
  if (options.metrics) link::PeerMeasures::declare(*options.metrics);
  auto links = std::make_unique<link::Impl>(std::move(options), std::move(callbacks));
  try {
    links->open();
  } catch (const std::exception& error) {
    return Status(Code::internal, std::string("cannot open links: ") + error.what());
  }
  return std::unique_ptr<RealLinks>(std::move(links));
}

}  // namespace shoal
