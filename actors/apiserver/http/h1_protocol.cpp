// HTTP/1.1 on the server: one request at a time, in order; what the client sends ahead waits,
// bounded.

#include <charconv>

#include "actors/apiserver/http/body.hpp"
#include "actors/apiserver/http/h1_parser.hpp"
#include "actors/apiserver/http/protocol.hpp"
#include "actors/apiserver/http/stream.hpp"
#include "actors/apiserver/http/uri.hpp"

namespace shoal::http {
namespace {

constexpr size_t sent_ahead_bytes_max = 64 * 1024;

class H1Protocol final : public Protocol, public StreamHost {
 public:
  H1Protocol(std::shared_ptr<ConnectionContext> context, MonoTime now)
      : context_(std::move(context)), since_(now) {
    next_message();
  }
  ~H1Protocol() override { disconnected(); }

  void receive(std::string_view bytes, MonoTime now) override;
  void pull(std::string& out, size_t bytes_max, MonoTime now) override;
  void tick(MonoTime now) override;
  void shut_down() override;
  bool wants_input() const override { return input_.size() < input_bytes_max(); }
  bool done() const override { return done_; }
  void disconnected() override;
  void on_ready(Stream&) override { context_->wake(); }

 private:
  void next_message();
  void feed_upgraded();
  void parse(MonoTime now);
  void on_head(MonoTime now);
  void on_message(MonoTime now);
  void dispatch(Request request);
  void refuse(int status, const std::string& why);
  void write_head(std::string& out, Stream::Head head);
  void write_body(std::string& out, size_t bytes_max, MonoTime now);
  void end_response(MonoTime now);
  size_t input_bytes_max() const {
    return stream_ ? sent_ahead_bytes_max
                   : context_->limits.header_bytes_max + sent_ahead_bytes_max;
  }

