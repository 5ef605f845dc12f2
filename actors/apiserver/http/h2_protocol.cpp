// HTTP/2 on the server, on nghttp2: framing, header compression and flow control are the library's,
// bounds on what a peer may make us hold or do are here.

#include <nghttp2/nghttp2.h>

#include <cstring>
#include <map>

#include "actors/apiserver/http/body.hpp"
#include "actors/apiserver/http/protocol.hpp"
#include "actors/apiserver/http/stream.hpp"
#include "actors/apiserver/http/uri.hpp"

namespace shoal::http {
namespace {

constexpr int32_t stream_window_bytes = 256 * 1024;
constexpr int32_t connection_window_bytes = 1024 * 1024;
constexpr size_t field_overhead_bytes = 32;  // RFC 9113's price of a header field

struct Session {
  void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
};

struct H2Stream {
  Request request;
  std::string path;  // :path, parsed when the request is whole
  std::string body;
  size_t header_bytes = 0;
  std::shared_ptr<Stream> exchange;  // set when the request is whole
  MonoTime since;                    // progress of the request, then of the answer
  int refused = 0;                   // status of a refusal already decided
  bool answered = false;             // the response head was submitted
};

class H2Protocol final : public Protocol, public StreamHost {
 public:
  H2Protocol(std::shared_ptr<ConnectionContext> context, MonoTime now);
  ~H2Protocol() override { disconnected(); }

  void receive(std::string_view bytes, MonoTime now) override;
  void pull(std::string& out, size_t bytes_max, MonoTime now) override;
  void tick(MonoTime now) override;
  void shut_down() override;
  bool wants_input() const override { return true; }
  bool done() const override;
  void disconnected() override;
  void on_ready(Stream& stream) override;

  // Called by nghttp2.
  int begin_headers(const nghttp2_frame& frame);
  int header(int32_t id, std::string_view name, std::string_view value);
  int data(int32_t id, std::string_view bytes);
  int frame_received(const nghttp2_frame& frame);
  int stream_closed(int32_t id);
  ssize_t read_body(int32_t id, uint8_t* out, size_t length, uint32_t& flags);

 private:
  H2Stream* find(int32_t id);
  void pseudo_header(H2Stream& stream, std::string_view name, std::string_view value);
  void complete(int32_t id, H2Stream& stream);
  void dispatch(int32_t id, H2Stream& stream);
  void submit(int32_t id, H2Stream& stream, Stream::Head head);
  bool spend(uint32_t& used, uint32_t per_second);
  void fail();

  const std::shared_ptr<ConnectionContext> context_;
  std::unique_ptr<nghttp2_session, Session> session_;
  std::map<int32_t, H2Stream> streams_;
  std::string prepared_;  // what nghttp2 gave beyond what was asked for
  size_t body_bytes_ = 0;
  MonoTime now_;
  MonoTime idle_since_;
  MonoTime window_began_;  // of the flood counters
  uint32_t controls_ = 0;
  uint32_t resets_ = 0;
  bool failed_ = false;
  bool stopping_ = false;
};

H2Protocol& self(void* user) {
  return *static_cast<H2Protocol*>(user);
}
std::string_view text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

struct Callbacks {
  nghttp2_session_callbacks* table = nullptr;
  Callbacks() {
    nghttp2_session_callbacks_new(&table);
    nghttp2_session_callbacks_set_on_begin_headers_callback(
        table, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
          return self(user).begin_headers(*frame);
        });
    nghttp2_session_callbacks_set_on_header_callback(
        table, [](nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t n,
                  const uint8_t* value, size_t v, uint8_t, void* user) {
          return self(user).header(frame->hd.stream_id, text(name, n), text(value, v));
        });
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
        table, [](nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size,
                  void* user) { return self(user).data(id, text(data, size)); });
    nghttp2_session_callbacks_set_on_frame_recv_callback(
        table, [](nghttp2_session*, const nghttp2_frame* frame, void* user) {
          return self(user).frame_received(*frame);
        });
    nghttp2_session_callbacks_set_on_stream_close_callback(
        table, [](nghttp2_session*, int32_t id, uint32_t, void* user) {
          return self(user).stream_closed(id);
        });
  }
  ~Callbacks() { nghttp2_session_callbacks_del(table); }
};

