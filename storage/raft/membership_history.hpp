#pragma once
// MembershipHistory: the memberships that the log's tail holds, by the index that brought each in.
// The newest is in force; when entries are cut from the log, the one before is again. Pure.

#include <vector>

#include "storage/raft/types.hpp"

namespace shoal::raft {

class MembershipHistory {
 public:
  struct Version {
    LogIndex index;
    Membership membership;
  };
  MembershipHistory(LogIndex index, Membership membership) {
    versions_.push_back({index, std::move(membership)});
  }
  const Version& newest() const { return versions_.back(); }
  // The one in force at an index; the oldest known for an index before it.
  const Version& at(LogIndex index) const;
  void append(LogIndex index, Membership membership);
  // Entries from `index` on are gone. True if the newest membership changed.
  bool truncate_from(LogIndex index);
  // Nobody will ask for an index below `index` again.
  void forget_before(LogIndex index);
  // A snapshot brought this one. Older versions stay for entries that are still being applied.
  void adopt(LogIndex index, Membership membership);

 private:
  std::vector<Version> versions_;  // ascending, never empty
};

}  // namespace shoal::raft
