#include "cluster-tests/sim/harness/network.hpp"

#include <xxhash.h>

#include <algorithm>

namespace shoal::sim {
namespace {

constexpr Duration silence_noticed = 300ms;
constexpr Duration refused_after = 500us;  // one round trip after the end of the connection
constexpr Duration connect_max = 5ms;
constexpr Duration join_patience = 6s;

}  // namespace

Network::Network(EventLoop& loop, Random random, std::vector<NodeName> nodes)
    : loop_(loop), random_(random), nodes_(std::move(nodes)) {}

std::unique_ptr<SimLinks> Network::open(const NodeName& node, LinkCallbacks callbacks) {
  auto links = std::make_unique<SimLinks>(*this, node, std::move(callbacks));
  open_[node] = links.get();
  ++lives_[node];
  for (const auto& other : nodes_)
    if (other != node) look(node, other);
  return links;
}

bool Network::blocked(const NodeName& from, const NodeName& to) const {
  return blocked_.contains({from, to});
}
bool Network::connected(const NodeName& a, const NodeName& b) const {
  return connected_.contains(pair_of(a, b));
}
bool Network::passable(const NodeName& a, const NodeName& b) const {
  return open_.contains(a) && open_.contains(b) && !(blocked(a, b) && blocked(b, a));
}

void Network::set_blocked(const NodeName& from, const NodeName& to, bool is) {
  if (is)
    blocked_.insert({from, to});
  else
    blocked_.erase({from, to});
  look(from, to);
}

void Network::heal() {
  blocked_.clear();
  quality_ = {};
  for (const auto& a : nodes_)
    for (const auto& b : nodes_)
      if (a < b) look(a, b);
}

void Network::flap(const NodeName& a, const NodeName& b) {
  if (!connected(a, b)) return;
  disconnect(a, b, LinkDown::closed);
  look(a, b);
}

void Network::look(const NodeName& a, const NodeName& b) {
  if (passable(a, b) == connected(a, b)) return;
  if (passable(a, b)) {
    Duration soon(
        static_cast<int64_t>(1 + random_.below(static_cast<uint64_t>(connect_max.count()))));
    loop_.after(soon, [this, a, b] {
      if (passable(a, b) && !connected(a, b)) connect(a, b);
    });
    return;
  }
  loop_.after(silence_noticed, [this, a, b] {
    if (!passable(a, b) && connected(a, b)) disconnect(a, b, LinkDown::silent);
  });
}

void Network::connect(const NodeName& a, const NodeName& b) {
  connected_.insert(pair_of(a, b));
  // A new connection tells who had not noticed that the one before it had ended.
  for (const auto& [here, there] : {std::pair(a, b), std::pair(b, a)})
    if (untold_.erase({here, there})) tell_down(here, there, LinkDown::closed);
  for (const auto& [here, there] : {std::pair(a, b), std::pair(b, a)})
    if (auto& up = open_.at(here)->callbacks_.on_up) up(there, LinkClass::control);
}

void Network::disconnect(const NodeName& a, const NodeName& b, LinkDown how) {
  connected_.erase(pair_of(a, b));
  for (const auto& [here, there] : {std::pair(a, b), std::pair(b, a)}) tell_down(here, there, how);
}

void Network::tell_down(const NodeName& here, const NodeName& there, LinkDown how) {
  auto found = open_.find(here);
  if (found == open_.end()) return;
  found->second->fail_requests(there);
  if (auto& down = found->second->callbacks_.on_down) down(there, LinkClass::control, how, "");
}

// The kernel of a dead process closes its connections; who tries again at once is refused. Nobody
// learns of it over a path that is blocked.
void Network::closed(const NodeName& node) {
  open_.erase(node);
  for (const auto& other : nodes_) {
    if (other == node || !connected(node, other)) continue;
    bool told = !blocked(node, other) && !blocked(other, node);
    connected_.erase(pair_of(node, other));
    untold_[{other, node}] = ++ends_;
    auto tell = [this, node, other, life = lives_[other], end = ends_](LinkDown how) {
      auto untold = untold_.find({other, node});
      if (untold == untold_.end() || untold->second != end) return;
      untold_.erase(untold);
      if (lives_[other] == life) tell_down(other, node, how);
    };
    if (!told) {
      loop_.after(silence_noticed, [tell] { tell(LinkDown::silent); });
      continue;
    }
    Duration first = delay();
    loop_.after(first, [tell] { tell(LinkDown::closed); });
    loop_.after(first + refused_after, [this, node, other, life = lives_[other]] {
      if (!open_.contains(node) && lives_[other] == life)
        tell_down(other, node, LinkDown::peer_refused);
    });
  }
}

Duration Network::delay() {
  auto span = static_cast<uint64_t>((quality_.delay_max - quality_.delay_min).count());
  return quality_.delay_min + Duration(static_cast<int64_t>(random_.below(span + 1)));
}

void Network::send(const NodeName& from, const NodeName& to, const Frame& frame) {
  if (blocked(from, to) || !open_.contains(to)) return;
  if (random_.below(1000) < quality_.loss_permille) return;
  uint64_t copies = random_.below(1000) < quality_.twice_permille ? 2 : 1;
  for (uint64_t i = 0; i < copies; ++i) {
    Duration at = loop_.now() + delay();
    if (!quality_.reorder) at = std::max(at, last_delivery_[{from, to}]);
    last_delivery_[{from, to}] = std::max(at, last_delivery_[{from, to}]);
    loop_.at(at, [this, from, to, frame, life = lives_[to]] { deliver(from, to, frame, life); });
  }
  if (random_.below(1000) >= quality_.late_permille) return;
  auto late = random_.below(static_cast<uint64_t>(quality_.late_max.count()));
  loop_.after(Duration(static_cast<int64_t>(late)),
              [this, from, to, frame, life = lives_[to]] { deliver(from, to, frame, life); });
}

void Network::join(const NodeName& from, const NodeName& to, const JoinHello& hello,
                   std::function<void(Result<Bytes>)> done) {
  auto once = std::make_shared<std::function<void(Result<Bytes>)>>(std::move(done));
  auto answer = [once](const Result<Bytes>& result) {
    if (auto then = std::exchange(*once, nullptr)) then(result);
  };
  loop_.after(join_patience, [answer] { answer(Status(Code::timeout, "no answer to the join")); });
  loop_.after(delay(), [this, from, to, hello, answer] {
    auto found = open_.find(to);
    if (found == open_.end() || blocked(from, to) || !found->second->callbacks_.on_join) return;
    found->second->callbacks_.on_join(hello, [this, from, to, answer](Result<Bytes> result) {
      loop_.after(delay(), [this, from, to, answer, result] {
        if (!blocked(to, from)) answer(result);
      });
    });
  });
}

void Network::deliver(const NodeName& from, const NodeName& to, const Frame& frame, uint64_t life) {
  auto found = open_.find(to);
  if (found == open_.end() || lives_[to] != life || blocked(from, to)) return;
  if (loop_.now() - second_began_ >= 1s) second_began_ = loop_.now(), in_this_second_ = 0;
  if (stormy_ |= ++in_this_second_ > deliveries_max; stormy_) return;
  ++delivered_;
  const auto hash = XXH3_64bits_withSeed(frame.payload.data(), frame.payload.size(), frame.type);
  loop_.trace(hash);
  found->second->receive(from, frame);
}

SimLinks::SimLinks(Network& network, NodeName node, LinkCallbacks callbacks)
    : network_(network), node_(std::move(node)), callbacks_(std::move(callbacks)) {}

SimLinks::~SimLinks() {
  *alive_ = false;
  callbacks_ = {};
  waiting_.clear();
  network_.closed(node_);
}

void SimLinks::beats_began() {
  if (std::exchange(beating_, true)) return;
  network_.loop_.after(beat_every, [this, alive = alive_] {
    if (*alive) beat();
  });
}

void SimLinks::beat() {
  beating_ = false;
  bool any = false;
  for (const auto& peer : network_.nodes_) {
    if (!network_.connected(node_, peer) || !callbacks_.beat) continue;
    auto frame = callbacks_.beat(peer);
    any |= frame && send(peer, std::move(*frame), LinkClass::control) == Sent::queued;
  }
  if (any) beats_began();
}

bool SimLinks::is_up(const NodeName& peer, LinkClass) const {
  return network_.connected(node_, peer);
}

Sent SimLinks::send(const NodeName& peer, Frame frame, LinkClass) {
  if (!network_.connected(node_, peer)) return Sent::refused_down;
  network_.send(node_, peer, frame);
  return Sent::queued;
}

void SimLinks::request(const NodeName& peer, Frame frame, LinkClass link, Duration deadline,
                       std::function<void(Result<Frame>)> done) {
  uint64_t correlation = frame.correlation = next_correlation_++;
  frame.kind = FrameKind::request;
  waiting_.emplace(correlation, Waiting{peer, std::move(done)});
  if (send(peer, std::move(frame), link) != Sent::queued) deadline = 1us;
  bool down = deadline == 1us;
  network_.loop_.after(deadline, [this, alive = alive_, correlation, down] {
    if (*alive)
      finish(correlation, down ? Status(Code::unavailable, "the link is down")
                               : Status(Code::timeout, "no answer in time"));
  });
}

void SimLinks::respond(const NodeName& peer, const Frame& request, Result<Bytes> answer,
                       LinkClass link) {
  Frame frame;
  frame.kind = answer.ok() ? FrameKind::response : FrameKind::failure;
  frame.type = answer.ok() ? request.type : static_cast<uint32_t>(answer.status().code());
  frame.correlation = request.correlation;
  frame.payload = answer.ok() ? *answer : Bytes::copy(answer.status().message());
  (void)send(peer, std::move(frame), link);
}

void SimLinks::join(const PeerAddress&, const KeyPin&, Bytes, Duration,
                    std::function<void(Result<Bytes>)> done) {
  done(Status(Code::unavailable, "a process joins before it has links; see Network::join"));
}

void SimLinks::receive(const NodeName& from, const Frame& frame) {
  if (frame.kind == FrameKind::response) return finish(frame.correlation, frame);
  if (frame.kind == FrameKind::failure)
    return finish(frame.correlation,
                  Status(static_cast<Code>(frame.type), std::string(frame.payload.view())));
  if (callbacks_.on_frame) callbacks_.on_frame(from, frame);
}

void SimLinks::finish(uint64_t correlation, Result<Frame> result) {
  auto found = waiting_.find(correlation);
  if (found == waiting_.end()) return;
  auto done = std::move(found->second.done);
  waiting_.erase(found);
  done(std::move(result));
}

void SimLinks::fail_requests(const NodeName& peer) {
  std::vector<uint64_t> lost;
  for (const auto& [correlation, waiting] : waiting_)
    if (waiting.peer == peer) lost.push_back(correlation);
  for (uint64_t correlation : lost)
    finish(correlation, Status(Code::unavailable, "the link went down"));
}

}  // namespace shoal::sim