H2Protocol::H2Protocol(std::shared_ptr<ConnectionContext> context, MonoTime now)
    : context_(std::move(context)), now_(now), idle_since_(now), window_began_(now) {
  Callbacks callbacks;
  nghttp2_option* option = nullptr;
  nghttp2_option_new(&option);
  nghttp2_option_set_max_outbound_ack(option, 256);
  nghttp2_option_set_max_settings(option, 32);
  nghttp2_option_set_no_closed_streams(option, 1);
  nghttp2_option_set_max_send_header_block_length(option, context_->limits.header_bytes_max);
  nghttp2_session* session = nullptr;
  nghttp2_session_server_new2(&session, callbacks.table, this, option);
  nghttp2_option_del(option);
  session_.reset(session);
  const ServerLimits& limits = context_->limits;
  nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.streams_max},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<uint32_t>(stream_window_bytes)},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<uint32_t>(limits.header_bytes_max)}};
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, settings, std::size(settings));
  nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, connection_window_bytes);
}

H2Stream* H2Protocol::find(int32_t id) {
  auto stream = streams_.find(id);
  return stream == streams_.end() ? nullptr : &stream->second;
}

void H2Protocol::fail() {
  if (failed_) return;
  failed_ = true;
  context_->on_refused();
}

// Floods: frames that cost the peer nothing and us something are counted by the second.
bool H2Protocol::spend(uint32_t& used, uint32_t per_second) {
  if (now_ - window_began_ > std::chrono::seconds(1)) {
    window_began_ = now_;
    controls_ = resets_ = 0;
  }
  if (++used <= per_second) return true;
  nghttp2_session_terminate_session(session_.get(), NGHTTP2_ENHANCE_YOUR_CALM);
  fail();
  return false;
}

