#include "actors/cluster/rules/documents.hpp"

#include <algorithm>

#include "actors/cluster/rules/document_writer.hpp"

namespace shoal::cluster {
namespace {

double seconds(Duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

std::string peers_document(const std::vector<PeerRow>& rows) {
  json::Writer out;
  begin_list(out, "PeerList");
  for (const PeerRow& row : rows) {
    begin_item(out, "Peer", row.member.name);
    member(out, "role", row.connected ? row.status.role : row.member.dead ? "Dead" : "Unknown");
    member(out, "address", row.member.api);
    member(out, "peerAddress", row.member.host + ":" + std::to_string(row.member.port));
    member(out, "connected", row.connected);
    member(out, "term", row.status.term.value);
    member(out, "appliedIndex", row.status.applied.value);
    member(out, "memberId", hexadecimal(row.member.id.value));
    member(out, "podCIDR", row.member.pod_cidr);
    member(out, "zone", row.member.zone);
    member(out, "declaredDead", row.member.dead);
    end_item(out);
  }
  return end_list(out);
}

std::string actors_document(const std::vector<ActorRow>& rows, WallTime now) {
  json::Writer out(rows.size() * 400 + 256);
  begin_list(out, "ActorList");
  for (const ActorRow& row : rows) {
    auto name = row.path;
    std::replace(name.begin(), name.end(), '/', ':');
    begin_item(out, "Actor", name);
    member(out, "path", row.path);
    member(out, "kind", row.kind);
    member(out, "state", row.state);
    member(out, "restarts", row.restarts);
    member(out, "generation", row.generation);
    member(out, "mailboxDepth", row.mailbox_depth);
    out.plain_key("ageSeconds");
    out.number(row.started == WallTime{} ? 0 : std::max(0.0, seconds(now - row.started)));
    out.plain_key("oldestMessageSeconds");
    out.number(seconds(row.oldest_message));
    member(out, "handled", row.handled);
    member(out, "quarantined", row.quarantined);
    if (!row.handling.empty()) member(out, "handling", row.handling);
    if (!row.last_crash.empty()) member(out, "lastCrash", row.last_crash);
    end_item(out);
  }
  return end_list(out);
}

}  // namespace shoal::cluster
