#pragma once
// PulseBoard: raft's heartbeats at rest (raft::Pulse) as the raft actor left them for the links,
// and what the links saw of them since. A leader's are sent again when the link's own heartbeat is
// due; a follower's are answered where they arrive; neither wakes the actor. An actor that does not
// renew them, because it hangs or died, claims and promises nothing any more: they then come to it
// as messages, or stop.
//
// Pure but for a lock: times are inputs. Thread safe.

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "schema/vocab/time.hpp"
#include "storage/raft/types.hpp"

namespace shoal::replica {

class PulseBoard {
 public:
  // In the place of all before; what was heard of those is forgotten. They hold before `until`.
  void set(std::vector<raft::Pulse> pulses, MonoTime until);
  void renew(MonoTime until) { until_.store(until.time_since_epoch().count()); }

  // The heartbeat that is to be sent to this peer again, if this member leads at rest.
  std::optional<raft::Message> due(MemberId peer, MonoTime now) const;
  struct Taken {
    bool taken = false;                   // else the message is for raft
    std::optional<raft::Message> answer;  // to be sent
  };
  Taken take(const raft::Message& message, MonoTime now);
  // When the pulse with this peer beat last; MonoTime::min(): not yet.
  MonoTime heard(MemberId peer) const;

 private:
  bool hold(MonoTime now) const { return now.time_since_epoch().count() < until_.load(); }
  std::atomic<MonoTime::rep> until_{0};
  mutable std::mutex mutex_;
  std::vector<raft::Pulse> pulses_;
  std::map<uint64_t, MonoTime> heard_;  // by member
};

}  // namespace shoal::replica
