// Two nodes in one process over loopback, real TLS. Waits are for events, bounded, never for time.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

#include "actors/link/hello.hpp"
#include "actors/link/links.hpp"
#include "schema/metrics/metrics.hpp"
#include "schema/vocab/random.hpp"

namespace shoal {
namespace {

using Steady = std::chrono::steady_clock;
constexpr auto patience = std::chrono::seconds(20);

struct Pins {
  std::map<KeyPin, NodeName> owners;
  NodeName owner(const KeyPin& pin) const {
    auto at = owners.find(pin);
    return at == owners.end() ? "" : at->second;
  }
};

struct Node {
  explicit Node(NodeName name) : key(*make_node_key()) { options.name = std::move(name); }

  void open(const Pins& pins) {
    options.key = key;
    if (options.cluster.empty()) options.cluster = "c1";
    options.log = [this](const std::string& line) { note("log " + line); };
    LinkCallbacks callbacks = base(pins);
    auto made = make_links(options, std::move(callbacks));
    ASSERT_TRUE(made.ok()) << made.status().to_string();
    links = std::move(*made);
    options.listen_port = links->port();
  }

  LinkCallbacks base(const Pins& pins) {
    LinkCallbacks callbacks;
    callbacks.on_frame = [this](const NodeName& peer, Frame frame) {
      if (on_frame) return on_frame(peer, std::move(frame));
      note("frame " + peer + " " + std::string(frame.payload.view().substr(0, 40)));
    };
    callbacks.on_up = [this](const NodeName& peer, LinkClass lane) {
      note("up " + peer + (lane == LinkClass::control ? " control" : " bulk"));
    };
    callbacks.on_down = [this](const NodeName& peer, LinkClass lane, LinkDown down,
                               const std::string& text) {
      static const char* const names[] = {"closed",    "refused",  "silent",   "wrong_peer",
                                          "handshake", "protocol", "forgotten"};
      note("down " + peer + (lane == LinkClass::control ? " control " : " bulk ") +
           names[static_cast<int>(down)] + " " + text);
    };
    callbacks.is_pinned = [pins](const KeyPin& pin) { return pins.owner(pin); };
    callbacks.on_join = [this](JoinHello hello, std::function<void(Result<Bytes>)> answer) {
      if (hello.token.view() != "let me in") {
        return answer(Status(Code::forbidden, "no such token"));
      }
      answer(Bytes::copy("membership"));
    };
    return callbacks;
  }

  PeerAddress address() const { return {options.name, "127.0.0.1", links->port()}; }

  void note(const std::string& line) {
    std::lock_guard lock(mutex);
    notes.push_back(line);
    changed.notify_all();
  }
  // Waits until a note begins with `prefix`, takes it and everything before it.
  std::string await(const std::string& prefix) {
    std::unique_lock lock(mutex);
    std::string found;
    changed.wait_for(lock, patience, [&] {
      for (size_t i = 0; i < notes.size(); ++i) {
        if (notes[i].rfind(prefix, 0) != 0) continue;
        found = notes[i];
        notes.erase(notes.begin(), notes.begin() + static_cast<ptrdiff_t>(i) + 1);
        return true;
      }
      return false;
    });
    EXPECT_NE(found, "") << "never saw: " << prefix;
    return found;
  }

