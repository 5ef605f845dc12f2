// shoal status: the nodes of a local cluster, and how the cluster sees itself.

#include "tools/cli/cluster_view.hpp"
#include "tools/cli/command.hpp"

namespace shoal::cli {
namespace {

Status run_status(const Arguments& arguments) {
  SHOAL_ASSIGN(local::ClusterRecord record, local::load_record(arguments.get("name")));
  std::string leader = local::leader_of(record);
  print(arguments.json() ? cluster_json(record, leader) + "\n" : cluster_table(record, leader));
  if (!leader.empty()) return {};
  return Status(Code::unavailable, "no node answers that it leads");
}

}  // namespace

Command status_command() {
  return {"status",
          "[--name X] [-o json]",
          "Shows the nodes of a local cluster and who leads",
          "Exit code 1 when the cluster has no leader now.\n",
          {cluster_name_option(), output_option()},
          run_status};
}

}  // namespace shoal::cli
