#include "actors/http_client/forwarder.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <map>
#include <set>

#include "actors/apiserver/http/io_loop.hpp"

namespace shoal::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// One accepted connection and the backend that took it. Each direction reads only when what it read
// before has been written, so that a slow reader slows its writer and nothing else.
class Splice : public std::enable_shared_from_this<Splice> {
 public:
  Splice(tcp::socket client, size_t buffer_bytes, std::function<void(Splice*)> on_closed)
      : client_(std::move(client)),
        backend_(client_.get_executor()),
        timer_(client_.get_executor()),
        up_(buffer_bytes, '\0'),
        down_(buffer_bytes, '\0'),
        on_closed_(std::move(on_closed)) {}

  // Tries the backends in order; `on_refused` hears of each that did not accept.
  void start(std::vector<Backend> backends, Duration timeout,
             std::function<void(const Backend&)> on_refused) {
    backends_ = std::move(backends);
    timeout_ = timeout;
    on_refused_ = std::move(on_refused);
    try_next();
  }
  void close();

 private:
  void try_next();
  void connected();
  void pump(tcp::socket& from, tcp::socket& to, std::string& buffer);

  tcp::socket client_, backend_;
  asio::steady_timer timer_;
  std::string up_, down_;
  std::function<void(Splice*)> on_closed_;
  std::vector<Backend> backends_;
  Duration timeout_{};
  std::function<void(const Backend&)> on_refused_;
  size_t tried_ = 0;
  int ended_ = 0;  // directions that have ended
};

void Splice::try_next() {
  if (!on_closed_) return;
  if (tried_ == backends_.size()) return close();
  Backend backend = backends_[tried_++];
  error_code error;
  tcp::endpoint endpoint(asio::ip::make_address(backend.address, error), backend.port);
  if (error) return try_next();
  backend_ = tcp::socket(client_.get_executor());
  timer_.expires_after(timeout_);
  timer_.async_wait([self = shared_from_this()](error_code e) {
    error_code ignored;
    if (!e) self->backend_.close(ignored);  // fails the connect below
  });
  backend_.async_connect(endpoint, [self = shared_from_this(), backend](error_code e) {
    self->timer_.cancel();
    if (!self->on_closed_) return;
    if (!e && self->backend_.is_open()) return self->connected();
    self->on_refused_(backend);
    self->try_next();
  });
}

void Splice::connected() {
  error_code ignored;
  client_.set_option(tcp::no_delay(true), ignored);
  backend_.set_option(tcp::no_delay(true), ignored);
  pump(client_, backend_, up_);
  pump(backend_, client_, down_);
}

void Splice::pump(tcp::socket& from, tcp::socket& to, std::string& buffer) {
  from.async_read_some(asio::buffer(buffer), [self = shared_from_this(), &from, &to, &buffer](
                                                 error_code error, size_t size) {
    if (error) {
      // The other direction may still have something to say: half a close is passed on as one.
      error_code failed;
      to.shutdown(tcp::socket::shutdown_send, failed);
      bool half = error == asio::error::eof && !failed && ++self->ended_ < 2;
      return half ? void() : self->close();
    }
    asio::async_write(to, asio::buffer(buffer.data(), size),
                      [self, &from, &to, &buffer](error_code e, size_t) {
                        if (e) return self->close();
                        self->pump(from, to, buffer);
                      });
  });
}

void Splice::close() {
  auto on_closed = std::exchange(on_closed_, nullptr);
  if (!on_closed) return;
  error_code ignored;
  timer_.cancel();
  client_.close(ignored);
  backend_.close(ignored);
  on_closed(this);
}

}  // namespace

class Forwarder::Impl : public std::enable_shared_from_this<Impl> {
 public:
  explicit Impl(ForwarderOptions options) : options_(std::move(options)) {
    backends_ = options_.backends;
  }
  Status listen();
  void accept();
  void stop();

