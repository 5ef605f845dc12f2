#include "actors/cluster/rules/growth.hpp"

#include <algorithm>

#include "actors/cluster/rules/message_io.hpp"
#include "schema/internal/cluster.capnp.h"

namespace shoal::cluster {
namespace {

using room::DiskState;

constexpr std::string_view always_taken[] = {"coordination.k8s.io/leases/", "/nodes/",
                                             "shoal.dev/"};
constexpr uint64_t mib = 1u << 20;

const DiskSaying* saying_of(const DiskQuestion& question, const NodeName& name) {
  const bool fresh = name == question.self || question.reached.contains(name);
  const auto found = question.known.find(name);
  return fresh && found != question.known.end() ? &found->second : nullptr;
}

bool short_of_room(const Members& members, const DiskQuestion& question, MemberId id) {
  const auto* member = find_member(members, id);
  const auto* saying = member ? saying_of(question, member->name) : nullptr;
  return saying && saying->state >= DiskState::soft;
}

// The names of a majority that is short of room; empty: there is none, or it is this member alone.
std::string short_majority(const Members& members, const DiskQuestion& question,
                           const std::vector<MemberId>& voters) {
  std::string names;
  size_t count = 0;
  for (MemberId id : voters) {
    if (!short_of_room(members, question, id)) continue;
    names += (count++ ? ", " : "") + find_member(members, id)->name;
  }
  return count > voters.size() / 2 && names != question.self ? names : "";
}

std::string why_no_growth(const Members& members, const DiskQuestion& question) {
  const auto* leader = find_member(members, question.leader);
  if (leader && leader->name != question.self && short_of_room(members, question, leader->id)) {
    const auto& saying = *saying_of(question, leader->name);
    return "the disk of " + leader->name + ", which leads, has " +
           std::to_string(saying.space.free / mib) + " MiB left, and below " +
           std::to_string(saying.needed / mib) + " MiB";
  }
  for (const auto* voters : {&question.group.voters, &question.group.voters_outgoing}) {
    const auto names = short_majority(members, question, *voters);
    if (!names.empty()) return "the disks of most voters (" + names + ") are short of room, and so";
  }
  return "";
}

bool has_better_voter(const Members& members, const DiskQuestion& question) {
  return std::any_of(members.begin(), members.end(), [&](const auto& each) {
    const auto& [name, member] = each;
    const auto* saying = saying_of(question, name);
    return name != question.self && saying && saying->state != DiskState::critical &&
           !member.dead && question.group.is_voter(member.id) &&
           !question.group.is_witness(member.id);
  });
}

}  // namespace

Bytes encode(const DiskSaying& saying) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<wire::DiskSaying>();
  out.setState(static_cast<uint8_t>(saying.state));
  out.setFree(saying.space.free);
  out.setSize(saying.space.size);
  out.setNeeded(saying.needed);
  return io::flat(message);
}

Result<DiskSaying> decode_disk_saying(const Bytes& bytes) {
  return io::read<wire::DiskSaying>(bytes.view(), [](auto in) -> Result<DiskSaying> {
    if (in.getState() > static_cast<uint8_t>(DiskState::critical))
      return Status(Code::bad_request, "an unknown state of a disk");
    return DiskSaying{
        static_cast<DiskState>(in.getState()), {in.getFree(), in.getSize()}, in.getNeeded()};
  });
}

DiskVerdict judge_disks(const Members& members, const DiskQuestion& question) {
  DiskVerdict verdict;
  verdict.no_growth = why_no_growth(members, question);
  const auto* own = saying_of(question, question.self);
  verdict.gives_way =
      own && own->state == DiskState::critical && has_better_voter(members, question);
  return verdict;
}

bool grows(const log::Transaction& transaction) {
  return std::any_of(
      transaction.writes.begin(), transaction.writes.end(), [&](const log::Write& write) {
        if (!write.body) return false;
        for (const auto& prefix : always_taken)
          if (write.key.starts_with(prefix)) return false;
        return std::find(transaction.guards.begin(), transaction.guards.end(),
                         log::Guard(log::guard::Absent{write.key})) != transaction.guards.end();
      });
}

}  // namespace shoal::cluster
