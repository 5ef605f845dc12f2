// Following: what a member does with its leader's messages. Everything in them is judged before it
// is believed; a message that contradicts a committed entry or itself is dropped.
#include <algorithm>

#include "storage/planted/planted.hpp"
#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

// No log gets here; a snapshot that claims to is refused before arithmetic on it overflows.
constexpr uint64_t index_limit = uint64_t{1} << 62;

void acknowledge(Core& core, MemberId to, LogIndex index) {
  Message reply = to_peer(core, MessageType::append_reply, to);
  reply.index = index;
  core.send_after_save.push_back(std::move(reply));
}

void refuse(Core& core, const Message& message) {
  Message reply = to_peer(core, MessageType::append_reply, message.from);
  reply.reject = true;
  reply.index = message.index;
  reply.hint = core.log.agreement(message.index, message.log_term);
  reply.log_term = core.log.term(reply.hint).value_or(Term{});
  core.send_now.push_back(std::move(reply));
}

void ask_for_snapshot(Core& core, const Message& message) {
  Message reply = to_peer(core, MessageType::append_reply, message.from);
  reply.reject = true;
  reply.index = message.index;
  core.send_now.push_back(std::move(reply));
}

}  // namespace

void hear_leader(Core& core, MemberId leader) {
  if (core.role != Role::follower || core.leader != leader) {
    become_follower(core, core.term, leader);
  }
  core.election_elapsed = 0;
  core.leader_refused = false;
  core.hurry.tries = 0;
  core.leaderless = 0;
  core.held.clear();
}

bool well_formed(const Message& message) {
  LogIndex index = message.index;
  Term term = message.log_term;
  for (const Entry& entry : message.entries) {
    index = index.next();
    if (entry.index != index || entry.term < term || entry.term > message.term) return false;
    term = entry.term;
  }
  return true;
}

// The log is whole and goes on; the leader sends a snapshot beside its entries. Nothing tells that
// the question or the snapshot was lost but that no state comes: it is asked again and again.
void ask_for_state(Core& core) {
  if (!core.log.wants_state() || !core.leader || --core.state_wait > 0) return;
  core.state_wait = core.config.election_ticks;
  Message reply = to_peer(core, MessageType::append_reply, core.leader);
  reply.reject = true;
  reply.hint = core.log.last_index();
  reply.log_term = core.log.last_term();
  core.send_now.push_back(std::move(reply));
}

void handle_append(Core& core, const Message& message) {
  hear_leader(core, message.from);
  if (!well_formed(message)) return;
  // Where a group began is not in its log. A member that was not there needs a snapshot, which
  // tells; refusing the very beginning of the log asks for it.
  if (core.membership().voters.empty()) return ask_for_snapshot(core, message);
  if (message.index < core.log.committed()) {
    return acknowledge(core, message.from, core.log.committed());
  }
  if (!core.log.matches(message.index, message.log_term)) return refuse(core, message);
  bool agrees = true;
  for (const Entry& entry : message.entries) {
    if (agrees && core.log.matches(entry.index, entry.term)) continue;
    agrees = false;
    append_to_log(core, entry);
  }
  const LogIndex last{message.index.value + message.entries.size()};
  core.log.commit_to(std::min(message.commit, last));
  acknowledge(core, message.from, last);
}

void handle_heartbeat(Core& core, const Message& message) {
  hear_leader(core, message.from);
  core.log.commit_to(std::min(message.commit, core.log.last_index()));
  Message reply = to_peer(core, MessageType::heartbeat_reply, message.from);
  reply.context = message.context;
  core.send_now.push_back(std::move(reply));
  follow_pulse(core, message);
}

void handle_snapshot(Core& core, const Message& message) {
  hear_leader(core, message.from);
  if (!message.snapshot) return;
  const SnapshotMeta& snapshot = *message.snapshot;
  if (snapshot.membership.voters.empty() || snapshot.membership_index > snapshot.index) return;
  if (snapshot.index.value >= index_limit) return;
  if (snapshot.index > core.log.committed()) {
    if (core.log.matches(snapshot.index, snapshot.term)) {
      core.log.commit_to(snapshot.index);
    } else {
      core.log.restore(snapshot);
      const bool wrong = planted::on(planted::Bug::snapshot_index_as_configuration_index);
      core.history.adopt(wrong ? snapshot.index : snapshot.membership_index, snapshot.membership);
    }
  }
  if (core.log.can_adopt(snapshot)) core.log.adopt(snapshot);
  acknowledge(core, message.from, core.log.committed());
}

}  // namespace shoal::raft
