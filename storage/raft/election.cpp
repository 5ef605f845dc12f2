// Elections: who may ask, who is granted, and what the answers add up to.
#include <algorithm>

#include "schema/vocab/check.hpp"
#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

constexpr int election_rank_max = 4;
constexpr int held_patience = 5;  // election time-outs without a leader

void restart_election_timer(Core& core) {
  const int rank = std::clamp(core.config.election_rank, 0, election_rank_max);
  const int base = core.config.election_ticks;
  core.election_elapsed = 0;
  core.election_timeout =
      base + static_cast<int>(core.random.below(static_cast<uint64_t>(base))) + rank * base / 2;
}

// What no role inherits from the one before.
void reset(Core& core) {
  core.votes.clear();
  core.peers.clear();
  core.departing.clear();
  core.transferee = {};
  core.uncommitted_bytes = 0;
  core.commit_age = 0;
  core.append_wanted = false;
  core.own_vote_pending = false;
  core.own_vote_token = 0;
  core.election_forced = false;
  core.leader_refused = false;
  core.newer.clear();
  core.catching_up = false;
  core.hurry.waits = 0;
  core.vote_fresh = false;
  core.heartbeat_elapsed = 0;
  restart_election_timer(core);
}

// Of everybody who has not granted it yet.
void ask_for_votes(Core& core, MessageType type, Term term, std::vector<Message>& outbox) {
  for (MemberId id : core.membership().members()) {
    if (id == core.config.id || !core.membership().is_voter(id)) continue;
    if (auto it = core.votes.find(id); it != core.votes.end() && it->second) continue;
    Message message = to_peer(core, type, id);
    message.term = term;
    message.index = core.log.last_index();
    message.log_term = core.log.last_term();
    message.force = core.election_forced;
    if (core.catching_up) {
      message.hint = message.index;
      message.context = entries_wanted;
    }
    outbox.push_back(std::move(message));
  }
}

// The vote requests wait for the save: a candidate that forgot its term in a crash, and with it
// entries it had only in memory, must not collect votes that were given for a longer log.
void become_candidate(Core& core, Election kind) {
  reset(core);
  core.held.clear();
  core.role = Role::candidate;
  core.leader = {};
  core.term = core.term.next();
  core.vote = core.config.id;
  core.own_vote_pending = true;
  core.election_forced = kind == Election::handover;
  core.catching_up = kind == Election::catch_up;
  ask_for_votes(core, MessageType::vote, core.term, core.send_after_save);
}

// A dead voter's silence is a no: a candidacy that needs its vote is given up at once.
VoteResult votes_so_far(const Core& core) {
  return quorum_vote(core.membership(), [&](MemberId id) -> std::optional<bool> {
    if (auto it = core.votes.find(id); it != core.votes.end()) return it->second;
    return core.refused.contains(id) ? std::optional(false) : std::nullopt;
  });
}

void count_votes(Core& core) {
  const VoteResult result = votes_so_far(core);
  if (result == VoteResult::lost) {
    const bool candidate = core.role == Role::candidate;
    become_follower(core, core.term, {});
    if (candidate) note_split(core);
  }
  if (result != VoteResult::won) return;
  if (core.role == Role::pre_candidate) {
    become_candidate(core, Election::ordinary);
  } else {
    become_leader(core);
  }
}

// The leader is forgotten at once: a pre-candidate that went on defending it could leave the group
// without any leader for ever.
void become_pre_candidate(Core& core) {
  fail_reads(core);
  reset(core);
  core.held.clear();
  core.role = Role::pre_candidate;
  core.leader = {};
  core.votes[core.config.id] = true;
  ask_for_votes(core, MessageType::pre_vote, core.term.next(), core.send_now);
  count_votes(core);
}

// A leader that cannot apply serves no client. But where all stand before the same entry one of
// them must take in the record that skips it.
bool lets_others_lead(const Core& core) {
  return core.log.held_at() && core.leaderless < held_patience * core.config.election_ticks;
}

}  // namespace

bool promotable(const Core& core) {
  const MemberId id = core.config.id;
  return core.membership().is_voter(id) && !core.membership().is_witness(id) && !core.stalled &&
         !core.save_stalled && !core.log.restoring() && !core.log.state_missing() &&
         !lets_others_lead(core);
}

