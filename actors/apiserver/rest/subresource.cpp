// Subresources whose value is of another kind than the object they change.

#include "actors/apiserver/registry/write_steps.hpp"
#include "actors/apiserver/rest/body.hpp"
#include "actors/apiserver/rest/write_step.hpp"
#include "actors/objects/codec.hpp"
#include "actors/objects/key.hpp"
#include "schema/kinds/apps.hpp"
#include "schema/kinds/autoscaling.hpp"
#include "schema/kinds/core.hpp"
#include "schema/kinds/kinds.hpp"
#include "schema/kinds/pod.hpp"
#include "schema/kinds/policy.hpp"
#include "schema/walk/access_path.hpp"
#include "schema/walk/select.hpp"

namespace shoal::api {
namespace {

// What a subresource's body is, where it is not the object itself.
struct OtherBody {
  std::string_view subresource;
  const schema::Struct* structure;
  std::string_view api_version, kind;
};

const OtherBody other_bodies[] = {
    {"scale", &autoscaling::Scale::descriptor(), "autoscaling/v1", "Scale"},
    {"binding", &core::Binding::descriptor(), "v1", "Binding"},
    {"eviction", &policy::Eviction::descriptor(), "policy/v1", "Eviction"},
};

int32_t integer_at(const schema::Kind& kind, const schema::Box& object, std::string_view path) {
  auto found = schema::get_at(*kind.structure, object.get(), path);
  return found && found->is_integer() ? static_cast<int32_t>(found->integer()) : 0;
}

// The workload's selector as text, for those who list its pods (autoscalers).
std::string selector_text(const schema::Box& object) {
  std::optional<meta::LabelSelector> selector;
  if (object.is<apps::Deployment>()) selector = object.as<apps::Deployment>().spec.selector;
  if (object.is<apps::ReplicaSet>()) selector = object.as<apps::ReplicaSet>().spec.selector;
  if (!selector) return {};
  auto parsed = schema::label_selector_of(*selector);
  return parsed.ok() ? parsed->to_string() : std::string();
}

}  // namespace

Expected expected_body(const Call& call) {
  if (call.subresource) {
    for (const auto& body : other_bodies) {
      if (body.subresource == call.subresource->name)
        return {body.structure, body.api_version, body.kind};
    }
  }
  return {call.kind->structure, call.kind->api_version, call.kind->kind};
}

Result<schema::Box> scale_of(const schema::Kind& kind, const schema::Box& object) {
  const auto& metadata = objects::metadata_of(kind, object);
  autoscaling::Scale scale;
  scale.metadata.name = metadata.name;
  scale.metadata.namespace_ = metadata.namespace_;
  scale.metadata.uid = metadata.uid;
  scale.metadata.resourceVersion = metadata.resourceVersion;
  scale.metadata.creationTimestamp = metadata.creationTimestamp;
  scale.spec.replicas = integer_at(kind, object, kind.scale_spec);
  scale.status.replicas = integer_at(kind, object, kind.scale_status);
  scale.status.selector = selector_text(object);
  return schema::Box::of(std::move(scale));
}

Result<PlannedWrite> plan_scale(const WriteContext& context, const objects::View& view,
                                const Call& call, const schema::Box& scale) {
  auto existing = view.get(*call.kind, call.target.space, call.target.name);
  if (!existing) return not_found(resource_name(*call.kind), call.target.name);
  const auto& asked = scale.as<autoscaling::Scale>();
  if (asked.spec.replicas < 0)
    return invalid({"autoscaling", "scales", "Scale"}, call.target.name,
                   {field_invalid("spec.replicas", std::to_string(asked.spec.replicas),
                                  "must be greater than or equal to 0")});
  schema::Box next = existing->clone();
  auto& metadata = objects::metadata_of(*call.kind, next);
  metadata.resourceVersion = asked.metadata.resourceVersion;
  if (!asked.metadata.uid.empty()) metadata.uid = asked.metadata.uid;
  SHOAL_TRY(schema::set_at(*call.kind->structure, next.get(), call.kind->scale_spec,
                           json::Value(int64_t{asked.spec.replicas})));
  return plan_update(context, view, *call.kind, call.target.space, call.target.name,
                     std::move(next), Part::main);
}

namespace {

Status check_binding(const core::Binding& asked, const std::string& name) {
  if (!asked.metadata.name.empty() && asked.metadata.name != name)
    return bad_request("name in URL does not match name in Binding object");
  const auto& kind = asked.target.kind;
  if (!kind.empty() && kind != "Node")
    return {Code::internal, "target.kind: Unsupported value: \"" + kind +
                                "\": supported values: \"Node\", \"<empty>\""};
  if (asked.target.name.empty()) return {Code::internal, "target.name: Required value"};
  return {};
}

}  // namespace

Result<PlannedWrite> plan_binding(const WriteContext& context, const objects::View& view,
                                  const Call& call, const schema::Box& binding) {
  const auto& asked = binding.as<core::Binding>();
  const auto& pods = *find_kind("", "v1", "pods");
  auto resource = resource_name(pods);
  auto name = call.target.name.empty() ? asked.metadata.name : call.target.name;
  SHOAL_TRY(check_binding(asked, name));
  auto existing = view.get(pods, call.target.space, name);
  if (!existing) return not_found(resource, name);
  schema::Box next = existing->clone();
  auto& pod = next.as<core::Pod>();
  if (!asked.metadata.uid.empty() && asked.metadata.uid != pod.metadata.uid)
    return conflict(resource, name,
                    "Precondition failed: UID in precondition: " + asked.metadata.uid +
                        ", UID in object meta: " + pod.metadata.uid);
  if (!pod.metadata.deletionTimestamp.is_zero())
    return conflict({"", "pods/binding", ""}, name,
                    "pod " + pod.metadata.name + " is being deleted, cannot be assigned to a host");
  if (!pod.spec.nodeName.empty())
    return conflict(
        {"", "pods/binding", ""}, name,
        "pod " + pod.metadata.name + " is already assigned to node \"" + pod.spec.nodeName + "\"");
  if (!pod.spec.schedulingGates.empty())
    return conflict({"", "pods/binding", ""}, name,
                    "pod " + pod.metadata.name + " has non-empty .spec.schedulingGates");
  return plan_bind(context, view, pod.metadata.namespace_, pod.metadata.name, asked.target.name);
}

Result<PlannedWrite> plan_eviction(const WriteContext& context, const objects::View& view,
                                   const Call& call, const schema::Box& eviction) {
  const auto& asked = eviction.as<policy::Eviction>();
  RemoveOptions options;
  if (asked.deleteOptions) {
    options.grace_s = asked.deleteOptions->gracePeriodSeconds;
    if (asked.deleteOptions->preconditions) {
      options.uid = asked.deleteOptions->preconditions->uid;
      options.resource_version = asked.deleteOptions->preconditions->resourceVersion;
    }
  }
  return plan_remove(context, view, *call.kind, call.target.space, call.target.name, options);
}

// The one way to change a namespace's spec.finalizers; without any, a namespace being deleted is
// gone.
Result<PlannedWrite> plan_finalize(const WriteContext& context, const objects::View& view,
                                   const Call& call, const schema::Box& object) {
  return plan_finalizers(context, view, call.target.name,
                         object.as<core::Namespace>().spec.finalizers,
                         object.as<core::Namespace>().metadata.resourceVersion);
}

}  // namespace shoal::api
