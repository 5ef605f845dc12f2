#include "actors/link/lane.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstring>
#include <utility>

#include "schema/metrics/metrics.hpp"

namespace shoal::link {

std::shared_ptr<const void> CreditAccount::token(size_t bytes) {
  return {this, [self = shared_from_this(), bytes](const void*) { self->give_back(bytes); }};
}

void CreditAccount::give_back(size_t bytes) {
  std::lock_guard lock(mutex_);
  bool below = handled_ < report_at_;
  handled_ += bytes;
  if (!io_ || !below || handled_ < report_at_) return;
  asio::post(*io_, [self = shared_from_this()] {
    uint64_t credit = 0;
    {
      std::lock_guard again(self->mutex_);
      credit = std::exchange(self->handled_, 0);
    }
    auto to = self->to_.lock();
    if (!to) return;
    to->write(Wire::credit, {reinterpret_cast<const char*>(&credit), sizeof credit});
  });
}

void CreditAccount::close() {
  std::lock_guard lock(mutex_);
  io_ = nullptr;
}

void Lane::count_queued(size_t bytes) {
  queued_bytes_ = bytes;
  if (shown_) shown_->set(static_cast<int64_t>(bytes));
}

Sent Lane::queue(const Frame& frame, bool& schedule) {
  if (!up_) return Sent::refused_down;
  Queued item{encode_frame_header(frame), frame.payload};
  if (item.size() > frame_bytes_max_) return Sent::refused_size;
  std::lock_guard lock(mutex_);
  // One frame larger than the whole queue still goes when nothing else waits.
  if (queued_bytes_ > 0 && queued_bytes_ + item.size() > queue_bytes_max_) {
    return Sent::refused_full;
  }
  count_queued(queued_bytes_ + item.size());
  queue_.push_back(std::move(item));
  schedule = !std::exchange(flush_posted_, true);
  return Sent::queued;
}

void Lane::attach(std::shared_ptr<Connection> connection) {
  connection_ = std::move(connection);
  account_ = std::make_shared<CreditAccount>(io_, connection_, window_);
  outstanding_ = 0;
  parts_.clear();
  up_ = true;
}

void Lane::detach() {
  up_ = false;
  if (account_) account_->close();
  account_ = nullptr;
  connection_ = nullptr;
  std::lock_guard lock(mutex_);
  queue_.clear();
  count_queued(0);
}

void Lane::flush() {
  std::unique_lock lock(mutex_);
  flush_posted_ = false;
  while (up_ && !queue_.empty() && connection_->writable()) {
    Queued& item = queue_.front();
    // A frame that is larger than the window waits until nearly nothing is on its way.
    bool fits = outstanding_ + item.size() <= window_ || outstanding_ <= window_ / 8;
    if (item.sent == 0 && !fits) return;
    if (item.sent == 0) outstanding_ += item.size();
    send_part(item);
    if (item.sent < item.size()) continue;
    count_queued(queued_bytes_ - item.size());
    queue_.pop_front();
  }
}

void Lane::send_part(Queued& item) {
  size_t room = chunk_bytes;
  std::string_view head;
  if (item.sent < item.head.size()) {
    head = std::string_view(item.head).substr(item.sent, room);
    item.sent += head.size();
    room -= head.size();
  }
  auto body = item.payload.view().substr(item.sent - item.head.size(), room);
  item.sent += body.size();
  connection_->write(item.sent == item.size() ? Wire::frame : Wire::part, head, body);
}

void Lane::credit(const Bytes& message) {
  uint64_t bytes = 0;
  if (message.size() != sizeof bytes) return;
  std::memcpy(&bytes, message.data(), sizeof bytes);
  outstanding_ -= std::min<uint64_t>(bytes, outstanding_);
  flush();
}

Result<std::optional<Frame>> Lane::receive(Wire type, Bytes message) {
  if (parts_.size() + message.size() > frame_bytes_max_) {
    return Status(Code::too_large, "frame larger than allowed");
  }
  if (type == Wire::part) {
    parts_.append(message.view());
    return std::optional<Frame>();
  }
  if (!parts_.empty()) {
    parts_.append(message.view());
    message = Bytes::copy(parts_);
    parts_ = {};
  }
  size_t size = message.size();
  SHOAL_ASSIGN(Frame frame, decode_frame(message));
  frame.credit = account_->token(size);
  return std::optional<Frame>(std::move(frame));
}

}  // namespace shoal::link
