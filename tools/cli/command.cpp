#include "tools/cli/command.hpp"

#include <cstdio>
#include <cstdlib>

#include "tools/local_cluster/launch.hpp"
#include "tools/local_cluster/network.hpp"
#include "tools/local_cluster/record.hpp"

namespace shoal::cli {

Option cluster_name_option() {
  return {"name", "NAME", "the local cluster", "shoal"};
}
Option output_option() {
  return {"output,o", "FORMAT", "json, or a table when it is left out"};
}

Result<ClientLinkOptions> node_at(const Arguments& arguments) {
  const auto at = arguments.get("at");
  const auto colon = at.rfind(':');
  if (colon == std::string::npos || arguments.get("node").empty())
    return Status(Code::bad_request,
                  "--data-dir also takes --node NAME and --at HOST:PORT, its --listen-peer");
  SHOAL_ASSIGN(auto options, client_of(arguments.get("data-dir")));
  options.node = arguments.get("node");
  options.host = at.substr(0, colon);
  options.port = static_cast<uint16_t>(std::atoi(at.c_str() + colon + 1));
  return options;
}

Result<ClientLinkOptions> local_node(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  for (const auto& node : record.nodes) {
    const auto& plan = node.plan;
    const bool wanted = arguments.get("node").empty() || arguments.get("node") == plan.name;
    if (!wanted || (arguments.get("node").empty() && node.killed)) continue;
    if (!plan.network_namespace.empty()) SHOAL_TRY(local::enter_network(plan.network_namespace));
    SHOAL_ASSIGN(auto options, client_of(local::data_folder(plan)));
    options.node = plan.name;
    options.host = plan.address;
    options.port = plan.peer_port;
    return options;
  }
  return Status(Code::not_found, "no such node runs");
}

Result<std::unique_ptr<ClientLink>> link_to_node(const Arguments& arguments, Duration patience) {
  auto options = arguments.has("data-dir") ? node_at(arguments) : local_node(arguments);
  SHOAL_TRY(options.status());
  return ClientLink::open(*options, patience);
}

void say(const std::string& line) {
  std::fprintf(stderr, "shoal: %s\n", line.c_str());
  std::fflush(stderr);
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace shoal::cli
