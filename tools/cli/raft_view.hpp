#pragma once
// How the log and the group that replicates it are shown: what each node said of itself
// (raftstatuses of shoal.dev/v1alpha1), as a table and in one sentence. Pure, but for ask_raft().

#include <string>
#include <vector>

#include "tools/cli/arguments.hpp"

namespace shoal::cli {

// One node's answer, or why there is none.
struct RaftAnswer {
  std::string node;
  std::string item;  // JSON; empty: it did not answer
  std::string why;   // then
};

struct RaftView {
  std::string text;     // for people
  std::string verdict;  // its last line
  bool led = false;     // a leader said so itself, and a majority of its voters answers it
};
// The answers that the command line asks for: of every node of a local cluster, or of the one whose
// --data-dir is given.
[[nodiscard]] Result<std::vector<RaftAnswer>> ask_raft(const Arguments& arguments);

RaftView view_raft(const std::vector<RaftAnswer>& answers);
// {"items":[..],"unanswered":[{"node":..,"why":..}],"leader":..,"verdict":..}
std::string raft_json(const std::vector<RaftAnswer>& answers);

}  // namespace shoal::cli
