#pragma once
// Leadership: what this node knows about who leads, readable from any thread without asking the
// raft actor. A hint for routing, never an authority: authority is in the log.

#include <atomic>

#include "schema/vocab/ids.hpp"

namespace shoal::replica {

class Leadership {
 public:
  MemberId leader() const { return {leader_.load(std::memory_order_acquire)}; }
  Term term() const { return {term_.load(std::memory_order_acquire)}; }
  // This member leads, is the only voter, and has committed in its term: what it has applied is all
  // that was ever acknowledged, so a read needs no round.
  bool sole_voter() const { return sole_voter_.load(std::memory_order_acquire); }

  void set(MemberId leader, Term term) {
    term_.store(term.value, std::memory_order_release);
    leader_.store(leader.value, std::memory_order_release);
  }
  void set_sole_voter(bool sole) { sole_voter_.store(sole, std::memory_order_release); }

 private:
  std::atomic<uint64_t> leader_{0};
  std::atomic<uint64_t> term_{0};
  std::atomic<bool> sole_voter_{false};
};

}  // namespace shoal::replica
