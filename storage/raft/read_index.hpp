#pragma once
// Linearizable reads without the log and without clocks: the leader notes its commit index, proves
// by one round of heartbeats that it still leads, and only then names the index. Rounds are
// numbered; a peer echoes the number, and an echo counts only for reads noted before that round
// began.

#include <cstdint>
#include <deque>
#include <vector>

#include "storage/raft/types.hpp"

namespace shoal::raft {

struct Reads {
  struct Pending {
    uint64_t context;
    MemberId from;   // who asked; oneself for local reads
    LogIndex index;  // the commit index when it was noted
    uint64_t round;  // 0: not in a round yet
  };
  struct Asked {
    std::vector<uint64_t> contexts;  // of the reads that one answer is for
    uint64_t attempt;                // names this question on the wire; never used twice
    int age = 0;                     // ticks
  };
  // Leader.
  std::deque<Pending> pending;
  std::deque<Pending> postponed;  // noted before the term's own no-op was committed
  uint64_t round = 0;             // the newest one begun
  uint64_t confirmed = 0;         // the newest one a quorum echoed
  // Follower.
  std::deque<Asked> asked;
  std::vector<uint64_t> gathered;  // contexts that wait for the next question
  uint64_t next_attempt = 0;
};

constexpr uint64_t read_rounds_inflight_max = 2;

// Reads that arrive at a follower while so many questions are under way share the next one.
constexpr size_t questions_inflight_max = 2;

// Reads that arrive while rounds are under way share the next one.
inline bool wants_read_round(const Reads& reads) {
  return !reads.pending.empty() && reads.pending.back().round == 0 &&
         reads.round - reads.confirmed < read_rounds_inflight_max;
}

}  // namespace shoal::raft
