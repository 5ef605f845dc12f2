#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "actors/cluster/recovery/recovery.hpp"

namespace shoal::cluster {
namespace {

bool older(const Survivor& a, const Survivor& b) {
  return std::pair(a.last_term, a.last) < std::pair(b.last_term, b.last);
}

// Whether every majority of these voters contains one of the members seen.
bool covers(const std::vector<MemberId>& voters, const std::set<MemberId>& seen) {
  if (voters.empty()) return false;
  size_t unseen = 0;
  for (MemberId voter : voters) unseen += seen.contains(voter) ? 0 : 1;
  return unseen <= voters.size() / 2;
}

std::string name_of(const Members& members, MemberId id) {
  const auto* member = find_member(members, id);
  return member ? member->name : fmt::format("{:016x}", id.value);
}

Status check(const std::vector<Survivor>& survivors) {
  if (survivors.empty()) return {Code::invalid, "name at least one data directory"};
  std::set<MemberId> seen;
  for (const auto& each : survivors) {
    if (each.cluster != survivors.front().cluster)
      return {Code::conflict, each.data_dir + " belongs to cluster " + each.cluster + ", " +
                                  survivors.front().data_dir + " to " + survivors.front().cluster};
    if (each.epoch != survivors.front().epoch)
      return {Code::conflict, each.data_dir + " and " + survivors.front().data_dir +
                                  " are of different lives of the cluster: leave the older out"};
    if (!seen.insert(each.member).second) return {Code::invalid, each.data_dir + " is named twice"};
  }
  return {};
}

std::string utc(WallTime time) {
  const std::time_t seconds = to_unix_ns(time) / 1'000'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::string line_of(const Survivor& each) {
  return fmt::format("  {:<10} {}: log to index {} of term {}, {} known to be committed\n",
                     each.node.empty() ? "(unnamed)" : each.node, each.data_dir, each.last.value,
                     each.last_term.value, each.committed.value);
}

std::string loss_text(const Survivor& chosen, const std::vector<std::string>& unseen,
                      bool nothing) {
  std::string unknown = chosen.last > chosen.committed
                            ? fmt::format(
                                  "Entries {} to {} are kept although it is not known that "
                                  "a majority had them: clients may have been told nothing.\n",
                                  chosen.committed.value + 1, chosen.last.value)
                            : "";
  if (nothing)
    return "Lost: nothing that was acknowledged. Every majority has a disk that was looked at.\n" +
           unknown;
  std::string who;
  for (const auto& name : unseen) who += (who.empty() ? "" : ", ") + name;
  auto since = chosen.last_written ? " of " + utc(*chosen.last_written) : "";
  return fmt::format(
             "Lost: every write acknowledged after index {}{} by voters whose disks were not "
             "looked "
             "at: {}. There may be none; how many cannot be known from here. Name their data "
             "directories too if any of them can be read.\n",
             chosen.last.value, since, who) +
         unknown;
}

}  // namespace

Result<RecoveryPlan> plan_recovery(const std::vector<Survivor>& survivors) {
  SHOAL_TRY(check(survivors));
  RecoveryPlan plan;
  auto best = std::max_element(survivors.begin(), survivors.end(), older);
  plan.chosen = static_cast<size_t>(best - survivors.begin());
  std::set<MemberId> seen;
  for (const auto& each : survivors) seen.insert(each.member);
  const auto& group = best->group;
  plan.nothing_lost =
      covers(group.voters, seen) && (!group.joint() || covers(group.voters_outgoing, seen));
  for (const auto& [name, member] : best->members)
    if (member.id != best->member) plan.ended.push_back(name);
  std::vector<std::string> unseen;
  for (MemberId voter : group.voters)
    if (!seen.contains(voter)) unseen.push_back(name_of(best->members, voter));

  plan.text = fmt::format("cluster {}, life {}; the disks that can be read:\n", best->cluster,
                          best->epoch.value);
  for (const auto& each : survivors) plan.text += line_of(each);
  plan.text += fmt::format("\nThe new life begins from {}.\n",
                           best->node.empty() ? best->data_dir : best->node);
  plan.text += loss_text(*best, unseen, plan.nothing_lost);
  std::string ended;
  for (const auto& name : plan.ended) ended += (ended.empty() ? "" : ", ") + name;
  plan.text += fmt::format(
      "Ended: the membership of {}. They are refused from then on; to return, each needs an empty "
      "data directory and a join token.\n",
      ended.empty() ? "nobody else" : ended);
  return plan;
}

}  // namespace shoal::cluster
