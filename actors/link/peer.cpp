#include "actors/link/peer.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include "actors/link/link_measures.hpp"

namespace shoal::link {
namespace {

// A process that dies closes its sockets one after another: its listener may still take a
// connection after the old one ended, and resets it later.
constexpr int tries_at_once_max = 3;
constexpr int probes_max = 12;
constexpr Duration probe_pause = std::chrono::milliseconds(1);
// Who neither speaks nor hangs up for this long is alive.
constexpr Duration probe_patience = std::chrono::milliseconds(200);

Tcp::endpoint endpoint(const PeerAddress& address) {
  boost::system::error_code ignored;
  return {asio::ip::make_address(address.host, ignored), address.port};
}

}  // namespace

Peer::Peer(Shop shop, NodeName name)
    : shop_(shop),
      name_(std::move(name)),
      control_(shop.io, shop.options.control_queue_bytes_max, shop.options.control_window_bytes,
               shop.options.frame_bytes_max),
      bulk_(shop.io, shop.options.bulk_queue_bytes_max, shop.options.bulk_window_bytes,
            shop.options.frame_bytes_max),
      ticker_(shop.io) {
  const auto& options = shop_.options;
  if (!options.metrics) return;
  measures_ = std::make_unique<PeerMeasures>(*options.metrics, options.name, name_);
  control_.lane.show_queue(measures_->control_queue);
  bulk_.lane.show_queue(measures_->bulk_queue);
}

Peer::~Peer() = default;

void Peer::set_address(const PeerAddress& address) {
  if (address == address_) return;
  address_ = address;
  if (!dials()) return;
  for (auto lane : {LinkClass::control, LinkClass::bulk}) {
    if (shop_.options.client && lane == LinkClass::bulk) continue;
    if (auto dialing = line(lane).dialing) dialing->close(Connection::Why::local, "new address");
    if (auto now = line(lane).lane.connection()) {
      now->close(Connection::Why::local, "new address");
    } else if (!line(lane).dialing) {
      dial(lane);
    }
  }
}

void Peer::forget() {
  forgotten_ = true;
  ticker_.cancel();
  for (auto lane : {LinkClass::control, LinkClass::bulk}) {
    line(lane).retry.cancel();
    if (auto dialing = line(lane).dialing) dialing->close(Connection::Why::local, "forgotten");
    bool was_up = line(lane).lane.up();
    auto connection = line(lane).lane.connection();
    line(lane).lane.detach();
    if (connection) connection->close(Connection::Why::local, "forgotten");
    fail_pending(lane, "the peer was forgotten");
    if (measures_) measures_->active.set(0);
    if (was_up) report(lane, LinkDown::forgotten, "forgotten");
  }
}

void Peer::dial(LinkClass lane) {
  if (forgotten_) return;
  auto connection =
      std::make_shared<Connection>(shop_.io, shop_.client_tls, shop_.options.handshake_max);
  line(lane).dialing = connection;
  Connection::Events events;
  auto self = shared_from_this();
  events.on_ready = [self, lane, raw = connection.get()] { self->dialed(lane, *raw); };
  events.on_message = [self, lane](Wire type, Bytes body) {
    if (type == Wire::answer) self->answered(lane, body);
  };
  events.on_closed = [self, lane, raw = connection.get()](Connection::Why why,
                                                          const std::string& text) {
    if (self->line(lane).dialing.get() == raw) self->dial_failed(lane, why, text);
  };
  connection->set_events(std::move(events));
  connection->connect(endpoint(address_));
}

void Peer::dialed(LinkClass lane, Connection& connection) {
  if (shop_.callbacks.is_pinned(connection.pin()) != name_) {
    report(lane, LinkDown::wrong_peer, "its key is not the one pinned to " + name_);
    return connection.close(Connection::Why::local, "wrong key");
  }
  Hello hello;
  hello.cluster = shop_.options.cluster;
  hello.name = shop_.options.name;
  hello.purpose = shop_.options.client         ? Purpose::client
                  : lane == LinkClass::control ? Purpose::control
                                               : Purpose::bulk;
  connection.write(Wire::hello, encode(hello));
}

void Peer::answered(LinkClass lane, const Bytes& message) {
  auto connection = line(lane).dialing;
  auto answer = decode_answer(message.view());
  if (answer.ok() && std::holds_alternative<Welcome>(*answer)) return adopt(lane, connection);
  std::string text = "malformed answer";
  if (answer.ok() && std::holds_alternative<Refusal>(*answer)) {
    text = std::get<Refusal>(*answer).text;
  }
  report(lane, LinkDown::handshake, text);
  connection->close(Connection::Why::local, text);
}

void Peer::dial_failed(LinkClass lane, Connection::Why why, const std::string& text) {
  Line& l = line(lane);
  l.dialing = nullptr;
  if (forgotten_) return;
  // That nobody listens there is evidence whenever it is seen; report() tells it once.
  if (why == Connection::Why::refused && lane == LinkClass::control)
    report(lane, LinkDown::peer_refused, text);
  else if (l.tries_at_once > 0 && l.tries_at_once--)
    return dial(lane);
  redial_later(lane);
}

void Peer::redial_later(LinkClass lane) {
  Line& l = line(lane);
  l.wait = std::clamp(l.wait * 2, shop_.options.reconnect_first, shop_.options.reconnect_max);
  l.retry.expires_after(l.wait);
  l.retry.async_wait([self = shared_from_this(), lane](boost::system::error_code error) {
    if (!error && !self->line(lane).dialing && !self->line(lane).lane.up()) self->dial(lane);
  });
}

// The same failure of every try is told once.
void Peer::report(LinkClass lane, LinkDown down, const std::string& text) {
  std::string failure = std::to_string(static_cast<int>(down)) + text;
  if (std::exchange(line(lane).last_failure, failure) == failure) return;
  shop_.callbacks.on_down(name_, lane, down, text);
}

void Peer::adopt(LinkClass lane, std::shared_ptr<Connection> connection) {
  Line& l = line(lane);
  if (auto old = l.lane.connection()) {
    lost(lane, Connection::Why::closed, "replaced by a new connection");
    old->close(Connection::Why::local, "replaced");
  }
  l.dialing = nullptr;
  l.retry.cancel();
  l.wait = {};
  l.tries_at_once = 0;
  l.last_failure.clear();
  Connection::Events events;
  auto self = shared_from_this();
  std::weak_ptr<Connection> weak = connection;
  events.on_message = [self, lane](Wire type, Bytes body) {
    self->message(lane, type, std::move(body));
  };
  events.on_writable = [self, lane] { self->line(lane).lane.flush(); };
  events.on_closed = [self, lane, weak](Connection::Why why, const std::string& text) {
    auto current = self->line(lane).lane.connection();
    if (current && current == weak.lock()) self->lost(lane, why, text);
  };
  connection->trust(peer_message_max);
  connection->set_events(std::move(events));
  l.lane.attach(connection);
  if (lane == LinkClass::control) {
    suspicion_ = std::make_unique<Suspicion>(shop_.options.suspicion, shop_.clock.mono());
    suspected_ = false;
    if (measures_) measures_->active.set(1);
    tick();
  }
  shop_.callbacks.on_up(name_, lane);
}

void Peer::lost(LinkClass lane, Connection::Why why, const std::string& text) {
  Line& l = line(lane);
  l.lane.detach();
  if (lane == LinkClass::control) ticker_.cancel();
  if (measures_ && lane == LinkClass::control) {
    measures_->active.set(0);
    measures_->lost.add();
  }
  LinkDown down = why == Connection::Why::protocol ? LinkDown::protocol_error
                  : why == Connection::Why::silent ? LinkDown::silent
                                                   : LinkDown::closed;
  // Evidence first: the question whether anybody listens there goes out before anything else.
  if (dials() && !forgotten_) {
    l.tries_at_once = tries_at_once_max;
    dial(lane);
  } else if (lane == LinkClass::control && address_.port != 0 && !forgotten_) {
    l.tries_at_once = probes_max;
    probe();
  }
  report(lane, down, text);
  fail_pending(lane, "the link to " + name_ + " went down");
}

// The side that does not connect asks the port all the same: refused, or taken and reset by a
// listener that is going, which is asked again; or taken and kept, and then somebody lives there.
void Peer::probe() {
  if (!wants_evidence()) return;
  --control_.tries_at_once;
  auto socket = std::make_shared<Tcp::socket>(shop_.io);
  socket->async_connect(
      endpoint(address_), [self = shared_from_this(), socket](boost::system::error_code error) {
        if (!error) return self->probe_connected(socket);
        if (error != asio::error::connection_refused) return self->probe_again();
        if (!self->forgotten_ && !self->control_.lane.up())
          self->report(LinkClass::control, LinkDown::peer_refused, error.message());
      });
}

void Peer::probe_connected(std::shared_ptr<Tcp::socket> socket) {
  auto patience = std::make_shared<asio::steady_timer>(shop_.io, probe_patience);
  patience->async_wait([socket](boost::system::error_code error) {
    boost::system::error_code ignored;
    if (!error) socket->cancel(ignored);
  });
  auto byte = std::make_shared<char>();
  auto* where = byte.get();
  socket->async_read_some(asio::buffer(where, 1), [self = shared_from_this(), socket, patience,
                                                   byte](boost::system::error_code error, size_t) {
    patience->cancel();
    if (error && error != asio::error::operation_aborted) self->probe_again();
  });
}

void Peer::probe_again() {
  control_.retry.expires_after(probe_pause);
  control_.retry.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->probe();
  });
}

