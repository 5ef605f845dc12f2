#pragma once
// Clockwork: a Network with time. Ticks, messages, saves and wakes happen at their millisecond,
// each link keeps its order (as a connection does), and a seed decides every delay. Deterministic;
// not thread safe.

#include <functional>

#include "schema/vocab/random.hpp"
#include "storage/raft/testing/network.hpp"

namespace shoal::raft::testing {

class Clockwork {
 public:
  struct Delays {
    int message_max = 5;  // ms, from 0
    int save_max = 5;     // ms, from 0
  };
  static constexpr int tick_ms = 25;

  // Members 1..size, all voters, with the ticks that replicas use.
  Clockwork(int size, uint64_t seed, Delays delays);
  Clockwork(const Clockwork&) = delete;  // what is on the agenda knows where it lives

  Network& network() { return network_; }
  int now() const { return now_; }  // ms
  void run_for(int ms);

  void campaign(MemberId id);
  void kill(MemberId id) { network_.crash(id); }
  void restart_at(MemberId id, int after);
  // `id` learns after so many ms that its link to `peer` is closed and refuses.
  void refuse_at(MemberId id, MemberId peer, int after);
  bool propose(MemberId id, const std::string& text);
  void at(int after, std::function<void()> act);

  // Who leads and has committed in its term, not counting those that are down; 0: nobody.
  MemberId working_leader();
  Term highest_term();

 private:
  void input(MemberId id, const std::function<void(Raft&)>& act);
  void turn(MemberId id);  // what the member owes gets its times
  void tick(MemberId id);

  Network network_;
  Random random_;
  Delays delays_;
  int now_ = 0;
  uint64_t next_ = 0;  // keeps what is simultaneous in order
  std::map<std::pair<int, uint64_t>, std::function<void()>> agenda_;  // by time and order
  std::map<std::pair<MemberId, MemberId>, int> link_free_;  // when its last message arrives
  std::map<MemberId, int> disk_free_;
  std::map<MemberId, uint64_t> wake_seen_;
  std::map<MemberId, size_t> saves_seen_;
};

}  // namespace shoal::raft::testing
