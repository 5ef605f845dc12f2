#include "storage/raft/types.hpp"

#include <algorithm>

namespace shoal::raft {

namespace {

// What an entry costs besides its payload: term, index, kind and framing.
constexpr size_t entry_overhead = 32;

bool holds(const std::vector<MemberId>& sorted, MemberId id) {
  return std::binary_search(sorted.begin(), sorted.end(), id);
}

std::string list(const std::vector<MemberId>& ids) {
  std::string out = "(";
  for (MemberId id : ids) out += (out.size() > 1 ? " " : "") + std::to_string(id.value);
  return out + ")";
}

}  // namespace

bool Membership::is_voter(MemberId id) const {
  return holds(voters, id) || holds(voters_outgoing, id);
}
bool Membership::is_learner(MemberId id) const {
  return holds(learners, id);
}
bool Membership::is_witness(MemberId id) const {
  return holds(witnesses, id);
}

std::vector<MemberId> Membership::members() const {
  std::vector<MemberId> all;
  for (const auto* part : {&voters, &voters_outgoing, &learners, &learners_next})
    all.insert(all.end(), part->begin(), part->end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Message Pulse::heartbeat() const {
  Message message;
  message.type = MessageType::heartbeat;
  message.from = leader;
  message.to = follower;
  message.term = term;
  message.commit = commit;
  message.context = round;
  return message;
}

Message Pulse::answer() const {
  Message message;
  message.type = MessageType::heartbeat_reply;
  message.from = follower;
  message.to = leader;
  message.term = term;
  message.context = round;
  return message;
}

size_t entry_size(const Entry& entry) {
  return entry.data.size() + entry_overhead;
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::follower:
      return "follower";
    case Role::pre_candidate:
      return "pre-candidate";
    case Role::candidate:
      return "candidate";
    case Role::leader:
      return "leader";
  }
  return "?";
}

std::string_view to_string(MessageType type) {
  switch (type) {
    case MessageType::pre_vote:
      return "pre_vote";
    case MessageType::pre_vote_reply:
      return "pre_vote_reply";
    case MessageType::vote:
      return "vote";
    case MessageType::vote_reply:
      return "vote_reply";
    case MessageType::append:
      return "append";
    case MessageType::append_reply:
      return "append_reply";
    case MessageType::heartbeat:
      return "heartbeat";
    case MessageType::heartbeat_reply:
      return "heartbeat_reply";
    case MessageType::snapshot:
      return "snapshot";
    case MessageType::timeout_now:
      return "timeout_now";
    case MessageType::read_index:
      return "read_index";
    case MessageType::read_index_reply:
      return "read_index_reply";
  }
  return "?";
}

std::string to_string(const Membership& membership) {
  std::string out = "voters=" + list(membership.voters);
  if (membership.joint()) out += "&&" + list(membership.voters_outgoing);
  if (!membership.learners.empty()) out += " learners=" + list(membership.learners);
  if (!membership.learners_next.empty()) out += " learners_next=" + list(membership.learners_next);
  if (!membership.witnesses.empty()) out += " witnesses=" + list(membership.witnesses);
  if (membership.auto_leave) out += " auto-leave";
  return out;
}

}  // namespace shoal::raft
