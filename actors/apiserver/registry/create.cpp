#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"

namespace shoal::api {
namespace {

constexpr size_t generated_suffix = 5;
constexpr size_t generated_prefix_max = 58;  // so that the name fits a label
constexpr int generated_names_max = 8;       // drawn until one is free

Status check_namespace(const schema::Kind& kind, const std::string& space,
                       meta::ObjectMeta& metadata) {
  if (!kind.namespaced) {
    metadata.namespace_.clear();
    return {};
  }
  if (metadata.namespace_.empty()) metadata.namespace_ = space;
  if (metadata.namespace_ == space) return {};
  return bad_request(
      "the namespace of the provided object does not match the namespace sent on "
      "the request");
}

Status name_it(const objects::View& view, const schema::Kind& kind, meta::ObjectMeta& metadata,
               Random& random) {
  if (metadata.name.empty() && !metadata.generateName.empty()) {
    auto prefix = metadata.generateName.substr(0, generated_prefix_max);
    int drawn = 0;
    do metadata.name = prefix + random.suffix(generated_suffix);
    while (++drawn < generated_names_max && view.get(kind, metadata.namespace_, metadata.name));
  }
  if (!metadata.name.empty()) return {};
  return invalid(resource_name(kind), "",
                 {field_required("metadata.name", "name or generateName is required")});
}

// What the server alone decides about a new object.
void stamp(const WriteContext& context, const Strategy& strategy, Random& random,
           meta::ObjectMeta& metadata) {
  metadata.uid = random.uuid();
  metadata.creationTimestamp = api::Time::from_unix_ns(to_unix_ns(context.now));
  metadata.deletionTimestamp = {};
  metadata.deletionGracePeriodSeconds.reset();
  metadata.selfLink.clear();
  if (strategy.generation) metadata.generation = 1;
}

}  // namespace

Result<PlannedWrite> plan_create(const WriteContext& context, const objects::View& view,
                                 const schema::Kind& kind, const std::string& space,
                                 schema::Box object) {
  const Strategy& strategy = strategy_of(kind);
  Random random(context.seed);
  auto& metadata = objects::metadata_of(kind, object);
  if (!metadata.resourceVersion.empty())
    return bad_request("resourceVersion should not be set on objects to be created");
  SHOAL_TRY(check_namespace(kind, space, metadata));
  SHOAL_TRY(name_it(view, kind, metadata, random));
  stamp(context, strategy, random, metadata);
  if (strategy.prepare_create) strategy.prepare_create(object);

  PlannedWrite planned;
  SHOAL_TRY(admit_create(context, view, kind, space, object, planned.transaction));
  SHOAL_TRY(complete(kind, strategy, object, nullptr));

  auto key = objects::key_of(kind, metadata.namespace_, metadata.name);
  if (auto existing = view.get(kind, metadata.namespace_, metadata.name)) {
    auto status = already_exists(resource_name(kind), metadata.name);
    if (!objects::metadata_of(kind, *existing).deletionTimestamp.is_zero())
      return Status(Code::already_exists, "object is being deleted: " + status.message(),
                    status.details());
    return status;
  }
  planned.transaction.guards.push_back(log::guard::Absent{key});
  put_object(view, kind, object, Room::taken, planned.transaction);
  if (strategy.warn) strategy.warn(object, planned.warnings);
  planned.object = std::move(object);
  return planned;
}

}  // namespace shoal::api