void ask_again(Core& core) {
  if (core.role == Role::pre_candidate) {
    ask_for_votes(core, MessageType::pre_vote, core.term.next(), core.send_now);
  } else if (core.role == Role::candidate && !core.own_vote_pending) {
    ask_for_votes(core, MessageType::vote, core.term, core.send_after_save);
  }
}

void recount_votes(Core& core) {
  if (core.role == Role::pre_candidate || core.role == Role::candidate) count_votes(core);
}

bool defends_leader(const Core& core) {
  return core.config.check_quorum && core.leader && !core.leader_refused &&
         core.election_elapsed < core.config.election_ticks;
}

bool defends_candidate(const Core& core, MemberId asker) {
  const bool voted = core.vote_fresh && core.vote != asker && !core.refused.contains(core.vote);
  if (core.role != Role::candidate && !voted) return false;
  return core.election_elapsed < core.config.election_ticks / 2;
}

void become_follower(Core& core, Term term, MemberId leader) {
  SHOAL_CHECK(term >= core.term, "terms never go back");
  fail_reads(core);
  if (term > core.term) core.vote = {};
  core.term = term;
  reset(core);
  core.role = Role::follower;
  core.leader = leader;
}

// Of a member that may not campaign: it says what it knows, and its reads fail rather than wait.
void lose_leader(Core& core) {
  fail_reads(core);
  core.leader = {};
}

void become_leader(Core& core) {
  SHOAL_CHECK(core.role == Role::candidate, "only a candidate is elected");
  reset(core);
  core.role = Role::leader;
  core.leader = core.config.id;
  core.hurry.tries = 0;
  core.leaderless = 0;
  core.held.clear();
  core.reads.confirmed = core.reads.round;
  for (MemberId id : core.membership().members()) {
    if (id == core.config.id) continue;
    Progress progress(core.config);
    progress.next = core.log.last_index().next();
    core.peers.emplace(id, std::move(progress));
  }
  core.uncommitted_bytes = core.log.bytes_between(core.log.committed(), core.log.last_index());
  append_as_leader(core, EntryKind::normal, {});
}

void campaign(Core& core, Election kind) {
  if (core.is_leader() || !promotable(core)) return;
  if (kind == Election::ordinary && core.config.pre_vote) {
    become_pre_candidate(core);
  } else {
    fail_reads(core);
    become_candidate(core, kind);
  }
}

void count_own_vote(Core& core) {
  if (!core.own_vote_pending || core.own_vote_token == 0) return;
  if (core.saved_token < core.own_vote_token) return;
  core.own_vote_pending = false;
  core.votes[core.config.id] = true;
  count_votes(core);
}

// Whether this member believes itself a voter plays no part: a newer membership that it has not
// seen may have made it one, and without its vote the group could be stuck.
void handle_vote_request(Core& core, const Message& message) {
  const bool pre = message.type == MessageType::pre_vote;
  const bool free = core.vote == message.from || (!core.vote && !core.leader) ||
                    (pre && message.term > core.term);
  const bool granted = free && core.log.up_to_date(message.index, message.log_term);
  Message reply =
      to_peer(core, pre ? MessageType::pre_vote_reply : MessageType::vote_reply, message.from);
  reply.reject = !granted;
  if (!granted) {
    note_worse(core, message);
    refuse_for_log(core, message, reply);
  }
  if (pre) {
    if (granted) reply.term = message.term;
    core.send_now.push_back(std::move(reply));  // promises nothing that a crash could forget
    if (granted) give_way(core, message);
    return;
  }
  if (granted) {
    if (core.role == Role::pre_candidate) become_follower(core, core.term, {});
    core.vote = message.from;
    core.vote_fresh = !core.leader;
    core.election_elapsed = 0;
    wait_for_winner(core);
  }
  core.send_after_save.push_back(std::move(reply));
}

void handle_vote_reply(Core& core, const Message& message) {
  const bool pre = message.type == MessageType::pre_vote_reply;
  if (core.role != (pre ? Role::pre_candidate : Role::candidate)) return;
  if (pre && !message.reject && message.term != core.term.next()) return;
  if (message.reject && refused_for_log(core, message)) {
    if (pre && should_catch_up(core)) return campaign(core, Election::catch_up);
    if (!pre) return adopt_newer_log(core, message);
  }
  core.votes[message.from] = core.votes[message.from] || !message.reject;
  count_votes(core);
  if (!pre && message.reject && core.role == Role::candidate) note_split(core);
}

}  // namespace shoal::raft
