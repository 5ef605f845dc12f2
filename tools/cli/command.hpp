#pragma once
// Command: one verb of shoal, as a value. The table in shoal_main.cpp lists them all; each is
// defined in a file of its own.

#include <string>
#include <vector>

#include "actors/link/client_link.hpp"
#include "tools/cli/arguments.hpp"

namespace shoal::cli {

// 0: done. 1: it did not work, the reason is on stderr. 2: the command line was not understood.
constexpr int exit_failed = 1;
constexpr int exit_usage = 2;

struct Command {
  std::string name;
  std::string usage;    // after "shoal NAME "
  std::string summary;  // one line
  std::string help;     // what to know, and examples
  std::vector<Option> options;
  Status (*run)(const Arguments& arguments);
  bool hidden = false;  // for shoal's own use
};

Command up_command();
Command down_command();
Command kill_command();
Command start_command();
Command list_command();
Command status_command();
Command tree_command();
Command raft_command();
Command upgrade_command();
Command snapshot_command();
Command recover_command();
Command witness_command();
Command enter_command();
Command forward_command();

// Options several commands share.
Option cluster_name_option();
Option output_option();

// The node whose data directory --data-dir is, at the peer port that --node and --at name.
[[nodiscard]] Result<ClientLinkOptions> node_at(const Arguments& arguments);

// The same for one of a local cluster, where --data-dir is not given: the first that runs, or the
// one that --node names. This process then is in that node's network.
[[nodiscard]] Result<ClientLinkOptions> local_node(const Arguments& arguments);

// To whichever of the two is meant.
[[nodiscard]] Result<std::unique_ptr<ClientLink>> link_to_node(const Arguments& arguments,
                                                               Duration patience);

// One line on stderr, so that stdout stays what was asked for.
void say(const std::string& line);
void print(const std::string& text);  // stdout

}  // namespace shoal::cli
