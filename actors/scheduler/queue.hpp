#pragma once
// Queue: the pods that wait for a node, and when each is tried. Ready ones go by priority, then by
// age. One that no node would take is parked: it is tried again after its back-off (1 s, doubling
// up to 10 s) once something has changed that may help, and in any case after five minutes. Bounded
// by the pods there are. Not thread safe; pure, time is an input.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "actors/scheduler/schedule.hpp"
#include "schema/vocab/time.hpp"

namespace shoal::scheduler {

inline constexpr Duration backoff_first = std::chrono::seconds(1);
inline constexpr Duration backoff_max = std::chrono::seconds(10);
inline constexpr Duration parked_max = std::chrono::minutes(5);

class Queue {
 public:
  struct Parked {
    std::shared_ptr<const Diagnosis> diagnosis;  // null: it has not failed yet
    uint32_t attempts = 0;
    MonoTime due{};  // not before
  };

  // A pod that waits, new or changed. A change that means nothing to its choice keeps its place.
  void put(PendingPod pod);
  // It is placed, gone, or no longer ours.
  void drop(const std::string& key);

  // Up to `max` pods to try now; they stay in hand until parked, dropped or given back.
  std::vector<PendingPod> take(MonoTime now, size_t max);
  // No node took it.
  void park(const std::string& key, std::shared_ptr<const Diagnosis> diagnosis, MonoTime now);
  // All that are still in hand are ready again: what was chosen for them was refused.
  void give_back();
  // Something has changed that may help: all parked pods, or only those that mind their neighbours.
  enum class Whom : uint8_t { all, those_minding_neighbours };
  void wake(MonoTime now, Whom whom = Whom::all);

  bool has_ready() const { return !ready_.empty(); }
  std::optional<MonoTime> next_due() const;
  size_t size() const { return entries_.size(); }
  // To be tried now or in hand; in back-off; waiting for a change that may help.
  struct Sizes {
    size_t active = 0, backoff = 0, unschedulable = 0;
  };
  Sizes sizes() const {
    const size_t active = ready_.size() + in_hand_.size();
    return {active, entries_.size() - active - parked_.size(), parked_.size()};
  }
  const Parked* find(const std::string& key) const;

 private:
  using Rank = std::tuple<int64_t, int64_t, uint64_t>;  // -priority, created, arrival
  enum class Where : uint8_t { ready, in_hand, waiting, parked };
  struct Entry {
    PendingPod pod;
    Rank rank;
    Where where = Where::ready;
    MonoTime wakes{};  // waiting, parked: its place in waiting_
    Parked parked;
  };
  void move(const std::string& key, Entry& entry, Where to, MonoTime wakes = {});

  std::map<std::string, Entry> entries_;
  std::map<Rank, std::string> ready_;
  std::set<std::pair<MonoTime, std::string>> waiting_;  // parked ones too, at parked_max
  std::set<std::string> parked_, in_hand_;
  uint64_t next_arrival_ = 1;
};

Duration backoff_after(uint32_t attempts);

}  // namespace shoal::scheduler
