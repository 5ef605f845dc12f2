#include <algorithm>

#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"

namespace shoal::api {
namespace {

Status check_preconditions(const schema::Kind& kind, const RemoveOptions& options,
                           const meta::ObjectMeta& metadata) {
  ResourceName by_kind{"", std::string(kind.kind), std::string(kind.kind)};
  if (options.uid && *options.uid != metadata.uid)
    return conflict(by_kind, metadata.name,
                    "the UID in the precondition (" + *options.uid +
                        ") does not match the UID in record (" + metadata.uid +
                        "). The object might have been deleted and then recreated");
  if (options.resource_version && *options.resource_version != metadata.resourceVersion)
    return conflict(by_kind, metadata.name,
                    "the ResourceVersion in the precondition (" + *options.resource_version +
                        ") does not match the ResourceVersion in record (" +
                        metadata.resourceVersion + "). The object might have been modified");
  return {};
}

void set_finalizer(meta::ObjectMeta& metadata, std::string_view finalizer, bool wanted) {
  auto& all = metadata.finalizers;
  auto found = std::find(all.begin(), all.end(), finalizer);
  if (wanted && found == all.end()) all.emplace_back(finalizer);
  if (!wanted && found != all.end()) all.erase(found);
}

// The two finalizers that carry the deletion's propagation until the garbage collector has acted.
void set_propagation(meta::ObjectMeta& metadata, const RemoveOptions& options) {
  if (!options.propagation) return;
  set_finalizer(metadata, finalizer_orphan, *options.propagation == objects::Propagation::orphan);
  set_finalizer(metadata, finalizer_foreground,
                *options.propagation == objects::Propagation::foreground);
}

// Marks the object as being deleted, at the latest after `grace_s`. A mark is only ever brought
// forward.
void mark(const WriteContext& context, const Strategy& strategy, int64_t grace_s,
          meta::ObjectMeta& metadata) {
  auto now_s = to_unix_ns(context.now) / 1'000'000'000;
  auto at = api::Time::from_unix_s(now_s + grace_s);
  if (!metadata.deletionTimestamp.is_zero() && metadata.deletionTimestamp <= at) return;
  if (metadata.deletionTimestamp.is_zero() && strategy.generation) ++metadata.generation;
  metadata.deletionTimestamp = at;
  metadata.deletionGracePeriodSeconds = grace_s;
}

}  // namespace

Result<PlannedWrite> plan_remove(const WriteContext& context, const objects::View& view,
                                 const schema::Kind& kind, const std::string& space,
                                 const std::string& name, const RemoveOptions& options) {
  auto existing = view.get(kind, space, name);
  if (!existing) return not_found(resource_name(kind), name);
  const Strategy& strategy = strategy_of(kind);
  schema::Box object = existing->clone();
  auto& metadata = objects::metadata_of(kind, object);
  SHOAL_TRY(check_preconditions(kind, options, metadata));
  SHOAL_TRY(admit_remove(kind, name));

  int64_t grace_s = strategy.grace ? strategy.grace(object, options.grace_s.value_or(-1)) : 0;
  set_propagation(metadata, options);
  PlannedWrite planned;
  auto stored = view.snapshot().get(objects::key_of(kind, space, name));
  planned.transaction.guards.push_back(log::guard::AtRevision{stored->key, stored->revision});
  bool stays = grace_s > 0 || !metadata.finalizers.empty() || holds_content(kind, object);
  if (stays) {
    mark(context, strategy, grace_s, metadata);
    // A namespace has no grace period: it ends when its content has.
    if (holds_content(kind, object)) metadata.deletionGracePeriodSeconds.reset();
    if (strategy.prepare_update) strategy.prepare_update(object, *existing);
    put_object(view, kind, object, Room::unchanged, planned.transaction);
    const auto& write = planned.transaction.writes.front();
    planned.unchanged = write.body == stored->body;
  } else {
    if (strategy.graceful) mark(context, strategy, 0, metadata);
    drop_object(kind, object, planned.transaction);
    planned.removed = true;
  }
  planned.object = std::move(object);
  return planned;
}

namespace {

Result<PlannedWrite> plan_change(const WriteContext& context, const objects::View& view,
                                 const objects::Operation& o, Part part) {
  auto stored = view.snapshot().get(objects::key_of(*o.kind, o.space, o.name));
  auto resource = resource_name(*o.kind);
  if (!stored || (!o.uid.empty() && stored->uid != o.uid)) return not_found(resource, o.name);
  if (o.expected && stored->revision != o.expected)
    return conflict(resource, o.name, object_modified);
  schema::Box next = o.object.clone();
  // The version was checked above; what the value says of it is what it was read with.
  objects::metadata_of(*o.kind, next).resourceVersion.clear();
  return plan_update(context, view, *o.kind, o.space, o.name, std::move(next), part);
}

}  // namespace

Result<PlannedWrite> plan_operation(const WriteContext& context, const objects::View& view,
                                    const objects::Operation& o) {
  using Verb = objects::Operation::Verb;
  switch (o.verb) {
    case Verb::create:
      return plan_create(context, view, *o.kind, o.space, o.object.clone());
    case Verb::update:
      return plan_change(context, view, o, Part::main);
    case Verb::update_status:
      return plan_change(context, view, o, Part::status);
    case Verb::bind:
      return plan_bind(context, view, o.space, o.name, o.node, o.sequence);
    case Verb::finalize:
      return plan_finalizers(context, view, o.name, o.finalizers, "");
    case Verb::remove:
      break;
  }
  RemoveOptions options;
  if (!o.uid.empty()) options.uid = o.uid;
  if (o.expected) options.resource_version = std::to_string(o.expected.value);
  options.grace_s = o.grace_s;
  if (o.propagation != objects::Propagation::background) options.propagation = o.propagation;
  return plan_remove(context, view, *o.kind, o.space, o.name, options);
}

}  // namespace shoal::api
