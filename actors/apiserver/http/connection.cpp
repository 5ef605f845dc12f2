#include "actors/apiserver/http/connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace shoal::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr size_t read_bytes = 64 * 1024;   // of one system call
constexpr size_t write_bytes = 64 * 1024;  // of output made at a time
constexpr int turns_max = 4;               // system calls before other connections have their turn
constexpr size_t linger_bytes_max = 16u << 20;
constexpr Duration linger_max = std::chrono::seconds(2);
constexpr std::string_view h2_preface = "PRI * HTTP/2.0\r\n";

class SocketConnection final : public Connection,
                               public std::enable_shared_from_this<SocketConnection> {
 public:
  SocketConnection(tcp::socket socket, std::shared_ptr<ConnectionContext> context,
                   std::shared_ptr<const TlsContext> tls,
                   std::function<void(Connection*)> on_closed)
      : socket_(std::move(socket)),
        context_(std::move(context)),
        on_closed_(std::move(on_closed)),
        began_(context_->loop->now()) {
    if (tls) channel_ = std::make_unique<TlsChannel>(std::move(tls));
  }

  void start() override;
  void tick(MonoTime now) override;
  void shut_down() override;
  void close() override;

 private:
  void wait_readable();
  void on_readable();
  bool take(std::string_view bytes);
  bool open_protocol(std::string_view first);
  void wake();
  void flush();
  bool make_output();
  bool write_some();
  void write_rest();
  void end_after_output();
  void linger();

  tcp::socket socket_;
  const std::shared_ptr<ConnectionContext> context_;
  std::function<void(Connection*)> on_closed_;
  std::unique_ptr<TlsChannel> channel_;
  std::unique_ptr<Protocol> protocol_;  // from the handshake's end on
  std::string plain_;                   // scratch between channel and protocol
  std::string output_;                  // what the socket is to send
  size_t sent_ = 0;                     // of output_
  MonoTime began_;                      // of the handshake, later of a write that waits
  bool waiting_ = false;                // for input
  bool writing_ = false;
  bool flush_due_ = false;
  bool ending_ = false;  // close once the output is sent
  bool closed_ = false;
  bool lingers_ = false;  // everything is sent; the peer has not ended yet
  size_t lingered_ = 0;   // bytes read away
};

void SocketConnection::start() {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  context_->wake = [weak = weak_from_this()] {
    if (auto self = weak.lock()) self->wake();
  };
  wait_readable();
}

void SocketConnection::wait_readable() {
  if (waiting_ || closed_ || ending_) return;
  if (protocol_ && !protocol_->wants_input()) return;
  waiting_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    self->waiting_ = false;
    if (error) return self->close();
    if (self->lingers_) return self->linger();
    self->on_readable();
  });
}

void SocketConnection::on_readable() {
  thread_local std::string buffer(read_bytes, '\0');
  bool was_due = std::exchange(flush_due_, true);  // one flush at the end, not one for each request
  for (int turn = 0; turn < turns_max && !closed_ && !ending_; ++turn) {
    error_code error;
    size_t size = socket_.read_some(asio::buffer(buffer), error);
    if (error == asio::error::would_block) break;
    if (error) return close();
    if (!take({buffer.data(), size})) break;
    if (size < buffer.size()) break;
    if (protocol_ && !protocol_->wants_input()) break;
  }
  flush_due_ = was_due;
  flush();
  wait_readable();
}

// False when the connection is to end.
bool SocketConnection::take(std::string_view bytes) {
  if (!channel_) {
    if (!protocol_ && !open_protocol(bytes)) return true;
    protocol_->receive(bytes, context_->loop->now());
    return true;
  }
  plain_.clear();
  Status status = channel_->receive(bytes, plain_, output_);
  if (status.ok() && channel_->established()) {
    if (!protocol_) open_protocol(plain_);
    if (!plain_.empty()) protocol_->receive(plain_, context_->loop->now());
  }
  if (status.ok() && !channel_->ended()) return true;
  if (!protocol_) context_->on_refused();
  ending_ = true;
  return false;
}

bool SocketConnection::open_protocol(std::string_view first) {
  bool http2 = channel_ ? channel_->http2() : first.starts_with(h2_preface);
  if (channel_) {
    context_->peer = channel_->peer();
    context_->peer_error = channel_->peer_error();
  }
  MonoTime now = context_->loop->now();
  protocol_ = http2 ? make_h2_protocol(context_, now) : make_h1_protocol(context_, now);
  return true;
}

