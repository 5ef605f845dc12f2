#pragma once
// WatchGuarantees: one watch over all its lives (nodes may change under it), against the history
// that the replicas agree on, one checker each: watch_ordered, watch_unique, watch_atomic,
// watch_reliable, watch_resumable, watch_bookmarks, watch_filters, watch_previous, watch_kind.
// Pure.

#include <string>

#include "cluster-tests/sim/checkers/replicas.hpp"
#include "storage/store/watch_window.hpp"

namespace shoal::sim {

class WatchGuarantees {
 public:
  WatchGuarantees(std::string name, std::string prefix) : name_(name), prefix_(prefix) {}

  Revision position() const { return position_; }  // where it resumes
  uint64_t events() const { return events_; }
  uint64_t lists() const { return lists_; }
  // A list at this revision is what the watch goes on from.
  void listed(Revision revision) {
    position_ = revision;
    ++lists_;
  }
  // Refused: its position is said to be out of history.
  void expired(const Replicas& replicas, Violations& violations);
  void saw(const store::Changes& changes, const Replicas& replicas, Violations& violations);

 private:
  void event(const store::Change& change, const Replicas& replicas, Violations& violations);
  // The history in (from, through] holds nothing under the prefix.
  void nothing_missed(uint64_t from, uint64_t through, const char* checker,
                      const Replicas& replicas, Violations& violations);

  std::string name_;
  std::string prefix_;
  Revision position_;
  Revision last_event_;
  std::string last_key_;
  uint64_t events_ = 0;
  uint64_t lists_ = 0;
};

}  // namespace shoal::sim