  LinkOptions options;
  NodeKey key;
  std::function<void(const NodeName&, Frame)> on_frame;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> notes;
  std::unique_ptr<RealLinks> links;  // last: its callbacks use the rest
};

struct Pair {
  Pair() { pins.owners = {{a.key.pin, "a"}, {b.key.pin, "b"}}; }
  void open() {
    a.open(pins);
    b.open(pins);
    meet();
  }
  void meet() {
    a.links->remember(b.address());
    b.links->remember(a.address());
    for (auto* lane : {"control", "bulk"}) both_up(lane);
  }
  void both_up(const std::string& lane) {
    for (auto l : {LinkClass::control, LinkClass::bulk}) {
      auto until = Steady::now() + patience;
      while (!(a.links->is_up("b", l) && b.links->is_up("a", l)) && Steady::now() < until) {
        ::usleep(200);
      }
    }
    ASSERT_TRUE(a.links->is_up("b", LinkClass::bulk)) << lane;
  }
  Pins pins;
  Node a{"a"};
  Node b{"b"};
};

Frame frame(const std::string& payload) {
  Frame f;
  f.type = 7;
  f.sender = "x/y";
  f.target = "n/raft";
  f.trace = TraceId{99};
  f.payload = Bytes::copy(payload);
  return f;
}

TEST(Link, frames_pass_both_ways_on_both_lanes) {
  Pair p;
  p.open();
  ASSERT_EQ(p.a.links->send("b", frame("hello b"), LinkClass::control), Sent::queued);
  p.b.await("frame a hello b");
  ASSERT_EQ(p.b.links->send("a", frame("hello a"), LinkClass::bulk), Sent::queued);
  p.a.await("frame b hello a");
}

TEST(Link, what_is_sent_received_and_lost_is_counted) {
  metrics::Registry of_a, of_b;
  Pair p;
  p.a.options.metrics = &of_a;
  p.b.options.metrics = &of_b;
  p.open();
  auto sent = [&](Frame f) { return p.a.links->send("b", std::move(f), LinkClass::control); };
  ASSERT_EQ(sent(frame("12345")), Sent::queued);
  p.b.await("frame a 12345");
  auto count = [](metrics::Registry& registry, const char* name, const char* label,
                  const char* peer) {
    return registry.counters(name, "", {label}).with({peer}).value();
  };
  EXPECT_EQ(count(of_a, "etcd_network_peer_sent_bytes_total", "To", "b"), 5u);
  EXPECT_EQ(count(of_b, "etcd_network_peer_received_bytes_total", "From", "a"), 5u);
  auto& active = of_a.gauges("etcd_network_active_peers", "", {"Local", "Remote"});
  EXPECT_EQ(active.with({"a", "b"}).value(), 1);
  auto& queued = of_a.gauges("shoal_link_queued_bytes", "", {"peer", "lane"});
  EXPECT_EQ(queued.with({"b", "control"}).value(), 0);
  p.b.links.reset();
  p.a.await("down b control");
  EXPECT_EQ(active.with({"a", "b"}).value(), 0);
  auto& lost = of_a.counters("etcd_network_disconnected_peers_total", "", {"Local", "Remote"});
  EXPECT_EQ(lost.with({"a", "b"}).value(), 1u);
  EXPECT_EQ(sent(frame("12345")), Sent::refused_down);
  EXPECT_EQ(count(of_a, "etcd_network_peer_sent_failures_total", "To", "b"), 1u);
}

TEST(Link, a_large_frame_arrives_whole_and_a_larger_one_is_refused) {
  Pair p;
  p.a.options.frame_bytes_max = p.b.options.frame_bytes_max = 32 << 20;
  std::string big;
  Random random(1);
  while (big.size() < (20u << 20)) big += std::to_string(random.next());
  p.b.on_frame = [&](const NodeName&, Frame f) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(f.payload.data()) % 8, 0u);
    EXPECT_EQ(f.trace.value, 99u);
    EXPECT_EQ(f.target, "n/raft");
    p.b.note(f.payload.view() == big ? "whole" : "broken");
  };
  p.open();
  ASSERT_EQ(p.a.links->send("b", frame(big), LinkClass::bulk), Sent::queued);
  p.b.await("whole");
  EXPECT_EQ(p.a.links->send("b", frame(big + big), LinkClass::bulk), Sent::refused_size);
}

