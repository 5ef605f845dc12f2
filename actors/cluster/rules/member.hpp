#pragma once
// Member: one node of the cluster as replicated state knows it: the object shoal.dev/members/NAME.
// Who it is for ever (name, key), which log speaks for it (id), and where it is. Values and their
// stored form; reading accepts any bytes. Pure.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/vocab/link.hpp"
#include "storage/log/level/feature_level.hpp"
#include "storage/store/snapshot.hpp"

namespace shoal::cluster {

inline constexpr size_t members_max = 1024;
inline constexpr size_t pin_bytes = 32;
inline constexpr std::string_view members_prefix = "shoal.dev/members/";
inline constexpr std::string_view tokens_prefix = "shoal.dev/jointokens/";
inline constexpr std::string_view pod_cidr_pool =
    "pod-cidr";  // claims: value a range, holder a node

struct Member {
  NodeName name;
  MemberId id;
  KeyPin pin;
  std::string host;  // address literal
  uint16_t port = 0;
  std::string api;  // host:port
  std::string zone;
  std::string pod_cidr;
  uint64_t generation = 0;    // how often its log was lost
  bool dead = false;          // declared dead, and not back yet
  bool witness = false;       // votes, has no state and never leads
  uint32_t lowest_level = 0;  // the feature levels its program knows, as of its last start
  uint32_t highest_level = 0;
  PeerAddress address() const { return {name, host, port}; }
  // Records from before there were levels hold none.
  log::Levels levels() const {
    if (!highest_level) return {log::level_first, log::level_first};
    return {lowest_level, highest_level};
  }
  void set_levels(const log::Levels& levels) {
    lowest_level = levels.lowest;
    highest_level = levels.highest;
  }
  bool operator==(const Member&) const = default;
};
// By name.
using Members = std::map<NodeName, Member>;

std::string member_key(std::string_view name);
Bytes encode(const Member& member);
[[nodiscard]] Result<Member> decode_member(const Bytes& bytes);
Bytes encode(const Members& members);
[[nodiscard]] Result<Members> decode_members(const Bytes& bytes);
// As one node tells another.
struct ToldMembers {
  Members all;
  Revision as_of;  // of the state they were read from
  uint32_t feature_level = 0;
};
Bytes encode(const ToldMembers& told);
[[nodiscard]] Result<ToldMembers> decode_told_members(const Bytes& bytes);

// Those in replicated state; an unreadable record is left out.
Members members_of(const store::Snapshot& snapshot);

// Who has this id.
const Member* find_member(const Members& members, MemberId id);
const Member* find_pin(const Members& members, const KeyPin& pin);

// The first range of 10.244.0.0/16 in blocks of 256 addresses that nobody holds; a wish that is
// free comes first. Nothing: all are taken.
std::optional<std::string> choose_pod_cidr(const store::Snapshot& snapshot, const NodeName& node,
                                           const std::string& wish);

}  // namespace shoal::cluster
