// shoal raft: the log and the group that replicates it.

#include <fmt/format.h>

#include "actors/link/client_link.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/raft_skip.hpp"
#include "tools/cli/raft_view.hpp"
#include "tools/local_cluster/api.hpp"
#include "tools/local_cluster/record.hpp"

namespace shoal::cli {
namespace {

constexpr int answer_timeout_ms = 2000;
constexpr Duration link_patience = std::chrono::seconds(2);
constexpr Duration write_patience = std::chrono::seconds(30);

RaftAnswer ask_api(const std::string& kubeconfig, const std::string& cluster,
                   const std::string& node) {
  local::ApiCall call;
  call.kubeconfig = kubeconfig;
  call.context = cluster + "-" + node;
  call.target = "/apis/shoal.dev/v1alpha1/raftstatuses/" + node;
  call.timeout_ms = answer_timeout_ms;
  auto answer = local::call_api(call);
  if (!answer.ok()) return {node, "", answer.status().message()};
  if (answer->status != 200) return {node, "", local::failure_of(*answer)};
  return {node, answer->body, ""};
}

Result<std::vector<RaftAnswer>> ask_local_cluster(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  SHOAL_ASSIGN(auto kubeconfig, local::read_whole_file(record.kubeconfig()));
  std::vector<RaftAnswer> answers;
  for (const auto& node : record.nodes)
    answers.push_back(ask_api(kubeconfig, record.plan.name, node.plan.name));
  return answers;
}

// The node whose data directory this is, over its peer port: without the API.
Result<std::vector<RaftAnswer>> ask_here(const Arguments& arguments) {
  SHOAL_ASSIGN(auto options, node_at(arguments));
  RaftAnswer answer{options.node, "", ""};
  auto link = ClientLink::open(options, link_patience);
  auto item = link.ok() ? (*link)->ask(PeerFrame::raft_status, {}, link_patience)
                        : Result<Bytes>(link.status());
  if (item.ok())
    answer.item = item->view();
  else
    answer.why = item.status().message();
  return std::vector<RaftAnswer>{answer};
}

}  // namespace

Result<std::vector<RaftAnswer>> ask_raft(const Arguments& arguments) {
  return arguments.has("data-dir") ? ask_here(arguments) : ask_local_cluster(arguments);
}

namespace {

Status run_raft_remove(const Arguments& arguments) {
  const auto& name = arguments.words()[1];
  SHOAL_ASSIGN(auto link, link_to_node(arguments, link_patience));
  SHOAL_TRY(link->ask(PeerFrame::remove_member, Bytes::copy(name), write_patience).status());
  print(name + " is no member any more; `kubectl delete node " + name + "` ends its pods\n");
  return {};
}

Status run_raft(const Arguments& arguments) {
  const auto& words = arguments.words();
  if (words.size() == 2 && words[0] == "skip") return run_raft_skip(arguments);
  if (words.size() == 2 && words[0] == "remove") return run_raft_remove(arguments);
  if (words != std::vector<std::string>{"status"})
    return Status(Code::bad_request,
                  "say what about the log: `shoal raft status`, `shoal raft skip INDEX`, "
                  "`shoal raft remove NODE`");
  auto answers = ask_raft(arguments);
  SHOAL_TRY(answers.status());
  auto view = view_raft(*answers);
  print(arguments.json() ? raft_json(*answers) + "\n" : view.text);
  return view.led ? Status() : Status(Code::unavailable, view.verdict);
}

}  // namespace

Command raft_command() {
  return {"raft",
          "(status | skip INDEX | remove NODE) [--name X] [-o json] [--data-dir DIR --node N --at "
          "HOST:PORT]",
          "Shows the log and the group that replicates it; skips an entry, removes a member",
          "status: every node answers for itself and from its own memory, so that this also works "
          "while\n"
          "nobody leads: role, term and vote; the first and last entry of its log, what it knows\n"
          "to be committed and has applied; who votes; and from the leader, how far each peer is.\n"
          "LAST beyond COMMITTED is what waits for a majority; APPLIED behind COMMITTED is what\n"
          "reads on that node do not show yet. Two nodes may say that they lead for a moment: the\n"
          "higher term is right.\n\n"
          "With --data-dir the node that uses that directory is asked over its peer port, as the\n"
          "user who may read it. Exit code 1 when no leader hears a majority; of a node that is\n"
          "asked alone, when it hears no leader.\n\n"
          "skip: a node that three times died of applying one entry holds before it, and is\n"
          "rebuilt by itself from a node that has applied it. Where all that can be reached are\n"
          "held, this leaves the entry out, for ever and on every node: what it was to write is\n"
          "lost, and clients were told nothing of it. Refused while anybody who is reached has\n"
          "applied it, or still may.\n\n"
          "remove: a node that is gone for good is no member any more, and its name is free. It\n"
          "must have been stopped, and a majority must be there. One that only lost its disk\n"
          "need not be removed: it comes back under its name by itself.\n\n"
          "  shoal raft status\n"
          "  shoal raft status --data-dir /var/lib/shoal --node n1 --at 10.0.0.1:7443\n"
          "  shoal raft skip 57\n"
          "  shoal raft remove n3\n",
          {cluster_name_option(),
           output_option(),
           {"data-dir", "DIR", "ask the node whose data this is"},
           {"node", "N", "its name"},
           {"at", "HOST:PORT", "where it listens for peers"}},
          run_raft};
}

}  // namespace shoal::cli
