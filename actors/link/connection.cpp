#include "actors/link/connection.hpp"

#include <netinet/tcp.h>

#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

#include "actors/link/key_pin.hpp"

namespace shoal::link {
namespace {

constexpr int tcp_user_timeout_ms = 3000;  // unacknowledged data ends the connection

std::string text_of(const boost::system::error_code& error) {
  return error ? error.message() : "end of stream";
}

}  // namespace

Connection::Connection(asio::io_context& io, asio::ssl::context& tls, Duration handshake_max)
    : stream_(io, tls), deadline_(io), handshake_max_(handshake_max) {}

void Connection::connect(const Tcp::endpoint& to) {
  auto self = shared_from_this();
  stream_.lowest_layer().async_connect(to, [self](boost::system::error_code error) {
    if (self->closed_) return;
    if (error) {
      bool refused = error == asio::error::connection_refused;
      return self->close(refused ? Why::refused : Why::closed, text_of(error));
    }
    self->handshake(asio::ssl::stream_base::client);
  });
  deadline_.expires_after(handshake_max_);
  deadline_.async_wait([self](boost::system::error_code error) {
    if (!error) self->close(Why::closed, "handshake took too long");
  });
}

void Connection::accept(Tcp::socket socket) {
  stream_.next_layer() = std::move(socket);
  auto self = shared_from_this();
  deadline_.expires_after(handshake_max_);
  deadline_.async_wait([self](boost::system::error_code error) {
    if (!error) self->close(Why::protocol, "handshake took too long");
  });
  handshake(asio::ssl::stream_base::server);
}

void Connection::tune() {
  boost::system::error_code ignored;
  auto& socket = stream_.lowest_layer();
  socket.set_option(Tcp::no_delay(true), ignored);
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &tcp_user_timeout_ms,
               sizeof tcp_user_timeout_ms);
  auto remote = socket.remote_endpoint(ignored);
  if (!ignored) remote_ = remote.address().to_string() + ":" + std::to_string(remote.port());
}

void Connection::handshake(asio::ssl::stream_base::handshake_type type) {
  tune();
  stream_.async_handshake(type, [self = shared_from_this()](boost::system::error_code error) {
    if (self->closed_) return;
    if (error) {
      // Somebody who only looked whether the port answers has done nothing wrong.
      bool silent = error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
                    error == asio::error::connection_reset;
      return self->close(silent ? Why::closed : Why::protocol, "TLS: " + text_of(error));
    }
    X509* certificate = SSL_get1_peer_certificate(self->stream_.native_handle());
    if (!certificate) return self->close(Why::protocol, "no certificate");
    self->pin_ = pin_of(certificate);
    X509_free(certificate);
    self->open_ = true;
    auto events = self->events_;
    events->on_ready();
    if (!self->closed_) self->read();
  });
}

void Connection::trust(size_t message_max) {
  message_max_ = message_max;
  deadline_.cancel();
}

void Connection::read() {
  // What was parsed goes; what remains is the beginning of one message.
  received_.erase(0, parsed_);
  parsed_ = 0;
  size_t kept = received_.size();
  received_.resize(kept + read_buffer_bytes);
  stream_.async_read_some(
      asio::buffer(received_.data() + kept, read_buffer_bytes),
      [self = shared_from_this(), kept](boost::system::error_code error, size_t size) {
        if (self->closed_) return;
        self->received_.resize(kept + size);
        if (error) return self->close(Why::closed, text_of(error));
        self->heard_ = true;
        self->parse();
        if (!self->closed_) self->read();
      });
}

void Connection::parse() {
  while (!closed_ && received_.size() - parsed_ >= wire_header_bytes) {
    const char* head = received_.data() + parsed_;
    uint32_t length = 0;
    std::memcpy(&length, head, sizeof length);
    auto type = static_cast<uint8_t>(head[4]);
    bool zeros = head[5] == 0 && head[6] == 0 && head[7] == 0;
    if (!zeros || type < uint8_t(Wire::hello) || type > uint8_t(Wire::heartbeat)) {
      return close(Why::protocol, "not a message");
    }
    if (length > message_max_) {
      return close(Why::protocol, "message of " + std::to_string(length) + " bytes");
    }
    if (received_.size() - parsed_ - wire_header_bytes < length) return;
    auto body = Bytes::copy(std::string_view(head + wire_header_bytes, length));
    parsed_ += wire_header_bytes + length;
    auto events = events_;
    events->on_message(static_cast<Wire>(type), std::move(body));
  }
}

void Connection::write(Wire type, std::string_view head, std::string_view body) {
  if (!open_ || closed_) return;
  auto length = static_cast<uint32_t>(head.size() + body.size());
  char prefix[wire_header_bytes] = {};
  std::memcpy(prefix, &length, sizeof length);
  prefix[4] = static_cast<char>(type);
  wrote_ = true;
  pending_.append(prefix, sizeof prefix).append(head).append(body);
  flush();
}

void Connection::flush() {
  if (!writing_.empty() || pending_.empty()) return;
  writing_.swap(pending_);
  asio::async_write(stream_, asio::buffer(writing_),
                    [self = shared_from_this()](boost::system::error_code error, size_t) {
                      if (self->closed_) return;
                      self->writing_.clear();
                      if (error) return self->close(Why::closed, text_of(error));
                      auto events = self->events_;
                      if (events->on_writable) events->on_writable();
                      if (self->pending_.empty() && self->close_when_written_) {
                        return self->close(self->last_why_, self->last_text_);
                      }
                      self->flush();
                    });
}

void Connection::close_after_write(Why why, std::string text) {
  if (writing_.empty()) return close(why, std::move(text));
  close_when_written_ = true;
  last_why_ = why;
  last_text_ = std::move(text);
}

void Connection::close(Why why, std::string text) {
  if (std::exchange(closed_, true)) return;
  open_ = false;
  auto self = shared_from_this();
  boost::system::error_code ignored;
  deadline_.cancel();
  stream_.lowest_layer().close(ignored);
  auto events = std::exchange(events_, std::make_shared<Events>());
  // The caller may be in the middle of its own work: tell it afterwards.
  asio::post(stream_.get_executor(), [self, events = std::move(events), why, text] {
    if (events->on_closed) events->on_closed(why, text);
  });
}

}  // namespace shoal::link
