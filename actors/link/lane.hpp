#pragma once
// Lane: one of the two connections to a peer: what waits to be sent, the credit both ways, and
// frames put together from their parts. Queueing is thread safe; all else happens on the io thread.

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "actors/link/connection.hpp"

namespace shoal::metrics {
class Gauge;
}

namespace shoal::link {

// Credit for received frames that were handled. Outlives its connection: frames do.
class CreditAccount : public std::enable_shared_from_this<CreditAccount> {
 public:
  CreditAccount(asio::io_context& io, std::weak_ptr<Connection> to, size_t window)
      : io_(&io), to_(std::move(to)), report_at_(window / 8) {}
  std::shared_ptr<const void> token(size_t bytes);  // gives them back when it goes
  void close();

 private:
  void give_back(size_t bytes);
  std::mutex mutex_;
  asio::io_context* io_;
  std::weak_ptr<Connection> to_;
  const size_t report_at_;
  size_t handled_ = 0;
};

class Lane {
 public:
  Lane(asio::io_context& io, size_t queue_bytes_max, size_t window, size_t frame_bytes_max)
      : io_(io),
        queue_bytes_max_(queue_bytes_max),
        window_(window),
        frame_bytes_max_(frame_bytes_max) {}

  // Any thread. True in `schedule` when the caller has to post a flush().
  Sent queue(const Frame& frame, bool& schedule);
  bool up() const { return up_; }
  // Before anything is queued; outlives the lane.
  void show_queue(metrics::Gauge& gauge) { shown_ = &gauge; }

  void attach(std::shared_ptr<Connection> connection);
  void detach();
  const std::shared_ptr<Connection>& connection() const { return connection_; }
  void flush();
  void credit(const Bytes& message);
  // The frame that this message completes, none while more parts follow; an error ends the
  // connection.
  Result<std::optional<Frame>> receive(Wire type, Bytes message);

 private:
  struct Queued {
    std::string head;
    Bytes payload;
    size_t sent = 0;
    size_t size() const { return head.size() + payload.size(); }
  };
  void send_part(Queued& item);
  void count_queued(size_t bytes);

  asio::io_context& io_;
  const size_t queue_bytes_max_;
  const size_t window_;
  const size_t frame_bytes_max_;
  std::atomic<bool> up_{false};

  std::mutex mutex_;
  std::deque<Queued> queue_;
  size_t queued_bytes_ = 0;
  metrics::Gauge* shown_ = nullptr;
  bool flush_posted_ = false;

  std::shared_ptr<Connection> connection_;
  std::shared_ptr<CreditAccount> account_;
  size_t outstanding_ = 0;  // sent and not given back yet
  std::string parts_;
};

}  // namespace shoal::link