Sent Peer::send(Frame frame, LinkClass lane) {
  bool schedule = false;
  Sent sent = line(lane).lane.queue(frame, schedule);
  if (measures_ && sent == Sent::queued) measures_->sent_bytes.add(frame.payload.size());
  if (measures_ && sent != Sent::queued) measures_->not_sent.add();
  if (schedule) {
    asio::post(shop_.io, [self = shared_from_this(), lane] { self->line(lane).lane.flush(); });
  }
  return sent;
}

void Peer::request(Frame frame, LinkClass lane, Duration deadline,
                   std::function<void(Result<Frame>)> done) {
  uint64_t correlation = next_correlation_++;
  frame.kind = FrameKind::request;
  frame.correlation = correlation;
  Sent sent = send(std::move(frame), lane);
  if (sent != Sent::queued) {
    return done(sent == Sent::refused_down
                    ? Status(Code::unavailable, "no link to " + name_)
                    : Status(Code::too_many_requests, "the link to " + name_ + " is full"));
  }
  Pending pending{lane, std::move(done), std::make_unique<asio::steady_timer>(shop_.io, deadline)};
  pending.deadline->async_wait(
      [weak = weak_from_this(), correlation](boost::system::error_code error) {
        auto self = weak.lock();
        if (!error && self) self->finish(correlation, Status(Code::timeout, "no answer in time"));
      });
  pending_.emplace(correlation, std::move(pending));
}

