#include "actors/apiserver/http/server.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <vector>

#include "actors/apiserver/http/connection.hpp"

namespace shoal::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr Duration accept_retry = std::chrono::milliseconds(100);
}

// A loop and the connections that live on it. Used on that loop, once it runs.
struct Shard {
  std::shared_ptr<IoLoop> loop = std::make_shared<IoLoop>();
  asio::steady_timer timer{loop->context()};
  std::map<Connection*, std::shared_ptr<Connection>> connections;
};

class Server::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(ServerOptions options, std::shared_ptr<Responder> responder)
      : options_(std::move(options)), responder_(std::move(responder)) {}

  Status listen();
  void run();
  uint16_t port() const { return port_; }
  Status set_certificate(const tls::KeyPair& certificate, const std::string& client_ca_pem);
  ServerCounters counters() const;
  void stop(Duration drain);

 private:
  void accept();
  void adopt(Shard& shard, tcp::socket socket);
  void tick(Shard& shard);
  Duration tick_every() const;
  std::shared_ptr<ConnectionContext> new_context(const Shard& shard, const tcp::endpoint& peer);
  void on_closed(Shard& shard, Connection* connection);
  void on_each_loop(const std::function<void(Shard&)>& job);

  const ServerOptions options_;
  const std::shared_ptr<Responder> responder_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unique_ptr<tcp::acceptor> acceptor_;
  std::unique_ptr<asio::steady_timer> accept_timer_;
  uint16_t port_ = 0;
  size_t next_shard_ = 0;
  bool accepting_ = false;  // on the first loop

  std::mutex mutex_;  // guards tls_ and the wait for open connections
  std::condition_variable all_closed_;
  std::shared_ptr<const TlsContext> tls_;
  std::atomic<bool> stopping_{false};
  std::atomic<uint64_t> accepted_{0}, open_{0}, requests_{0}, refused_{0};
};

Status Server::Impl::set_certificate(const tls::KeyPair& certificate,
                                     const std::string& client_ca_pem) {
  SHOAL_ASSIGN(auto context, TlsContext::server(certificate, client_ca_pem));
  std::lock_guard lock(mutex_);
  tls_ = std::move(context);
  return Status();
}

Status Server::Impl::listen() {
  if (!options_.plain) SHOAL_TRY(set_certificate(options_.certificate, options_.client_ca_pem));
  for (size_t i = 0; i < std::max<size_t>(1, options_.io_threads); ++i) {
    shards_.push_back(std::make_unique<Shard>());
  }
  error_code error;
  auto address = asio::ip::make_address(options_.address, error);
  if (error) return Status(Code::bad_request, "not an IP address: " + options_.address);
  tcp::endpoint endpoint(address, options_.port);
  acceptor_ = std::make_unique<tcp::acceptor>(shards_[0]->loop->context());
  accept_timer_ = std::make_unique<asio::steady_timer>(shards_[0]->loop->context());
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return Status(Code::unavailable, "listening on " + options_.address + ":" +
                                         std::to_string(options_.port) + ": " + error.message());
  }
  port_ = acceptor_->local_endpoint(error).port();
  return Status();
}

void Server::Impl::run() {
  for (auto& shard : shards_) {
    shard->loop->run_in_thread("http-io");
    shard->loop->post([self = shared_from_this(), &shard = *shard] { self->tick(shard); });
  }
  shards_[0]->loop->post([self = shared_from_this()] { self->accept(); });
}

void Server::Impl::accept() {
  if (accepting_ || stopping_ || open_ >= options_.limits.connections_max) return;
  accepting_ = true;
  Shard& shard = *shards_[next_shard_++ % shards_.size()];
  acceptor_->async_accept(shard.loop->context(), [self = shared_from_this(), &shard](
                                                     error_code error, tcp::socket socket) {
    self->accepting_ = false;
    if (self->stopping_) return;
    if (error) {
      // Out of descriptors, most likely: those of closed connections come back.
      self->accept_timer_->expires_after(accept_retry);
      self->accept_timer_->async_wait([self](error_code e) {
        if (!e) self->accept();
      });
      return;
    }
    ++self->accepted_;
    ++self->open_;
    auto moved = std::make_shared<tcp::socket>(std::move(socket));
    shard.loop->post([self, &shard, moved] { self->adopt(shard, std::move(*moved)); });
    self->accept();
  });
}

