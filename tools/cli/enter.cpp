// shoal enter: a program inside a local cluster's network. shoal forward: the loopback forwarder.

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>

#include "tools/cli/command.hpp"
#include "tools/local_cluster/forward.hpp"
#include "tools/local_cluster/launch.hpp"
#include "tools/local_cluster/network.hpp"

namespace shoal::cli {
namespace {

Status run_enter(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  if (arguments.rest().empty()) return Status(Code::bad_request, "say what to run, after --");
  std::string network = record.plan.network_namespace;
  if (arguments.has("node")) {
    const local::NodeRecord* node = record.find(arguments.get("node"));
    if (!node) return Status(Code::not_found, fmt::format("no node '{}'", arguments.get("node")));
    network = node->plan.network_namespace;
  }
  if (!network.empty()) SHOAL_TRY(local::enter_network(network));
  std::vector<char*> argv;
  for (const auto& word : arguments.rest()) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execvp(argv[0], argv.data());
  return Status(Code::not_found, fmt::format("{}: {}", argv[0], std::strerror(errno)));
}

Status run_forward(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  local::ForwardListener any{record.plan.forward_port, {}};
  std::vector<local::ForwardListener> listeners;
  for (const auto& node : record.plan.nodes) {
    local::ForwardTarget target{node.address, node.api_port};
    any.targets.push_back(target);
    listeners.push_back({node.forward_port, {target}});
  }
  listeners.push_back(any);
  return local::forward(listeners, record.plan.network_namespace, [&] {
    (void)local::write_private_file(local::forwarder_ready_file(record.plan), "");
  });
}

}  // namespace

Command enter_command() {
  return {"enter",
          "[--name X] [--node N] -- PROGRAM ...",
          "Runs a program inside the network of a local cluster",
          "Pod addresses can be reached there, from the switch between the nodes or from a node.\n"
          "Without root all is one network, and the program simply runs.\n\n"
          "  shoal enter -- curl -s http://10.244.1.2:8080/\n",
          {cluster_name_option(), {"node", "N", "from this node"}},
          run_enter};
}

Command forward_command() {
  return {"forward",
          "--name X",
          "The loopback forwarder of a local cluster",
          "",
          {cluster_name_option()},
          run_forward,
          true};
}

}  // namespace shoal::cli
