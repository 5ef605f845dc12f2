#include "actors/cluster/rules/member.hpp"

#include "actors/cluster/rules/member_io.hpp"
#include "actors/cluster/rules/message_io.hpp"

namespace shoal::cluster {

void put(wire::Member::Builder out, const Member& in) {
  out.setName(in.name);
  out.setId(in.id.value);
  out.setPin(io::data(in.pin));
  out.setHost(in.host);
  out.setPort(in.port);
  out.setApi(in.api);
  out.setZone(in.zone);
  out.setPodCidr(in.pod_cidr);
  out.setGeneration(in.generation);
  out.setDead(in.dead);
  out.setWitness(in.witness);
  out.setLowestLevel(in.lowest_level);
  out.setHighestLevel(in.highest_level);
}

Result<Member> get(wire::Member::Reader in) {
  Member out;
  out.name = io::text(in.getName());
  out.id = {in.getId()};
  out.pin = std::string(io::view(in.getPin()));
  out.host = io::text(in.getHost());
  out.port = in.getPort();
  out.api = io::text(in.getApi());
  out.zone = io::text(in.getZone());
  out.pod_cidr = io::text(in.getPodCidr());
  out.generation = in.getGeneration();
  out.dead = in.getDead();
  out.witness = in.getWitness();
  out.lowest_level = in.getLowestLevel();
  out.highest_level = in.getHighestLevel();
  if (out.name.empty() || out.name.size() > 253 || !out.id || out.pin.size() != pin_bytes)
    return Status(Code::bad_request, "no member: a name, an id or a key is missing");
  return out;
}

std::string member_key(std::string_view name) {
  return std::string(members_prefix) + std::string(name);
}

Bytes encode(const Member& member) {
  capnp::MallocMessageBuilder message;
  put(message.initRoot<wire::Member>(), member);
  return io::flat(message);
}

Result<Member> decode_member(const Bytes& bytes) {
  return io::read<wire::Member>(bytes.view(), [](auto in) { return get(in); });
}

Bytes encode(const ToldMembers& told) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<wire::Members>();
  root.setRevision(told.as_of.value);
  root.setFeatureLevel(told.feature_level);
  auto all = root.initAll(static_cast<unsigned>(told.all.size()));
  unsigned at = 0;
  for (const auto& [name, member] : told.all) put(all[at++], member);
  return io::flat(message);
}

Bytes encode(const Members& members) {
  return encode(ToldMembers{members, {}});
}

Result<ToldMembers> decode_told_members(const Bytes& bytes) {
  return io::read<wire::Members>(bytes.view(), [](auto in) -> Result<ToldMembers> {
    ToldMembers out;
    out.as_of = {in.getRevision()};
    out.feature_level = in.getFeatureLevel();
    if (in.getAll().size() > members_max) return Status(Code::too_large, "too many members");
    for (auto one : in.getAll()) {
      SHOAL_ASSIGN(auto member, get(one));
      out.all.emplace(member.name, std::move(member));
    }
    return out;
  });
}

Result<Members> decode_members(const Bytes& bytes) {
  SHOAL_ASSIGN(auto told, decode_told_members(bytes));
  return std::move(told.all);
}

Members members_of(const store::Snapshot& snapshot) {
  Members out;
  snapshot.scan(members_prefix, "", [&](const store::ObjectPtr& object) {
    auto member = decode_member(object->body);
    if (member.ok() && member_key(member->name) == object->key)
      out.emplace(member->name, std::move(*member));
    return true;
  });
  return out;
}

const Member* find_member(const Members& members, MemberId id) {
  for (const auto& [name, member] : members)
    if (member.id == id) return &member;
  return nullptr;
}

const Member* find_pin(const Members& members, const KeyPin& pin) {
  for (const auto& [name, member] : members)
    if (member.pin == pin) return &member;
  return nullptr;
}

std::optional<std::string> choose_pod_cidr(const store::Snapshot& snapshot, const NodeName& node,
                                           const std::string& wish) {
  auto free = [&](const std::string& range) {
    auto holder = snapshot.claim_holder(pod_cidr_pool, range);
    return holder.empty() || holder == node;
  };
  if (!wish.empty()) return free(wish) ? std::optional(wish) : std::nullopt;
  for (int block = 0; block < 256; ++block) {
    auto range = "10.244." + std::to_string(block) + ".0/24";
    if (free(range)) return range;
  }
  return std::nullopt;
}

}  // namespace shoal::cluster