void Peer::finish(uint64_t correlation, Result<Frame> result) {
  auto pending = pending_.extract(correlation);
  if (!pending.empty()) pending.mapped().done(std::move(result));
}

void Peer::fail_pending(LinkClass lane, const std::string& why) {
  std::vector<uint64_t> failed;
  for (const auto& [correlation, pending] : pending_) {
    if (pending.lane == lane) failed.push_back(correlation);
  }
  for (uint64_t correlation : failed) finish(correlation, Status(Code::unavailable, why));
}

void Peer::message(LinkClass lane, Wire type, Bytes body) {
  Line& l = line(lane);
  if (!l.lane.up()) return;
  if (suspicion_ && lane == LinkClass::control) {
    suspicion_->heard(shop_.clock.mono(), type == Wire::heartbeat);
  }
  if (type == Wire::heartbeat) return;
  if (type == Wire::credit) return l.lane.credit(body);
  if (type != Wire::frame && type != Wire::part) {
    return l.lane.connection()->close(Connection::Why::protocol, "a greeting after the greeting");
  }
  auto frame = l.lane.receive(type, std::move(body));
  if (!frame.ok()) {
    return l.lane.connection()->close(Connection::Why::protocol, frame.status().message());
  }
  if (*frame) deliver(std::move(**frame));
}

void Peer::deliver(Frame frame) {
  if (measures_) measures_->received_bytes.add(frame.payload.size());
  if (frame.kind == FrameKind::response) return finish(frame.correlation, std::move(frame));
  if (frame.kind == FrameKind::failure) {
    auto code = frame.type > 0 && frame.type <= static_cast<uint32_t>(Code::timeout)
                    ? static_cast<Code>(frame.type)
                    : Code::internal;
    return finish(frame.correlation, Status(code, std::string(frame.payload.view())));
  }
  shop_.callbacks.on_frame(name_, std::move(frame));
}

void Peer::tick() {
  auto connection = control_.lane.connection();
  if (!connection || forgotten_) return;
  MonoTime now = shop_.clock.mono();
  const bool beating = beat();
  // What was sent anyway tells that this node lives.
  if (!connection->wrote() && !beating) {
    connection->write(Wire::heartbeat, {});
    (void)connection->wrote();
  }
  bool suspected = suspicion_->suspected(now);
  if (suspected != suspected_) {
    suspected_ = suspected;
    if (shop_.callbacks.on_suspect) {
      shop_.callbacks.on_suspect(name_, suspected, suspicion_->silence(now));
    }
  }
  if (suspicion_->silence(now) > shop_.options.silence_max) {
    return connection->close(Connection::Why::silent, "nothing heard");
  }
  tick_after(beating ? beat_every : shop_.options.suspicion.interval);
}

bool Peer::beat() {
  auto frame = shop_.callbacks.beat ? shop_.callbacks.beat(name_) : std::nullopt;
  return frame && send(std::move(*frame), LinkClass::control) == Sent::queued;
}

// The next tick may be far away, and whoever is to hear the beat may not wait so long.
void Peer::beats_began() {
  if (control_.lane.connection() && !forgotten_) tick_after(beat_every);
}

// At multiples of the period, so that one waking of the thread serves all peers.
void Peer::tick_after(Duration period) {
  using Clock = asio::steady_timer::clock_type;
  auto since_epoch = Clock::now().time_since_epoch();
  ticker_.expires_at(Clock::time_point(since_epoch - since_epoch % period + period));
  ticker_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->tick();
  });
}

}  // namespace shoal::link
