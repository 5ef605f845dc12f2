// shoal up, shoal down, shoal list: the life of local clusters.

#include <fmt/format.h>

#include <algorithm>

#include "tools/cli/cluster_view.hpp"
#include "tools/cli/command.hpp"

namespace shoal::cli {
namespace {

Result<local::UpWish> wish_of(const Arguments& arguments) {
  local::UpWish wish;
  wish.name = arguments.get("name");
  SHOAL_ASSIGN(wish.nodes, arguments.number("nodes"));
  SHOAL_ASSIGN(wish.simulated_nodes, arguments.number("simulated-nodes"));
  SHOAL_ASSIGN(wish.ready_timeout_s, arguments.number("timeout"));
  wish.runtime = arguments.get("runtime");
  wish.programs = arguments.get("programs");
  wish.flags = arguments.rest();
  if (wish.runtime == "cri") {
    return Status(Code::bad_request,
                  "--runtime cri: containerd and CRI-O are not supported yet; process runs "
                  "programs of this machine, simulated runs none");
  }
  const std::vector<std::string> runtimes = {"process", "simulated"};
  if (std::find(runtimes.begin(), runtimes.end(), wish.runtime) == runtimes.end()) {
    return Status(Code::bad_request,
                  fmt::format("--runtime is process or simulated, not '{}'", wish.runtime));
  }
  if (!arguments.words().empty()) {
    return Status(Code::bad_request, fmt::format("'{}' is not understood", arguments.words()[0]));
  }
  return wish;
}

Status run_up(const Arguments& arguments) {
  SHOAL_ASSIGN(local::UpWish wish, wish_of(arguments));
  SHOAL_ASSIGN(local::ClusterRecord record, local::up(wish, say));
  if (arguments.json()) {
    print(cluster_json(record, local::leader_of(record)) + "\n");
    return {};
  }
  say(fmt::format("'{}' is up. Try:", record.plan.name));
  print(fmt::format("export KUBECONFIG={}\ntools/kubectl get nodes\n", record.kubeconfig()));
  return {};
}

Status run_down(const Arguments& arguments) {
  std::vector<std::string> names = {arguments.get("name")};
  if (arguments.has("all")) names = local::cluster_names();
  for (const auto& name : names) SHOAL_TRY(local::down(name, say));
  return {};
}

Status run_list(const Arguments& arguments) {
  std::string text = arguments.json() ? "["
                                      : fmt::format("{:<20} {:>5} {:<10} {}\n", "NAME", "NODES",
                                                    "RUNTIME", "KUBECONFIG");
  bool first = true;
  for (const auto& name : local::cluster_names()) {
    SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(name));
    if (arguments.json()) {
      text += (first ? "" : ",") + local::json_quoted(name);
    } else {
      text += fmt::format("{:<20} {:>5} {:<10} {}\n", name, record.nodes.size(), record.runtime,
                          record.kubeconfig());
    }
    first = false;
  }
  print(text + (arguments.json() ? "]\n" : ""));
  return {};
}

}  // namespace

Command up_command() {
  return {"up",
          "[--nodes N] [--name X] [--runtime R] [--json] [-- FLAGS for every shoald]",
          "Starts a cluster of several nodes on this machine",
          "As root each node has a network namespace, a mount namespace and cgroups of its own;\n"
          "otherwise nodes are process groups with an address in 127.0.0.0/8 each. Clusters of\n"
          "different names run side by side. The kubeconfig's context NAME leads to a live node,\n"
          "NAME-n1, NAME-n2, ... to one node.\n\n"
          "  shoal up --nodes 3\n"
          "  shoal up --name big --nodes 1 --runtime simulated --simulated-nodes 100\n",
          {cluster_name_option(),
           {"nodes", "N", "how many nodes", "3"},
           {"runtime", "R", "what runs pods: process or simulated", "process"},
           {"simulated-nodes", "M", "simulated nodes besides, in all", "0"},
           {"timeout", "SECONDS", "how long a node may take to be ready", "60"},
           {"programs", "FOLDER", "where shoald and shoal-guard are; beside shoal if left out"},
           {"json", "", "print the cluster as one JSON object at the end"}},
          run_up};
}

Command down_command() {
  return {"down",
          "[--name X | --all]",
          "Removes a local cluster without a trace",
          "Processes, namespaces, cgroups, mounts and state. Removing what is not there is fine.\n",
          {cluster_name_option(), {"all", "", "every local cluster"}},
          run_down};
}

Command list_command() {
  return {"list", "[-o json]", "Lists the local clusters", "", {output_option()}, run_list};
}

}  // namespace shoal::cli