  const std::shared_ptr<ConnectionContext> context_;
  std::unique_ptr<H1Parser> parser_;
  std::string input_;               // received and not parsed
  std::string body_;                // of the request being received
  std::string prepared_;            // output that belongs to no stream: 100 Continue, refusals
  std::shared_ptr<Stream> stream_;  // the request being answered
  MonoTime since_;                  // when the present wait began
  bool keep_alive_ = true;
  bool http1_0_ = false;
  bool chunked_ = false;
  bool head_sent_ = false;
  bool done_ = false;
  bool stopping_ = false;
};

void H1Protocol::next_message() {
  body_.clear();
  const ServerLimits& limits = context_->limits;
  parser_ = std::make_unique<H1Parser>(
      H1Parser::Kind::request, H1Parser::Limits{limits.header_bytes_max, limits.body_bytes_max},
      [this](std::string_view piece) { body_ += piece; });
}

void H1Protocol::receive(std::string_view bytes, MonoTime now) {
  if (done_) return;
  if (stream_) {
    input_ += bytes;  // the next request, which wants_input bounds, or the upgraded stream's
    return feed_upgraded();
  }
  if (!parser_->started()) since_ = now;
  input_ += bytes;
  parse(now);
}

void H1Protocol::feed_upgraded() {
  auto input = stream_->input();
  if (input && !input_.empty()) input->receive(std::exchange(input_, {}));
}

void H1Protocol::parse(MonoTime now) {
  while (!input_.empty() && !stream_ && !done_) {
    bool head_was_done = parser_->head_done();
    auto used = parser_->put(input_);
    if (!used) {
      bool too_large = used.status().code() == Code::too_large;
      int status = !too_large ? 400 : parser_->header_fault() ? 431 : 413;
      return refuse(status, used.status().message());
    }
    input_.erase(0, *used);
    if (parser_->head_done() && !head_was_done) on_head(now);
    if (done_) return;
    if (parser_->done()) {
      on_message(now);
    } else if (*used == 0) {
      return;
    }
  }
}

void H1Protocol::on_head(MonoTime now) {
  const H1Head& head = parser_->head();
  since_ = now;
  http1_0_ = head.http1_0;
  if (head.content_length && *head.content_length > context_->limits.body_bytes_max) {
    return refuse(413, "the body is too large");
  }
  size_t hosts = head.headers.find_all("host").size();
  if (hosts > 1 || (hosts == 0 && !http1_0_)) return refuse(400, "one Host header is needed");
  std::string_view expect = head.headers.find("expect");
  if (expect.empty() || !head.has_body || http1_0_) return;
  if (expect != "100-continue") return refuse(400, "an unknown expectation");
  prepared_ += "HTTP/1.1 100 Continue\r\n\r\n";
  context_->wake();
}

void H1Protocol::on_message(MonoTime now) {
  H1Head& head = parser_->head();
  keep_alive_ = head.keep_alive;
  Request request;
  request.method = std::move(head.method);
  request.headers = std::move(head.headers);
  request.version = http1_0_ ? Version::http1_0 : Version::http1_1;
  request.authority = request.headers.find("host");
  if (Status status = parse_target(head.target, request); !status.ok()) {
    return refuse(400, status.message());
  }
  Status status = finish_body(request, std::exchange(body_, {}), context_->limits.body_bytes_max);
  if (!status.ok()) return refuse(code_facts(status.code()).http, status.message());
  since_ = now;
  dispatch(std::move(request));
}

void H1Protocol::dispatch(Request request) {
  request.peer = context_->peer;
  request.peer_error = context_->peer_error;
  request.remote_address = context_->remote_address;
  request.remote_port = context_->remote_port;
  next_message();
  head_sent_ = false;
  chunked_ = false;
  stream_ =
      std::make_shared<Stream>(context_->loop, this, context_->limits.stream_buffer_bytes, request);
  context_->on_request();
  context_->responder->handle(std::move(request), stream_->caller_end());
}

// The rest of the input cannot be trusted to begin at a message: the connection ends.
void H1Protocol::refuse(int status, const std::string& why) {
  context_->on_refused();
  Response response =
      refusal(status, status == 413 ? too_large(context_->limits.body_bytes_max) : why);
  prepared_ += "HTTP/1.1 " + std::to_string(status) + " " + std::string(reason_phrase(status)) +
               "\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: " +
               std::to_string(response.body.size()) + "\r\n\r\n";
  prepared_ += response.body.view();
  input_.clear();
  body_.clear();
  done_ = true;
  context_->wake();
}

void H1Protocol::write_head(std::string& out, Stream::Head head) {
  bool upgraded = head.status == 101;
  if (stopping_) keep_alive_ = false;
  out += "HTTP/1.1 " + std::to_string(head.status) + " ";
  out += reason_phrase(head.status);
  out += "\r\n";
  for (const auto& [name, value] : head.headers.fields()) {
    if (name == "content-length" || name == "transfer-encoding") continue;
    // A line break in a value would begin a header of its own.
    if (value.find_first_of("\r\n") != std::string::npos) continue;
    out.append(name).append(": ").append(value).append("\r\n");
  }
  chunked_ = !upgraded && !head.size && !head.bodiless && !http1_0_;
  if (head.size && head.status != 204) {
    out += "content-length: " + std::to_string(*head.size) + "\r\n";
  }
  if (chunked_) out += "transfer-encoding: chunked\r\n";
  if (http1_0_ && !head.size) keep_alive_ = false;
  if (!upgraded && !keep_alive_) out += "connection: close\r\n";
  if (keep_alive_ && http1_0_) out += "connection: keep-alive\r\n";
  out += "\r\n";
  head_sent_ = true;
  if (upgraded) {
    keep_alive_ = false;
    feed_upgraded();  // what the client sent behind its request
  }
}

void H1Protocol::write_body(std::string& out, size_t bytes_max, MonoTime now) {
  while (out.size() < bytes_max) {
    Bytes piece = stream_->take(bytes_max - out.size());
    if (piece.empty()) return;
    since_ = now;
    if (chunked_) {
      char size[20];
      char* end = std::to_chars(size, size + sizeof size, piece.size(), 16).ptr;
      out.append(size, end).append("\r\n");
    }
    out += piece.view();
    if (chunked_) out += "\r\n";
  }
}

void H1Protocol::end_response(MonoTime now) {
  auto stream = std::exchange(stream_, nullptr);
  stream->close();
  since_ = now;
  if (!keep_alive_ || stopping_) {
    done_ = true;
    return;
  }
  parse(now);
}

void H1Protocol::pull(std::string& out, size_t bytes_max, MonoTime now) {
  out += std::exchange(prepared_, {});
  while (stream_ && out.size() < bytes_max) {
    if (stream_->aborted()) {
      done_ = true;  // a connection cut in the middle of a body is how HTTP/1.1 says failure
      std::exchange(stream_, nullptr)->close();
      return;
    }
    if (auto head = stream_->take_head()) write_head(out, std::move(*head));
    if (!head_sent_) return;
    write_body(out, bytes_max, now);
    if (!stream_ || !stream_->at_end()) return;
    if (chunked_) out += "0\r\n\r\n";
    end_response(now);
    out += std::exchange(prepared_, {});
  }
}

void H1Protocol::tick(MonoTime now) {
  if (done_) return;
  const ServerLimits& limits = context_->limits;
  Duration waited = now - since_;
  if (stream_) {
    // Only a peer that takes nothing of what waits is late; a responder may take its time.
    if (stream_->buffered() == 0) since_ = now;
    if (waited > limits.write_timeout) done_ = true;
    return;
  }
  if (!parser_->started()) {
    if (waited > limits.idle_timeout || stopping_) done_ = true;
  } else if (waited > (parser_->head_done() ? limits.body_timeout : limits.header_timeout)) {
    refuse(408, "the request did not come in time");
  }
  if (done_) context_->wake();
}

void H1Protocol::shut_down() {
  stopping_ = true;
  if (!stream_ && !parser_->started()) done_ = true;
  context_->wake();
}

void H1Protocol::disconnected() {
  done_ = true;
  if (auto stream = std::exchange(stream_, nullptr)) stream->close();
}

}  // namespace

std::unique_ptr<Protocol> make_h1_protocol(std::shared_ptr<ConnectionContext> context,
                                           MonoTime now) {
  return std::make_unique<H1Protocol>(std::move(context), now);
}

}  // namespace shoal::http