TEST(Link, a_request_is_answered_refused_timed_out_or_failed_with_the_link) {
  Pair p;
  p.b.on_frame = [&](const NodeName& peer, Frame f) {
    if (f.payload.view() == "ask")
      p.b.links->respond(peer, f, Bytes::copy("yes"), LinkClass::control);
    if (f.payload.view() == "bad")
      p.b.links->respond(peer, f, Status(Code::conflict, "no"), LinkClass::control);
  };
  p.open();
  auto ask = [&](const std::string& what, Duration deadline) {
    p.a.links->request("b", frame(what), LinkClass::control, deadline, [&](Result<Frame> r) {
      p.a.note("answer " + (r.ok() ? std::string(r->payload.view()) : r.status().to_string()));
    });
  };
  ask("ask", 10s);
  EXPECT_EQ(p.a.await("answer"), "answer yes");
  ask("bad", 10s);
  EXPECT_EQ(p.a.await("answer"), "answer Conflict: no");
  ask("silence", 20ms);
  EXPECT_EQ(p.a.await("answer"), "answer Timeout: no answer in time");
  ask("silence", 1h);
  p.b.links.reset();
  EXPECT_EQ(p.a.await("answer"), "answer ServiceUnavailable: the link to b went down");
}

TEST(Link, a_slow_reader_holds_its_peer_back_and_loses_nothing) {
  Pair p;
  p.a.options.control_window_bytes = 64 * 1024;
  p.b.options.control_window_bytes = 64 * 1024;
  p.a.options.control_queue_bytes_max = 256 * 1024;
  std::mutex mutex;
  std::vector<Frame> held;
  bool hold = true;
  size_t seen = 0;
  p.b.on_frame = [&](const NodeName&, Frame f) {
    std::lock_guard lock(mutex);
    ++seen;
    if (hold) held.push_back(std::move(f));
  };
  p.open();
  size_t queued = 0;
  std::string body(1024, 'x');
  // Nothing is given back, so this ends: window and queue are full.
  auto until = Steady::now() + patience;
  for (int refused = 0; refused < 50 && Steady::now() < until;) {
    Sent sent = p.a.links->send("b", frame(body), LinkClass::control);
    queued += sent == Sent::queued;
    if (sent == Sent::refused_full) {
      ++refused;
      ::usleep(2000);
    }
  }
  {
    std::lock_guard lock(mutex);
    EXPECT_LE(seen, 64u);
    EXPECT_LE(queued, 64u + 256u + 16u);
    hold = false;
    held.clear();
  }
  until = Steady::now() + patience;
  for (size_t now = 0; now < queued && Steady::now() < until; ::usleep(500)) {
    std::lock_guard lock(mutex);
    now = seen;
  }
  EXPECT_EQ(seen, queued);
}

TEST(Link, a_wrong_key_and_another_cluster_are_refused_with_a_reason) {
  Pair p;
  p.pins.owners[p.b.key.pin] = "c";
  p.a.open(p.pins);
  p.b.open(p.pins);
  p.a.links->remember(p.b.address());
  p.a.await("down b control wrong_peer");
  Pair q;
  q.b.options.cluster = "c2";
  q.a.open(q.pins);
  q.b.open(q.pins);
  q.a.links->remember(q.b.address());
  EXPECT_EQ(q.a.await("down b control"),
            "down b control handshake this node belongs to cluster c2");
}

int connect_plain(uint16_t port) {
  int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  return fd;
}

TEST(Link, garbage_is_one_log_line_and_the_links_go_on) {
  Pair p;
  p.open();
  int fd = connect_plain(p.a.links->port());
  std::string garbage = "GET / HTTP/1.1\r\nHost: nobody\r\n\r\n";
  EXPECT_EQ(::write(fd, garbage.data(), garbage.size()), static_cast<ssize_t>(garbage.size()));
  EXPECT_NE(p.a.await("log link: closed a connection from 127.0.0.1:"), "");
  char buffer[256];
  while (::read(fd, buffer, sizeof buffer) > 0) {
  }
  ::close(fd);
  ASSERT_EQ(p.a.links->send("b", frame("still here"), LinkClass::control), Sent::queued);
  p.b.await("frame a still here");
}

