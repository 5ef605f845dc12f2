#pragma once
// Documents: the live views `peers` and `actors` of shoal.dev/v1alpha1, printed. Pure.

#include <string>
#include <vector>

#include "actors/cluster/rules/member.hpp"
#include "actors/cluster/rules/sayings.hpp"

namespace shoal::cluster {

struct PeerRow {
  Member member;
  NodeStatus status;       // empty when not connected
  bool connected = false;  // it answered, or is this node
};
std::string peers_document(const std::vector<PeerRow>& rows);
std::string actors_document(const std::vector<ActorRow>& rows, WallTime now);

}  // namespace shoal::cluster
