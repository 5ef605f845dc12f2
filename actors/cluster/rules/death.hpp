#pragma once
// Death: when a node is declared dead, and what then is written. Evidence comes from control links:
// of the leader itself and of at least one more node, or of the leader alone where nobody else is
// left to see. A restart of shoald takes less than grace_refused and is no death. Pure; time is an
// input.

#include <map>
#include <vector>

#include "actors/cluster/rules/member.hpp"
#include "actors/cluster/rules/sayings.hpp"

namespace shoal::cluster {

struct Sighted {
  Sight sight = Sight::alive;
  MonoTime since{};
};
// peer -> observer -> what it sees
using Seen = std::map<NodeName, std::map<NodeName, Sighted>>;

struct DeathRules {
  Duration grace_refused = std::chrono::milliseconds(700);  // nobody listens there any more
  Duration grace_silent = std::chrono::milliseconds(1200);  // no answer, for whatever reason
};

struct Verdict {
  std::vector<NodeName> dead;  // to be declared now
  std::vector<NodeName> back;  // declared earlier, and seen alive by the leader
  // When to ask again, if nothing new is seen before: the earliest end of a grace.
  std::optional<MonoTime> ask_again;
};

// `self` leads. Never declares itself.
Verdict decide_deaths(const Members& members, const Seen& seen, const NodeName& self, MonoTime now,
                      const DeathRules& rules = {});

}  // namespace shoal::cluster
