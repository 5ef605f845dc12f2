#include "actors/controllers/controller.hpp"

#include <algorithm>

#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/meta.hpp"

namespace shoal::controllers {
namespace {

// The primary object that manages this one, if a kind of the row does.
void push_owner(const ControllerRow& row, const meta::ObjectMeta& metadata,
                std::vector<ObjectName>& out) {
  for (const auto& owner : metadata.ownerReferences) {
    if (!owner.controller.value_or(false)) continue;
    for (const auto* kind : row.primaries) {
      if (owner.kind != kind->kind || owner.apiVersion != kind->api_version) continue;
      out.push_back({kind, kind->namespaced ? metadata.namespace_ : std::string(), owner.name});
    }
  }
}

void push_owners(const ControllerRow& row, const Seen& seen, std::vector<ObjectName>& out) {
  if (seen.before) push_owner(row, objects::metadata_of(*seen.kind, *seen.before), out);
  if (seen.after) push_owner(row, objects::metadata_of(*seen.kind, *seen.after), out);
}

}  // namespace

std::string ObjectName::path() const {
  return space.empty() ? name : space + "/" + name;
}

std::strong_ordering ObjectName::operator<=>(const ObjectName& other) const {
  if (kind != other.kind) {
    if (!kind || !other.kind)
      return kind ? std::strong_ordering::greater : std::strong_ordering::less;
    if (auto order = kind->group <=> other.kind->group; order != 0) return order;
    if (auto order = kind->plural <=> other.kind->plural; order != 0) return order;
  }
  if (auto order = space <=> other.space; order != 0) return order;
  return name <=> other.name;
}

const meta::ObjectMeta& Seen::metadata() const {
  return objects::metadata_of(*kind, after ? *after : *before);
}

std::string ControllerRow::user() const {
  return "system:serviceaccount:kube-system:" + std::string(name) + "-controller";
}

std::string ControllerRow::shard(uint32_t number) const {
  return std::string(name) + "-" + std::to_string(number);
}

store::Resources ControllerRow::minds() const {
  store::Resources out;
  for (const auto* kind : primaries) out.add(store::Resources::of(objects::prefix_of(*kind, {})));
  for (const auto& watch : watches)
    out.add(store::Resources::of(objects::prefix_of(*watch.kind, {})));
  return out;
}

std::vector<ObjectName> woken_by(const ControllerRow& row, const Seen& seen,
                                 const objects::View& view) {
  std::vector<ObjectName> out;
  if (std::find(row.primaries.begin(), row.primaries.end(), seen.kind) != row.primaries.end()) {
    const auto& metadata = seen.metadata();
    out.push_back({seen.kind, metadata.namespace_, metadata.name});
  }
  for (const auto& watch : row.watches) {
    if (watch.kind != seen.kind) continue;
    if (watch.wakes) {
      watch.wakes(seen, view, out);
    } else {
      push_owners(row, seen, out);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<ObjectName> all_primaries(const ControllerRow& row, const objects::View& view) {
  std::vector<ObjectName> out;
  for (const auto* kind : row.primaries) {
    view.snapshot().scan(objects::prefix_of(*kind, {}), {}, [&](const store::ObjectPtr& object) {
      auto parts = objects::split_key(object->key);
      out.push_back({kind, std::string(parts.space), std::string(parts.name)});
      return true;
    });
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace shoal::controllers
