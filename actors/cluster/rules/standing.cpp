#include "actors/cluster/rules/standing.hpp"

#include <algorithm>
#include <functional>

#include "storage/raft/quorum.hpp"

namespace shoal::cluster {
namespace {

std::string entry(LogIndex index) {
  return "entry " + std::to_string(index.value);
}

const Standing* first_that_applied(LogIndex index, const std::vector<Standing>& reachable) {
  const Standing* first = nullptr;
  for (const auto& one : reachable)
    if (!one.witness && one.applied >= index && (!first || one.node < first->node)) first = &one;
  return first;
}

const Standing* find_if_there(const std::vector<Standing>& reachable,
                              const std::function<bool(const Standing&)>& is) {
  const auto found = std::find_if(reachable.begin(), reachable.end(), is);
  return found == reachable.end() ? nullptr : &*found;
}

// Another that is to be rebuilt, too.
bool somebody_goes_first(const NodeName& self, const std::vector<Standing>& reachable) {
  return find_if_there(reachable, [&](const Standing& one) {
           return one.held_at && one.node < self && first_that_applied(one.held_at, reachable);
         }) != nullptr;
}

bool is_quorum(const raft::Membership& group, const std::vector<Standing>& reachable,
               const std::function<bool(const Standing&)>& counts) {
  const auto vote = [&](MemberId id) -> std::optional<bool> {
    return find_if_there(reachable, [&](const Standing& one) {
             return one.member == id && counts(one);
           }) != nullptr;
  };
  return raft::quorum_vote(group, vote) == raft::VoteResult::won;
}

// "n1 is held before entry 57"; empty: nobody is.
std::string who_is_held(const std::vector<Standing>& reachable) {
  for (const auto& one : reachable)
    if (one.held_at) return one.node + " is held before " + entry(one.held_at);
  return "";
}

}  // namespace

HeldVerdict judge_held(const NodeName& self, const std::vector<Standing>& reachable,
                       const raft::Membership& group) {
  HeldVerdict verdict;
  const auto* own = find_if_there(reachable, [&](const auto& one) { return one.node == self; });
  if (!own) return verdict;
  if (const auto* one = first_that_applied(own->held_at, reachable)) verdict.applied_by = one->node;
  verdict.rebuild = verdict.applied_by && !somebody_goes_first(self, reachable) &&
                    is_quorum(group, reachable, [&](const auto& one) { return one.node != self; });
  verdict.readable = !verdict.applied_by && is_quorum(group, reachable, [&](const auto& one) {
    return one.held_at == own->held_at;
  });
  return verdict;
}

Status may_skip(LogIndex index, const std::vector<Standing>& reachable) {
  if (!index) return {Code::invalid, "entries are counted from 1"};
  const auto held = who_is_held(reachable);
  if (const auto* one = first_that_applied(index, reachable))
    return {Code::conflict, one->node + " has applied " + entry(index) + ": nothing is skipped" +
                                (held.empty() ? "" : "; who is held is rebuilt from what it has")};
  if (!find_if_there(reachable, [&](const Standing& one) { return one.held_at == index; }))
    return {Code::invalid,
            "nobody is held before " + entry(index) +
                (held.empty() ? ": only an entry that kills is skipped" : "; " + held)};
  for (const auto& one : reachable)
    if (!one.witness && one.held_at != index)
      return {Code::conflict, one.node + " has applied entry " + std::to_string(one.applied.value) +
                                  " and may yet apply " + std::to_string(index.value) +
                                  ": try again when it has, or stop it"};
  return {};
}

}  // namespace shoal::cluster
