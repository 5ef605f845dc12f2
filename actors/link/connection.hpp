#pragma once
// Connection: one TLS stream of length-prefixed messages. It knows nothing of peers or frames. Used
// on the io thread only; keeps itself alive until it is closed. Internal to this folder: includes
// Asio.
//
// On the wire a message is {u32 length of the body, u8 type, 3 zero bytes, body}, little-endian.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "schema/vocab/bytes.hpp"
#include "schema/vocab/link.hpp"

namespace shoal::link {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

enum class Wire : uint8_t { hello = 1, answer, frame, part, credit, heartbeat };

constexpr size_t wire_header_bytes = 8;
constexpr size_t stranger_message_max = 8192;     // before the Hello was accepted
constexpr size_t chunk_bytes = 256 * 1024;        // a longer frame goes in parts
constexpr size_t peer_message_max = chunk_bytes;  // afterwards
constexpr size_t write_buffer_max = 256 * 1024;   // small messages are gathered up to here
constexpr size_t read_buffer_bytes = 64 * 1024;

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  enum class Why : uint8_t { local, closed, refused, protocol, silent };
  struct Events {
    std::function<void()> on_ready;  // TLS is up and pin() known
    std::function<void(Wire, Bytes)> on_message;
    std::function<void()> on_writable;                       // the write buffer has room again
    std::function<void(Why, const std::string&)> on_closed;  // once, last
  };

  Connection(asio::io_context& io, asio::ssl::context& tls, Duration handshake_max);
  // May be called from within one of the callbacks it replaces.
  void set_events(Events events) { events_ = std::make_shared<Events>(std::move(events)); }
  void connect(const Tcp::endpoint& to);
  void accept(Tcp::socket socket);
  // The handshake is over: no more deadline, and messages up to `message_max`.
  void trust(size_t message_max);
  void allow(size_t message_max) { message_max_ = message_max; }

  void write(Wire type, std::string_view head, std::string_view body = {});
  bool writable() const { return open_ && pending_.size() < write_buffer_max; }
  // Whether anything was written since this was asked last.
  bool wrote() { return std::exchange(wrote_, false); }
  bool heard_anything() const { return heard_; }
  // Sends what was written, then closes.
  void close_after_write(Why why, std::string text);
  void close(Why why, std::string text);

  const KeyPin& pin() const { return pin_; }
  const std::string& remote() const { return remote_; }

 private:
  void tune();
  void handshake(asio::ssl::stream_base::handshake_type type);
  void read();
  void parse();
  void flush();

  asio::ssl::stream<Tcp::socket> stream_;
  asio::steady_timer deadline_;
  Duration handshake_max_;
  std::shared_ptr<Events> events_ = std::make_shared<Events>();
  KeyPin pin_;
  std::string remote_;
  std::string received_;
  size_t parsed_ = 0;
  std::string pending_;  // to be written next
  std::string writing_;
  size_t message_max_ = stranger_message_max;
  bool open_ = false;
  bool closed_ = false;
  bool heard_ = false;
  bool wrote_ = false;
  bool close_when_written_ = false;
  Why last_why_ = Why::local;
  std::string last_text_;
};

}  // namespace shoal::link
