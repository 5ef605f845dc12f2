// Replication, the leader's side: what is sent to whom, and what the answers commit.
#include <algorithm>

#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

void offer_snapshot(Core& core, MemberId to, SnapshotMeta snapshot) {
  Message message = to_peer(core, MessageType::snapshot, to);
  message.snapshot = std::move(snapshot);
  core.send_now.push_back(std::move(message));
}

bool send_snapshot(Core& core, MemberId to, Progress& peer) {
  if (!peer.recently_active) return false;  // costly: only to a peer that answers
  std::optional<SnapshotMeta> snapshot = core.log.snapshot();
  if (!snapshot || snapshot->index.next() < core.log.first_index()) return false;
  peer.become_snapshot(snapshot->index);
  offer_snapshot(core, to, *std::move(snapshot));
  return true;
}

// To a peer that has the log and lost its state. Entries go on meanwhile, and what it acknowledges
// counts as ever.
void send_state(Core& core, MemberId to, Progress& peer) {
  if (peer.state == ReplicaState::snapshot || peer.state_under_way || peer.state_pause > 0) return;
  std::optional<SnapshotMeta> snapshot = core.log.snapshot();
  if (!snapshot) return;
  peer.state_under_way = true;
  offer_snapshot(core, to, *std::move(snapshot));
}

Message append_message(const Core& core, MemberId to, LogIndex after, Term after_term,
                       std::vector<Entry> entries) {
  Message message = to_peer(core, MessageType::append, to);
  message.index = after;
  message.log_term = after_term;
  message.commit = core.log.committed();
  message.entries = std::move(entries);
  return message;
}

void handle_refusal(Core& core, Progress& peer, const Message& message) {
  const LogIndex hint = std::min(message.hint, message.index);
  const LogIndex agreed = message.log_term ? core.log.agreement(hint, message.log_term) : hint;
  // A beginning that does not match: the peer does not know the group yet, or it has a log and no
  // state.
  if (!message.index) {
    if (message.hint) return send_state(core, message.from, peer);
    send_snapshot(core, message.from, peer);
    return;
  }
  if (!peer.refuse(message.index, agreed)) return;
  if (peer.state == ReplicaState::replicate) peer.become_probe();
  send_append(core, message.from, Empty::yes);
}

void advance_state(const Core& core, Progress& peer, LogIndex acknowledged) {
  switch (peer.state) {
    case ReplicaState::probe:
      peer.become_replicate();
      break;
    case ReplicaState::replicate:
      peer.inflights.free_up_to(acknowledged);
      break;
    case ReplicaState::snapshot:
      // Any position that connects to the log will do, be it of an older snapshot. One that does
      // not, because the log was cut meanwhile, needs another snapshot.
      if (peer.match.next() >= core.log.first_index())
        peer.become_replicate();
      else if (acknowledged >= peer.pending_snapshot)
        peer.become_probe();
      break;
  }
}

}  // namespace

bool send_append(Core& core, MemberId to, Empty empty) {
  auto it = core.peers.find(to);
  if (it == core.peers.end()) return false;
  Progress& peer = it->second;
  const bool full = peer.state == ReplicaState::replicate && peer.inflights.full();
  if (peer.paused() && !(full && empty == Empty::even_when_full)) return false;

  const LogIndex after = peer.next.previous();
  const std::optional<Term> after_term = core.log.term(after);
  if (!after_term) return send_snapshot(core, to, peer);
  std::optional<std::vector<Entry>> entries{std::in_place};
  if (!full) {
    entries =
        core.log.entries(peer.next, core.log.last_index().next(), core.config.append_bytes_max);
  }
  if (!entries) return send_snapshot(core, to, peer);
  if (entries->empty() && empty == Empty::no) return false;

  size_t bytes = 0;
  for (const Entry& entry : *entries) bytes += entry_size(entry);
  const size_t count = entries->size();
  const LogIndex last{after.value + count};
  core.send_now.push_back(append_message(core, to, after, *after_term, *std::move(entries)));
  peer.sent(last, count, bytes);
  peer.sent_commit = std::max(peer.sent_commit, core.log.committed());
  return true;
}

