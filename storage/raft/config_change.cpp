#include "storage/raft/config_change.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace shoal::raft {

namespace {

using Ids = std::vector<MemberId>;

void insert(Ids& ids, MemberId id) {
  auto at = std::lower_bound(ids.begin(), ids.end(), id);
  if (at == ids.end() || *at != id) ids.insert(at, id);
}
void erase(Ids& ids, MemberId id) {
  auto at = std::lower_bound(ids.begin(), ids.end(), id);
  if (at != ids.end() && *at == id) ids.erase(at);
}
bool holds(const Ids& ids, MemberId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

Membership leave_joint(Membership now) {
  for (MemberId id : now.learners_next) insert(now.learners, id);
  now.learners_next.clear();
  now.voters_outgoing.clear();
  now.auto_leave = false;
  Ids kept;
  std::set_intersection(now.witnesses.begin(), now.witnesses.end(), now.voters.begin(),
                        now.voters.end(), std::back_inserter(kept));
  now.witnesses = std::move(kept);
  return now;
}

// One step on the target membership, which is not joint yet.
Status change_one(Membership& target, MemberChange step) {
  const bool witness = target.is_witness(step.id);
  switch (step.kind) {
    case ChangeKind::add_voter:
      if (witness) return {Code::invalid, "a witness cannot become a replica: it has no data"};
      erase(target.learners, step.id);
      insert(target.voters, step.id);
      return {};
    case ChangeKind::add_learner:
      if (witness) return {Code::invalid, "a witness cannot become a replica: it has no data"};
      erase(target.voters, step.id);
      insert(target.learners, step.id);
      return {};
    case ChangeKind::add_witness:
      if (!witness && target.contains(step.id))
        return {Code::invalid, "a replica cannot become a witness under the same id"};
      insert(target.voters, step.id);
      insert(target.witnesses, step.id);
      return {};
    case ChangeKind::remove:
      erase(target.voters, step.id);
      erase(target.learners, step.id);
      return {};
  }
  return {Code::invalid, "unknown kind of change"};
}

size_t voters_changed(const Membership& before, const Membership& after) {
  Ids changed;
  std::set_symmetric_difference(before.voters.begin(), before.voters.end(), after.voters.begin(),
                                after.voters.end(), std::back_inserter(changed));
  return changed.size();
}

// The target as the incoming half of a joint membership: demoted voters wait in learners_next.
Membership join(const Membership& before, Membership target, bool auto_leave) {
  target.voters_outgoing = before.voters;
  Ids learners;
  for (MemberId id : target.learners)
    (holds(before.voters, id) ? target.learners_next : learners).push_back(id);
  target.learners = std::move(learners);
  target.auto_leave = auto_leave;
  return target;
}

void put(std::string& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}
uint64_t get(std::string_view in, size_t at, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; ++i)
    value |= uint64_t{static_cast<unsigned char>(in[at + static_cast<size_t>(i)])} << (8 * i);
  return value;
}

constexpr size_t head_bytes = 4;
constexpr size_t step_bytes = 9;
constexpr uint64_t format_version = 1;

}  // namespace

Result<Membership> change_membership(const Membership& before, const ConfChange& change) {
  if (change.changes.empty()) {
    if (!before.joint()) return {Code::conflict, "there is no joint membership to leave"};
    return leave_joint(before);
  }
  if (before.joint()) return {Code::conflict, "the joint membership must be left first"};
  if (change.changes.size() > conf_changes_max) return {Code::invalid, "too many changes"};
  Membership target = before;
  for (const MemberChange& step : change.changes) {
    if (!step.id) return {Code::invalid, "member id 0 names nobody"};
    SHOAL_TRY(change_one(target, step));
  }
  const bool can_lead = std::any_of(target.voters.begin(), target.voters.end(),
                                    [&](MemberId id) { return !target.is_witness(id); });
  if (!can_lead) return {Code::invalid, "no voter that can lead would remain"};
  const bool direct = change.transition == Transition::automatic;
  if (direct && voters_changed(before, target) <= 1) {
    return leave_joint(std::move(target));  // drops a removed witness's flag
  }
  return join(before, std::move(target), change.transition != Transition::joint_explicit);
}

Bytes encode(const ConfChange& change) {
  std::string out;
  put(out, format_version, 1);
  put(out, static_cast<uint64_t>(change.transition), 1);
  put(out, change.changes.size(), 2);
  for (const MemberChange& step : change.changes) {
    put(out, static_cast<uint64_t>(step.kind), 1);
    put(out, step.id.value, 8);
  }
  out.append(change.context.view());
  return Bytes::copy(out);
}

Result<ConfChange> decode_conf_change(const Bytes& bytes) {
  const std::string_view in = bytes.view();
  if (in.size() < head_bytes || get(in, 0, 1) != format_version)
    return {Code::bad_request, "not a membership change of version 1"};
  const uint64_t transition = get(in, 1, 1);
  const size_t count = get(in, 2, 2);
  const size_t end = head_bytes + count * step_bytes;
  if (transition > static_cast<uint64_t>(Transition::joint_explicit) || count > conf_changes_max ||
      in.size() < end || in.size() - end > conf_context_bytes_max)
    return {Code::bad_request, "malformed membership change"};
  ConfChange change;
  change.transition = static_cast<Transition>(transition);
  for (size_t at = head_bytes; at < end; at += step_bytes) {
    const uint64_t kind = get(in, at, 1);
    if (kind > static_cast<uint64_t>(ChangeKind::add_witness))
      return {Code::bad_request, "unknown kind of membership change"};
    change.changes.push_back({static_cast<ChangeKind>(kind), MemberId{get(in, at + 1, 8)}});
  }
  change.context = bytes.slice(end, in.size() - end);
  return change;
}

}  // namespace shoal::raft