void H2Protocol::receive(std::string_view bytes, MonoTime now) {
  now_ = now;
  if (failed_) return;
  ssize_t used = nghttp2_session_mem_recv(
      session_.get(), reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  if (used < 0) fail();
}

int H2Protocol::begin_headers(const nghttp2_frame& frame) {
  if (frame.headers.cat != NGHTTP2_HCAT_REQUEST) return 0;
  if (stopping_) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  H2Stream& stream = streams_[frame.hd.stream_id];
  stream.since = now_;
  stream.request.version = Version::http2;
  return 0;
}

int H2Protocol::header(int32_t id, std::string_view name, std::string_view value) {
  H2Stream* stream = find(id);
  if (!stream || stream->exchange) return 0;
  stream->header_bytes += name.size() + value.size() + field_overhead_bytes;
  if (stream->header_bytes > context_->limits.header_bytes_max) {
    stream->refused = 431;  // and no more of it is kept
    return 0;
  }
  if (name.starts_with(':')) {
    pseudo_header(*stream, name, value);
  } else {
    stream->request.headers.add(std::string(name), std::string(value));
  }
  return 0;
}

void H2Protocol::pseudo_header(H2Stream& stream, std::string_view name, std::string_view value) {
  if (name == ":method") stream.request.method = value;
  if (name == ":path") stream.path = value;
  if (name == ":authority") stream.request.authority = value;
}

int H2Protocol::data(int32_t id, std::string_view bytes) {
  H2Stream* stream = find(id);
  if (!stream || stream->refused || stream->exchange) return 0;
  stream->since = now_;
  const ServerLimits& limits = context_->limits;
  if (stream->body.size() + bytes.size() > limits.body_bytes_max) stream->refused = 413;
  if (body_bytes_ + bytes.size() > limits.connection_body_bytes_max) stream->refused = 429;
  if (stream->refused) {
    body_bytes_ -= stream->body.size();
    stream->body.clear();
    // Answered now: a client that waits for the end of its own upload would wait long.
    complete(id, *stream);
    return 0;
  }
  body_bytes_ += bytes.size();
  stream->body += bytes;
  return 0;
}

int H2Protocol::frame_received(const nghttp2_frame& frame) {
  const ServerLimits& limits = context_->limits;
  switch (frame.hd.type) {
    case NGHTTP2_PING:
    case NGHTTP2_SETTINGS:
    case NGHTTP2_PRIORITY:
      return spend(controls_, limits.control_frames_per_second) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
    case NGHTTP2_RST_STREAM:
      return spend(resets_, limits.resets_per_second) ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
    case NGHTTP2_DATA:
      // An empty DATA frame moves nothing: it is a control frame in disguise.
      if (frame.hd.length == 0 && !spend(controls_, limits.control_frames_per_second)) {
        return NGHTTP2_ERR_CALLBACK_FAILURE;
      }
      break;
    case NGHTTP2_HEADERS:
      break;
    default:
      return 0;
  }
  H2Stream* stream = find(frame.hd.stream_id);
  if (!stream || stream->exchange) return 0;
  if ((frame.hd.flags & NGHTTP2_FLAG_END_STREAM) || stream->refused) {
    complete(frame.hd.stream_id, *stream);
  }
  return 0;
}

void H2Protocol::complete(int32_t id, H2Stream& stream) {
  body_bytes_ -= stream.body.size();
  Request& request = stream.request;
  std::string why = stream.refused ? std::string(reason_phrase(stream.refused)) : "";
  if (!stream.refused) {
    Status status = parse_target(stream.path, request);
    if (status.ok()) {
      status =
          finish_body(request, std::exchange(stream.body, {}), context_->limits.body_bytes_max);
    }
    if (!status.ok()) stream.refused = code_facts(status.code()).http;
    why = status.message();
  }
  stream.exchange =
      std::make_shared<Stream>(context_->loop, this, context_->limits.stream_buffer_bytes, request);
  stream.exchange->id = id;
  stream.since = now_;
  if (stream.refused) {
    context_->on_refused();
    if (stream.refused == 413) why = too_large(context_->limits.body_bytes_max);
    stream.exchange->respond(refusal(stream.refused, why));
  } else {
    dispatch(id, stream);
  }
}

void H2Protocol::dispatch(int32_t, H2Stream& stream) {
  Request& request = stream.request;
  if (request.authority.empty()) request.authority = request.headers.find("host");
  request.peer = context_->peer;
  request.peer_error = context_->peer_error;
  request.remote_address = context_->remote_address;
  request.remote_port = context_->remote_port;
  context_->on_request();
  context_->responder->handle(std::move(request), stream.exchange->caller_end());
}

void H2Protocol::on_ready(Stream& ready) {
  H2Stream* stream = find(ready.id);
  if (!stream || !stream->exchange) return;
  if (ready.aborted()) {
    nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, ready.id, NGHTTP2_INTERNAL_ERROR);
  } else if (auto head = ready.take_head()) {
    submit(ready.id, *stream, std::move(*head));
  } else if (stream->answered) {
    nghttp2_session_resume_data(session_.get(), ready.id);
  }
  context_->wake();
}

nghttp2_nv field(std::string_view name, std::string_view value) {
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NONE};
}

// Fields of HTTP/1.1's connection mean nothing here and are forbidden.
bool is_connection_field(std::string_view name) {
  return name == "connection" || name == "transfer-encoding" || name == "keep-alive" ||
         name == "upgrade" || name == "content-length";
}

