#pragma once
// The data directory of a node that does not run: whose it is, and what is wrong with it. Internal
// to this folder.

#include <string>

#include "schema/vocab/ids.hpp"
#include "schema/vocab/result.hpp"

namespace shoal::cluster {

inline constexpr size_t read_bytes = size_t{4} << 20;  // entries at a time

// The cluster it is of. not_found: no node's. invalid: a witness's, which has no state.
[[nodiscard]] Result<std::string> cluster_of(const std::string& data_dir);

// Whether this log began the cluster: only then it says nowhere who the first voter was
// (cluster::enter_cluster).
bool founded(const std::string& data_dir, MemberId member);

// An error of opening, said of the directory: unavailable when a shoald has it open.
Status explain(const std::string& data_dir, const Status& status);
Status hole_at(LogIndex index);

}  // namespace shoal::cluster
