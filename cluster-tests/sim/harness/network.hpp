#pragma once
// Network: the paths between the machines, and the connections that exist over them. Links of a
// node (schema/vocab/link.hpp) are made for each life of its process. A path may delay, lose,
// double and reorder frames, or carry none in one direction; a connection ends when a process dies
// (closed, then refused: evidence) or when nothing passes either way for a while (silent: no
// evidence).

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "cluster-tests/sim/harness/event_loop.hpp"
#include "schema/vocab/link.hpp"
#include "schema/vocab/random.hpp"

namespace shoal::sim {

// Far above what faults and clients make; whoever sends more answers its own questions.
inline constexpr uint64_t deliveries_max = 100'000;  // in one simulated second

struct PathQuality {
  Duration delay_min = 100us;
  Duration delay_max = 500us;
  uint64_t loss_permille = 0;
  uint64_t twice_permille = 0;
  uint64_t late_permille = 0;  // come a second time after up to `late_max`
  Duration late_max = 4s;
  bool reorder = false;
};

class SimLinks;

class Network {
 public:
  Network(EventLoop& loop, Random random, std::vector<NodeName> nodes);

  // A process of this node begins; its links end with it.
  std::unique_ptr<SimLinks> open(const NodeName& node, LinkCallbacks callbacks);

  void set_blocked(const NodeName& from, const NodeName& to, bool blocked);
  void set_quality(PathQuality quality) { quality_ = quality; }
  void heal();  // no path is blocked, all are good
  bool blocked(const NodeName& from, const NodeName& to) const;
  // Presents a token at `to`; answered also when nobody does.
  void join(const NodeName& from, const NodeName& to, const JoinHello& hello,
            std::function<void(Result<Bytes>)> done);
  // The connection between two live processes ends and is made again at once: a flap.
  void flap(const NodeName& a, const NodeName& b);
  uint64_t delivered() const { return delivered_; }
  // More than deliveries_max came in one second; from then on nothing arrives.
  bool stormy() const { return stormy_; }

 private:
  friend class SimLinks;
  using Path = std::pair<NodeName, NodeName>;
  void send(const NodeName& from, const NodeName& to, const Frame& frame);
  void deliver(const NodeName& from, const NodeName& to, const Frame& frame, uint64_t life);
  void closed(const NodeName& node);
  void look(const NodeName& a, const NodeName& b);  // should they be connected, and are they?
  void connect(const NodeName& a, const NodeName& b);
  void disconnect(const NodeName& a, const NodeName& b, LinkDown how);
  void tell_down(const NodeName& here, const NodeName& there, LinkDown how);
  bool connected(const NodeName& a, const NodeName& b) const;
  bool passable(const NodeName& a, const NodeName& b) const;
  Duration delay();
  static Path pair_of(const NodeName& a, const NodeName& b) { return std::minmax(a, b); }

  EventLoop& loop_;
  Random random_;
  std::vector<NodeName> nodes_;
  PathQuality quality_;
  std::map<NodeName, SimLinks*> open_;
  std::map<NodeName, uint64_t> lives_;
  std::set<Path> blocked_;    // from, to
  std::set<Path> connected_;  // the smaller name first
  std::map<Path, Duration> last_delivery_;
  std::map<Path, uint64_t> untold_;  // who has not noticed the end of whose connection
  uint64_t ends_ = 0;
  uint64_t delivered_ = 0;
  Duration second_began_{0};
  uint64_t in_this_second_ = 0;
  bool stormy_ = false;
};

// One process's end of the network.
class SimLinks final : public Links {
 public:
  SimLinks(Network& network, NodeName node, LinkCallbacks callbacks);
  ~SimLinks() override;
  void remember(const PeerAddress&) override {}  // everybody knows everybody
  void forget(const NodeName&) override {}
  void beats_began() override;
  bool is_up(const NodeName& peer, LinkClass) const override;
  Sent send(const NodeName& peer, Frame frame, LinkClass) override;
  void request(const NodeName& peer, Frame frame, LinkClass, Duration deadline,
               std::function<void(Result<Frame>)> done) override;
  void respond(const NodeName& peer, const Frame& request, Result<Bytes> answer,
               LinkClass) override;
  void join(const PeerAddress&, const KeyPin&, Bytes, Duration,
            std::function<void(Result<Bytes>)> done) override;

 private:
  friend class Network;
  void receive(const NodeName& from, const Frame& frame);
  void finish(uint64_t correlation, Result<Frame> result);
  void fail_requests(const NodeName& peer);
  void beat();

  struct Waiting {
    NodeName peer;
    std::function<void(Result<Frame>)> done;
  };
  Network& network_;
  NodeName node_;
  LinkCallbacks callbacks_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::map<uint64_t, Waiting> waiting_;
  uint64_t next_correlation_ = 1;
  bool beating_ = false;
};

}  // namespace shoal::sim