TEST(Link, an_ended_peer_is_evidence_on_both_sides_and_its_return_heals) {
  for (bool end_the_one_that_connects : {false, true}) {
    Pair p;
    p.open();
    Node& ended = end_the_one_that_connects ? p.a : p.b;
    Node& left = end_the_one_that_connects ? p.b : p.a;
    ended.links.reset();
    left.await("down " + ended.options.name + " control refused");
    ended.open(p.pins);
    p.meet();
    ASSERT_EQ(left.links->send(ended.options.name, frame("again"), LinkClass::control),
              Sent::queued);
    ended.await("frame " + left.options.name + " again");
  }
}

TEST(Link, a_join_brings_a_token_and_gets_an_answer) {
  Pair p;
  p.a.open(p.pins);
  Node fresh("fresh");
  fresh.open({});
  auto join = [&](const KeyPin& pin, const std::string& token) {
    fresh.links->join(p.a.address(), pin, Bytes::copy(token), 10s, [&](Result<Bytes> r) {
      fresh.note("join " + (r.ok() ? std::string(r->view()) : r.status().to_string()));
    });
    return fresh.await("join");
  };
  EXPECT_EQ(join(p.a.key.pin, "let me in"), "join membership");
  EXPECT_EQ(join(p.a.key.pin, "guess"), "join Forbidden: no such token");
  EXPECT_EQ(join(p.b.key.pin, "let me in"),
            "join NotFound: the node has another key than the token says");
}

TEST(Link, joins_beyond_the_rate_are_told_to_come_back) {
  Pair p;
  p.a.options.joins_per_second_max = 0;
  p.a.open(p.pins);
  Node fresh("fresh");
  fresh.open({});
  fresh.links->join(p.a.address(), p.a.key.pin, Bytes::copy("let me in"), 10s,
                    [&](Result<Bytes> r) { fresh.note("join " + r.status().message()); });
  EXPECT_EQ(fresh.await("join"), "join too many joins at once; try again");
}

TEST(Link, a_killed_process_is_evidence_at_once) {
  Pair p;
  p.a.open(p.pins);
  int ports[2];
  ASSERT_EQ(::pipe(ports), 0);
  pid_t child = ::fork();
  if (child == 0) {
    // The other node, in a process of its own. It inherits no thread of the first.
    p.b.open(p.pins);
    p.b.links->remember(p.a.address());
    uint16_t port = p.b.links->port();
    if (::write(ports[1], &port, sizeof port) != sizeof port) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  uint16_t port = 0;
  ASSERT_EQ(::read(ports[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
  p.a.links->remember({"b", "127.0.0.1", port});
  p.a.await("up b control");
  auto begin = Steady::now();
  ::kill(child, SIGKILL);
  p.a.await("down b control refused");
  auto took = std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
  std::cout << "SIGKILL to refused: " << took << " ms\n";
  ::waitpid(child, nullptr, 0);
  ::close(ports[0]);
  ::close(ports[1]);
}

double cpu_seconds() {
  timespec t{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

TEST(Link, figures_for_the_log) {
  Pair p;
  std::atomic<size_t> back{0};
  p.b.on_frame = [&](const NodeName& peer, Frame f) {
    (void)p.b.links->send(peer, std::move(f), LinkClass::control);
  };
  p.a.on_frame = [&](const NodeName&, Frame) { ++back; };
  p.open();
  constexpr size_t count = 50'000;
  constexpr size_t window = 1024;
  Frame sent = frame(std::string(1024, 'x'));
  double cpu = cpu_seconds();
  auto begin = Steady::now();
  for (size_t i = 0; i < count;) {
    if (i - back < window && p.a.links->send("b", sent, LinkClass::control) == Sent::queued) {
      ++i;
    } else {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
  while (back < count) std::this_thread::sleep_for(std::chrono::microseconds(50));
  double wall = std::chrono::duration<double>(Steady::now() - begin).count();
  std::cout << "1 KiB round trips: " << static_cast<size_t>(count / wall) << "/s, "
            << (cpu_seconds() - cpu) / count * 1e6 << " us CPU each, both ends\n";
}

}  // namespace
}  // namespace shoal
