// Catching up without a leader. The only member that reaches a quorum may be one whose log is too
// old to be voted for, and those with newer logs may reach nobody else: without more than votes
// such a group would be stuck for ever. So a member that has seen no leader for long, and whose
// quorum of answers says nothing but "your log is old", begins a candidacy in which it asks the
// refusing voters for what it lacks, adopts it, and asks again.
//
// Why that is safe: a log that is at least as new as one's own holds whatever was committed with
// one's help (the same reason for which such a log may be voted for); and a candidate has
// acknowledged nothing in its term, so that nobody counts on what it replaces.
//
// Where only witnesses have the newer log, nobody else can win either: then it begins at once. So
// of two replicas and a witness one may die while the other is a few entries behind (0012).
#include <algorithm>

#include "storage/raft/core.hpp"

namespace shoal::raft {

namespace {

constexpr int leaderless_timeouts = 3;  // election time-outs without a leader

void want_entries(Core& core, MemberId voter, LogIndex hint) {
  Message message = to_peer(core, MessageType::vote, voter);
  message.index = core.log.last_index();
  message.log_term = core.log.last_term();
  message.hint = hint;
  message.context = entries_wanted;
  core.send_after_save.push_back(std::move(message));
}

}  // namespace

// A pre-vote is told how new the log here is; a vote, if it asks for that, what comes after the
// point up to which both logs may agree.
void refuse_for_log(Core& core, const Message& question, Message& reply) {
  if (core.log.up_to_date(question.index, question.log_term)) return;
  if (question.type == MessageType::pre_vote) {
    reply.index = core.log.last_index();
    reply.log_term = core.log.last_term();
    return;
  }
  if (question.context != entries_wanted) return;
  const LogIndex after =
      std::min(core.log.agreement(question.index, question.log_term), question.hint);
  const std::optional<Term> after_term = core.log.term(after);
  if (!after_term) return;
  auto entries =
      core.log.entries(after.next(), core.log.last_index().next(), core.config.append_bytes_max);
  if (!entries) return;  // cut: only a snapshot could help
  reply.index = after;
  reply.log_term = *after_term;
  reply.entries = *std::move(entries);
}

bool refused_for_log(Core& core, const Message& reply) {
  const LogIndex last = reply.entries.empty() ? reply.index : reply.entries.back().index;
  const Term last_term = reply.entries.empty() ? reply.log_term : reply.entries.back().term;
  const bool newer = (last || last_term) && core.log.up_to_date(last, last_term);
  if (reply.type == MessageType::vote_reply) return newer && core.catching_up;
  if (newer) core.newer.insert(reply.from);
  return newer;
}

bool should_catch_up(const Core& core) {
  const bool others_may_win = std::any_of(core.newer.begin(), core.newer.end(),
                                          [&](MemberId id) { return may_lead(core, id); });
  if (others_may_win && core.leaderless < leaderless_timeouts * core.config.election_ticks)
    return false;
  return quorum_vote(core.membership(), [&](MemberId id) -> std::optional<bool> {
           auto it = core.votes.find(id);
           return core.newer.contains(id) || (it != core.votes.end() && it->second);
         }) == VoteResult::won;
}

// All or nothing: the page must end at least as new as the log it is to continue.
void adopt_newer_log(Core& core, const Message& reply) {
  if (core.membership().is_witness(core.config.id) || !well_formed(reply)) return;
  if (reply.index < core.log.committed()) return;
  if (!core.log.matches(reply.index, reply.log_term)) {
    const LogIndex earlier =
        std::min(core.log.agreement(reply.index, reply.log_term), reply.index.previous());
    if (reply.index && earlier >= core.log.committed()) want_entries(core, reply.from, earlier);
    return;
  }
  bool agrees = true;
  for (const Entry& entry : reply.entries) {
    if (agrees && core.log.matches(entry.index, entry.term)) continue;
    agrees = false;
    append_to_log(core, entry);
  }
  if (!agrees) ask_again(core);
}

}  // namespace shoal::raft
