// Reconfiguration: membership follows the log, entry by entry, appended or cut; and a leader moves
// it.
#include "storage/planted/planted.hpp"
#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

// A peer that a change removes gets no more entries until the change is committed: with the removal
// in its log but not in a majority's, it could outrank those who may still elect a leader.
void membership_changed(Core& core) {
  if (!core.is_leader()) return;
  const std::vector<MemberId> members = core.membership().members();
  for (auto it = core.peers.begin(); it != core.peers.end();) {
    if (core.membership().contains(it->first)) {
      ++it;
      continue;
    }
    core.departing.insert(core.peers.extract(it++));
  }
  for (MemberId id : members) {
    if (id == core.config.id || core.peers.contains(id)) continue;
    core.departing.erase(id);
    Progress progress(core.config);
    progress.next = core.log.last_index().next();
    progress.recently_active = true;  // it had no chance to speak yet
    core.peers.emplace(id, std::move(progress));
  }
  if (!core.membership().is_voter(core.transferee)) core.transferee = {};
}

void note_change(Core& core, const Entry& entry) {
  const Result<ConfChange> change = decode_conf_change(entry.data);
  if (!change) return;
  Result<Membership> after = change_membership(core.membership(), *change);
  if (!after) return;
  core.history.append(entry.index, *std::move(after));
  membership_changed(core);
}

// The removed are told, once and without insisting, that it is final.
void tell_departing(Core& core) {
  while (!core.departing.empty()) {
    auto peer = core.departing.extract(core.departing.begin());
    const MemberId id = peer.key();
    core.peers.insert(std::move(peer));
    send_append(core, id, Empty::yes);
    core.peers.erase(id);
  }
}

Status may_change(const Core& core) {
  if (core.transferee) return {Code::unavailable, "leadership is being transferred"};
  if (core.log.committed() < core.history.newest().index)
    return {Code::conflict, "another membership change is under way"};
  if (core.log.term(core.log.committed()) != core.term)
    return {Code::conflict, "this leader has committed nothing yet"};
  return {};
}

}  // namespace

void append_to_log(Core& core, Entry entry) {
  if (core.history.truncate_from(entry.index)) membership_changed(core);
  core.log.append(entry);
  const bool later = planted::on(planted::Bug::configuration_applied_late);
  if (entry.kind == EntryKind::conf_change && !later) note_change(core, entry);
}

void note_changes_late(Core& core, const std::vector<Entry>& applied) {
  for (const Entry& entry : applied) {
    if (entry.kind != EntryKind::conf_change || entry.index <= core.history.newest().index)
      continue;
    note_change(core, entry);
    if (core.is_leader()) membership_committed(core);
  }
}

Result<Proposed> change_as_leader(Core& core, const ConfChange& change) {
  SHOAL_TRY(may_change(core));
  SHOAL_TRY(change_membership(core.membership(), change));
  if (change.context.size() > conf_context_bytes_max)
    return {Code::too_large, "the context of a membership change is too large"};
  const LogIndex index = append_as_leader(core, EntryKind::conf_change, encode(change));
  return Proposed{index, core.term};
}

void membership_committed(Core& core) {
  if (core.log.committed() < core.history.newest().index) return;
  tell_departing(core);
  if (core.membership().joint() && core.membership().auto_leave) {
    append_as_leader(core, EntryKind::conf_change, encode(ConfChange{}));
  } else if (!core.membership().is_voter(core.config.id)) {
    broadcast_append(core);  // the others learn that it is committed
    hand_over(core);
  }
}

}  // namespace shoal::raft
