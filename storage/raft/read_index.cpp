#include "storage/raft/read_index.hpp"

#include <algorithm>

#include "storage/planted/planted.hpp"
#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

bool committed_in_term(const Core& core) {
  if (planted::on(planted::Bug::read_before_first_commit)) return true;
  return core.log.term(core.log.committed()) == core.term;
}

void answer(Core& core, const Reads::Pending& read, bool failed) {
  if (read.from == core.config.id) {
    core.read_states.push_back({read.context, read.index, failed});
    return;
  }
  Message reply = to_peer(core, MessageType::read_index_reply, read.from);
  reply.context = read.context;
  reply.index = read.index;
  reply.reject = failed;
  core.send_now.push_back(std::move(reply));
}

bool full(const Core& core) {
  return core.reads.pending.size() + core.reads.postponed.size() >= core.config.reads_max;
}

// A new leader does not know what its predecessors committed until its own no-op is committed.
void note_read(Core& core, uint64_t context, MemberId from) {
  auto& queue = committed_in_term(core) ? core.reads.pending : core.reads.postponed;
  queue.push_back({context, from, core.log.committed(), 0});
}

}  // namespace

Status ask_read(Core& core, uint64_t context) {
  if (core.is_leader()) {
    if (full(core)) return {Code::too_many_requests, "too many reads wait for a quorum"};
    note_read(core, context, core.config.id);
    return {};
  }
  if (!core.leader) return {Code::unavailable, "no leader is known"};
  if (core.reads.asked.size() >= core.config.reads_max)
    return {Code::too_many_requests, "too many reads wait for the leader"};
  const uint64_t attempt = core.reads.next_attempt++;
  core.reads.asked.push_back({context, attempt});
  Message message = to_peer(core, MessageType::read_index, core.leader);
  message.context = attempt;
  core.send_now.push_back(std::move(message));
  return {};
}

void handle_read_index(Core& core, const Message& message) {
  if (core.is_leader() && !full(core)) return note_read(core, message.context, message.from);
  answer(core, {message.context, message.from, {}, 0}, true);
}

void handle_read_reply(Core& core, const Message& message) {
  auto& asked = core.reads.asked;
  auto it = std::find_if(asked.begin(), asked.end(),
                         [&](const auto& read) { return read.attempt == message.context; });
  if (it == asked.end()) return;
  core.read_states.push_back({it->context, message.index, message.reject});
  asked.erase(it);
}

void start_read_round(Core& core, bool again) {
  Reads& reads = core.reads;
  if (!core.is_leader() || reads.pending.empty()) return;
  if (!again && !wants_read_round(reads)) return;
  if (!planted::on(planted::Bug::read_context_reused) || reads.round == 0) ++reads.round;
  for (auto it = reads.pending.rbegin(); it != reads.pending.rend() && it->round == 0; ++it)
    it->round = reads.round;
  if (!again) broadcast_heartbeat(core);  // a tick sends its own
  confirm_reads(core);
}

void confirm_reads(Core& core) {
  Reads& reads = core.reads;
  if (reads.pending.empty()) return;
  const uint64_t echoed = quorum_value(core.membership(), [&](MemberId id) {
    if (id == core.config.id) return core.reads.round;
    auto it = core.peers.find(id);
    return it == core.peers.end() ? 0 : it->second.acked_round;
  });
  reads.confirmed = std::max(reads.confirmed, echoed);
  while (!reads.pending.empty() && reads.pending.front().round != 0 &&
         reads.pending.front().round <= reads.confirmed) {
    answer(core, reads.pending.front(), false);
    reads.pending.pop_front();
  }
}

void release_postponed_reads(Core& core) {
  for (Reads::Pending& read : core.reads.postponed) {
    read.index = core.log.committed();
    core.reads.pending.push_back(read);
  }
  core.reads.postponed.clear();
}

void fail_reads(Core& core) {
  for (auto* queue : {&core.reads.pending, &core.reads.postponed}) {
    for (const Reads::Pending& read : *queue) answer(core, read, true);
    queue->clear();
  }
  for (const Reads::Asked& read : core.reads.asked)
    core.read_states.push_back({read.context, {}, true});
  core.reads.asked.clear();
}

void tick_reads(Core& core) {
  for (Reads::Asked& read : core.reads.asked) ++read.age;
  while (!core.reads.asked.empty() && core.reads.asked.front().age > core.config.election_ticks) {
    core.read_states.push_back({core.reads.asked.front().context, {}, true});
    core.reads.asked.pop_front();
  }
}

}  // namespace shoal::raft
