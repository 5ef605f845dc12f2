#pragma once
// How raft's values look in a story: one line each.

#include <string>

#include "storage/raft/raft.hpp"

namespace shoal::raft::testing {

std::string entries_line(const std::vector<Entry>& entries);  // term/index and payload
std::string message_line(const Message& message);
std::string role_line(const RaftStatus& status);
std::string status_line(const RaftStatus& status);
std::string peer_line(const PeerStatus& peer);

}  // namespace shoal::raft::testing
