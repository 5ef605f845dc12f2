#include "actors/cluster/rules/documents.hpp"

#include <algorithm>

#include "schema/json/writer.hpp"

namespace shoal::cluster {
namespace {

void begin_list(json::Writer& out, std::string_view kind) {
  out.begin_object();
  out.plain_key("kind");
  out.text(kind);
  out.plain_key("apiVersion");
  out.text("shoal.dev/v1alpha1");
  out.plain_key("metadata");
  out.begin_object();
  out.end_object();
  out.plain_key("items");
  out.begin_array();
}

std::string end_list(json::Writer& out) {
  out.end_array();
  out.end_object();
  return out.take();
}

void begin_item(json::Writer& out, std::string_view kind, std::string_view name) {
  out.begin_object();
  out.plain_key("kind");
  out.text(kind);
  out.plain_key("apiVersion");
  out.text("shoal.dev/v1alpha1");
  out.plain_key("metadata");
  out.begin_object();
  out.plain_key("name");
  out.text(name);
  out.end_object();
  out.plain_key("status");
  out.begin_object();
}

void end_item(json::Writer& out) {
  out.end_object();
  out.end_object();
}

void member(json::Writer& out, std::string_view key, std::string_view value) {
  out.plain_key(key);
  out.text(value);
}
void member(json::Writer& out, std::string_view key, uint64_t value) {
  out.plain_key(key);
  out.integer(static_cast<int64_t>(value));
}

std::string hexadecimal(uint64_t value) {
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4)
    out[static_cast<size_t>(i)] = "0123456789abcdef"[value & 15];
  return out;
}

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
    out.plain_key("connected");
    out.boolean(row.connected);
    member(out, "term", row.status.term.value);
    member(out, "appliedIndex", row.status.applied.value);
    member(out, "memberId", hexadecimal(row.member.id.value));
    member(out, "podCIDR", row.member.pod_cidr);
    out.plain_key("declaredDead");
    out.boolean(row.member.dead);
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