void H2Protocol::submit(int32_t id, H2Stream& stream, Stream::Head head) {
  std::string status = std::to_string(head.status == 101 ? 501 : head.status);
  std::string size = head.size ? std::to_string(*head.size) : "";
  std::vector<nghttp2_nv> fields{field(":status", status)};
  for (const auto& [name, value] : head.headers.fields()) {
    if (is_connection_field(name)) continue;
    if (value.find_first_of("\r\n") != std::string::npos) continue;
    fields.push_back(field(name, value));
  }
  if (head.size && head.status != 204) fields.push_back(field("content-length", size));
  nghttp2_data_provider body{};
  body.source.ptr = this;
  body.read_callback = [](nghttp2_session*, int32_t stream_id, uint8_t* out, size_t length,
                          uint32_t* flags, nghttp2_data_source* source, void*) -> ssize_t {
    return static_cast<H2Protocol*>(source->ptr)->read_body(stream_id, out, length, *flags);
  };
  bool bodiless = head.bodiless || (head.size && *head.size == 0);
  stream.answered = true;
  nghttp2_submit_response(session_.get(), id, fields.data(), fields.size(),
                          bodiless ? nullptr : &body);
}

ssize_t H2Protocol::read_body(int32_t id, uint8_t* out, size_t length, uint32_t& flags) {
  H2Stream* stream = find(id);
  if (!stream) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  size_t filled = 0;
  while (filled < length) {
    Bytes piece = stream->exchange->take(length - filled);
    if (piece.empty()) break;
    std::memcpy(out + filled, piece.data(), piece.size());
    filled += piece.size();
  }
  stream->since = now_;
  if (stream->exchange->at_end()) {
    flags |= NGHTTP2_DATA_FLAG_EOF;
  } else if (filled == 0) {
    return NGHTTP2_ERR_DEFERRED;
  }
  return static_cast<ssize_t>(filled);
}

int H2Protocol::stream_closed(int32_t id) {
  auto node = streams_.extract(id);
  if (node.empty()) return 0;
  if (!node.mapped().exchange) body_bytes_ -= node.mapped().body.size();
  if (streams_.empty()) idle_since_ = now_;
  if (node.mapped().exchange) node.mapped().exchange->close();
  return 0;
}

void H2Protocol::pull(std::string& out, size_t bytes_max, MonoTime now) {
  now_ = now;
  while (out.size() < bytes_max) {
    const uint8_t* data = nullptr;
    ssize_t size = nghttp2_session_mem_send(session_.get(), &data);
    if (size < 0) fail();
    if (size <= 0) return;
    out.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
  }
}

void H2Protocol::tick(MonoTime now) {
  now_ = now;
  const ServerLimits& limits = context_->limits;
  if (streams_.empty() && now - idle_since_ > limits.idle_timeout) shut_down();
  std::vector<int32_t> late;
  for (auto& [id, stream] : streams_) {
    bool receiving = !stream.exchange;
    // A refused upload is cut in the end; any other answer may take its responder's time.
    if (!receiving && !stream.refused && stream.exchange->buffered() == 0) stream.since = now;
    Duration bound = receiving ? limits.body_timeout : limits.write_timeout;
    if (now - stream.since > bound) late.push_back(id);
  }
  for (int32_t id : late) {
    nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  }
  if (!late.empty() || stopping_) context_->wake();
}

void H2Protocol::shut_down() {
  if (stopping_) return;
  stopping_ = true;
  int32_t last = nghttp2_session_get_last_proc_stream_id(session_.get());
  nghttp2_submit_goaway(session_.get(), NGHTTP2_FLAG_NONE, last, NGHTTP2_NO_ERROR, nullptr, 0);
  context_->wake();
}

bool H2Protocol::done() const {
  if (failed_) return true;
  if (stopping_ && streams_.empty()) return true;
  return !nghttp2_session_want_read(session_.get()) && !nghttp2_session_want_write(session_.get());
}

void H2Protocol::disconnected() {
  failed_ = true;
  auto streams = std::exchange(streams_, {});
  for (auto& [id, stream] : streams) {
    if (stream.exchange) stream.exchange->close();
  }
}

}  // namespace

std::unique_ptr<Protocol> make_h2_protocol(std::shared_ptr<ConnectionContext> context,
                                           MonoTime now) {
  return std::make_unique<H2Protocol>(std::move(context), now);
}

}  // namespace shoal::http
