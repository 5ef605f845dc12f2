#pragma once
// How the log and the group that replicates it are shown: what each node said of itself
// (raftstatuses of shoal.dev/v1alpha1), as a table and in one sentence. Pure.

#include <string>
#include <vector>

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
RaftView view_raft(const std::vector<RaftAnswer>& answers);
// {"items":[..],"unanswered":[{"node":..,"why":..}],"leader":..,"verdict":..}
std::string raft_json(const std::vector<RaftAnswer>& answers);

}  // namespace shoal::cli
