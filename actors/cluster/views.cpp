#include "actors/cluster/views.hpp"

#include <algorithm>

#include "actors/cluster/gather.hpp"
#include "actors/cluster/rules/documents.hpp"
#include "actors/cluster/rules/raft_document.hpp"

namespace shoal::cluster {
namespace {

std::string role_of(const Core& core) {
  if (core.leads()) return "Leader";
  if (core.witness()) return "Witness";
  auto meta = core.setup.disk->log().snapshot();
  bool voter = meta && meta->membership.is_voter(core.setup.self.id);
  return voter ? "Voter" : "Learner";
}

ActorRow row_of(const ActorView& view) {
  ActorRow row{view.path,
               view.kind,
               std::string(actor_state_name(view.state)),
               view.restarts,
               view.generation,
               view.mailbox_depth,
               view.oldest_message,
               view.started,
               view.handled,
               view.quarantined,
               "",
               view.handling_message};
  if (view.last_crash) row.last_crash = view.last_crash->reason;
  return row;
}

std::vector<ActorRow> local_rows(const Core& core) {
  std::vector<ActorRow> rows;
  if (!core.setup.tree) return rows;
  for (const auto& view : core.setup.tree()) rows.push_back(row_of(view));
  return rows;
}

NodeStatus status_of(const Core& core) {
  return {core.setup.self.id, role_of(core), core.setup.leadership->term(),
          core.setup.disk->store().applied(), core.setup.disk->held_at()};
}

}  // namespace

Bytes local_status(const Core& core) {
  return encode(status_of(core));
}
Bytes local_tree(const Core& core) {
  return encode(local_rows(core));
}

void list_peers(const CorePtr& core, Reply<std::string> reply) {
  gather(core, PeerFrame::status, LinkClass::control,
         [core, reply](const std::map<NodeName, Bytes>& answers) {
           std::vector<PeerRow> rows;
           const auto members = core->directory.members();
           for (const auto& [name, member] : *members) {
             PeerRow row{member, {}, name == core->name()};
             if (row.connected) row.status = status_of(*core);
             auto answer = answers.find(name);
             auto status = answer == answers.end() ? Result<NodeStatus>(Code::unavailable, "")
                                                   : decode_node_status(answer->second);
             if (status.ok()) row.status = std::move(*status), row.connected = true;
             rows.push_back(std::move(row));
           }
           reply.answer(peers_document(rows));
         });
}

void list_actors(const CorePtr& core, Reply<std::string> reply) {
  gather(core, PeerFrame::actor_tree, LinkClass::bulk,
         [core, reply](const std::map<NodeName, Bytes>& answers) {
           auto rows = local_rows(*core);
           for (const auto& [name, answer] : answers) {
             auto theirs = decode_actor_rows(answer);
             if (theirs.ok()) rows.insert(rows.end(), theirs->begin(), theirs->end());
           }
           std::sort(rows.begin(), rows.end(),
                     [](const ActorRow& a, const ActorRow& b) { return a.path < b.path; });
           reply.answer(actors_document(rows, core->setup.clock->wall()));
         });
}

void raft_status(const CorePtr& core, Reply<std::string> reply) {
  auto tell = [core, reply](Result<raft::RaftStatus> raft) {
    const auto& log = core->setup.disk->log();
    RaftReport report;
    report.node = core->name();
    report.id = core->setup.self.id;
    if (raft.ok()) report.raft = std::move(*raft);
    report.log_first = log.first_index();
    report.log_last = log.last_index();
    report.applied = core->setup.disk->store().applied();
    report.offered = log.snapshot();
    if (!core->witness())
      report.level =
          level_standing(core->snapshot(),
                         report.raft ? report.raft->membership.members() : std::vector<MemberId>());
    reply.answer(raft_item(report, *core->directory.members()));
  };
  core->setup.raft.send_unbounded(replica::GetStatus{Reply<raft::RaftStatus>(tell)});
}

void list_raft(const CorePtr& core, Reply<std::string> reply) {
  auto with_own = [core, reply](Result<std::string> own) {
    gather(core, PeerFrame::raft_status, LinkClass::control,
           [core, reply, own](const std::map<NodeName, Bytes>& answers) {
             std::map<NodeName, std::string> items;
             if (own.ok()) items[core->name()] = *own;
             for (const auto& [name, answer] : answers) items[name] = answer.view();
             std::vector<std::string> sorted;
             for (auto& [name, item] : items) sorted.push_back(std::move(item));
             reply.answer(raft_list(sorted));
           });
  };
  raft_status(core, Reply<std::string>(with_own));
}

void kill_actor(const CorePtr& core, const std::string& name, Reply<Done> reply) {
  std::string path = name;
  std::replace(path.begin(), path.end(), ':', '/');
  const NodeName node = path.substr(0, path.find('/'));
  if (node == core->name()) {
    auto status = core->setup.kill ? core->setup.kill(path)
                                   : Status(Code::unavailable, "no actor can be killed here");
    return status.ok() ? reply.answer(Done{}) : reply.answer(status);
  }
  if (!core->directory.find(node))
    return reply.answer(Status(Code::not_found, "there is no node " + node));
  core->request(node, PeerFrame::actor_kill, Bytes::copy(path), LinkClass::control, view_deadline,
                [reply](Result<Frame> answer) {
                  if (answer.ok())
                    reply.answer(Done{});
                  else
                    reply.answer(answer.status());
                });
}

}  // namespace shoal::cluster
