#pragma once
// AppliedGate: lets a request wait until this node's replica has applied an index, or has reached a
// revision, for a bounded time. Thread safe; the applier advances it, and callbacks run there: they
// only hand over.

#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::api {

inline constexpr Duration read_wait_max = std::chrono::seconds(3);

class AppliedGate {
 public:
  // Calls back with true once applied >= index, or with false when expire() finds it too old.
  void wait_index(LogIndex index, MonoTime deadline, std::function<void(bool)> done);
  void wait_revision(Revision revision, MonoTime deadline, std::function<void(bool)> done);
  void advance(LogIndex applied, Revision revision);
  // Whoever uses the gate has to call it from time to time. True: others still wait.
  bool expire(MonoTime now);

 private:
  struct Waiter {
    MonoTime deadline;
    std::function<void(bool)> done;
  };
  using Queue = std::multimap<uint64_t, Waiter>;
  static void take_reached(Queue& queue, uint64_t reached, std::vector<Waiter>& out);
  static void take_expired(Queue& queue, MonoTime now, std::vector<Waiter>& out);

  std::mutex mutex_;
  uint64_t applied_ = 0;
  uint64_t revision_ = 0;
  Queue by_index_;
  Queue by_revision_;
};

}  // namespace shoal::api
