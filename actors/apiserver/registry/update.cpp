#include <algorithm>

#include "actors/apiserver/registry/service_ip.hpp"
#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"

namespace shoal::api {
namespace {

// Kubernetes' names for where it keeps a kind, where they are not its plural.
std::string_view registry_folder(const schema::Kind& kind) {
  if (!kind.group.empty()) return kind.plural;
  if (kind.plural == "nodes") return "minions";
  if (kind.plural == "services") return "services/specs";
  if (kind.plural == "endpoints") return "services/endpoints";
  return kind.plural;
}

// Worded like the error of the store that Kubernetes has, which clients have seen for years.
std::string wrong_uid(const schema::Kind& kind, const Uid& asked, const meta::ObjectMeta& old) {
  std::string key = "/registry/" + std::string(registry_folder(kind)) + "/";
  if (kind.namespaced) key += old.namespace_ + "/";
  return "StorageError: invalid object, Code: 4, Key: " + key + old.name +
         ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: " +
         asked + ", UID in object meta: " + old.uid;
}

Status check_identity(const schema::Kind& kind, const Strategy& strategy,
                      const meta::ObjectMeta& next, const meta::ObjectMeta& old) {
  auto resource = resource_name(kind);
  if (!next.uid.empty() && next.uid != old.uid)
    return conflict(resource, old.name, wrong_uid(kind, next.uid, old));
  if (next.resourceVersion.empty()) {
    if (!strategy.version_required) return {};
    return invalid(
        resource, old.name,
        {field_invalid("metadata.resourceVersion", "0", "must be specified for an update")});
  }
  if (next.resourceVersion != old.resourceVersion)
    return conflict(resource, old.name, object_modified);
  return {};
}

// What no update changes, whatever it says.
void keep_identity(meta::ObjectMeta& next, const meta::ObjectMeta& old) {
  next.name = old.name;
  next.namespace_ = old.namespace_;
  next.generateName = old.generateName;
  next.uid = old.uid;
  next.resourceVersion = old.resourceVersion;
  next.creationTimestamp = old.creationTimestamp;
  next.deletionTimestamp = old.deletionTimestamp;
  next.deletionGracePeriodSeconds = old.deletionGracePeriodSeconds;
  next.generation = old.generation;
  next.selfLink = old.selfLink;
}

Status check_finalizers(const schema::Kind& kind, const meta::ObjectMeta& next,
                        const meta::ObjectMeta& old) {
  if (old.deletionTimestamp.is_zero()) return {};
  std::string added;
  for (const auto& finalizer : next.finalizers) {
    if (std::find(old.finalizers.begin(), old.finalizers.end(), finalizer) != old.finalizers.end())
      continue;
    if (!added.empty()) added += ", ";
    added += "\"" + finalizer + "\"";
  }
  if (added.empty()) return {};
  return invalid(resource_name(kind), old.name,
                 {field_forbidden("metadata.finalizers",
                                  "no new finalizers can be added if the object is being "
                                  "deleted, found new finalizers []string{" +
                                      added + "}")});
}

// A status update takes the status alone; an update of the object leaves the status as it is.
void merge_parts(const schema::Kind& kind, Part part, schema::Box& next, const schema::Box& old) {
  if (part == Part::main) {
    if (kind.has_status) copy_field(*kind.structure, "status", old, next);
    return;
  }
  schema::Box merged = old.clone();
  copy_field(*kind.structure, "status", next, merged);
  next = std::move(merged);
}

bool last_finalizer_is_gone(const Strategy& strategy, const meta::ObjectMeta& next,
                            const meta::ObjectMeta& old) {
  if (old.deletionTimestamp.is_zero() || !next.finalizers.empty()) return false;
  if (old.finalizers.empty()) return false;
  return !strategy.graceful || next.deletionGracePeriodSeconds.value_or(0) == 0;
}

}  // namespace

Result<PlannedWrite> plan_update(const WriteContext& context, const objects::View& view,
                                 const schema::Kind& kind, const std::string& space,
                                 const std::string& name, schema::Box next, Part part) {
  auto existing = view.get(kind, space, name);
  if (!existing) return not_found(resource_name(kind), name);
  const schema::Box& old = *existing;
  const Strategy& strategy = strategy_of(kind);
  const auto& old_metadata = objects::metadata_of(kind, old);
  {
    auto& asked = objects::metadata_of(kind, next);
    if (!asked.name.empty() && asked.name != name)
      return bad_request("the name of the object (" + asked.name +
                         ") does not match the name on the URL (" + name + ")");
    if (!asked.namespace_.empty() && asked.namespace_ != space && kind.namespaced)
      return bad_request("the namespace of the object (" + asked.namespace_ +
                         ") does not match the namespace on the request (" + space + ")");
    SHOAL_TRY(check_identity(kind, strategy, asked, old_metadata));
  }
  merge_parts(kind, part, next, old);
  auto& metadata = objects::metadata_of(kind, next);
  keep_identity(metadata, old_metadata);
  SHOAL_TRY(check_finalizers(kind, metadata, old_metadata));
  if (part == Part::main && strategy.prepare_update) strategy.prepare_update(next, old);
  PlannedWrite planned;
  if (next.is<core::Service>() && part == Part::main)
    SHOAL_TRY(settle_service(view, context.seed, &old.as<core::Service>(), next.as<core::Service>(),
                             planned.transaction));
  SHOAL_TRY(complete(kind, strategy, next, &old));
  if (strategy.generation &&
      (main_part_differs(*kind.structure, next, old) ||
       (strategy.generation_of && strategy.generation_of(metadata, old_metadata))))
    ++metadata.generation;

  if (strategy.warn && part == Part::main) strategy.warn(next, planned.warnings);
  auto stored = view.snapshot().get(objects::key_of(kind, space, name));
  planned.transaction.guards.push_back(log::guard::AtRevision{stored->key, stored->revision});
  if (last_finalizer_is_gone(strategy, metadata, old_metadata) && !holds_content(kind, next)) {
    drop_object(kind, next, planned.transaction);
    planned.removed = true;
  } else {
    bool spec_changed = main_part_differs(*kind.structure, next, old);
    put_object(view, kind, next, spec_changed ? Room::taken : Room::unchanged, planned.transaction);
    const auto& write = planned.transaction.writes.front();
    planned.unchanged = write.body == stored->body && write.encoding == stored->encoding;
  }
  planned.object = std::move(next);
  return planned;
}

}  // namespace shoal::api
