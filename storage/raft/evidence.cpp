// Elections in a hurry. Evidence of the leader's death starts a question at once, in the order of
// the voters' ranks; a question refused by a voter that still defended the leader is kept there and
// answered when that ends; a split vote is asked anew after milliseconds. Nothing here grants
// anything: only a quorum's rules do (election.cpp).
#include <algorithm>

#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

constexpr int evidence_tries_max = 40;  // then the ordinary time-outs take over
constexpr int split_tries_max = 4;
constexpr int yields_max = 4;       // to pre-votes of one term
constexpr int winner_pauses = 8;    // that a candidate is given which has this member's vote
constexpr int contested_waits = 3;  // wakes that a contested candidacy is given
constexpr int backoff_tries = 8;    // the pause grows by itself after so many tries

void wake_in(Core& core, uint64_t milliseconds) {
  core.hurry.wish = Wake{++core.hurry.last_wake, static_cast<uint32_t>(milliseconds)};
}

// The position among the voters that may replace the leader; a member of lower priority comes after
// all of a higher one.
uint64_t rank(const Core& core) {
  uint64_t position = 0;
  uint64_t candidates = 0;
  for (MemberId id : core.membership().voters) {
    if (core.refused.contains(id) || !may_lead(core, id)) continue;
    ++candidates;
    if (id < core.config.id) ++position;
  }
  return static_cast<uint64_t>(std::max(core.config.election_rank, 0)) * candidates + position;
}

uint64_t turn(const Core& core) {
  return rank(core) * core.config.evidence_step_ms;
}

uint64_t pause(Core& core) {
  const uint64_t base = std::max<uint64_t>(core.config.election_retry_ms, 1);
  const auto grown = base * static_cast<uint64_t>(1 + core.hurry.tries_made / backoff_tries);
  return grown + core.random.below(base);
}

// While no leader is known there is no harm in asking early: what is asked is a pre-vote.
void hurry(Core& core, int tries, uint64_t first_ms) {
  if (core.is_leader()) return;
  if (core.hurry.tries == 0) core.hurry.tries_made = 0;
  core.hurry.tries = std::max(core.hurry.tries, tries);
  wake_in(core, first_ms);
}

bool leader_is_well(const Core& core) {
  return core.is_leader() || (core.leader && !core.leader_refused);
}

// With equal logs the lower id goes first, so that two that ask at the same time do not split.
bool goes_first(const Core& core, const Message& asker) {
  const bool equal = asker.log_term == core.log.last_term() && asker.index == core.log.last_index();
  return !equal || asker.from < core.config.id;
}

// A candidate whose votes may be split asks anew; one that has not been answered asks again.
void insist(Core& core) {
  const bool contested = std::any_of(core.votes.begin(), core.votes.end(),
                                     [](const auto& vote) { return !vote.second; });
  if (core.role == Role::follower ||
      (core.role == Role::candidate && contested && ++core.hurry.waits >= contested_waits)) {
    return campaign(core, Election::ordinary);
  }
  ask_again(core);
}

}  // namespace

void note_refused(Core& core, MemberId peer) {
  if (!core.membership().contains(peer) || peer == core.config.id) return;
  core.refused.insert(peer);
  if (core.is_leader()) return;
  if (peer == core.leader) core.leader_refused = true;
  if (!core.leader || core.leader_refused) hurry(core, evidence_tries_max, turn(core));
  answer_held(core);
  recount_votes(core);
}

// Its process is there again, and grants votes again. What it led is over all the same: evidence
// that the leader of this term died is not taken back.
void note_reached(Core& core, MemberId peer) {
  core.refused.erase(peer);
}

// A leader that asks for votes leads no more: it was restarted.
void note_heard(Core& core, const Message& message) {
  core.refused.erase(message.from);
  if (message.type != MessageType::pre_vote && message.type != MessageType::vote) return;
  if (message.from == core.leader && message.term > core.term && !core.is_leader())
    core.leader = {};
}

void hold(Core& core, const Message& question) {
  if (core.membership().is_voter(question.from)) core.held[question.from] = question;
}

void answer_held(Core& core) {
  if (core.held.empty() || defends_leader(core)) return;
  // What must wait for a candidate is held again.
  const std::map<MemberId, Message> held = std::exchange(core.held, {});
  for (const auto& [id, question] : held) receive(core, question);
}

void woken(Core& core) {
  if (core.hurry.tries == 0) return;
  if (leader_is_well(core)) {
    core.hurry.tries = 0;
    return;
  }
  --core.hurry.tries;
  ++core.hurry.tries_made;
  insist(core);
  if (!core.is_leader() && core.hurry.tries > 0) wake_in(core, pause(core));
}

// Whoever refuses for its own better log, with no leader in sight, asks itself.
void note_worse(Core& core, const Message& question) {
  const bool worse = !core.log.up_to_date(question.index, question.log_term);
  if (worse && !core.leader && core.role == Role::follower && core.hurry.tries == 0)
    hurry(core, split_tries_max, turn(core));
}

void note_split(Core& core) {
  if (core.hurry.tries == 0) hurry(core, split_tries_max, pause(core) + turn(core));
}

void give_way(Core& core, const Message& pre_vote) {
  if (core.hurry.yielded != pre_vote.term) core.hurry.yields = 0;
  core.hurry.yielded = pre_vote.term;
  if (++core.hurry.yields > yields_max) return;  // it asked often enough and does not win
  if (core.role == Role::pre_candidate && goes_first(core, pre_vote)) {
    become_follower(core, core.term, {});
    hurry(core, split_tries_max, 0);
  }
  if (core.hurry.tries > 0 && core.role == Role::follower) {
    wake_in(core, 2 * pause(core) + turn(core));
  }
}

// Its saves and ours come first. Should it die meanwhile, there is evidence of that.
void wait_for_winner(Core& core) {
  if (core.hurry.tries > 0) wake_in(core, winner_pauses * pause(core) + turn(core));
}

}  // namespace shoal::raft
