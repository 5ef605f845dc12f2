#pragma once
// shoal raft skip INDEX, one of the words of `shoal raft`.

#include "tools/cli/command.hpp"

namespace shoal::cli {

Status run_raft_skip(const Arguments& arguments);

}  // namespace shoal::cli
