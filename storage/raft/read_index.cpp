#include "storage/raft/read_index.hpp"

#include <algorithm>
#include <utility>

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

size_t asked_reads(const Core& core) {
  size_t reads = core.reads.gathered.size();
  for (const Reads::Asked& question : core.reads.asked) reads += question.contexts.size();
  return reads;
}

// The index must be noted after the read began, so a read never joins a question already sent.
void ask_leader(Core& core) {
  Reads& reads = core.reads;
  if (!core.leader || reads.gathered.empty() || reads.asked.size() >= questions_inflight_max)
    return;
  const uint64_t attempt = reads.next_attempt++;
  reads.asked.push_back({std::exchange(reads.gathered, {}), attempt});
  Message message = to_peer(core, MessageType::read_index, core.leader);
  message.context = attempt;
  core.send_now.push_back(std::move(message));
}

void answer_asked(Core& core, const Reads::Asked& question, LogIndex index, bool failed) {
  for (const uint64_t context : question.contexts)
    core.read_states.push_back({context, index, failed});
}

}  // namespace

Status ask_read(Core& core, uint64_t context) {
  if (core.is_leader()) {
    if (full(core)) return {Code::too_many_requests, "too many reads wait for a quorum"};
    note_read(core, context, core.config.id);
    return {};
  }
  if (!core.leader) return {Code::unavailable, "no leader is known"};
  if (asked_reads(core) >= core.config.reads_max)
    return {Code::too_many_requests, "too many reads wait for the leader"};
  core.reads.gathered.push_back(context);
  ask_leader(core);
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
  answer_asked(core, *it, message.index, message.reject);
  asked.erase(it);
  ask_leader(core);
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
  for (const Reads::Asked& question : core.reads.asked) answer_asked(core, question, {}, true);
  core.reads.asked.clear();
  answer_asked(core, {std::exchange(core.reads.gathered, {}), 0}, {}, true);
}

void tick_reads(Core& core) {
  auto& asked = core.reads.asked;
  for (Reads::Asked& question : asked) ++question.age;
  while (!asked.empty() && asked.front().age > core.config.election_ticks) {
    answer_asked(core, asked.front(), {}, true);
    asked.pop_front();
  }
  if (!core.leader) answer_asked(core, {std::exchange(core.reads.gathered, {}), 0}, {}, true);
  ask_leader(core);
}

}  // namespace shoal::raft
