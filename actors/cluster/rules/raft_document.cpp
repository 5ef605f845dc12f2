#include "actors/cluster/rules/raft_document.hpp"

#include "schema/json/writer.hpp"

namespace shoal::cluster {
namespace {

std::string hexadecimal(uint64_t value) {
  std::string out(16, '0');
  for (size_t i = 16; i-- > 0; value >>= 4) out[i] = "0123456789abcdef"[value & 15];
  return out;
}

std::string name_of(const Members& members, MemberId id) {
  if (!id) return "";
  const auto* member = find_member(members, id);
  return member ? member->name : hexadecimal(id.value);
}

void field(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}
void field(json::Writer& out, std::string_view key, uint64_t value) {
  out.plain_key(key);
  out.integer(static_cast<int64_t>(value));
}
void flag(json::Writer& out, std::string_view key, bool value) {
  out.plain_key(key);
  out.boolean(value);
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
  return status.membership.is_voter(status.id) ? "Follower" : "Learner";
}

void configuration(json::Writer& out, const raft::RaftStatus& status, const Members& members) {
  const auto& group = status.membership;
  out.plain_key("configuration");
  out.begin_object();
  field(out, "index", status.membership_index.value);
  flag(out, "joint", group.joint());
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
    field(out, "name", name_of(members, peer.id));
    field(out, "state", state_name(peer.state));
    field(out, "match", peer.match.value);
    field(out, "next", peer.next.value);
    field(out, "lag", status.last.value - std::min(status.last.value, peer.match.value));
    field(out, "inFlight", peer.inflight);
    flag(out, "active", peer.recently_active);
    flag(out, "paused", peer.paused);
    field(out, "pendingSnapshot", peer.pending_snapshot.value);
    out.end_object();
  }
  out.end_array();
}

void log_of(json::Writer& out, const RaftReport& report) {
  out.plain_key("log");
  out.begin_object();
  field(out, "first", report.log_first.value);
  field(out, "last", report.raft ? report.raft->last.value : report.log_last.value);
  field(out, "saved", report.log_last.value);
  field(out, "entries", report.log_last.next().value - report.log_first.value);
  if (report.raft) field(out, "committed", report.raft->committed.value);
  field(out, "applied", report.applied.value);
  if (report.offered) field(out, "snapshot", report.offered->index.value);
  out.end_object();
}

}  // namespace

std::string raft_item(const RaftReport& report, const Members& members) {
  json::Writer out;
  out.begin_object();
  field(out, "kind", "RaftStatus");
  field(out, "apiVersion", "shoal.dev/v1alpha1");
  out.plain_key("metadata");
  out.begin_object();
  field(out, "name", report.node);
  out.end_object();
  out.plain_key("status");
  out.begin_object();
  field(out, "memberId", hexadecimal(report.id.value));
  flag(out, "answered", report.raft.has_value());
  field(out, "role", report.raft ? role_name(*report.raft) : "Unknown");
  if (const auto& raft = report.raft) {
    field(out, "term", raft->term.value);
    field(out, "vote", name_of(members, raft->vote));
    field(out, "leader", name_of(members, raft->leader));
    field(out, "transferTo", name_of(members, raft->transferee));
  }
  log_of(out, report);
  if (report.raft) {
    configuration(out, *report.raft, members);
    progress(out, *report.raft, members);
  }
  out.end_object();
  out.end_object();
  return out.take();
}

std::string raft_list(const std::vector<std::string>& items) {
  json::Writer out;
  out.begin_object();
  field(out, "kind", "RaftStatusList");
  field(out, "apiVersion", "shoal.dev/v1alpha1");
  out.plain_key("metadata");
  out.begin_object();
  out.end_object();
  out.plain_key("items");
  out.begin_array();
  for (const auto& item : items) out.raw(item);
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace shoal::cluster
