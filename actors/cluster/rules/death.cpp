#include "actors/cluster/rules/death.hpp"

#include <algorithm>

namespace shoal::cluster {
namespace {

const Sighted* sighted(const Seen& seen, const NodeName& peer, const NodeName& observer) {
  auto of = seen.find(peer);
  if (of == seen.end()) return nullptr;
  auto by = of->second.find(observer);
  return by == of->second.end() ? nullptr : &by->second;
}

bool gone(const Sighted* what) {
  return what && what->sight != Sight::alive;
}

// When this observer's evidence is old enough.
MonoTime ripe(const Sighted& what, const DeathRules& rules) {
  return what.since + (what.sight == Sight::refused ? rules.grace_refused : rules.grace_silent);
}

}  // namespace

Verdict decide_deaths(const Members& members, const Seen& seen, const NodeName& self, MonoTime now,
                      const DeathRules& rules) {
  Verdict verdict;
  for (const auto& [name, member] : members) {
    if (name == self) continue;
    const Sighted* mine = sighted(seen, name, self);
    if (member.dead) {
      if (mine && mine->sight == Sight::alive) verdict.back.push_back(name);
      continue;
    }
    if (!gone(mine)) continue;
    // Others who could tell: members that this leader itself can see.
    bool anybody = false, agreed = false;
    MonoTime due = ripe(*mine, rules);
    for (const auto& [observer, record] : members) {
      if (observer == self || observer == name || record.dead) continue;
      const Sighted* link = sighted(seen, observer, self);
      if (!link || link->sight != Sight::alive) continue;
      anybody = true;
      agreed = agreed || gone(sighted(seen, name, observer));
    }
    if (anybody && !agreed) continue;
    if (due <= now)
      verdict.dead.push_back(name);
    else
      verdict.ask_again = std::min(verdict.ask_again.value_or(due), due);
  }
  return verdict;
}

}  // namespace shoal::cluster
