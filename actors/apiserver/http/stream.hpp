#pragma once
// Stream: the Exchange between a caller on any thread and the protocol on the io thread. The caller
// fills a bounded queue; the protocol takes from it when the peer has room.

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/http/io_loop.hpp"

namespace shoal::http {

class Stream;

// The protocol a stream belongs to. Called on its io thread.
class StreamHost {
 public:
  virtual ~StreamHost() = default;
  virtual void on_ready(Stream& stream) = 0;  // there is a head, a chunk, an end or an abort
};

// What an upgraded stream's input goes to.
class StreamInput {
 public:
  virtual ~StreamInput() = default;
  virtual void receive(std::string_view bytes) = 0;
  virtual void disconnected() = 0;
};

class Stream final : public Exchange, public std::enable_shared_from_this<Stream> {
 public:
  Stream(std::shared_ptr<IoLoop> loop, StreamHost* host, size_t buffer_bytes,
         const Request& request);

  // The caller's end; when it is dropped unanswered, the stream answers 500 or aborts.
  std::shared_ptr<Exchange> caller_end();

  void respond(Response response) override;
  void start(int status, Headers headers) override;
  bool write(Bytes chunk) override;
  void finish() override;
  void abort() override;
  size_t buffered() const override;
  bool closed() const override;
  void on_close(std::function<void()> callback) override;
  void on_drained(std::function<void()> callback) override;
  std::shared_ptr<WebSocket> upgrade(std::string subprotocol, WebSocketEvents events) override;

  // The protocol's side, on the io thread only.
  struct Head {
    int status = 0;
    Headers headers;
    std::optional<size_t> size;  // known when the body is whole
    bool bodiless = false;       // HEAD, 204, 304
  };
  std::optional<Head> take_head();  // once
  Bytes take(size_t bytes_max);     // empty: nothing waits
  bool at_end() const;              // finished and nothing waits
  bool aborted() const;
  std::shared_ptr<StreamInput> input() const;  // set when upgraded
  void close();                                // over: runs on_close, forgets the host
  int32_t id = 0;                              // the protocol's name for it

 private:
  enum class State : uint8_t { unanswered, started, finished, aborted };
  void wake();
  void abandon();
  void pack(Response& response) const;

  const std::shared_ptr<IoLoop> loop_;
  StreamHost* host_;  // io thread only; null once closed
  const size_t buffer_bytes_;
  const bool gzip_;
  const bool head_request_;
  const std::string websocket_key_;  // empty: not a WebSocket request

  mutable std::mutex mutex_;  // guards what follows
  State state_ = State::unanswered;
  bool closed_ = false;
  bool woken_ = false;
  bool refused_ = false;  // a write was refused: on_drained is due
  std::optional<Head> head_;
  std::deque<Bytes> chunks_;
  size_t buffered_ = 0;
  std::vector<std::function<void()>> on_close_;
  std::function<void()> on_drained_;
  std::shared_ptr<StreamInput> input_;
};

}  // namespace shoal::http
