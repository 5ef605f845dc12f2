#pragma once
// Peer: everything about one other node: its two lanes, who connects and when, evidence of its
// death, and the requests that wait for its answers. On the io thread, except send().

#include <map>
#include <memory>
#include <string>

#include "actors/link/hello.hpp"
#include "actors/link/lane.hpp"
#include "actors/link/links.hpp"

namespace shoal::link {

struct PeerMeasures;

// What peers share.
struct Shop {
  asio::io_context& io;
  asio::ssl::context& client_tls;
  const LinkOptions& options;
  const LinkCallbacks& callbacks;
  const Clock& clock;
};

class Peer : public std::enable_shared_from_this<Peer> {
 public:
  Peer(Shop shop, NodeName name);
  ~Peer();
  void set_address(const PeerAddress& address);  // connects, if that is this side's part
  void forget();
  // A connection whose Hello was accepted.
  void adopt(LinkClass lane, std::shared_ptr<Connection> connection);

  void beats_began();

  Sent send(Frame frame, LinkClass lane);  // any thread
  bool up(LinkClass lane) const { return line(lane).lane.up(); }
  void request(Frame frame, LinkClass lane, Duration deadline,
               std::function<void(Result<Frame>)> done);

 private:
  struct Line {
    Line(asio::io_context& io, size_t queue, size_t window, size_t frame)
        : lane(io, queue, window, frame), retry(io) {}
    Lane lane;
    asio::steady_timer retry;
    std::shared_ptr<Connection> dialing;
    Duration wait{};
    int tries_at_once = 0;     // left, after a loss
    std::string last_failure;  // reported once
  };
  struct Pending {
    LinkClass lane;
    std::function<void(Result<Frame>)> done;
    std::unique_ptr<asio::steady_timer> deadline;
  };

  Line& line(LinkClass lane) { return lane == LinkClass::control ? control_ : bulk_; }
  const Line& line(LinkClass lane) const { return lane == LinkClass::control ? control_ : bulk_; }
  bool dials() const {
    return address_.port != 0 && (shop_.options.client || shop_.options.name < name_);
  }
  void dial(LinkClass lane);
  void dialed(LinkClass lane, Connection& connection);
  void dial_failed(LinkClass lane, Connection::Why why, const std::string& text);
  void answered(LinkClass lane, const Bytes& message);
  void redial_later(LinkClass lane);
  void report(LinkClass lane, LinkDown down, const std::string& text);
  void probe();
  void probe_connected(std::shared_ptr<Tcp::socket> socket);
  void probe_again();
  bool wants_evidence() const {
    return !forgotten_ && !control_.lane.up() && control_.tries_at_once;
  }
  void lost(LinkClass lane, Connection::Why why, const std::string& text);
  void message(LinkClass lane, Wire type, Bytes body);
  void deliver(Frame frame);
  void finish(uint64_t correlation, Result<Frame> result);
  void fail_pending(LinkClass lane, const std::string& why);
  void tick();
  void tick_after(Duration period);
  bool beat();

  Shop shop_;
  const NodeName name_;
  PeerAddress address_;
  Line control_;
  Line bulk_;
  asio::steady_timer ticker_;
  std::unique_ptr<Suspicion> suspicion_;
  bool suspected_ = false;
  uint64_t next_correlation_ = 1;
  std::map<uint64_t, Pending> pending_;
  bool forgotten_ = false;
  std::unique_ptr<PeerMeasures> measures_;  // null: nobody asks
};

}  // namespace shoal::link
