#include "storage/raft/membership_history.hpp"

#include "schema/vocab/check.hpp"

namespace shoal::raft {

const MembershipHistory::Version& MembershipHistory::at(LogIndex index) const {
  size_t i = versions_.size() - 1;
  while (i > 0 && versions_[i].index > index) --i;
  return versions_[i];
}

void MembershipHistory::append(LogIndex index, Membership membership) {
  SHOAL_CHECK(index > versions_.back().index, "memberships enter the log in order");
  versions_.push_back({index, std::move(membership)});
}

bool MembershipHistory::truncate_from(LogIndex index) {
  const size_t before = versions_.size();
  while (versions_.size() > 1 && versions_.back().index >= index) versions_.pop_back();
  return versions_.size() != before;
}

void MembershipHistory::forget_before(LogIndex index) {
  size_t keep = 0;
  while (keep + 1 < versions_.size() && versions_[keep + 1].index <= index) ++keep;
  versions_.erase(versions_.begin(), versions_.begin() + static_cast<ptrdiff_t>(keep));
}

void MembershipHistory::adopt(LogIndex index, Membership membership) {
  while (!versions_.empty() && versions_.back().index >= index) versions_.pop_back();
  versions_.push_back({index, std::move(membership)});
}

}  // namespace shoal::raft
