#include "storage/raft/testing/render.hpp"

#include "storage/raft/config_change.hpp"

namespace shoal::raft::testing {

namespace {

template <class Tag>
std::string text(Ordinal<Tag> ordinal) {
  return std::to_string(ordinal.value);
}

std::string change_text(const Bytes& data) {
  static const std::string kinds = "vlrw";
  const Result<ConfChange> change = decode_conf_change(data);
  if (!change) return "malformed";
  std::string out = change->changes.empty() ? "leave" : "";
  for (const MemberChange& step : change->changes)
    out += (out.empty() ? "" : " ") + (kinds[static_cast<size_t>(step.kind)] + text(step.id));
  return out;
}

std::string details(const Message& m) {
  switch (m.type) {
    case MessageType::pre_vote:
    case MessageType::vote:
      return " last=" + text(m.log_term) + "/" + text(m.index) + (m.force ? " force" : "");
    case MessageType::append:
      return " after=" + text(m.log_term) + "/" + text(m.index) + " commit=" + text(m.commit) +
             (m.entries.empty() ? "" : " " + entries_line(m.entries));
    case MessageType::append_reply:
      if (m.reject)
        return " at=" + text(m.index) + " hint=" + text(m.log_term) + "/" + text(m.hint);
      return " up to " + text(m.index);
    case MessageType::heartbeat:
      return " commit=" + text(m.commit) + (m.context ? " round=" + std::to_string(m.context) : "");
    case MessageType::heartbeat_reply:
      return m.context ? " round=" + std::to_string(m.context) : "";
    case MessageType::snapshot:
      if (!m.snapshot) return "";
      return " at=" + text(m.snapshot->term) + "/" + text(m.snapshot->index) + " " +
             to_string(m.snapshot->membership) + " since " + text(m.snapshot->membership_index);
    case MessageType::read_index_reply:
      return " index=" + text(m.index);
    case MessageType::read_index:
    case MessageType::pre_vote_reply:
    case MessageType::vote_reply:
    case MessageType::timeout_now:
      return "";
  }
  return "";
}

}  // namespace

std::string entries_line(const std::vector<Entry>& entries) {
  std::string out = "[";
  for (const Entry& entry : entries) {
    out += (out.size() > 1 ? ", " : "") + text(entry.term) + "/" + text(entry.index);
    if (entry.kind == EntryKind::conf_change) {
      out += " {" + change_text(entry.data) + "}";
    } else if (!entry.data.empty()) {
      out += " " + std::string(entry.data.view());
    }
  }
  return out + "]";
}

std::string message_line(const Message& m) {
  return text(m.from) + "->" + text(m.to) + " " + std::string(to_string(m.type)) +
         " term=" + text(m.term) + (m.reject ? " reject" : "") + details(m);
}

std::string role_line(const RaftStatus& s) {
  return std::string(to_string(s.role)) + " of term " + text(s.term) +
         (s.role == Role::follower && s.leader ? ", leader " + text(s.leader) : "");
}

std::string status_line(const RaftStatus& s) {
  return text(s.id) + ": " + role_line(s) + ", log " + text(s.first) + ".." + text(s.last) +
         (s.stable == s.last ? "" : " stable " + text(s.stable)) + " committed " +
         text(s.committed) +
         (s.state_missing ? " no state, " : " applied " + text(s.applied) + ", ") +
         to_string(s.membership);
}

std::string peer_line(const PeerStatus& p) {
  static const char* const states[] = {"probe", "replicate", "snapshot"};
  return text(p.id) + ": " + states[static_cast<size_t>(p.state)] + " match=" + text(p.match) +
         " next=" + text(p.next) + (p.inflight ? " inflight=" + std::to_string(p.inflight) : "") +
         (p.pending_snapshot ? " pending=" + text(p.pending_snapshot) : "") +
         (p.paused ? " paused" : "") + (p.recently_active ? "" : " silent");
}

}  // namespace shoal::raft::testing
