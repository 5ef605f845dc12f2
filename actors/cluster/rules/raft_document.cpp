#include "actors/cluster/rules/raft_document.hpp"

#include "actors/cluster/rules/document_writer.hpp"

namespace shoal::cluster {
namespace {

std::string name_of(const Members& members, MemberId id) {
  if (!id) return "";
  const auto* member = find_member(members, id);
  return member ? member->name : hexadecimal(id.value);
}

void names(json::Writer& out, std::string_view key, const std::vector<MemberId>& ids,
           const Members& members) {
  out.plain_key(key);
  out.begin_array();
  for (MemberId id : ids) out.text(name_of(members, id));
  out.end_array();
}

std::string_view state_name(raft::ReplicaState state) {
  switch (state) {
    case raft::ReplicaState::probe:
      return "Probing";
    case raft::ReplicaState::replicate:
      return "Replicating";
    case raft::ReplicaState::snapshot:
      return "Snapshot";
  }
  return "";
}

std::string_view role_name(const raft::RaftStatus& status) {
  switch (status.role) {
    case raft::Role::leader:
      return "Leader";
    case raft::Role::candidate:
      return "Candidate";
    case raft::Role::pre_candidate:
      return "PreCandidate";
    case raft::Role::follower:
      break;
  }
  if (!status.membership.contains(status.id)) return "NotAMember";
  if (status.membership.is_witness(status.id)) return "Witness";
  return status.membership.is_voter(status.id) ? "Follower" : "Learner";
}

void configuration(json::Writer& out, const raft::RaftStatus& status, const Members& members) {
  const auto& group = status.membership;
  out.plain_key("configuration");
  out.begin_object();
  member(out, "index", status.membership_index.value);
  member(out, "joint", group.joint());
  names(out, "voters", group.voters, members);
  names(out, "votersOutgoing", group.voters_outgoing, members);
  names(out, "learners", group.learners, members);
  names(out, "learnersNext", group.learners_next, members);
  names(out, "witnesses", group.witnesses, members);
  out.end_object();
}

void progress(json::Writer& out, const raft::RaftStatus& status, const Members& members) {
  out.plain_key("peers");
  out.begin_array();
  for (const auto& peer : status.peers) {
    out.begin_object();
    member(out, "name", name_of(members, peer.id));
    member(out, "state", state_name(peer.state));
    member(out, "match", peer.match.value);
    member(out, "next", peer.next.value);
    member(out, "lag", status.last.value - std::min(status.last.value, peer.match.value));
    member(out, "inFlight", peer.inflight);
    member(out, "active", peer.recently_active);
    member(out, "paused", peer.paused);
    member(out, "pendingSnapshot", peer.pending_snapshot.value);
    out.end_object();
  }
  out.end_array();
}

void log_of(json::Writer& out, const RaftReport& report) {
  out.plain_key("log");
  out.begin_object();
  member(out, "first", report.log_first.value);
  member(out, "last", report.raft ? report.raft->last.value : report.log_last.value);
  member(out, "saved", report.log_last.value);
  member(out, "entries", report.log_last.next().value - report.log_first.value);
  if (report.raft) member(out, "committed", report.raft->committed.value);
  member(out, "applied", report.applied.value);
  if (report.offered) member(out, "snapshot", report.offered->index.value);
  out.end_object();
}

void feature_level(json::Writer& out, const LevelStanding& standing) {
  out.plain_key("featureLevel");
  out.begin_object();
  member(out, "level", uint64_t{standing.level});
  member(out, "held", standing.held);
  member(out, "rises", standing.rises());
  out.plain_key("waitsFor");
  out.begin_array();
  for (const auto& name : standing.waits_for) out.text(name);
  out.end_array();
  member(out, "verdict", to_sentence(standing));
  out.end_object();
}

void members_of_cluster(json::Writer& out, const Members& members) {
  out.plain_key("members");
  out.begin_array();
  for (const auto& [name, one] : members) {
    out.begin_object();
    member(out, "name", name);
    member(out, "zone", one.zone);
    member(out, "lowestLevel", uint64_t{one.levels().lowest});
    member(out, "highestLevel", uint64_t{one.levels().highest});
    member(out, "declaredDead", one.dead);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string raft_item(const RaftReport& report, const Members& members) {
  json::Writer out;
  begin_item(out, "RaftStatus", report.node);
  member(out, "memberId", hexadecimal(report.id.value));
  member(out, "answered", report.raft.has_value());
  member(out, "role", report.raft ? role_name(*report.raft) : "Unknown");
  if (const auto& raft = report.raft) {
    member(out, "term", raft->term.value);
    member(out, "vote", name_of(members, raft->vote));
    member(out, "leader", name_of(members, raft->leader));
    member(out, "transferTo", name_of(members, raft->transferee));
  }
  if (report.raft && report.raft->held_at) member(out, "heldAt", report.raft->held_at.value);
  log_of(out, report);
  if (report.raft) {
    configuration(out, *report.raft, members);
    progress(out, *report.raft, members);
  }
  if (report.level) feature_level(out, *report.level);
  members_of_cluster(out, members);
  end_item(out);
  return out.take();
}

std::string raft_list(const std::vector<std::string>& items) {
  json::Writer out;
  begin_list(out, "RaftStatusList");
  for (const auto& item : items) out.raw(item);
  return end_list(out);
}

}  // namespace shoal::cluster
