// shoal kill: the faults one can cause by hand. shoal start: a killed node comes back.

#include <fmt/format.h>

#include "tools/cli/command.hpp"
#include "tools/local_cluster/api.hpp"
#include "tools/local_cluster/cluster.hpp"

namespace shoal::cli {
namespace {

Status kill_actor(const local::ClusterRecord& record, const std::string& path) {
  local::ApiCall call;
  SHOAL_ASSIGN(call.kubeconfig, local::read_whole_file(record.kubeconfig()));
  call.context = record.plan.name;
  call.method = "DELETE";
  call.target = "/apis/shoal.dev/v1alpha1/actors/" + local::actor_name(path);
  SHOAL_ASSIGN(local::ApiAnswer answer, local::call_api(call));
  if (answer.status >= 200 && answer.status < 300) return {};
  return Status(Code::unavailable, local::failure_of(answer));
}

Status kill_node(local::ClusterRecord& record, const Arguments& arguments) {
  std::string node = arguments.get("node");
  SHOAL_ASSIGN(int64_t at_ns, local::kill_node(record, node));
  if (arguments.json()) {
    print(fmt::format("{{\"killed\":{},\"monotonic_ns\":{}}}\n", local::json_quoted(node), at_ns));
  }
  return {};
}

Status run_kill(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  size_t targets = arguments.has("node") + arguments.has("process") + arguments.words().size();
  if (targets != 1) {
    return Status(Code::bad_request, "name one thing to kill: --node N, --process N, or a path");
  }
  if (arguments.has("node")) return kill_node(record, arguments);
  if (arguments.has("process")) return local::kill_process(record, arguments.get("process"));
  return kill_actor(record, arguments.words()[0]);
}

Status run_start(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  if (!arguments.has("node")) return Status(Code::bad_request, "say which node: --node N");
  return local::start_killed(record, arguments.get("node"));
}

}  // namespace

Command start_command() {
  return {"start",
          "[--name X] --node N",
          "Starts a node again that was killed",
          "It has the disk it had. The command does not wait until the node is ready.\n\n"
          "  shoal kill --node n2 && shoal start --node n2\n",
          {cluster_name_option(), {"node", "N", "start this node"}},
          run_start};
}

Command kill_command() {
  return {"kill",
          "[--name X] (--node N | --process N | PATH)",
          "Kills a node, a node's shoald, or one actor",
          "--node: SIGKILL for everything in the node, its guard and its pods included. It stays\n"
          "down. --process: SIGKILL for shoald alone; its guard brings it back and pods run on.\n"
          "PATH: one actor, as `shoal tree` shows it; its supervisor brings it back.\n\n"
          "  shoal kill --node n2\n"
          "  shoal kill n1/controllers/deployment\n",
          {cluster_name_option(),
           output_option(),
           {"node", "N", "kill this node"},
           {"process", "N", "kill shoald of this node"}},
          run_kill};
}

}  // namespace shoal::cli