void SocketConnection::wake() {
  if (flush_due_ || closed_) return;
  flush_due_ = true;
  context_->loop->post([self = shared_from_this()] {
    self->flush_due_ = false;
    self->flush();
    self->wait_readable();
  });
}

bool SocketConnection::make_output() {
  if (sent_ == output_.size()) {
    output_.clear();
    sent_ = 0;
  }
  if (!protocol_ || ending_) return !output_.empty();
  plain_.clear();
  protocol_->pull(plain_, write_bytes, context_->loop->now());
  if (!channel_) {
    output_ += plain_;
  } else if (!plain_.empty() && !channel_->send(plain_, output_).ok()) {
    ending_ = true;
  }
  return sent_ < output_.size();
}

void SocketConnection::flush() {
  if (writing_ || closed_ || lingers_) return;
  for (int turn = 0; turn < turns_max; ++turn) {
    if (!make_output()) {
      // Idle connections are many: they hold no buffers.
      output_.shrink_to_fit();
      plain_.shrink_to_fit();
      if (ending_ || (protocol_ && protocol_->done())) end_after_output();
      return;
    }
    if (!write_some()) return;
  }
  wake();  // there may be more, after the others' turn
}

// False when the socket is full or gone: then something else goes on.
bool SocketConnection::write_some() {
  error_code error;
  std::string_view rest = std::string_view(output_).substr(sent_);
  size_t size = socket_.write_some(asio::buffer(rest.data(), rest.size()), error);
  if (error && error != asio::error::would_block) {
    close();
    return false;
  }
  sent_ += size;
  if (sent_ == output_.size()) return true;
  write_rest();
  return false;
}

void SocketConnection::write_rest() {
  writing_ = true;
  began_ = context_->loop->now();
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
    self->writing_ = false;
    if (error) return self->close();
    if (self->write_some()) self->flush();
  });
}

void SocketConnection::end_after_output() {
  if (channel_) {
    std::string farewell;
    channel_->close(farewell);
    error_code ignored;
    socket_.write_some(asio::buffer(farewell), ignored);
  }
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  linger();
}

// What the peer still sends would answer our close with a reset, and could take the last response
// with it (a body that is too large is refused while it is being sent): it is read away first.
void SocketConnection::linger() {
  if (!lingers_) began_ = context_->loop->now();
  lingers_ = true;
  thread_local std::string buffer(read_bytes, '\0');
  for (int turn = 0; turn < turns_max; ++turn) {
    error_code error;
    lingered_ += socket_.read_some(asio::buffer(buffer), error);
    if (error == asio::error::would_block) break;
    if (error || lingered_ > linger_bytes_max) return close();
  }
  if (waiting_) return;
  waiting_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    self->waiting_ = false;
    if (error || self->closed_) return self->close();
    self->linger();
  });
}

void SocketConnection::tick(MonoTime now) {
  const ServerLimits& limits = context_->limits;
  if (closed_) return;
  if (writing_ && now - began_ > limits.write_timeout) return close();
  if (lingers_) {
    if (now - began_ > linger_max) close();
    return;
  }
  if (!protocol_) {
    if (now - began_ <= limits.handshake_timeout) return;
    context_->on_refused();
    return close();
  }
  protocol_->tick(now);
  if (protocol_->done()) wake();
}

void SocketConnection::shut_down() {
  if (!protocol_) return close();
  protocol_->shut_down();
  wake();
}

void SocketConnection::close() {
  if (std::exchange(closed_, true)) return;
  error_code ignored;
  socket_.close(ignored);
  if (protocol_) protocol_->disconnected();
  auto on_closed = std::exchange(on_closed_, nullptr);
  if (on_closed) on_closed(this);
}

}  // namespace

std::shared_ptr<Connection> make_connection(int descriptor, bool ipv6,
                                            std::shared_ptr<ConnectionContext> context,
                                            std::shared_ptr<const TlsContext> tls,
                                            std::function<void(Connection*)> on_closed) {
  tcp::socket socket(context->loop->context());
  error_code ignored;
  socket.assign(ipv6 ? tcp::v6() : tcp::v4(), descriptor, ignored);
  return std::make_shared<SocketConnection>(std::move(socket), std::move(context), std::move(tls),
                                            std::move(on_closed));
}

}  // namespace shoal::http
