#include "actors/cluster/rules/upgrade.hpp"

#include <fmt/format.h>

namespace shoal::cluster {

LevelStanding level_standing(const store::Snapshot& snapshot, const std::vector<MemberId>& group) {
  LevelStanding standing;
  standing.level = snapshot.feature_level();
  standing.held = snapshot.get(level_hold_key) != nullptr;
  const Members members = members_of(snapshot);
  for (const auto& [name, member] : members) {
    if (member.levels().know(standing.next()))
      standing.known_to_any = true;
    else
      standing.waits_for.push_back(name);
  }
  if (!standing.known_to_any) standing.waits_for.clear();  // there is nothing to wait for
  for (MemberId id : group) standing.strangers += find_member(members, id) == nullptr;
  return standing;
}

std::string to_sentence(const LevelStanding& standing) {
  if (!standing.known_to_any)
    return fmt::format("level {} is the newest that any member's program knows", standing.level);
  if (!standing.waits_for.empty())
    return fmt::format(
        "level {} waits for {}: start the newer shoald there, or remove who is gone for good",
        standing.next(), fmt::join(standing.waits_for, ", "));
  if (standing.held)
    return fmt::format("level {} is held back; `shoal upgrade finalize` lets it rise",
                       standing.next());
  if (standing.strangers)
    return fmt::format("level {} waits until all who vote are members", standing.next());
  return fmt::format("every member knows level {}: it rises", standing.next());
}

std::optional<log::Transaction> plan_raise(const store::Snapshot& snapshot,
                                           const std::vector<MemberId>& group) {
  const auto standing = level_standing(snapshot, group);
  if (!standing.rises()) return std::nullopt;
  log::Transaction transaction;
  transaction.guards.push_back(log::guard::Absent{std::string(level_hold_key)});
  snapshot.scan(members_prefix, "", [&](const store::ObjectPtr& object) {
    transaction.guards.push_back(log::guard::AtRevision{object->key, object->revision});
    return true;
  });
  transaction.records.push_back(log::record::FeatureLevel{standing.next()});
  return transaction;
}

log::Transaction hold_level() {
  log::Transaction transaction;
  transaction.guards.push_back(log::guard::Absent{std::string(level_hold_key)});
  log::Write write;
  write.key = level_hold_key;
  write.uid = "hold";
  write.body = Bytes();
  transaction.writes.push_back(std::move(write));
  return transaction;
}

log::Transaction let_level_rise() {
  log::Transaction transaction;
  log::Write write;
  write.key = level_hold_key;
  transaction.writes.push_back(std::move(write));
  return transaction;
}

}  // namespace shoal::cluster
