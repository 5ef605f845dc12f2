// Writes that go around the shared rules of update, each for one field that nothing else may set.

#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/pod.hpp"

namespace shoal::api {
namespace {

// The stored object and a copy to change, with the guard that it is still the same.
struct Change {
  PlannedWrite planned;
  store::ObjectPtr stored;
};

Result<Change> change_of(const objects::View& view, const schema::Kind& kind,
                         const std::string& space, const std::string& name) {
  auto existing = view.get(kind, space, name);
  if (!existing) return not_found(resource_name(kind), name);
  Change change;
  change.stored = view.snapshot().get(objects::key_of(kind, space, name));
  change.planned.object = existing->clone();
  change.planned.transaction.guards.push_back(
      log::guard::AtRevision{change.stored->key, change.stored->revision});
  return change;
}

void set_scheduled(core::Pod& pod, WallTime now) {
  for (auto& condition : pod.status.conditions) {
    if (condition.type != "PodScheduled") continue;
    condition.status = "True";
    condition.reason.clear();
    condition.message.clear();
    condition.lastTransitionTime = api::Time::from_unix_ns(to_unix_ns(now));
    return;
  }
  auto& added = pod.status.conditions.emplace_back();
  added.type = "PodScheduled";
  added.status = "True";
  added.lastTransitionTime = api::Time::from_unix_ns(to_unix_ns(now));
}

}  // namespace

Result<PlannedWrite> plan_bind(const WriteContext& context, const objects::View& view,
                               const std::string& space, const std::string& pod,
                               const NodeName& node, std::optional<uint64_t> sequence) {
  const auto& kind = *find_kind("", "v1", "pods");
  SHOAL_ASSIGN(auto change, change_of(view, kind, space, pod));
  auto& value = change.planned.object.as<core::Pod>();
  value.spec.nodeName = node;
  set_scheduled(value, context.now);
  if (sequence)
    change.planned.transaction.guards.push_back(log::guard::PlacementSequence{node, *sequence});
  put_object(view, kind, change.planned.object, Room::taken, change.planned.transaction);
  return std::move(change.planned);
}

Result<PlannedWrite> plan_finalizers(const WriteContext& context, const objects::View& view,
                                     const std::string& space,
                                     const std::vector<std::string>& finalizers,
                                     const std::string& version) {
  const auto& kind = *find_kind("", "v1", "namespaces");
  SHOAL_ASSIGN(auto change, change_of(view, kind, "", space));
  auto& value = change.planned.object.as<core::Namespace>();
  if (!version.empty() && version != value.metadata.resourceVersion)
    return conflict(resource_name(kind), space, object_modified);
  value.spec.finalizers = finalizers;
  bool gone = finalizers.empty() && value.metadata.finalizers.empty() &&
              !value.metadata.deletionTimestamp.is_zero();
  if (gone) {
    drop_object(kind, change.planned.object, change.planned.transaction);
    change.planned.removed = true;
  } else {
    put_object(view, kind, change.planned.object, Room::unchanged, change.planned.transaction);
    change.planned.unchanged =
        change.planned.transaction.writes.front().body == change.stored->body;
  }
  return std::move(change.planned);
}

}  // namespace shoal::api
