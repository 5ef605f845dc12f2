// shoal snapshot: the replicated state as one file.

#include <fmt/format.h>

#include "actors/cluster/recovery/recovery.hpp"
#include "schema/vocab/random.hpp"
#include "schema/vocab/time.hpp"
#include "storage/archive/archive.hpp"
#include "tools/cli/command.hpp"
#include "tools/local_cluster/record.hpp"

namespace shoal::cli {
namespace {

std::string summary_text(const archive::Summary& of) {
  return fmt::format(
      "cluster      {}\nlife         {}\nindex        {}\nrevision     {}\nobjects      {} ({} "
      "versions)\nrecords      {}\nbytes        {}\nstate hash   {:016x}\n",
      of.head.cluster, of.cluster_epoch.value, of.head.state.applied.value, of.revision.value,
      of.objects, of.versions, of.records, of.bytes, of.state_hash);
}

std::string summary_json(const archive::Summary& of) {
  return fmt::format(
      R"({{"cluster":{},"epoch":{},"index":{},"revision":{},"objects":{},"versions":{},)"
      R"("records":{},"bytes":{},"state_hash":"{:016x}"}})",
      local::json_quoted(of.head.cluster), of.cluster_epoch.value, of.head.state.applied.value,
      of.revision.value, of.objects, of.versions, of.records, of.bytes, of.state_hash);
}

void show(const Arguments& arguments, const archive::Summary& summary) {
  print(arguments.json() ? summary_json(summary) + "\n" : summary_text(summary));
}

Status run_restore(const Arguments& arguments, const std::string& file) {
  const auto data_dir = arguments.get("data-dir");
  SHOAL_ASSIGN(auto restored, cluster::restore_snapshot(file, data_dir, MemberId{entropy()},
                                                        system_clock().wall()));
  show(arguments, restored.from);
  if (!arguments.json())
    print(
        fmt::format("Restored into {} as life {}. Start shoald there with --init; all other nodes "
                    "join anew.\n",
                    data_dir, restored.begun.epoch.value));
  return {};
}

// What is wrong with the command line, if anything.
Status check_words(const Arguments& arguments) {
  const auto& words = arguments.words();
  if (words.size() != 2) return {Code::bad_request, "say save, verify or restore, and the file"};
  if (words[0] == "verify" || words[0] == "save") return {};
  if (words[0] != "restore")
    return {Code::bad_request, fmt::format("'{}' is not save, verify or restore", words[0])};
  if (!arguments.has("data-dir")) return {Code::bad_request, words[0] + " takes --data-dir DIR"};
  return {};
}

Result<archive::Summary> run_save(const Arguments& arguments, const std::string& file) {
  const auto now = system_clock().wall();
  if (!arguments.has("data-dir")) {
    SHOAL_ASSIGN(auto link, local_node(arguments));
    return cluster::save_live_snapshot(link, now, file);
  }
  if (!arguments.has("at")) return cluster::save_snapshot(arguments.get("data-dir"), now, file);
  SHOAL_ASSIGN(auto link, node_at(arguments));
  return cluster::save_live_snapshot(link, now, file);
}

Status act(const Arguments& arguments) {
  const auto& words = arguments.words();
  if (words[0] == "restore") return run_restore(arguments, words[1]);
  auto summary = words[0] == "verify" ? archive::verify(words[1]) : run_save(arguments, words[1]);
  if (!summary.ok()) return summary.status();
  show(arguments, *summary);
  return {};
}

Status run_snapshot(const Arguments& arguments) {
  SHOAL_TRY(check_words(arguments));
  auto status = act(arguments);
  // A damaged file is no wrong usage.
  if (status.code() == Code::bad_request) return {Code::invalid, status.message()};
  return status;
}

}  // namespace

Command snapshot_command() {
  return {"snapshot",
          "(save | verify | restore) FILE [--name X | --data-dir DIR [--node N --at HOST:PORT]] "
          "[-o json]",
          "Saves the replicated state as one file, checks one, makes a data directory of one",
          "save: of a node that runs, and goes on meanwhile: its state at one index, as it has\n"
          "applied it. With --data-dir alone it is one that is stopped, with all it knew to be\n"
          "committed. The file holds Secrets: it is readable by its owner only.\n"
          "verify: reads every byte of the file and says what is in it; damage is told with its\n"
          "place. restore: into a directory that holds no log and no state yet; the cluster goes\n"
          "on from there in a new life with this node as its only voter, and old members are\n"
          "refused until they join anew. Where identity/ and VERSION of a node are kept, so are\n"
          "the cluster's certificates and keys.\n\n"
          "  shoal snapshot save backup.shoal\n"
          "  shoal snapshot save backup.shoal --data-dir /var/lib/shoal --node n1 --at "
          "10.0.0.1:7443\n"
          "  shoal snapshot save backup.shoal --data-dir /mnt/disk-of-n1\n"
          "  shoal snapshot verify backup.shoal\n"
          "  shoal snapshot restore backup.shoal --data-dir /var/lib/shoal\n",
          {cluster_name_option(),
           output_option(),
           {"data-dir", "DIR", "a node's, or the one to make"},
           {"node", "N", "its name"},
           {"at", "HOST:PORT", "where it listens for peers, when it runs"}},
          run_snapshot};
}

}  // namespace shoal::cli