std::shared_ptr<ConnectionContext> Server::Impl::new_context(const Shard& shard,
                                                             const tcp::endpoint& peer) {
  auto context = std::make_shared<ConnectionContext>();
  context->loop = shard.loop;
  context->responder = responder_;
  context->limits = options_.limits;
  context->remote_address = peer.address().to_string();
  context->remote_port = peer.port();
  context->tls = !options_.plain;
  context->on_request = [this] { ++requests_; };
  context->on_refused = [this] { ++refused_; };
  return context;
}

void Server::Impl::adopt(Shard& shard, tcp::socket socket) {
  error_code error;
  tcp::endpoint peer = socket.remote_endpoint(error);
  int descriptor = error ? -1 : socket.release(error);
  if (error || stopping_) {
    on_closed(shard, nullptr);
    return;
  }
  std::shared_ptr<const TlsContext> tls;
  {
    std::lock_guard lock(mutex_);
    tls = tls_;
  }
  auto connection =
      make_connection(descriptor, peer.address().is_v6(), new_context(shard, peer), std::move(tls),
                      [weak = weak_from_this(), &shard](Connection* closed) {
                        if (auto self = weak.lock()) self->on_closed(shard, closed);
                      });
  shard.connections.emplace(connection.get(), connection);
  connection->start();
}

void Server::Impl::on_closed(Shard& shard, Connection* connection) {
  if (auto node = shard.connections.extract(connection)) {
    // Not destroyed here: it is in the middle of closing itself.
    shard.loop->post([last = std::move(node.mapped())] {});
  }
  bool was_full = open_-- >= options_.limits.connections_max;
  if (was_full) shards_[0]->loop->post([self = shared_from_this()] { self->accept(); });
  std::lock_guard lock(mutex_);
  all_closed_.notify_all();
}

Duration Server::Impl::tick_every() const {
  const ServerLimits& limits = options_.limits;
  Duration least = std::min({limits.handshake_timeout, limits.header_timeout, limits.body_timeout,
                             limits.idle_timeout, limits.write_timeout});
  return std::clamp<Duration>(least / 4, std::chrono::milliseconds(10), std::chrono::seconds(1));
}

void Server::Impl::tick(Shard& shard) {
  if (stopping_) return;
  MonoTime now = shard.loop->now();
  auto connections = shard.connections;  // a tick may close one
  for (const auto& [key, connection] : connections) connection->tick(now);
  shard.timer.expires_after(tick_every());
  shard.timer.async_wait([weak = weak_from_this(), &shard](error_code error) {
    auto self = weak.lock();
    if (!error && self) self->tick(shard);
  });
}

ServerCounters Server::Impl::counters() const {
  return {accepted_.load(), open_.load(), requests_.load(), refused_.load()};
}

void Server::Impl::on_each_loop(const std::function<void(Shard&)>& job) {
  for (auto& shard : shards_) {
    std::promise<void> done;
    shard->loop->post([&] {
      job(*shard);
      done.set_value();
    });
    done.get_future().wait();
  }
}

void Server::Impl::stop(Duration drain) {
  if (stopping_.exchange(true)) return;
  on_each_loop([this](Shard& shard) {
    if (&shard == shards_[0].get()) {
      error_code ignored;
      acceptor_->close(ignored);
      accept_timer_->cancel();
    }
    shard.timer.cancel();
    auto connections = shard.connections;
    for (const auto& [key, connection] : connections) connection->shut_down();
  });
  {
    std::unique_lock lock(mutex_);
    all_closed_.wait_for(lock, drain, [this] { return open_ == 0; });
  }
  on_each_loop([](Shard& shard) {
    auto connections = shard.connections;
    for (const auto& [key, connection] : connections) connection->close();
  });
  for (auto& shard : shards_) shard->loop->stop();
}

Result<std::unique_ptr<Server>> Server::start(ServerOptions options,
                                              std::shared_ptr<Responder> responder) {
  auto impl = std::make_shared<Impl>(std::move(options), std::move(responder));
  SHOAL_TRY(impl->listen());
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() {
  stop(Duration::zero());
}
uint16_t Server::port() const {
  return impl_->port();
}
ServerCounters Server::counters() const {
  return impl_->counters();
}
void Server::stop(Duration drain) {
  impl_->stop(drain);
}
Status Server::set_certificate(const tls::KeyPair& certificate, const std::string& client_ca_pem) {
  return impl_->set_certificate(certificate, client_ca_pem);
}

}  // namespace shoal::http
