#include "actors/http_client/client_connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace shoal::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr size_t read_bytes = 64 * 1024;

class SocketClient final : public ClientConnection,
                           public std::enable_shared_from_this<SocketClient> {
 public:
  SocketClient(std::shared_ptr<IoLoop> loop, std::shared_ptr<const TlsContext> tls)
      : loop_(std::move(loop)), resolver_(loop_->context()), socket_(loop_->context()) {
    if (tls) channel_ = std::make_unique<TlsChannel>(std::move(tls));
  }

  void set_events(ConnectionEvents events) override { events_ = std::move(events); }
  void open(const std::string& host, uint16_t port) override;
  void send(std::string_view bytes) override;
  void close() override;
  bool is_open() const override { return open_; }

 private:
  void connect(const tcp::resolver::results_type& endpoints);
  void on_connected();
  void wait_readable();
  void on_readable();
  void take(std::string_view bytes);
  void opened();
  void write();
  void end(Status status);
  void fail(const char* doing, const error_code& error);

  const std::shared_ptr<IoLoop> loop_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::unique_ptr<TlsChannel> channel_;
  ConnectionEvents events_;
  std::string output_;   // waits for the socket
  std::string writing_;  // the socket has it
  bool open_ = false;
  bool closed_ = false;
};

void SocketClient::fail(const char* doing, const error_code& error) {
  end(Status(Code::unavailable, std::string(doing) + ": " + error.message()));
}

void SocketClient::open(const std::string& host, uint16_t port) {
  error_code error;
  auto address = asio::ip::make_address(host, error);
  if (!error) {
    tcp::endpoint endpoint(address, port);
    return connect(tcp::resolver::results_type::create(endpoint, host, std::to_string(port)));
  }
  resolver_.async_resolve(host, std::to_string(port),
                          [self = shared_from_this()](error_code e, auto endpoints) {
                            if (e) return self->fail("resolve", e);
                            if (!self->closed_) self->connect(endpoints);
                          });
}

void SocketClient::connect(const tcp::resolver::results_type& endpoints) {
  asio::async_connect(socket_, endpoints,
                      [self = shared_from_this()](error_code error, const tcp::endpoint&) {
                        if (self->closed_) return;
                        if (error) return self->fail("connect", error);
                        self->on_connected();
                      });
}

void SocketClient::on_connected() {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  wait_readable();
  if (channel_) return take({});  // the client speaks first
  opened();
}

void SocketClient::opened() {
  open_ = true;
  auto on_open = events_.on_open;
  if (on_open) on_open();
}

void SocketClient::wait_readable() {
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    if (self->closed_) return;
    if (error) return self->fail("read", error);
    self->on_readable();
  });
}

void SocketClient::on_readable() {
  thread_local std::string buffer(read_bytes, '\0');
  error_code error;
  size_t size = socket_.read_some(asio::buffer(buffer), error);
  if (error == asio::error::would_block) return wait_readable();
  if (error) return fail("read", error);
  take({buffer.data(), size});
  if (!closed_) wait_readable();
}

void SocketClient::take(std::string_view bytes) {
  auto self = shared_from_this();  // an event may drop the last other owner
  auto on_bytes = [this](std::string_view data) {
    auto event = events_.on_bytes;
    if (event && !data.empty()) event(data);
  };
  if (!channel_) return on_bytes(bytes);
  std::string plain;
  Status status = channel_->receive(bytes, plain, output_);
  write();
  if (status.ok() && channel_->established() && !open_) opened();
  if (!closed_) on_bytes(plain);
  if (!status.ok()) return end(status);
  if (channel_->ended()) end(Status(Code::unavailable, "the server closed the connection"));
}

void SocketClient::send(std::string_view bytes) {
  if (closed_) return;
  if (!channel_) {
    output_ += bytes;
  } else if (Status status = channel_->send(bytes, output_); !status.ok()) {
    return end(status);
  }
  write();
}

void SocketClient::write() {
  if (closed_ || output_.empty() || !writing_.empty()) return;
  writing_.swap(output_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](error_code error, size_t) {
                      self->writing_.clear();
                      // A refused upload has its answer on the way in: reading tells the outcome.
                      if (!error) self->write();
                    });
}

void SocketClient::end(Status status) {
  if (closed_) return;
  auto on_end = events_.on_end;
  close();
  if (on_end) on_end(std::move(status));
}

void SocketClient::close() {
  if (std::exchange(closed_, true)) return;
  open_ = false;
  error_code ignored;
  resolver_.cancel();
  if (channel_ && writing_.empty() && socket_.is_open()) {
    std::string farewell;
    channel_->close(farewell);
    socket_.write_some(asio::buffer(farewell), ignored);
  }
  socket_.close(ignored);
  // Not cleared here: an event of this very connection may be what closes it.
  loop_->post([self = shared_from_this()] { self->events_ = {}; });
}

}  // namespace

std::shared_ptr<ClientConnection> make_client_connection(std::shared_ptr<IoLoop> loop,
                                                         std::shared_ptr<const TlsContext> tls) {
  return std::make_shared<SocketClient>(std::move(loop), std::move(tls));
}

}  // namespace shoal::http
