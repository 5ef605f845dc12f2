// shoal recover: a new life of a cluster whose quorum is lost for good.

#include <fmt/format.h>

#include "actors/cluster/recovery/recovery.hpp"
#include "schema/vocab/random.hpp"
#include "tools/cli/command.hpp"
#include "tools/local_cluster/record.hpp"

namespace shoal::cli {
namespace {

std::string result_json(const cluster::RecoveryPlan& plan, const cluster::Recovered* done) {
  std::string ended;
  for (const auto& name : plan.ended)
    ended += (ended.empty() ? "" : ",") + local::json_quoted(name);
  return fmt::format(
      R"({{"done":{},"nothing_lost":{},"ended":[{}],"plan":{},"node":{},"epoch":{},"kept_at":{}}})",
      done != nullptr, plan.nothing_lost, ended, local::json_quoted(plan.text),
      local::json_quoted(done ? done->node : ""), done ? done->epoch.value : 0,
      local::json_quoted(done ? done->kept_at : ""));
}

Status run_recover(const Arguments& arguments) {
  std::vector<cluster::Survivor> survivors;
  for (const auto& data_dir : arguments.words()) {
    SHOAL_ASSIGN(auto survivor, cluster::inspect(data_dir));
    survivors.push_back(std::move(survivor));
  }
  if (survivors.empty())
    return Status(Code::bad_request, "name the data directories that are left");
  SHOAL_ASSIGN(auto plan, cluster::plan_recovery(survivors));
  const auto& chosen = survivors[plan.chosen];
  if (!arguments.has("yes")) {
    if (arguments.json()) print(result_json(plan, nullptr) + "\n");
    if (!arguments.json())
      print(plan.text + "\nNothing was changed. The same command with --yes does it.\n");
    return {};
  }
  if (!arguments.json()) print(plan.text + "\n");
  SHOAL_ASSIGN(auto done,
               cluster::recover(chosen.data_dir, MemberId{entropy()}, system_clock().wall()));
  if (arguments.json()) {
    print(result_json(plan, &done) + "\n");
    return {};
  }
  print(
      fmt::format("Done: life {} of the cluster, revision {}. Start {} as before; it leads alone.\n"
                  "The old log and state are in {}: remove them when all is well.\n",
                  done.epoch.value, done.revision.value, done.node.empty() ? "the node" : done.node,
                  done.kept_at));
  return {};
}

}  // namespace

Command recover_command() {
  return {
      "recover",
      "[--yes] [-o json] DATA-DIR [DATA-DIR ...]",
      "Begins a new life of a cluster from one disk, when most voters are lost for good",
      "Only for that: while a majority can still be started, start it, and nothing is lost.\n\n"
      "Stop shoald on what is left and name every data directory that can be read; copies of\n"
      "disks from other machines count. Without --yes it only reads, and says which log is the\n"
      "newest, exactly what is lost, and who must join anew. With --yes that node's disk\n"
      "becomes a cluster of one: it keeps every entry of its log, its certificates and keys.\n"
      "All other members are refused from then on, whatever they hold; each comes back with an\n"
      "empty data directory and a join token. The old log and state are kept beside.\n\n"
      "  shoal recover /var/lib/shoal\n"
      "  shoal recover --yes /var/lib/shoal /mnt/disk-of-n2/shoal\n",
      {output_option(), {"yes", "", "do it"}},
      run_recover};
}

}  // namespace shoal::cli
