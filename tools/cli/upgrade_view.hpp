#pragma once
// How the cluster's feature level is shown: from what nodes said of themselves (raft_view.hpp), the
// level, what each member's program knows, and what keeps the level where it is. Pure.

#include "tools/cli/raft_view.hpp"

namespace shoal::cli {

struct MemberLevels {
  std::string name, zone;
  uint64_t lowest = 0, highest = 0;
  bool dead = false;
  bool waited_for = false;  // the next level waits for it
};

struct UpgradeView {
  uint64_t level = 0;
  bool held = false;
  bool rises = false;  // by itself, as soon as the leader has looked
  std::string verdict;
  std::vector<MemberLevels> members;
};
// Of the node that has applied most. unavailable: none said it.
[[nodiscard]] Result<UpgradeView> view_upgrade(const std::vector<RaftAnswer>& answers);
std::string upgrade_text(const UpgradeView& view);
std::string upgrade_json(const UpgradeView& view);

}  // namespace shoal::cli
