#include "actors/controllers/writes_under_way.hpp"

#include <algorithm>

namespace shoal::controllers {
namespace {

// Guards about objects; the rest is for the log to judge.
struct Holds {
  const store::Snapshot& now;
  bool operator()(const log::guard::Absent& g) const { return !now.get(g.key); }
  bool operator()(const log::guard::HasUid& g) const {
    auto found = now.get(g.key);
    return found && found->uid == g.uid;
  }
  bool operator()(const log::guard::AtRevision& g) const {
    auto found = now.get(g.key);
    return found && found->revision == g.revision;
  }
  template <class Other>
  bool operator()(const Other&) const {
    return true;
  }
};

}  // namespace

bool WritesUnderWay::begin(const ObjectName& name, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    auto found = turned_away_.find(key);
    if (found == turned_away_.end()) continue;
    found->second.insert(name);
    return false;
  }
  for (const auto& key : keys) turned_away_[key];
  return true;
}

std::set<ObjectName> WritesUnderWay::end(const std::vector<std::string>& keys) {
  std::set<ObjectName> names;
  for (const auto& key : keys) {
    auto found = turned_away_.find(key);
    if (found == turned_away_.end()) continue;
    names.merge(found->second);
    turned_away_.erase(found);
  }
  return names;
}

std::vector<std::string> written_keys(const log::Transaction& transaction) {
  std::vector<std::string> keys;
  for (const auto& write : transaction.writes) keys.push_back(write.key);
  return keys;
}

bool is_overtaken(const log::Transaction& transaction, const store::Snapshot& now) {
  return !std::all_of(transaction.guards.begin(), transaction.guards.end(),
                      [&](const auto& guard) { return std::visit(Holds{now}, guard); });
}

}  // namespace shoal::controllers
