#include "actors/apiserver/http/stream.hpp"

#include <algorithm>

#include "actors/apiserver/http/gzip.hpp"
#include "actors/apiserver/http/websocket_session.hpp"

namespace shoal::http {

Stream::Stream(std::shared_ptr<IoLoop> loop, StreamHost* host, size_t buffer_bytes,
               const Request& request)
    : loop_(std::move(loop)),
      host_(host),
      buffer_bytes_(buffer_bytes),
      gzip_(accepts_gzip(request.headers.find("accept-encoding"))),
      head_request_(request.method == "HEAD"),
      websocket_key_(wants_websocket(request) ? request.headers.find("sec-websocket-key") : "") {}

std::shared_ptr<Exchange> Stream::caller_end() {
  return {this, [self = shared_from_this()](Exchange*) { self->abandon(); }};
}

void Stream::wake() {
  if (loop_->here()) {
    if (host_) host_->on_ready(*this);
    return;
  }
  {
    std::lock_guard lock(mutex_);
    if (woken_ || closed_) return;
    woken_ = true;
  }
  loop_->post([self = shared_from_this()] {
    {
      std::lock_guard lock(self->mutex_);
      self->woken_ = false;
    }
    if (self->host_) self->host_->on_ready(*self);
  });
}

void Stream::pack(Response& response) const {
  if (!gzip_ || response.body.size() < gzip_bytes_min) return;
  if (response.headers.has("content-encoding")) return;
  auto packed = gzip(response.body.view());
  if (!packed) return;  // the plain body is as good an answer
  response.body = std::move(packed).value();
  response.headers.add("content-encoding", "gzip");
  response.headers.add("vary", "Accept-Encoding");
}

void Stream::respond(Response response) {
  pack(response);
  bool bodiless = head_request_ || response.status == 204 || response.status == 304;
  {
    std::lock_guard lock(mutex_);
    if (state_ != State::unanswered || closed_) return;
    state_ = State::finished;
    head_ = Head{response.status, std::move(response.headers), response.body.size(), bodiless};
    if (!bodiless && !response.body.empty()) {
      buffered_ += response.body.size();
      chunks_.push_back(std::move(response.body));
    }
  }
  wake();
}

void Stream::start(int status, Headers headers) {
  {
    std::lock_guard lock(mutex_);
    if (state_ != State::unanswered || closed_) return;
    state_ = State::started;
    bool bodiless = head_request_ || status == 204 || status == 304;
    head_ = Head{status, std::move(headers), std::nullopt, bodiless};
  }
  wake();
}

bool Stream::write(Bytes chunk) {
  {
    std::lock_guard lock(mutex_);
    if (state_ != State::started || closed_) return false;
    // One chunk larger than the bound may go alone; otherwise it could never be sent.
    if (buffered_ > 0 && buffered_ + chunk.size() > buffer_bytes_) {
      refused_ = true;
      return false;
    }
    if (chunk.empty() || head_request_) return true;
    buffered_ += chunk.size();
    chunks_.push_back(std::move(chunk));
  }
  wake();
  return true;
}

void Stream::finish() {
  {
    std::lock_guard lock(mutex_);
    if (state_ != State::started || closed_) return;
    state_ = State::finished;
  }
  wake();
}

void Stream::abort() {
  {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    state_ = State::aborted;
    chunks_.clear();
    buffered_ = 0;
  }
  wake();
}

void Stream::abandon() {
  bool unanswered = false;
  bool open = false;
  {
    std::lock_guard lock(mutex_);
    unanswered = state_ == State::unanswered;
    open = state_ == State::started && !input_;
  }
  if (unanswered) respond(Response{500, {}, Bytes::copy("the request was dropped\n")});
  if (open) abort();
}

size_t Stream::buffered() const {
  std::lock_guard lock(mutex_);
  return buffered_;
}

bool Stream::closed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

void Stream::on_close(std::function<void()> callback) {
  {
    std::lock_guard lock(mutex_);
    if (!closed_) {
      on_close_.push_back(std::move(callback));
      return;
    }
  }
  callback();
}

void Stream::on_drained(std::function<void()> callback) {
  std::lock_guard lock(mutex_);
  if (!closed_) on_drained_ = std::move(callback);
}

std::shared_ptr<WebSocket> Stream::upgrade(std::string subprotocol, WebSocketEvents events) {
  std::shared_ptr<WebSocketSession> session;
  {
    std::lock_guard lock(mutex_);
    if (websocket_key_.empty() || state_ != State::unanswered || closed_) return nullptr;
    state_ = State::started;
    session = std::make_shared<WebSocketSession>(weak_from_this(), std::move(events));
    input_ = session;
    head_ = Head{101, websocket_answer(websocket_key_, subprotocol), std::nullopt, false};
    on_drained_ = [weak = std::weak_ptr(session)] {
      if (auto alive = weak.lock()) alive->drained();
    };
  }
  wake();
  return session;
}

std::optional<Stream::Head> Stream::take_head() {
  std::lock_guard lock(mutex_);
  return std::exchange(head_, std::nullopt);
}

Bytes Stream::take(size_t bytes_max) {
  Bytes taken;
  std::function<void()> drained;
  {
    std::lock_guard lock(mutex_);
    if (chunks_.empty()) return taken;
    Bytes& front = chunks_.front();
    size_t size = std::min(bytes_max, front.size());
    taken = front.slice(0, size);
    if (size == front.size()) {
      chunks_.pop_front();
    } else {
      front = front.slice(size, front.size() - size);
    }
    buffered_ -= size;
    if (refused_ && buffered_ <= buffer_bytes_ / 2) {
      refused_ = false;
      drained = on_drained_;
    }
  }
  // Later, not from within the protocol, which is in the middle of taking.
  if (drained) loop_->post(std::move(drained));
  return taken;
}

bool Stream::at_end() const {
  std::lock_guard lock(mutex_);
  return state_ == State::finished && chunks_.empty();
}

bool Stream::aborted() const {
  std::lock_guard lock(mutex_);
  return state_ == State::aborted;
}

std::shared_ptr<StreamInput> Stream::input() const {
  std::lock_guard lock(mutex_);
  return input_;
}

void Stream::close() {
  host_ = nullptr;
  std::vector<std::function<void()>> callbacks;
  std::shared_ptr<StreamInput> input;
  std::function<void()> drained;  // destroyed after the lock: it may own the caller's state
  {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    chunks_.clear();
    buffered_ = 0;
    callbacks.swap(on_close_);
    drained.swap(on_drained_);
    input.swap(input_);
  }
  if (input) input->disconnected();
  for (auto& callback : callbacks) callback();
}

}  // namespace shoal::http
