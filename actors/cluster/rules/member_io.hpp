#pragma once
// A member within a larger message; for this folder's sources.

#include "actors/cluster/rules/member.hpp"
#include "schema/internal/cluster.capnp.h"

namespace shoal::cluster {

void put(wire::Member::Builder out, const Member& in);
Result<Member> get(wire::Member::Reader in);

}  // namespace shoal::cluster