void broadcast_append(Core& core) {
  core.append_wanted = false;
  for (auto& [id, peer] : core.peers) {
    const bool tell = peer.can_learn_commit(core.log.committed());
    if (send_append(core, id, tell ? Empty::yes : Empty::no)) {
      while (peer.state == ReplicaState::replicate && send_append(core, id, Empty::no)) {
      }
    }
  }
}

void send_heartbeat(Core& core, MemberId to, const Progress& peer) {
  Message message = to_peer(core, MessageType::heartbeat, to);
  message.commit = std::min(peer.match, core.log.committed());
  message.context = core.reads.round;
  core.send_now.push_back(std::move(message));
}

void broadcast_heartbeat(Core& core) {
  for (auto& [id, peer] : core.peers) send_heartbeat(core, id, peer);
}

LogIndex append_as_leader(Core& core, EntryKind kind, Bytes data) {
  Entry entry{core.term, core.log.last_index().next(), kind, std::move(data)};
  core.uncommitted_bytes += entry_size(entry);
  core.append_wanted = true;
  append_to_log(core, std::move(entry));
  return core.log.last_index();
}

void maybe_commit(Core& core) {
  const LogIndex before = core.log.committed();
  const LogIndex reached{quorum_value(core.membership(), [&](MemberId id) {
    if (id == core.config.id) return core.log.stable().value;
    auto it = core.peers.find(id);
    return it == core.peers.end() ? 0 : it->second.match.value;
  })};
  // Entries of earlier terms are committed only by one of this term that stands after them.
  if (reached <= before || core.log.term(reached) != core.term) return;
  core.uncommitted_bytes -=
      std::min(core.uncommitted_bytes, core.log.bytes_between(before, reached));
  core.log.commit_to(reached);
  core.commit_age = 0;
  core.append_wanted = true;
  release_postponed_reads(core);
  membership_committed(core);
}

void handle_append_reply(Core& core, const Message& message) {
  auto it = core.peers.find(message.from);
  if (it == core.peers.end()) return;
  Progress& peer = it->second;
  if (!message.reject && message.index > core.log.last_index()) return;
  peer.recently_active = true;
  if (message.reject) return handle_refusal(core, peer, message);

  const bool found = peer.state == ReplicaState::probe && message.index == peer.match;
  const bool installed =
      peer.state == ReplicaState::snapshot && message.index >= peer.pending_snapshot;
  if (peer.acknowledge(message.index) || found || installed) {
    advance_state(core, peer, message.index);
    maybe_commit(core);
    // Committing may have ended this leadership, and with it the peer.
    if (!core.is_leader() || !core.peers.contains(message.from)) return;
    maybe_finish_transfer(core, message.from);
  }
  const bool behind = peer.state == ReplicaState::probe && peer.match < core.log.last_index();
  if (behind || peer.can_learn_commit(core.log.committed()))
    send_append(core, message.from, Empty::yes);
  while (peer.state == ReplicaState::replicate && send_append(core, message.from, Empty::no)) {
  }
}

void handle_heartbeat_reply(Core& core, const Message& message) {
  auto it = core.peers.find(message.from);
  if (it == core.peers.end()) return;
  Progress& peer = it->second;
  peer.recently_active = true;
  peer.probe_sent = false;
  if (message.context <= core.reads.round)
    peer.acked_round = std::max(peer.acked_round, message.context);
  // The pipeline's watchdog: whatever stalled it, one append per heartbeat finds out where it
  // stands.
  if (peer.match == core.log.last_index()) peer.calm_at = peer.match;
  if (peer.match < core.log.last_index() || peer.state == ReplicaState::probe)
    send_append(core, message.from, Empty::even_when_full);
  confirm_reads(core);
}

}  // namespace shoal::raft