  const ForwarderOptions options_;
  IoLoop loop_;
  tcp::acceptor acceptor_{loop_.context()};
  uint16_t port_ = 0;
  std::atomic<size_t> connections_{0};
  // Io thread only:
  std::vector<Backend> backends_;
  std::map<std::pair<std::string, uint16_t>, MonoTime> dead_until_;
  std::map<Splice*, std::shared_ptr<Splice>> splices_;
  bool accepting_ = false;
  bool stopped_ = false;

 private:
  std::vector<Backend> in_order() const;
  void adopt(tcp::socket socket);
};

Status Forwarder::Impl::listen() {
  error_code error;
  tcp::endpoint endpoint(asio::ip::make_address(options_.address, error), options_.port);
  if (!error) acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return Status(Code::unavailable, "listening on " + options_.address + ":" +
                                         std::to_string(options_.port) + ": " + error.message());
  }
  port_ = acceptor_.local_endpoint(error).port();
  return Status();
}

// The list's order, but those that refused lately last: when all did, the first is tried again.
std::vector<Backend> Forwarder::Impl::in_order() const {
  MonoTime now = loop_.now();
  std::vector<Backend> order = backends_;
  std::ranges::stable_partition(order, [&](const Backend& backend) {
    auto dead = dead_until_.find({backend.address, backend.port});
    return dead == dead_until_.end() || dead->second <= now;
  });
  return order;
}

void Forwarder::Impl::accept() {
  if (accepting_ || stopped_ || splices_.size() >= options_.connections_max) return;
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
    self->accepting_ = false;
    if (self->stopped_) return;
    if (!error) self->adopt(std::move(socket));
    // Without a descriptor to spare, wait for one to close: on_closed accepts again.
    if (!error || self->splices_.empty()) self->accept();
  });
}

void Forwarder::Impl::adopt(tcp::socket socket) {
  auto splice = std::make_shared<Splice>(std::move(socket), options_.buffer_bytes,
                                         [weak = weak_from_this()](Splice* closed) {
                                           auto self = weak.lock();
                                           if (!self) return;
                                           self->splices_.erase(closed);
                                           self->connections_ = self->splices_.size();
                                           self->accept();
                                         });
  splices_.emplace(splice.get(), splice);
  connections_ = splices_.size();
  splice->start(in_order(), options_.connect_timeout,
                [weak = weak_from_this()](const Backend& refused) {
                  auto self = weak.lock();
                  if (!self) return;
                  self->dead_until_[{refused.address, refused.port}] =
                      self->loop_.now() + self->options_.dead_for;
                });
}

void Forwarder::Impl::stop() {
  std::promise<void> done;
  loop_.post([this, &done] {
    stopped_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    auto splices = splices_;
    for (const auto& [key, splice] : splices) splice->close();
    done.set_value();
  });
  done.get_future().wait();
  loop_.stop();
}

Result<std::unique_ptr<Forwarder>> Forwarder::start(ForwarderOptions options) {
  auto impl = std::make_shared<Impl>(std::move(options));
  SHOAL_TRY(impl->listen());
  impl->loop_.run_in_thread("forwarder");
  impl->loop_.post([impl] { impl->accept(); });
  return std::unique_ptr<Forwarder>(new Forwarder(std::move(impl)));
}

Forwarder::Forwarder(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Forwarder::~Forwarder() {
  impl_->stop();
}
uint16_t Forwarder::port() const {
  return impl_->port_;
}
size_t Forwarder::connections() const {
  return impl_->connections_;
}
void Forwarder::set_backends(std::vector<Backend> backends) {
  impl_->loop_.post([impl = impl_, backends = std::move(backends)] {
    impl->backends_ = backends;
    std::erase_if(impl->dead_until_, [&](const auto& dead) {
      Backend backend{dead.first.first, dead.first.second};
      return std::ranges::find(backends, backend) == backends.end();
    });
  });
}

}  // namespace shoal::http
